import { count, decimal, percent } from './figures.js';
import { html, type Markup } from './markup.js';
import {
  axisTo,
  calibrationChart,
  curveChart,
  intervalMark,
  lengthBar,
  liftChart,
} from './page-charts.js';
import type { PageWords } from './page-words.js';
import { scaleOf, testedParts, withInterval } from './page-parts.js';
import type { MonthReport, TrainReport } from './train-report.js';

/** The loss after each step of boosting. */
export function curveSection({ curve }: TrainReport, words: PageWords): Markup | undefined {
  if (!curve || curve.train.length < 2) return undefined;
  const { train, validation } = words.part;
  return html`<section>
    <h2>${words.curve.heading}</h2>
    <p>${words.curve.lead}</p>
    ${curveChart(curve, {
      train,
      validation,
      best: words.best,
    })}
  </section>`;
}

/** Bad rates by tenths of the score, of each tested part on one axis. */
export function liftSection(report: TrainReport, words: PageWords): Markup {
  const { lift: named } = words;
  const parts = testedParts(report);
  const rates = parts.flatMap(({ lift }) => lift.map(({ rows, bad }) => bad / Math.max(1, rows)));
  const end = Math.max(0.05, ...rates);
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead}</p>
    <div class="pair">
      ${parts.map(
        ({ part, lift, rows, bad }) =>
          html`<figure>
            <figcaption>${words.part[part]}</figcaption>
            ${liftChart(lift, bad / rows, end, named.everyone)}
            <p class="axis-name" aria-hidden="true">${named.axis}</p>
            <div class="sr">
              <table>
                <caption>
                  ${named.heading}, ${words.part[part]}
                </caption>
                <thead>
                  <tr>
                    <th scope="col">${named.axis}</th>
                    <th scope="col">${words.rows.rows}</th>
                    <th scope="col">${named.rate}</th>
                    <th scope="col">${named.captured}</th>
                  </tr>
                </thead>
                <tbody>
                  ${lift.map(
                    (slice, i) =>
                      html`<tr>
                        <th scope="row">${i + 1}</th>
                        <td>${count(slice.rows)}</td>
                        <td>${percent(slice.bad / Math.max(1, slice.rows))}</td>
                        <td>${percent(slice.captured)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
          </figure>`,
      )}
    </div>
  </section>`;
}

/** Expected and observed, of each tested part on one axis. */
export function calibrationSection(report: TrainReport, words: PageWords): Markup {
  const { calibration: named } = words;
  const parts = testedParts(report);
  const axis = axisTo(
    Math.max(
      ...parts.flatMap(({ calibration }) =>
        calibration.flatMap(({ expected, observed }) => [expected, observed.high]),
      ),
    ),
  );
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead}</p>
    <div class="pair">
      ${parts.map(
        ({ part, calibration }) =>
          html`<figure>
            <figcaption>${words.part[part]}</figcaption>
            ${calibrationChart(calibration, axis)}
            <p class="axis-name" aria-hidden="true">${named.axis}</p>
            <div class="sr">
              <table>
                <caption>
                  ${named.heading}, ${words.part[part]}
                </caption>
                <thead>
                  <tr>
                    <th scope="col">${words.rows.rows}</th>
                    <th scope="col">${named.expected}</th>
                    <th scope="col">${named.observed}</th>
                  </tr>
                </thead>
                <tbody>
                  ${calibration.map(
                    ({ rows, expected, observed }) =>
                      html`<tr>
                        <th scope="row">${count(rows)}</th>
                        <td>${percent(expected)}</td>
                        <td>
                          ${percent(observed.value)} (${percent(observed.low)} –
                          ${percent(observed.high)})
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
          </figure>`,
      )}
    </div>
  </section>`;
}

/** As many months as are shown at once; earlier ones are folded away. */
const SHOWN_MONTHS = 24;

/** From here on the usual limit of a stability index is passed, and this much of it is drawn. */
const PSI_DRAWN = 0.5;

/** Months: bad rate, ranking and stability. */
export function monthSection({ months }: TrainReport, words: PageWords): Markup | undefined {
  if (!months || months.length === 0) return undefined;
  const { months: named } = words;
  const shown = months.slice(-SHOWN_MONTHS);
  const earlier = months.slice(0, -SHOWN_MONTHS);
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead}</p>
    ${
      earlier.length > 0 &&
      html`<details class="more">
        <summary><span class="twist"></span> ${named.earlier} (${earlier.length})</summary>
        <div>${monthTable(earlier, months, words)}</div>
      </details>`
    }${monthTable(shown, months, words)}
  </section>`;
}

function monthTable(
  months: readonly MonthReport[],
  all: readonly MonthReport[],
  words: PageWords,
): Markup {
  const { months: named, rows: rowWords } = words;
  const [from, to] = scaleOf(all.flatMap(({ auc }) => auc ?? []));
  return html`<table>
    <caption class="sr">
      ${named.heading}
    </caption>
    <thead>
      <tr>
        <th scope="col">${named.month}</th>
        <th scope="col" class="figure">${rowWords.rows}</th>
        <th scope="col" class="figure">${rowWords.rate}</th>
        <th scope="col" class="figure">${named.auc}</th>
        <th scope="col" class="strip-cell optional"></th>
        <th scope="col" class="figure">${named.psi}</th>
        <th scope="col" class="optional psi-cell"></th>
      </tr>
    </thead>
    <tbody>
      ${months.map(
        ({ month, rows, bad, auc, psi, part }) =>
          html`<tr>
            <th scope="row">
              ${month}${part === 'out-of-time' && html` <small>${words.part[part]}</small>`}
            </th>
            <td class="figure">${count(rows)}</td>
            <td class="figure">${percent(bad / rows)}</td>
            <td class="figure">
              ${auc ? withInterval(auc, 3) : html`<small>${named.none}</small>`}
            </td>
            <td class="strip-cell optional">
              ${auc && intervalMark(auc, from, to, part !== 'out-of-time')}
            </td>
            <td class="figure">${decimal(psi, 2)}</td>
            <td class="optional psi-cell">${lengthBar(Math.min(1, psi / PSI_DRAWN))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
