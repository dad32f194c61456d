import { adoptStyles, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Explanation, ModelInfo, Notice, Recourse, Regime } from '../sdk/index.js';
import { AnswerController } from './answer-controller.js';
import { ApplicantElement } from './applicant-element.js';
import { renderError } from './error-block.js';
import { RiskReviewEvent } from './events.js';
import { glyphs } from './glyphs.js';
import { riskDecisionLetterStyles } from './risk-decision-letter.styles.js';
import { scoreFigure } from './score-track.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import type { Wording } from './wording.js';

/** What the letter itself is made with. */
async function importPage() {
  const { openDialog, renderSheet, letterSheetStyles, letterWordsIn } =
    await import('./letter-page.js');
  return { openDialog, renderSheet, letterSheetStyles, letterWordsIn };
}

type Page = Awaited<ReturnType<typeof importPage>>;

/** Code under which missing particulars are reported. */
const INCOMPLETE = 'L-501';

/** Time for what would change the decision: a letter is no place to be quick. */
const RECOURSE_MS = 1000;

/**
 * The letter about a decision: one A4 page that can be printed. In a page it is a small sheet with
 * the closing figure, which opens the letter; with `full` it is the letter itself. It needs a
 * decision, a date and a reference, and uses `<risk-reasons>`.
 *
 * The wording of principal reasons, procedure and review comes from the bundle's terms for `regime`.
 * Have the words reviewed for your market: the slots `rights` and `how` replace the element's own.
 *
 * @summary The decision as a letter of one page.
 * @tag risk-decision-letter
 *
 * @example
 * <risk-score id="score" src="/models/consumer-loan.insitu" for="loan"></risk-score>
 * <risk-decision-letter
 *   for="score"
 *   regime="us-reg-b"
 *   lender="Example Bank"
 *   reference="PL-2026-004817"
 *   date="2026-11-21"
 * ></risk-decision-letter>
 *
 * @fires {RiskReviewEvent} risk-review - The applicant asks for a person. Cancelable: a page that
 * takes the request itself prevents the default, which is to follow the contact.
 * @fires {RiskErrorEvent} risk-error - Loading failed, where the element loads the model itself.
 *
 * @slot title - The heading's text.
 * @slot rights - The applicant's rights, in the letter.
 * @slot how - How it was decided, in the letter.
 *
 * @csspart head - Heading.
 * @csspart open - The button that opens the letter.
 * @csspart sheet - The letter.
 * @csspart reasons - The account in it.
 * @csspart print - The button that prints it.
 * @csspart review - The button that asks for a person.
 * @csspart error - The error block.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-surface - The sheet.
 * @cssprop --risk-ink - Text, and rules that close an account.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskDecisionLetterElement extends ApplicantElement {
  static override readonly styles = [tokens, sharedStyles, riskDecisionLetterStyles];

  /** The letter itself, rather than the sheet that opens it. */
  @property({ type: Boolean, reflect: true }) full = false;
  /** Under whose law it is explained; without, no principal reasons are stated. */
  @property() regime: Regime | undefined;
  /** As in the salutation. */
  @property({ attribute: 'applicant-name' }) applicantName = '';
  /** Who decided. */
  @property() lender = '';
  /** And in which part of it. */
  @property() department = '';
  /** The institution's own number of the case. */
  @property() reference = '';
  /** Of the decision; ISO 8601. */
  @property() date = '';
  /** The notice, when it is not to be asked of the model. */
  @property({ attribute: false }) notice: Notice | undefined;
  /** The explanation, when no element or applicant is named. */
  @property({ attribute: false }) explanation: Explanation | undefined;
  /** The model it is of. */
  @property({ attribute: false }) info: ModelInfo | undefined;
  /** What would change the decision; else the notice's. */
  @property({ attribute: false }) recourse: Recourse | undefined;
  /** The host's own words for steps. */
  @property({ attribute: false }) wording: Wording | undefined;

  @state() private asked = false;

  readonly #answer = new AnswerController<Notice>(this);
  #opened: RiskDecisionLetterElement | undefined;
  #opener: RiskDecisionLetterElement | undefined;
  #focused = false;

  /** What the letter itself is made with, once one was opened. */
  #page: Page | undefined;

  get #info(): ModelInfo | undefined {
    return this.info ?? this.modelInfo;
  }

  get #notice(): Notice | undefined {
    return this.notice ?? this.#answer.value;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { phase, model, applicant } = this.subject;
    const { regime, language: locale } = this;
    if (this.notice || this.explanation || !regime) return this.#answer.clear();
    if (phase === 'scoring') return this.#answer.stop();
    if (phase !== 'ready' || !model || !applicant) return this.#answer.clear();
    this.#answer.ask([model, applicant, regime, locale], (signal) =>
      model.notice(applicant, { regime, locale, recourseMs: RECOURSE_MS, signal }),
    );
  }

  protected override updated(): void {
    if (this.#opened) this.#tell(this.#opened);
    // A dialog takes the focus before its letter has buttons.
    if (this.#opener && this.#page && !this.#focused) {
      this.#focused = true;
      this.renderRoot.querySelector('button')?.focus();
    }
  }

  protected override render(): TemplateResult {
    const words = this.insightWords;
    const explanation = this.explanation ?? this.subject.explanation;
    const { phase, error } = this.subject;
    const failed = this.#answer.error ?? (explanation ? undefined : error);
    const decision = explanation?.score.decision;
    const waiting = !explanation || !this.#info || (this.#answer.pending && !this.#notice);
    const incomplete = !waiting && !(decision && this.date && this.reference);
    const stage = failed || incomplete ? 'error' : waiting ? phase : 'ready';
    if (failed) {
      const retry = (): void => {
        this.#answer.clear();
        this.retry();
      };
      return this.#frame(
        stage,
        renderError(this.words, words.letterFailed, this.words.failure(failed.code), failed, retry),
      );
    }
    if (waiting)
      return this.#frame(stage, this.renderWaiting(words.letterIdle, words.letterWaits, 0));
    if (incomplete) {
      const problem = { code: INCOMPLETE, retryable: false };
      return this.#frame(stage, renderError(this.words, words.letterIncomplete, '', problem));
    }
    if (!this.full) return this.#renderEntry(explanation);
    if (this.#page) return this.#renderLetter(explanation, this.#page);
    void this.#fetchPage();
    return this.#frame('loading', nothing);
  }

  #frame(stage: string, body: unknown): TemplateResult {
    return this.renderFrame(this.insightWords.letter, '', stage, body, this.#answer.pending);
  }

  #renderEntry({ score }: Explanation): TemplateResult {
    const words = this.insightWords;
    const draft = this.#info!.indicative;
    const decision = score.decision!;
    return this.#frame(
      'ready',
      html`<div class="entry">
        <span class="thumb ${draft ? 'is-draft' : ''}" aria-hidden="true"
          ><i></i><i></i><i></i><b>${scoreFigure(score)}</b></span
        >
        <div>
          <strong class="verdict"
            >${draft ? glyphs.indicative : glyphs[decision]}${
              draft ? words.draft : this.words.decision[decision]
            }</strong
          >
          <span class="detail">${draft ? words.letterDraft : words.letterReady}</span>
          <p>
            <button class="button" part="open" type="button" @click=${() => void this.open()}>
              ${words.openLetter}
            </button>
          </p>
        </div>
      </div>`,
    );
  }

  async #fetchPage(): Promise<Page> {
    const page = await importPage();
    if (!this.#page && this.full) {
      adoptStyles(this.renderRoot as ShadowRoot, [
        ...RiskDecisionLetterElement.styles,
        page.letterSheetStyles,
      ]);
    }
    this.#page = page;
    this.requestUpdate();
    return page;
  }

  #renderLetter(explanation: Explanation, page: Page): TemplateResult {
    const words = page.letterWordsIn(this.language);
    const notice = this.#notice;
    return html`<section class="risk letter" lang=${this.language} data-state="ready">
      <div class="desk">
        <button class="button" part="print" type="button" @click=${() => print()}>
          ${glyphs.print}${words.print}
        </button>
        ${
          this.#opener
            ? html`<button
                class="button"
                type="button"
                @click=${() => this.closest('dialog')?.close()}
              >
                ${words.close}
              </button>`
            : nothing
        }
      </div>
      ${page.renderSheet({
        decision: explanation.score.decision!,
        ...{ explanation, notice, words, insightWords: this.insightWords },
        info: this.#info!,
        recourse: this.recourse ?? notice?.recourse,
        ...{ applicantName: this.applicantName, lender: this.lender },
        ...{ department: this.department, reference: this.reference, date: this.date },
        scoredHere: explanation === this.subject.explanation || this.#opener !== undefined,
        ...{ asked: this.asked, locale: this.language, wording: this.wording },
        askPerson: () => this.#askPerson(),
      })}
    </section>`;
  }

  /** Opens the letter above the page; resolves when it is open. */
  async open(): Promise<void> {
    const page = await this.#fetchPage();
    if (this.#opened) return;
    const letter = document.createElement(this.localName) as RiskDecisionLetterElement;
    letter.full = true;
    letter.#opener = this;
    const theme = this.getAttribute('theme');
    if (theme) letter.setAttribute('theme', theme);
    for (const slot of ['rights', 'how']) {
      const own = this.querySelector(`:scope > [slot="${slot}"]`);
      if (own) letter.append(own.cloneNode(true));
    }
    this.#tell(letter);
    this.#opened = letter;
    page.openDialog(letter, this.insightWords.letter, () => (this.#opened = undefined));
  }

  /** Everything that the opened letter says is what this element knows. */
  #tell(letter: RiskDecisionLetterElement): void {
    const { applicantName, lender, department, reference, date, recourse, wording } = this;
    Object.assign(letter, { applicantName, lender, department, reference, date, wording });
    letter.locale = this.language;
    letter.explanation = this.explanation ?? this.subject.explanation;
    letter.info = this.#info;
    letter.notice = this.#notice;
    letter.recourse = recourse;
    letter.asked = this.asked;
  }

  #askPerson(): void {
    const asker = this.#opener ?? this;
    const contact = this.#notice?.review?.contact;
    const event = new RiskReviewEvent(this.reference || undefined, contact);
    if (asker.dispatchEvent(event)) return followContact(contact);
    // The page has taken the request.
    asker.asked = true;
  }
}

/** Follows an address or a number, where the contact is one that a browser can follow. */
function followContact(contact: string | undefined): void {
  const link =
    contact === undefined
      ? undefined
      : /^(https?|mailto|tel):/i.test(contact)
        ? contact
        : /^[^\s@]+@[^\s@]+$/.test(contact)
          ? `mailto:${contact}`
          : /^\+?[\d\s()-]{5,}$/.test(contact)
            ? `tel:${contact.replace(/[\s()-]/g, '')}`
            : undefined;
  if (link) window.open(link, '_blank', 'noopener');
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-decision-letter': RiskDecisionLetterElement;
  }
}
