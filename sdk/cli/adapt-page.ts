import type { Locale } from '../core/locale.js';
import type { DeltaBin, DeltaCard } from '../train/delta/delta-types.js';
import { count, decimal, percent } from '../train/report/figures.js';
import { html, type Markup } from '../train/report/markup.js';
import { pageHead, pageShell, type HeadFact } from '../train/report/page-shell.js';
import type { AdaptFacts } from './adapt-text.js';
import { ADAPT_WORDS, type AdaptWords } from './adapt-words.js';

/** What was found as one page to read or print, every feature of the card in it. */
export function adaptPage(facts: AdaptFacts, locale: Locale): string {
  const words = ADAPT_WORDS[locale];
  const { name, version, card, refused } = facts;
  const main = html`<main>
    ${headOf(facts, words)}
    ${
      refused &&
      html`<section>
        <h2>${words.nothing}</h2>
        <p>${words.refused[refused]}</p>
      </section>`
    }
    ${expectsSection(facts, words)} ${card && cardSection(card, words)}
  </main>`;
  return pageShell(locale, `${name} ${version}: ${words.title}`, [main]);
}

function headOf(
  { name, version, parent, digest, rows, bads, leftOut, output, bytes }: AdaptFacts,
  { title, facts: named }: AdaptWords,
): Markup {
  const said: HeadFact[] = [
    [named.rows, `${count(rows)}, ${count(bads)} ${named.bad}`],
    ...(leftOut > 0 ? [[named.leftOut, count(leftOut)] as const] : []),
    ...(output === undefined
      ? []
      : [[named.written, `${output}, ${count(bytes ?? 0)} ${named.bytes}`] as const]),
    [named.parent, parent, true],
    ...(digest === undefined ? [] : [[named.adapted, digest, true] as const]),
  ];
  return pageHead(`${name} ${version}`, title, said);
}

function expectsSection(
  { expects, card, copies }: AdaptFacts,
  { expects: named }: AdaptWords,
): Markup | undefined {
  if (!expects) return undefined;
  const { gain, evidence, noShift } = expects;
  const lines: readonly (readonly [string, string])[] = [
    ...(card
      ? [
          [named.intercept, signed(card.intercept, 3)] as const,
          [named.slope, `${signed(100 * card.slope, 1)}%`] as const,
        ]
      : []),
    [named.evidence, `${signed(evidence, 1)} ${named.nats}`],
    ...(noShift === undefined ? [] : [[named.noShift, percent(noShift, 0)] as const]),
    ...(copies === undefined ? [] : [[named.copies, count(copies)] as const]),
  ];
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead} ${copies !== undefined && named.copiesMean}</p>
    <div class="closing open">
      <output>${decimal(gain.value, 3)}</output
      ><span>${named.gain}, ${decimal(gain.low, 3)} ${named.to} ${decimal(gain.high, 3)}</span>
    </div>
    <dl class="measures">
      ${lines.map(
        ([what, value]) =>
          html`<dt>${what}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </section>`;
}

function cardSection({ features }: DeltaCard, words: AdaptWords): Markup | undefined {
  if (features.length === 0) return undefined;
  const { card: named } = words;
  const scaled = features.some(({ bins }) => bins.some(({ points }) => points !== undefined));
  return html`<section>
    <h2>${named.heading}</h2>
    <p>${named.lead}</p>
    <table>
      <caption class="sr">
        ${named.heading}
      </caption>
      <thead>
        <tr>
          <th scope="col">${named.value}</th>
          <th scope="col" class="figure">${named.share}</th>
          <th scope="col" class="figure">${named.logOdds}</th>
          ${scaled && html`<th scope="col" class="figure">${named.points}</th>`}
        </tr>
      </thead>
      ${features.map(
        ({ feature, effect, bins }) =>
          html`<tbody>
            <tr class="group">
              <th scope="rowgroup" colspan="${scaled ? 4 : 3}">
                ${feature} <small>${named.effect} ${decimal(effect, 3)}</small>
              </th>
            </tr>
            ${bins.map((bin) => rowOf(bin, scaled, words))}
          </tbody>`,
      )}
    </table>
  </section>`;
}

function rowOf(bin: DeltaBin, scaled: boolean, words: AdaptWords): Markup {
  const { share, logOdds, points } = bin;
  return html`<tr>
    <th scope="row">${labelOf(bin, words)}</th>
    <td class="figure">${percent(share)}</td>
    <td class="figure">${signed(logOdds, 3)}</td>
    ${scaled && html`<td class="figure"><b>${points === undefined ? '–' : signed(points, 1)}</b></td>`}
  </tr>`;
}

function labelOf({ from, to, categories, missing }: DeltaBin, words: AdaptWords): string {
  if (missing) return words.card.missing;
  if (categories) return categories.join(words === ADAPT_WORDS.en ? ', ' : '、');
  const short = (value: number) => String(Number(value.toPrecision(6))).replace('-', '\u2212');
  if (from === undefined) return to === undefined ? words.card.any : words.upTo(short(to));
  return to === undefined
    ? words.from(short(from))
    : `${short(from)} ${words.expects.to} ${short(to)}`;
}

/** With a sign in front, but for 0. */
function signed(value: number, digits: number): string {
  const text = decimal(value, digits);
  if (Number(value.toFixed(digits)) === 0) return text.replace('\u2212', '');
  return value > 0 ? `+${text}` : text;
}
