import { html, type TemplateResult } from 'lit';
import { place } from '../place.js';
import { binText } from './bin-text.js';
import { countText, percentText } from './figures.js';
import type { FeatureReport } from '../../sdk/train.js';
import { signed, type View } from './view.js';

/** The bins of a feature: rows, bad rows, and the weight of evidence to either side of average. */
export function renderBins({ words }: View, { name, bins }: FeatureReport): TemplateResult {
  const top = Math.max(0.1, ...bins.map(({ woe }) => Math.abs(woe)));
  return html`<div class="bins" role="row">
    <div role="cell" class="bins-cell">
      <div class="table" role="table" aria-label=${words.binsOf(name)}>
        <div class="row is-head" role="row">
          <span role="columnheader">${words.bin}</span>
          <span role="columnheader" class="figure">${words.rowsHead}</span>
          <span role="columnheader" class="figure">${words.badHead}</span>
          <span class="plot" aria-hidden="true"></span>
          <span role="columnheader" class="figure">${words.woe}</span>
        </div>
        ${bins.map(({ label, rows, bad, woe }) => {
          const w = Math.abs(woe) / top / 2;
          return html`<div class="row" role="row">
            <span role="rowheader" class="wrap">${binText(label, words)}</span>
            <span role="cell" class="figure">${countText(rows)}</span>
            <span role="cell" class="figure">${rows > 0 ? percentText(bad / rows) : ''}</span>
            <span class="plot" aria-hidden="true"
              ><i
                class="woe ${woe > 0 ? 'hatched' : 'solid'}"
                ${place({ x: woe > 0 ? 0.5 : 0.5 - w, w })}
              ></i
            ></span>
            <span role="cell" class="figure">${signed(words, woe, 2)}</span>
          </div>`;
        })}
      </div>
      <p class="note">${words.woeNote}</p>
    </div>
  </div>`;
}
