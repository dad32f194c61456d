import type { Locale } from '../../core/locale.js';
import { count, decimal, percent } from './figures.js';
import { findingText } from './finding-words.js';
import { html, type Markup } from './markup.js';
import { cardSection } from './page-card.js';
import { HATCH, intervalMark } from './page-charts.js';
import { calibrationSection, curveSection, liftSection, monthSection } from './page-curves.js';
import { featureSection } from './page-features.js';
import { fidelitySection } from './page-fidelity.js';
import { scaleOf, testedParts, withInterval } from './page-parts.js';
import { pageHead, pageShell, type HeadFact } from './page-shell.js';
import { PAGE_WORDS, type PageWords } from './page-words.js';
import type { PartReport, TrainReport } from './train-report.js';

/** What a report's page shows besides the report. */
export interface ReportPageOptions {
  /** The bundle's digest. @defaultValue not shown */
  readonly digest?: string;
}

/**
 * A report as one self-contained HTML file, for a file, a committee or an auditor: without script,
 * without links, from a phone to A4, light and dark.
 */
export function reportPage(
  report: TrainReport,
  locale: Locale,
  options: ReportPageOptions = {},
): string {
  const words = PAGE_WORDS[locale];
  const { name, version } = report.plan;
  const page = html`<main>
    ${headOf(report, words, options)} ${rankingSection(report, words)}
    ${findingSection(report, words)} ${rowsSection(report, words)} ${curveSection(report, words)}
    ${liftSection(report, words)} ${calibrationSection(report, words)}
    ${monthSection(report, words)} ${fidelitySection(report, words)} ${cardSection(report, words)}
    ${featureSection(report, words)}
    <footer>${words.foot}</footer>
  </main>`;
  return pageShell(words.lang, `${name} ${version ?? ''}: ${words.title}`, [HATCH, page]);
}

function headOf(
  { plan, model }: TrainReport,
  { head, student, title }: PageWords,
  { digest }: ReportPageOptions,
): Markup {
  const trees = model.trees !== undefined;
  const size = trees
    ? `${model.trees} ${head.trees} ${model.depth ?? ''}`
    : `${model.terms ?? 0} ${head.terms}`;
  const bytes = model.bytes === undefined ? '' : `, ${count(model.bytes)} ${head.bytes}`;
  const facts: HeadFact[] = [
    [head.target, plan.target.column],
    [head.bad, String(plan.target.bad)],
    [head.student, student[plan.student.kind]],
    [head.size, size + bytes],
    ...(digest === undefined ? [] : [[head.digest, digest, true] as const]),
  ];
  return pageHead(`${plan.name} ${plan.version ?? ''}`, title, facts);
}

