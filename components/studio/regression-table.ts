import { html, nothing, type TemplateResult } from 'lit';
import { figureText, numberText } from './figures.js';
import type { ScorecardReport } from '../../sdk/train.js';
import { heads, sub, type View } from './view.js';

/** The regression behind a scorecard, and what it left out. */
export function renderRegression(
  view: View,
  { characteristics, dropped }: ScorecardReport,
): TemplateResult {
  const { words } = view;
  return html`<div class="part">
      ${sub(view, words.regression)}
      <div class="table regression" role="table" aria-label=${words.regression}>
        ${heads([words.characteristic, words.coefficient, words.pValue, words.vif])}
        ${characteristics.map(
          ({ name, coefficient, p, vif }) =>
            html`<div class="row" role="row">
              <span role="rowheader" class="wrap">${name}</span>
              <span role="cell" class="figure">${numberText(coefficient, 3)}</span>
              <span role="cell" class="figure"
                >${p === undefined ? '–' : p < 0.001 ? '< 0.001' : numberText(p, 3)}</span
              >
              <span role="cell" class="figure">${numberText(vif, 1)}</span>
            </div>`,
        )}
      </div>
    </div>
    ${
      dropped.length > 0
        ? html`<div class="part">
            ${sub(view, words.dropped)}
            <ul class="said">
              ${dropped.map(
                ({ name, because, figure }) =>
                  html`<li>
                    <span class="wrap">${name}</span
                    ><small>${words.droppedBecause[because](figureText(figure))}</small>
                  </li>`,
              )}
            </ul>
          </div>`
        : nothing
    }`;
}
