import { html, type TemplateResult } from 'lit';
import { countText, estimateText, numberText, percentText, type Estimate } from './figures.js';
import type { PartReport } from '../../sdk/train.js';
import { period, sub, type View } from './view.js';

/** AUC, KS and the rest with their intervals: a column for each part. */
export function renderMeasures(view: View, parts: readonly PartReport[]): TemplateResult {
  const { words } = view;
  const names = words.measureNames;
  const row = (name: string, cell: (part: PartReport) => unknown, kind = ''): TemplateResult =>
    html`<div class="row ${kind}" role="row">
      <span role="rowheader">${name}</span>
      ${parts.map((part) => html`<span role="cell" class="figure">${cell(part)}</span>`)}
    </div>`;
  return html`<div class="part">
    ${sub(view, words.measures)}
    <div class="table measures is-${parts.length}" role="table" aria-label=${words.measures}>
      <div class="row is-head" role="row">
        <span role="columnheader">${words.measure}</span>
        ${parts.map(
          (part) =>
            html`<span role="columnheader" class="figure"
              >${words.part[part.part]}${
                part.from && part.to ? html`<small>${period(view, part.from, part.to)}</small>` : ''
              }</span
            >`,
        )}
      </div>
      ${row(names.auc, ({ auc }) => estimate(view, auc, 3), 'is-main')}
      ${row(names.ks, ({ ks }) => estimate(view, ks, 3), 'is-main')}
      ${row(
        names.bad,
        ({ rows, bad }) =>
          html`${percentText(bad / Math.max(1, rows))}
            <small>${words.ofRows(countText(bad), countText(rows))}</small>`,
      )}
      ${row(names.logLoss, ({ logLoss }) => numberText(logLoss, 4))}
      ${row(names.brier, ({ brier }) => numberText(brier, 4))}
      ${
        parts.some(({ psi }) => psi !== undefined)
          ? row(names.psi, ({ psi }) => (psi === undefined ? '' : numberText(psi, 3)))
          : ''
      }
    </div>
    <p class="note">${words.intervalNote}</p>
  </div>`;
}

/** A figure over its interval; a screen reader hears both in one sentence. */
export function estimate(
  { words }: View,
  found: Estimate | undefined,
  digits: number,
): TemplateResult {
  if (!found) return html`<small>${words.none}</small>`;
  const { value, range, spoken } = estimateText(found, digits, words);
  return html`<span aria-hidden="true"><b>${value}</b> <small>${range}</small></span
    ><span class="sr">${spoken}</span>`;
}