function rankingSection(report: TrainReport, words: PageWords): Markup {
  const { ranking } = words;
  const tests = testedParts(report);
  const [from, to] = scaleOf(report.parts.flatMap(({ auc }) => auc ?? []));
  const later = report.parts.some(({ part }) => part === 'out-of-time');
  return html`<section>
    <h2>${ranking.heading}</h2>
    <p>${ranking.lead}</p>
    <div class="pair">${tests.map((part) => sideOf(part, words, !later))}</div>
    ${!later && html`<p class="check">${ranking.noLater}</p>`}
    <table>
      <caption class="sr">
        ${ranking.heading}
      </caption>
      <thead>
        <tr>
          <th scope="col">${ranking.part}</th>
          <th scope="col" class="figure">${ranking.auc}</th>
          <th scope="col" class="strip-cell optional"></th>
          <th scope="col" class="figure">${ranking.ks}</th>
          <th scope="col" class="figure optional">${ranking.logLoss}</th>
          <th scope="col" class="figure optional">${ranking.psi}</th>
        </tr>
      </thead>
      <tbody>
        ${report.parts.map(
          ({ part, auc, ks, logLoss, psi }) =>
            html`<tr>
              <th scope="row">${words.part[part]}</th>
              <td class="figure">${auc ? decimal(auc.value) : '–'}</td>
              <td class="strip-cell optional">
                ${auc && intervalMark(auc, from, to, part !== 'out-of-time')}
              </td>
              <td class="figure">${ks ? decimal(ks.value, 3) : '–'}</td>
              <td class="figure optional">${decimal(logLoss)}</td>
              <td class="figure optional">${psi === undefined ? '–' : decimal(psi, 3)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** One part with its figures; the last that there is closes the account. */
function sideOf(
  { part, rows, bad, auc, ks, logLoss, brier, psi, from, to }: PartReport,
  words: PageWords,
  alone: boolean,
): Markup {
  const { ranking } = words;
  const measures: readonly (readonly [string, Markup | string])[] = [
    [ranking.ks, ks ? withInterval(ks, 3) : '–'],
    [ranking.logLoss, decimal(logLoss)],
    [ranking.brier, decimal(brier)],
    ...(psi === undefined ? [] : [[ranking.psi, decimal(psi, 3)] as const]),
  ];
  const days = from === undefined ? '' : `${from} ${words.rows.to} ${to}`;
  // Indicative while nothing is known of later rows.
  const open = alone || part !== 'out-of-time';
  return html`<div>
    <h3>${words.part[part]}</h3>
    <div class="${open ? 'closing open' : 'closing'}">
      <output>${auc ? decimal(auc.value, 3) : '–'}</output
      ><span
        >${ranking.auc}${auc && html`, ${decimal(auc.low, 3)} ${words.rows.to} ${decimal(auc.high, 3)}`}</span
      >
    </div>
    <dl class="measures">
      ${measures.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
      <dt>${words.rows.rows}</dt>
      <dd>${count(rows)} <small>${percent(bad / rows)} ${words.rows.bad.toLowerCase()}</small></dd>
      ${
        days !== '' &&
        html`<dt>${words.rows.days}</dt>
          <dd>${days}</dd>`
      }
    </dl>
  </div>`;
}

function findingSection({ findings }: TrainReport, words: PageWords): Markup {
  const order = [...findings].sort((a, b) => rankOf(a.severity) - rankOf(b.severity));
  const items = order.map(
    (finding) =>
      html`<li class="${finding.severity}">
        <b>${words.findings[finding.severity]}</b><span>${findingText(finding, words.lang)}</span>
      </li>`,
  );
  return html`<section>
    <h2>${words.findings.heading}</h2>
    ${
      items.length === 0
        ? html`<p>${words.findings.none}</p>`
        : html`<ul class="findings">
            ${items}
          </ul>`
    }
  </section>`;
}

function rankOf(severity: 'warning' | 'note'): number {
  return severity === 'warning' ? 0 : 1;
}

function rowsSection({ parts }: TrainReport, words: PageWords): Markup {
  const { rows: named } = words;
  const dated = parts.some(({ from }) => from !== undefined);
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  const bad = parts.reduce((sum, part) => sum + part.bad, 0);
  const row = (name: string, days: string, rows: number, badRows: number) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${dated && html`<td class="optional">${days}</td>`}
      <td class="figure">${count(rows)}</td>
      <td class="figure">${count(badRows)}</td>
      <td class="figure">${percent(badRows / rows)}</td>
    </tr>`;
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead} ${dated && named.byDay}</p>
    <table>
      <caption class="sr">
        ${named.heading}
      </caption>
      <thead>
        <tr>
          <th scope="col">${named.part}</th>
          ${dated && html`<th scope="col" class="optional">${named.days}</th>`}
          <th scope="col" class="figure">${named.rows}</th>
          <th scope="col" class="figure">${named.bad}</th>
          <th scope="col" class="figure">${named.rate}</th>
        </tr>
      </thead>
      <tbody class="closed">
        ${parts.map(({ part, rows, bad: badRows, from, to }) =>
          row(
            words.part[part],
            from === undefined ? '' : `${from} ${named.to} ${to}`,
            rows,
            badRows,
          ),
        )}${row(named.total, '', total, bad)}
      </tbody>
    </table>
    <p class="check">
      ${named.check} ${parts.map(({ rows }) => count(rows)).join(' + ')} = ${count(total)}
    </p>
  </section>`;
}
