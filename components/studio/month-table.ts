import { html, nothing, type TemplateResult } from 'lit';
import { place } from '../place.js';
import { countText, numberText, percentText } from './figures.js';
import { estimate } from './measure-table.js';
import { moreLink } from './more-link.js';
import type { MonthReport } from '../../sdk/train.js';
import { sub, type View } from './view.js';

/** Where PSI is watched, and where something is done. */
const WATCH = 0.1;
const ACT = 0.25;

/** Where the axis of PSI ends: what is beyond is an arrow, and its figure stands beside it. */
const FAR = 0.5;

/** Months that are shown at once: the latest. */
const LATEST = 24;

/** AUC and PSI of each month, all parts together. */
export function renderMonths(view: View, months: readonly MonthReport[]): TemplateResult {
  const { words, opened } = view;
  const lows = months.flatMap(({ auc }) => (auc ? [auc.low] : []));
  const highs = months.flatMap(({ auc }) => (auc ? [auc.high] : []));
  const from = Math.floor(Math.min(0.5, ...lows) * 20) / 20;
  const to = Math.ceil(Math.max(0.55, ...highs) * 20) / 20;
  const x = (auc: number): number => (auc - from) / (to - from);
  const psiEnd = Math.min(FAR, Math.max(0.3, ...months.map(({ psi }) => psi)));
  const isOpen = opened.has('months');
  return html`<div class="part">
    ${sub(view, words.months)}
    <div class="table months" role="table" aria-label=${words.months}>
      <div class="row is-head" role="row">
        <span role="columnheader">${words.month}</span>
        <span role="columnheader" class="figure bad">${words.badHead}</span>
        <span role="columnheader" class="figure auc">${words.aucHead}</span>
        <span class="plot auc-plot" aria-hidden="true"
          ><span class="end">${numberText(from, 2)}</span
          ><span class="end is-last">${numberText(to, 2)}</span></span
        >
        <span role="columnheader" class="figure psi">${words.psiHead}</span>
        <span class="plot psi-plot" aria-hidden="true"
          ><span class="end is-mid" ${place({ x: WATCH / psiEnd })}>0.10</span
          ><span class="end is-mid" ${place({ x: ACT / psiEnd })}>0.25</span></span
        >
      </div>
      ${(isOpen ? months : months.slice(-LATEST)).map((each) => {
        const { month, rows, bad, auc, psi, part } = each;
        const level = psi >= ACT ? 'act' : psi >= WATCH ? 'watch' : 'stable';
        return html`<div class="row is-${part}" role="row">
          <span role="rowheader"
            ><b>${month}</b>
            <small>${partText(view, part)}${words.comma}${words.rows(countText(rows))}</small></span
          >
          <span role="cell" class="figure bad"
            ><span class="cap">${words.badHead} </span>${percentText(bad / Math.max(1, rows))}</span
          >
          <span role="cell" class="figure auc">${estimate(view, auc, 2)}</span>
          <span class="plot auc-plot" aria-hidden="true"
            >${
              auc
                ? html`<i
                      class="whisker"
                      ${place({ x: x(auc.low), w: x(auc.high) - x(auc.low) })}
                    ></i
                    ><i
                      class="mark ${part === 'out-of-time' ? 'filled' : ''}"
                      ${place({ x: x(auc.value) })}
                    ></i>`
                : nothing
            }</span
          >
          <span role="cell" class="figure psi"
            ><span class="cap">${words.psiHead} </span>${numberText(psi, 2)}
            <small>${words.psiLevel[level]}</small></span
          >
          <span class="plot psi-plot" aria-hidden="true"
            ><i class="limit" ${place({ x: WATCH / psiEnd })}></i
            ><i class="limit" ${place({ x: ACT / psiEnd })}></i
            ><i class="stem" ${place({ w: Math.min(1, psi / psiEnd) })}></i
            ><i
              class=${psi > psiEnd ? 'past' : `mark is-${level}`}
              ${place({ x: Math.min(1, psi / psiEnd) })}
            ></i
          ></span>
        </div>`;
      })}
    </div>
    ${moreLink(view, {
      ...{ name: 'months', count: months.length, first: LATEST },
      fewer: words.showLatest(String(LATEST)),
    })}
    <p class="note">${words.psiNote}</p>
  </div>`;
}

/** A part in a word or two: a month has one line on a phone. */
function partText({ words }: View, part: MonthReport['part']): string {
  if (part === 'out-of-time') return words.outOfTime;
  return part === 'in-time' ? words.inTime : words.part[part];
}
