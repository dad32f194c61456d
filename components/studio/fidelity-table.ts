import { html, nothing, type TemplateResult } from 'lit';
import type { FidelityPart, FidelityReport, PartReport } from '../../sdk/train.js';
import { glyphs } from '../glyphs.js';
import { binText } from './bin-text.js';
import { kindOf } from './decisions.js';
import { countText, kilobyteText, numberText, percentText } from './figures.js';
import { estimate } from './measure-table.js';
import { fact, heads, signed, sub, type View } from './view.js';

/** Segments that are shown; the report has more. */
const SEGMENTS = 3;

/** How near a student is to its teacher, on the parts that it was not trained on. */
export function renderFidelity(
  view: View,
  fidelity: FidelityReport,
  tests: readonly PartReport[],
): TemplateResult {
  const { words } = view;
  const { teacher, parts, reasons, outOfFold } = fidelity;
  const names = tests.map(({ part }) => part);
  const shown = parts.filter(({ part }) => names.includes(part));
  const said = reasons
    ? words.reasonsAgree(
        percentText(reasons.first, 0),
        percentText(reasons.meanOfFour, 0),
        countText(reasons.rows),
      )
    : '';
  return html`<div class="part">
    ${sub(view, words.fidelity)}
    <dl class="facts">
      ${fact(words.teacher, html`<span class="wrap">${teacher.name}</span>`)}
      ${
        teacher.bytes === undefined
          ? nothing
          : fact(words.size, words.kilobytes(kilobyteText(teacher.bytes)))
      }
    </dl>
    <div class="table measures is-${shown.length}" role="table" aria-label=${words.fidelity}>
      ${heads([words.measure, ...shown.map(({ part }) => words.part[part])])}
      ${row(words.fidelityNames.r2, shown, ({ r2 }) => numberText(r2, 3), 'is-main')}
      ${row(words.fidelityNames.rank, shown, ({ rank }) => numberText(rank, 3), 'is-main')}
      ${row(words.fidelityNames.auc, shown, ({ teacher: taught }) =>
        taught ? numberText(taught.auc.value, 3) : words.none,
      )}
      ${row(words.fidelityNames.aucGap, shown, ({ gap }) => estimate(view, gap?.auc, 3))}
      ${row(words.fidelityNames.ksGap, shown, ({ gap }) => estimate(view, gap?.ks, 3))}
    </div>
    <p class="note">
      ${words.fidelityNote}${words.gap}${outOfFold ? words.teacherFresh : words.teacherSeen}
    </p>
    ${said ? html`<p class="hint">${said}</p>` : nothing} ${renderLadder(view, fidelity)}
    ${renderSegments(view, fidelity)}
  </div>`;
}

function row(
  name: string,
  parts: readonly FidelityPart[],
  cell: (part: FidelityPart) => unknown,
  kind = '',
): TemplateResult {
  const isMain = kind === 'is-main';
  return html`<div class="row ${kind}" role="row">
    <span role="rowheader">${name}</span>
    ${parts.map((part) => {
      const said = cell(part);
      return html`<span role="cell" class="figure">${isMain ? html`<b>${said}</b>` : said}</span>`;
    })}
  </div>`;
}

/** The students that were tried for a budget. */
function renderLadder(view: View, { ladder }: FidelityReport): TemplateResult | typeof nothing {
  const { words } = view;
  if (!ladder) return nothing;
  return html`<div class="table ladder" role="table" aria-label=${words.ladder}>
    ${heads([words.ladder, words.sizeHead, words.r2, words.aucLost])}
    ${ladder.map(
      ({ student, bytes, r2, aucLoss, chosen, fits }) =>
        html`<div class="row ${chosen ? 'is-chosen' : ''}" role="row">
          <span role="rowheader"
            >${chosen ? glyphs.approved : glyphs.box}<span
              ><b>${words.kindsShort[kindOf(student)]}</b>${
                student.kind === 'boosted'
                  ? html` ${words.treesOf(String(student.trees), String(student.depth))}`
                  : nothing
              }
              <small>${chosen ? words.ladderChosen : fits ? nothing : words.tooLarge}</small></span
            ></span
          >
          <span role="cell" class="figure">${words.kilobytes(kilobyteText(bytes))}</span>
          <span role="cell" class="figure">${numberText(r2, 3)}</span>
          <span role="cell" class="figure"
            >${aucLoss === undefined ? words.none : signed(words, aucLoss, 4)}</span
          >
        </div>`,
    )}
  </div>`;
}

function renderSegments(view: View, { segments }: FidelityReport): TemplateResult | typeof nothing {
  const { words } = view;
  if (segments.length === 0) return nothing;
  return html`<div class="table segments-table" role="table" aria-label=${words.differs}>
    ${heads([words.differs, words.rowsHead, words.difference])}
    ${segments.slice(0, SEGMENTS).map(
      ({ feature, bin, rows, meanDifference }) =>
        html`<div class="row" role="row">
          <span role="rowheader" class="wrap"
            >${feature}<small>${words.space}${binText(bin, words)}</small></span
          >
          <span role="cell" class="figure">${countText(rows)}</span>
          <span role="cell" class="figure">${signed(words, meanDifference, 3)}</span>
        </div>`,
    )}
  </div>`;
}
