import { html, nothing, type TemplateResult } from 'lit';
import { renderCard } from './card-table.js';
import { renderCalibration } from './calibration-chart.js';
import { renderCompare } from './compare-table.js';
import { download } from './download.js';
import { renderFidelity } from './fidelity-table.js';
import { renderFindings } from './findings.js';
import { renderImportance } from './importance-table.js';
import { renderLift } from './lift-chart.js';
import { renderMeasures } from './measure-table.js';
import { renderMonths } from './month-table.js';
import { renderRegression } from './regression-table.js';
import { reportPage, type PartReport, type TrainReport } from '../../sdk/train.js';
import { sub, type View } from './view.js';

/** Step 5: the figures, in time and out of time side by side. */
export function renderReport(view: View): TemplateResult {
  const { words, book } = view;
  const { chosen, account } = book;
  if (!chosen || !account) return html`<p class="hint">${words.none}</p>`;
  const { report } = chosen;
  const tests = testsOf(report);
  return html`${renderCompare(view, account.trainings, chosen.id)}
    <div class="part">${renderFindings(view, report.findings)}</div>
    ${renderMeasures(view, tests)}
    ${report.fidelity ? renderFidelity(view, report.fidelity, tests) : nothing}
    <div class="part">
      ${sub(view, words.lift)}
      <div class="pair ${tests.length === 1 ? 'is-one' : ''}">
        ${tests.map((part) => renderLift(view, part, tests))}
      </div>
    </div>
    <div class="part">
      ${sub(view, words.calibration)}
      <div class="pair ${tests.length === 1 ? 'is-one' : ''}">
        ${tests.map((part) => renderCalibration(view, part, tests))}
      </div>
      <p class="note">${words.calibrationNote}</p>
    </div>
    ${renderImportance(view, report.features)}
    ${report.months && report.months.length > 0 ? renderMonths(view, report.months) : nothing}
    ${renderCard(view, report)}
    ${report.scorecard ? renderRegression(view, report.scorecard) : nothing}
    ${renderDownloads(view, report)}`;
}

/** The parts that no training saw: in time, and out of time where there is one. */
function testsOf({ parts }: TrainReport): readonly PartReport[] {
  const tests = parts.filter(({ part }) => part === 'in-time' || part === 'out-of-time');
  return tests.length > 0 ? tests : parts.slice(-1);
}

function renderDownloads(view: View, report: TrainReport): TemplateResult {
  const { words, locale, book } = view;
  const { name } = book.decisions!;
  const json = (): void =>
    download(`${name}-report.json`, 'application/json', `${JSON.stringify(report, null, 2)}\n`);
  const page = (): void => download(`${name}-report.html`, 'text/html', reportPage(report, locale));
  return html`<div class="part">
    ${sub(view, words.downloadReport)}
    <p class="actions">
      <button class="button" type="button" @click=${page}>${words.html}</button>
      <button class="button" type="button" @click=${json}>${words.json}</button>
    </p>
  </div>`;
}
