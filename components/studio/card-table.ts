import { html, nothing, type TemplateResult } from 'lit';
import { binText } from './bin-text.js';
import { scaleText } from './scale-text.js';
import { countText, percentText } from './figures.js';
import { cardLines } from '../../sdk/train.js';
import type { CardLine, CharacteristicReport, TrainReport } from '../../sdk/train.js';
import { heads, signed, sub, type View } from './view.js';

/** The points of a scorecard, one line for each group of values that it treats alike. */
export function renderCard(
  view: View,
  { scorecard, features, plan }: TrainReport,
): TemplateResult | typeof nothing {
  const { words } = view;
  if (!scorecard) return nothing;
  const bins = new Map(features.map((feature) => [feature.name, feature.bins] as const));
  return html`<div class="part">
    ${sub(view, words.card)}
    <div class="table card" role="table" aria-label=${words.card}>
      ${heads([words.bin, words.rowsHead, words.badHead, words.woe, words.points])}
      ${scorecard.characteristics.map((each) =>
        characteristic(view, each, cardLines(bins.get(each.name) ?? [], each)),
      )}
    </div>
    <p class="note">
      ${words.cardNote}${plan.scale ? words.gap + scaleText(view, plan.scale) : nothing}
    </p>
  </div>`;
}

function characteristic(
  { words }: View,
  { name }: CharacteristicReport,
  lines: readonly CardLine[],
): TemplateResult {
  return html`<div role="rowgroup" aria-label=${name}>
    <div class="row is-group" role="row"><span role="rowheader" class="wrap">${name}</span></div>
    ${lines.map(
      ({ labels, rows, bad, woe, points }) =>
        html`<div class="row" role="row">
          <span role="rowheader" class="wrap"
            >${labels.map((label) => binText(label, words)).join(words.list)}</span
          >
          <span role="cell" class="figure">${countText(rows)}</span>
          <span role="cell" class="figure">${rows > 0 ? percentText(bad / rows) : ''}</span>
          <span role="cell" class="figure">${signed(words, woe, 2)}</span>
          <span role="cell" class="figure"><b>${signed(words, points, 0)}</b></span>
        </div>`,
    )}
  </div>`;
}
