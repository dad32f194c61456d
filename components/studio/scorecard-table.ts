import { html, nothing, type TemplateResult } from 'lit';
import { binText } from './bin-text.js';
import { figureText, numberText, spokenNumber } from './figures.js';
import type { FeatureReport, ScorecardReport } from '../../sdk/train.js';
import { sub, type View } from './view.js';

/** The regression behind a scorecard, and the points of each bin. */
export function renderScorecard(
  view: View,
  { characteristics, dropped }: ScorecardReport,
  features: readonly FeatureReport[],
): TemplateResult {
  const { words } = view;
  const bins = new Map(features.map((feature) => [feature.name, feature.bins] as const));
  return html`<div class="part">
      ${sub(view, words.scorecard)}
      <div class="table regression" role="table" aria-label=${words.scorecard}>
        <div class="row is-head" role="row">
          <span role="columnheader">${words.characteristic}</span>
          <span role="columnheader" class="figure">${words.coefficient}</span>
          <span role="columnheader" class="figure">${words.pValue}</span>
          <span role="columnheader" class="figure">${words.vif}</span>
        </div>
        ${characteristics.map(
          ({ name, coefficient, p, vif, points }) =>
            html`<div class="row" role="row">
              <span role="rowheader" class="wrap"
                ><b>${name}</b
                ><small class="bin-points"
                  >${(bins.get(name) ?? []).map(
                    ({ label }, i) =>
                      html`<span
                        >${binText(label, words)}<b
                          aria-label=${spokenNumber(points[i] ?? 0, 0, words)}
                          >${numberText(points[i] ?? 0, 0)}</b
                        ></span
                      >`,
                  )}</small
                ></span
              >
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
