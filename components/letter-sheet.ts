import { html, nothing, type TemplateResult } from 'lit';
import {
  textIn,
  type Decision,
  type Explanation,
  type Locale,
  type ModelInfo,
  type Notice,
  type Recourse,
  type RecoursePath,
} from '../sdk/index.js';
import type { InsightWords } from './insight-words.js';
import { keepFigures } from './language.js';
import type { LetterWords } from './letter-words.js';
import { scoreFigure } from './score-track.js';
import { sayChange, type Speech, type Wording } from './wording.js';

/** Everything that a letter says. */
export interface Letter {
  readonly decision: Decision;
  readonly explanation: Explanation;
  readonly info: ModelInfo;
  readonly notice: Notice | undefined;
  readonly recourse: Recourse | undefined;
  readonly applicantName: string;
  readonly lender: string;
  readonly department: string;
  readonly reference: string;
  /** ISO 8601. */
  readonly date: string;
  /** Scored by this page, rather than told to it. */
  readonly scoredHere: boolean;
  readonly asked: boolean;
  readonly locale: Locale;
  readonly words: LetterWords;
  readonly insightWords: InsightWords;
  readonly wording: Wording | undefined;
  readonly askPerson: () => void;
}

/** One A4 page: who, the decision, why, every point, what can be done, rights, how. */
export function renderSheet(letter: Letter): TemplateResult {
  const { words, decision, explanation, info, notice, locale, applicantName } = letter;
  const { lender, department, reference } = letter;
  return html`<article class="sheet ${info.indicative ? 'is-draft' : ''}" part="sheet">
    <header class="letterhead">
      <div><b>${lender}</b>${department ? html`<br />${department}` : nothing}</div>
      <dl>
        <dt>${words.date}</dt>
        <dd>${longDate(letter.date, locale)}</dd>
        <dt>${words.reference}</dt>
        <dd>${reference}</dd>
      </dl>
    </header>
    ${info.indicative ? html`<p class="draft">${words.draftDetail}</p>` : nothing}
    ${applicantName ? html`<p>${words.dear(applicantName)}</p>` : nothing}
    <h1>${words.heading[decision]}</h1>
    <p>${sentences(locale, why(letter), words.adds)}</p>
    <risk-reasons
      part="reasons"
      heading-level="2"
      .locale=${locale}
      .explanation=${explanation}
      .info=${info}
    ></risk-reasons>
    ${
      notice && decision !== 'approved' && notice.reasons.length > 0
        ? section(
            words.reasons,
            html`<ol class="plain">
              ${notice.reasons.map(({ text }) => html`<li>${keepFigures(text, locale)}</li>`)}
            </ol>`,
          )
        : nothing
    }
    ${renderActions(letter)}
    ${section(words.rights, html`<slot name="rights">${renderRights(letter)}</slot>`)}
    ${section(words.how, html`<slot name="how">${renderHow(letter)}</slot>`)}
    <footer class="sign">
      <span
        >${lender}${lender && department ? `${locale === 'en' ? ', ' : ''}${department}` : ''}</span
      >
      <span>${words.model(textIn(info.title, locale, info.name), info.version)}</span>
    </footer>
  </article>`;
}

function section(title: string, body: unknown): TemplateResult {
  return html`<section class="sec">
    <h2>${title}</h2>
    <div>${body}</div>
  </section>`;
}

function why({ words, decision, explanation, info }: Letter): string {
  const line = info.scale?.cutoffs?.approve;
  const { points } = explanation.score;
  if (line === undefined || points === undefined) return words.whyWithoutLine(decision);
  return words.why(decision, String(points), String(line), Math.abs(points - line));
}

/** What would change the decision: each way on a line, with its score. */
function renderActions(letter: Letter): TemplateResult | typeof nothing {
  const { recourse, words, insightWords, info, locale, wording, explanation } = letter;
  // Of another applicant or model than the letter: it must not stand here.
  if (!recourse || recourse.score.margin !== explanation.score.margin) return nothing;
  const { paths, closest, target } = recourse;
  const shown = paths.length > 0 ? paths : closest ? [closest] : [];
  if (recourse.status === 'reached' || shown.length === 0) return nothing;
  const speech: Speech = { info, locale, words: insightWords, wording };
  const goal = String(target.points ?? insightWords.target('approved'));
  const row = (path: RecoursePath): TemplateResult => {
    const own = path.changes.filter((change) => !change.follows);
    const short = (target.points ?? 0) - (path.score.points ?? 0);
    return html`<li>
      <span
        >${own.map((change) => html`<span class="step">${sayChange(speech, change)}</span>`)}</span
      >
      <b>${words.scoreThen(scoreFigure(path.score), short, goal)}</b>
    </li>`;
  };
  return section(
    words.can,
    html`<p>${paths.length > 0 ? words.canDetail : words.canNone(goal)}</p>
      <ol class="plain is-scored">
        ${shown.map(row)}
      </ol>`,
  );
}

function renderRights(letter: Letter): TemplateResult {
  const { notice, words, askPerson, asked, locale } = letter;
  const { review } = notice ?? {};
  return html`${
      review
        ? html`<p>
            ${sentences(
              locale,
              review.text,
              review.text.includes(review.contact) ? undefined : words.contact(review.contact),
            )}
          </p>`
        : nothing
    }
    <p>${words.correct}</p>
    <p class="ask">
      ${
        asked
          ? html`<span role="status">${words.asked}</span>`
          : html`<button class="button" part="review" type="button" @click=${askPerson}>
              ${words.askPerson}
            </button>`
      }
    </p>`;
}

function renderHow({ notice, words, scoredHere, decision, locale }: Letter): TemplateResult {
  const stated = notice && decision !== 'approved' && notice.reasons.length > 0;
  return html`<p>
    ${sentences(
      locale,
      notice?.procedure,
      stated ? words.method(notice.method, notice.population) : undefined,
      scoredHere ? words.here : undefined,
    )}
  </p>`;
}

/** One after another: parted by a blank, which Chinese does without. */
function sentences(locale: Locale, ...said: readonly (string | undefined)[]): string {
  return keepFigures(said.filter(Boolean).join(locale === 'en' ? ' ' : ''), locale);
}

function longDate(date: string, locale: Locale): string {
  const parsed = new Date(/^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T00:00` : date);
  if (Number.isNaN(parsed.getTime())) return date;
  const style = { year: 'numeric', month: 'long', day: 'numeric' } as const;
  const text = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, style).format(parsed);
  // `2026 年 11 月 21 日`: a blank between figures and Han, as everywhere else.
  return keepFigures(
    text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ').replace(/(\p{Script=Han})(?=\d)/gu, '$1 '),
    locale,
  );
}
