import { count, decimal, percent } from './figures.js';
import { html, type Markup } from './markup.js';
import { binLabel } from './page-features.js';
import { withInterval } from './page-parts.js';
import type { PageWords } from './page-words.js';
import type { FidelityReport, TrainReport } from './train-report.js';

/** How near a student is to its teacher. */
export function fidelitySection({ fidelity }: TrainReport, words: PageWords): Markup | undefined {
  if (!fidelity) return undefined;
  const { fidelity: named, ranking } = words;
  const { teacher, parts, reasons, outOfFold } = fidelity;
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead} ${outOfFold ? named.outOfFold : named.seen}</p>
    <dl>
      <dt>${named.name}</dt>
      <dd>${teacher.name}</dd>
    </dl>
    <table>
      <caption class="sr">
        ${named.heading}
      </caption>
      <thead>
        <tr>
          <th scope="col">${ranking.part}</th>
          <th scope="col" class="figure">${named.r2}</th>
          <th scope="col" class="figure optional">${named.rank}</th>
          <th scope="col" class="figure optional">${named.teacher}</th>
          <th scope="col" class="figure optional">${named.student}</th>
          <th scope="col" class="figure">${named.gap}</th>
          <th scope="col" class="figure">${named.ksGap}</th>
        </tr>
      </thead>
      <tbody>
        ${parts.map(
          ({ part, r2, rank, teacher: taught, student, gap }) =>
            html`<tr>
              <th scope="row">${words.part[part]}</th>
              <td class="figure">${decimal(r2, 3)}</td>
              <td class="figure optional">${decimal(rank, 3)}</td>
              <td class="figure optional">${taught ? withInterval(taught.auc, 3) : '–'}</td>
              <td class="figure optional">${student ? withInterval(student.auc, 3) : '–'}</td>
              <td class="figure">${gap ? withInterval(gap.auc, 3) : '–'}</td>
              <td class="figure">${gap ? withInterval(gap.ks, 3) : '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      reasons &&
      html`<p class="check">
        ${named.reasons}: ${named.firstReason} ${percent(reasons.first)}, ${named.fourReasons}
        ${percent(reasons.meanOfFour)} (${count(reasons.rows)} ${words.rows.rows.toLowerCase()})
      </p>`
    }${ladder(fidelity, words)}${segments(fidelity, words)}
  </section>`;
}

function segments({ segments: all }: FidelityReport, words: PageWords): Markup | undefined {
  if (all.length === 0) return undefined;
  const { fidelity: named } = words;
  return html`<details class="more" open>
    <summary><span class="twist"></span> ${named.segments}</summary>
    <div>
      <table>
        <caption class="sr">
          ${named.segments}
        </caption>
        <thead>
          <tr>
            <th scope="col">${named.segment}</th>
            <th scope="col" class="figure">${words.rows.rows}</th>
            <th scope="col" class="figure">${named.difference}</th>
            <th scope="col" class="figure optional">${named.rms}</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            ({ feature, bin, rows, meanDifference, rms }) =>
              html`<tr>
                <th scope="row">${feature} ${binLabel(bin, words)}</th>
                <td class="figure">${count(rows)}</td>
                <td class="figure">${decimal(meanDifference, 3)}</td>
                <td class="figure optional">${decimal(rms, 3)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** The students that were tried for a budget. */
function ladder({ ladder: steps }: FidelityReport, words: PageWords): Markup | undefined {
  if (!steps || steps.length === 0) return undefined;
  const { fidelity: named, head } = words;
  return html`<table>
    <caption>
      ${named.ladder}
    </caption>
    <thead>
      <tr>
        <th scope="col">${named.tried}</th>
        <th scope="col" class="figure">${head.bytes}</th>
        <th scope="col" class="figure">${named.r2}</th>
        <th scope="col" class="figure">${named.loss}</th>
      </tr>
    </thead>
    <tbody>
      ${steps.map(
        ({ name, bytes, r2, aucLoss, chosen }) =>
          html`<tr>
            <th scope="row">${chosen ? html`<b>${name}</b>, ${named.chosen}` : name}</th>
            <td class="figure">${count(bytes)}</td>
            <td class="figure">${decimal(r2, 3)}</td>
            <td class="figure">${aucLoss === undefined ? '–' : decimal(aucLoss, 4)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
