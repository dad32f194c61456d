import { cardLines } from './card-lines.js';
import { count, decimal, percent, points as pointsText } from './figures.js';
import { html, type Markup } from './markup.js';
import { binLabel } from './page-features.js';
import type { PageWords } from './page-words.js';
import type { CharacteristicReport, ScorecardReport, TrainReport } from './train-report.js';

/** The card itself, and the regression behind it. */
export function cardSection(report: TrainReport, words: PageWords): Markup | undefined {
  const { scorecard } = report;
  if (!scorecard) return undefined;
  const { card: named, rows: rowWords, features } = words;
  const taught = scorecard.logLikelihood === undefined;
  return html`<section>
      <h2>${named.heading}</h2>
      <p>${named.lead}</p>
      <table>
        <caption class="sr">
          ${named.heading}
        </caption>
        <thead>
          <tr>
            <th scope="col">${named.bin}</th>
            <th scope="col" class="figure optional">${rowWords.rows}</th>
            <th scope="col" class="figure">${rowWords.rate}</th>
            <th scope="col" class="figure">${features.woe}</th>
            <th scope="col" class="figure">${named.points}</th>
          </tr>
        </thead>
        ${scorecard.characteristics.map((each) => characteristic(each, report, words))}
      </table>
    </section>
    <section>
      <h2>${named.regression}</h2>
      ${taught && html`<p>${named.taught}</p>`}
      ${regression(scorecard, words)}${leftOut(scorecard, words)}
    </section>`;
}

function characteristic(
  each: CharacteristicReport,
  { features }: TrainReport,
  words: PageWords,
): Markup {
  const bins = features.find(({ name }) => name === each.name)?.bins ?? [];
  return html`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan="5">${each.name}</th>
    </tr>
    ${cardLines(bins, each)
      .filter(({ rows }) => rows > 0)
      .map(
        (line) =>
          html`<tr>
            <th scope="row">
              ${line.labels.map((label) => binLabel(label, words)).join(words.lang === 'en' ? ', ' : '、')}
            </th>
            <td class="figure optional">${count(line.rows)}</td>
            <td class="figure">${percent(line.bad / line.rows)}</td>
            <td class="figure">${decimal(line.woe, 2)}</td>
            <td class="figure">
              <b>${pointsText(line.points)}</b>
            </td>
          </tr>`,
      )}
  </tbody>`;
}

function regression({ characteristics, intercept }: ScorecardReport, words: PageWords): Markup {
  const { card: named } = words;
  return html`<table>
    <caption class="sr">
      ${named.regression}
    </caption>
    <thead>
      <tr>
        <th scope="col">${named.characteristic}</th>
        <th scope="col" class="figure">${named.coefficient}</th>
        <th scope="col" class="figure optional">${named.error}</th>
        <th scope="col" class="figure">${named.p}</th>
        <th scope="col" class="figure optional">${named.vif}</th>
        <th scope="col" class="figure">${named.iv}</th>
      </tr>
    </thead>
    <tbody>
      ${characteristics.map(
        ({ name, coefficient, standardError, p, vif, iv }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="figure">${decimal(coefficient, 3)}</td>
            <td class="figure optional">
              ${standardError === undefined ? '–' : decimal(standardError, 3)}
            </td>
            <td class="figure">${p === undefined ? '–' : p < 0.001 ? '< 0.001' : decimal(p, 3)}</td>
            <td class="figure optional">${decimal(vif, 2)}</td>
            <td class="figure">${decimal(iv, 3)}</td>
          </tr>`,
      )}
      <tr>
        <th scope="row">${named.intercept}</th>
        <td class="figure">${decimal(intercept, 3)}</td>
        <td class="optional"></td>
        <td></td>
        <td class="optional"></td>
        <td></td>
      </tr>
    </tbody>
  </table>`;
}

function leftOut({ dropped }: ScorecardReport, words: PageWords): Markup | undefined {
  if (dropped.length === 0) return undefined;
  const { card: named, dropped: why } = words;
  const items = dropped.map(
    ({ name, because, figure }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${why[because]}</td>
        <td class="figure">${because === 'constant' ? '–' : decimal(figure, 3)}</td>
      </tr>`,
  );
  return html`<details class="more">
    <summary><span class="twist"></span> ${named.dropped} (${dropped.length})</summary>
    <div>
      <table>
        <caption class="sr">
          ${named.dropped}
        </caption>
        <tbody>
          ${items}
        </tbody>
      </table>
    </div>
  </details>`;
}
