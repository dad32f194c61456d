import { count, decimal, percent } from './figures.js';
import { html, type Markup } from './markup.js';
import { evidenceBar, lengthBar } from './page-charts.js';
import type { PageWords } from './page-words.js';
import type { BinReport, FeatureReport, TrainReport } from './train-report.js';

/** Features, those first that the model leans on most, with their bins folded away. */
export function featureSection({ features, parts }: TrainReport, words: PageWords): Markup {
  const { features: named } = words;
  const order = [...features].sort(
    (a, b) => (b.importance ?? -1) - (a.importance ?? -1) || b.iv - a.iv,
  );
  const most = Math.max(...features.map(({ importance = 0 }) => importance), 0) || 1;
  const rows = parts.find(({ part }) => part === 'train')?.rows ?? 1;
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead}</p>
    <div class="feature-row feature-head" aria-hidden="true">
      <span></span><span>${named.name}</span><span class="optional"></span
      ><span>${named.importance}</span><span>${named.iv}</span
      ><span class="optional">${named.missing}</span>
    </div>
    ${order.map((feature) => featureDetails(feature, most, rows, words))}
  </section>`;
}

function featureDetails(
  { name, importance, iv, missing, bins }: FeatureReport,
  most: number,
  rows: number,
  words: PageWords,
): Markup {
  const { features: named } = words;
  const used = importance !== undefined;
  return html`<details>
    <summary class="feature-row">
      <span class="twist"></span><span class="feature-name">${name}</span
      ><span class="optional">${used && lengthBar(importance / most)}</span
      ><span class="${used ? '' : 'unused'}">${used ? decimal(importance, 3) : named.unused}</span
      ><span>${decimal(iv, 3)}</span><span class="optional">${percent(missing / rows)}</span>
    </summary>
    <div>${binTable(name, bins, words)}</div>
  </details>`;
}

/** Bins of a feature with their weights of evidence. */
function binTable(name: string, bins: readonly BinReport[], words: PageWords): Markup {
  const { features: named, rows: rowWords } = words;
  const largest = Math.max(...bins.map(({ woe }) => Math.abs(woe)), 0);
  const all = bins.reduce((sum, { rows }) => sum + rows, 0) || 1;
  return html`<table>
    <caption class="sr">
      ${name}
    </caption>
    <thead>
      <tr>
        <th scope="col">${named.bin}</th>
        <th scope="col" class="figure">${rowWords.rows}</th>
        <th scope="col" class="figure">${rowWords.rate}</th>
        <th scope="col" class="figure">${named.woe}</th>
        <th scope="col" class="evidence"></th>
      </tr>
    </thead>
    <tbody>
      ${bins
        .filter(({ rows }) => rows > 0)
        .map(
          ({ label, rows, bad, woe }) =>
            html`<tr>
              <th scope="row">${binLabel(label, words)}</th>
              <td class="figure">
                ${count(rows)} <small class="optional">${percent(rows / all)}</small>
              </td>
              <td class="figure">${percent(bad / rows)}</td>
              <td class="figure">${decimal(woe, 2)}</td>
              <td class="evidence">${evidenceBar(woe, largest)}</td>
            </tr>`,
        )}
    </tbody>
  </table>`;
}

/** A bin's label in the page's language. */
export function binLabel(label: string, { bin }: PageWords): string {
  if (label === 'missing' || label === 'other' || label === 'all') return bin[label];
  const between = /^(-?[\d.e+-]+) to (-?[\d.e+-]+)$/.exec(label);
  const text = between ? `${between[1]!} ${bin.to} ${between[2]!}` : label;
  return /^(< |<= |> |>= )?-/.test(text) || between
    ? text.replace(/(^|\s)-(?=\d)/g, '$1\u2212')
    : text;
}
