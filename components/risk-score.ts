import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import {
  type Applicant,
  type Explanation,
  type Issue,
  type LoadedModel,
  type LoadOptions,
  type ModelInfo,
  type Score,
} from '../sdk/index.js';
import { renderError } from './error-block.js';
import { RiskErrorEvent, RiskProgressEvent, RiskScoreEvent } from './events.js';
import { FormBinding, readApplicant } from './form-binding.js';
import { glyphs } from './glyphs.js';
import { insightWordsIn } from './insight-words.js';
import { LanguageController } from './language.js';
import { LiveRegion } from './live-region.js';
import { renderRuler, rulerOf } from './point-ruler.js';
import { riskScoreStyles } from './risk-score.styles.js';
import { renderBlank } from './score-blank.js';
import { ScorerController, type ScorerPhase, type Subject } from './scorer-controller.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import { renderTopReasons } from './top-reasons.js';
import { WidthController } from './width-controller.js';

/**
 * Scores an applicant in the page, and shows the score, where it lies and what counted most.
 * Nothing leaves the page: the applicant's values go to a worker and no further.
 *
 * @summary A credit score worked out in the page.
 * @tag risk-score
 *
 * @example
 * <form id="loan">…</form>
 * <risk-score src="/models/consumer-loan.insitu" for="loan"></risk-score>
 *
 * @fires {RiskScoreEvent} risk-score - A new score, with its explanation.
 * @fires {RiskErrorEvent} risk-error - Loading or scoring failed.
 * @fires {RiskProgressEvent} risk-progress - The state changed, or bytes of the model came in.
 *
 * @slot title - The heading's text.
 *
 * @csspart head - Heading and range.
 * @csspart figure - The score.
 * @csspart indicative - That another model decides, where one does.
 * @csspart verdict - The decision, with its shape.
 * @csspart detail - Band and distance to the line.
 * @csspart gauge - The point ruler.
 * @csspart reasons - The list of reasons.
 * @csspart reason - One reason.
 * @csspart error - The error block.
 * @csspart retry - The button in it.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-ink - Text, and rules that close an account.
 * @cssprop --risk-ink-2 - Secondary text.
 * @cssprop --risk-ink-3 - Captions.
 * @cssprop --risk-rule - Row rules.
 * @cssprop --risk-rule-strong - Axis and control borders.
 * @cssprop --risk-up - Adds points.
 * @cssprop --risk-down - Takes points.
 * @cssprop --risk-focus - Focus outline.
 * @cssprop --risk-font - Font stack.
 * @cssprop --risk-radius-1 - Radius of controls.
 * @cssprop --risk-text-score - Size of the score.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskScoreElement extends LitElement {
  /** The score is submitted with the form under `name`: margin, points and the model's digest. */
  static readonly formAssociated = true;
  static override readonly styles = [tokens, sharedStyles, riskScoreStyles];

  /** URL of a bundle. */
  @property() src: string | undefined;
  /** Id of the form whose fields, by feature name, are the applicant. */
  @property({ attribute: 'for' }) htmlFor = '';
  /** `zh-CN` or `en`; else the closest `lang`, else the browser's. */
  @property() locale: string | undefined;
  /** `auto`, `wasm` or `reference`. */
  @property() engine: LoadOptions['engine'];
  /** Name under which a form submits the score. */
  @property({ reflect: true }) name = '';
  /** How many reasons are listed; 0 for none. */
  @property({ type: Number }) reasons = 4;
  /** Milliseconds of quiet before typing is scored. */
  @property({ type: Number }) debounce = 120;
  /** Level of the heading, 1 to 6. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 3;
  /** The applicant, when no form is bound. */
  @property({ attribute: false }) applicant: Applicant | undefined;
  /** Public keys of which one must have signed the bundle. */
  @property({ attribute: false }) trust: LoadOptions['trust'];

  readonly #internals = (this as Partial<HTMLElement>).attachInternals?.();
  readonly #language = new LanguageController(this);
  readonly #width = new WidthController(this);
  readonly #live = new LiveRegion(this);
  readonly #binding = new FormBinding(
    this,
    () => this.#internals?.setFormValue(null),
    () => this.rescore(),
  );
  readonly #scorer = new ScorerController(this, {
    applicant: (info) => {
      const { form } = this.#binding;
      return this.applicant ?? (form && readApplicant(form, info.features));
    },
    locale: () => this.#language.locale,
    changed: () => {
      const { phase, progress } = this.#scorer;
      // What is submitted is of the last applicant, or nothing.
      if (phase !== 'ready') this.#internals?.setFormValue(null);
      this.dispatchEvent(new RiskProgressEvent(phase, progress?.loaded, progress?.total));
    },
    scored: (score, explanation) => {
      const { margin, points, model } = score;
      this.#internals?.setFormValue(JSON.stringify({ margin, points, model }));
      this.dispatchEvent(new RiskScoreEvent(score, explanation));
    },
    failed: (error) => this.dispatchEvent(new RiskErrorEvent(error)),
  });
  #saidLocale: string | undefined;

  /** Where the element is: see {@link ScorerPhase}. */
  get state(): ScorerPhase {
    return this.#scorer.phase;
  }

  /** The last score; `undefined` until there is one. */
  get score(): Score | undefined {
    return this.#scorer.score;
  }

  /** Why it is what it is; `undefined` for a model that cannot be explained. */
  get explanation(): Explanation | undefined {
    return this.#scorer.explanation;
  }

  /** What is to be looked at again in the last applicant, by feature; without any values. */
  get issues(): readonly Issue[] {
    return this.#scorer.issues;
  }

  /** What is known of the model, once it is loaded. */
  get info(): ModelInfo | undefined {
    return this.#scorer.model?.info;
  }

  /** The model in use. Set one to share it between elements; whoever loaded it disposes it. */
  get model(): LoadedModel | undefined {
    return this.#scorer.model;
  }

  set model(model: LoadedModel | undefined) {
    this.#scorer.share(model);
  }

  /** @internal What other elements follow. */
  get subject(): Subject {
    return this.#scorer;
  }

  /** The form that submits this element. */
  get form(): HTMLFormElement | null {
    return this.#internals?.form ?? null;
  }

  /** Scores again: after a script changed the form's fields, which raises no event. */
  rescore(): void {
    this.#scorer.rescore();
  }

  /** Tries again after an error. */
  retry(): void {
    this.#scorer.retry();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('src') || (this.src && (changed.has('engine') || changed.has('trust')))) {
      if (this.src || changed.get('src') !== undefined) this.#load();
    }
    const { locale } = this.#language;
    const said = this.#saidLocale;
    this.#saidLocale = locale;
    if (changed.has('applicant') || changed.has('htmlFor') || said !== locale) this.rescore();
  }

  #load(): void {
    const { engine, trust } = this;
    this.#scorer.load(this.src, { ...(engine && { engine }), ...(trust && { trust }) });
  }

  protected override updated(): void {
    const { score, phase } = this.#scorer;
    if (phase !== 'ready' || !score) return;
    const figure = score.points === undefined ? this.#probability(score) : String(score.points);
    this.#live.say(this.#language.words.announce(figure, this.#place(score)));
  }

  protected override render(): TemplateResult {
    const { words, locale } = this.#language;
    const { phase, error, model, score, explanation } = this.#scorer;
    const info = model?.info;
    const scale = info?.scale;
    const marks = [
      model?.info.baselinePoints ?? 0,
      score?.points ?? model?.info.baselinePoints ?? 0,
    ];
    const ruler = scale && rulerOf(scale, marks);
    const narrow = this.#width.width < 640;
    const width = narrow ? this.#width.width : ((this.#width.width - 20) * 1) / 2.1;
    return html`<section
      class="risk"
      lang=${locale}
      data-state=${phase}
      aria-busy=${phase === 'loading' || phase === 'scoring' ? 'true' : 'false'}
    >
      <header class="head" part="head">
        <span class="title" role="heading" aria-level=${this.headingLevel}
          ><slot name="title">${words.score}</slot></span
        >
        <span class="meta">
          ${ruler ? words.range(String(ruler.min), String(ruler.max)) : nothing}
        </span>
      </header>
      ${
        info?.indicative
          ? html`<p class="note is-first" part="indicative">
              ${glyphs.indicative}<span>${insightWordsIn(locale).indicative}</span>
            </p>`
          : nothing
      }
      ${
        phase === 'error' && error
          ? renderError(
              words,
              words.failed,
              `${words.failure(error.code)}${locale === 'en' ? ' ' : ''}${words.safe}`,
              error,
              () => this.retry(),
            )
          : html`<div class="body ${phase === 'loading' ? 'is-loading' : ''}">
              <div class="main">
                ${score ? this.#renderScore(score) : renderBlank(this.#scorer, words, locale)}
              </div>
              <div part="gauge">
                ${
                  model && !scale
                    ? nothing
                    : renderRuler(ruler, score?.points, score?.band, width, words)
                }
              </div>
            </div>`
      }
      ${renderTopReasons(explanation, info, this.reasons, phase, words, locale)}
      <p class="sr" role="status">${this.#live.text}</p>
    </section>`;
  }

  #renderScore(score: Score): TemplateResult {
    const { words, locale } = this.#language;
    const { decision } = score;
    const draft = this.info?.indicative === true;
    return html`<span class="figure ${draft ? 'is-draft' : ''}" part="figure"
        >${score.points ?? this.#probability(score)}</span
      >
      <div class="say">
        ${
          decision
            ? html`<strong class="verdict" part="verdict"
                >${draft ? glyphs.indicative : glyphs[decision]}${
                  draft ? insightWordsIn(locale).draft : words.decision[decision]
                }</strong
              >`
            : nothing
        }
        <span part="detail"
          >${
            score.points === undefined
              ? words.probability
              : [score.band && words.band(score.band), this.#place(score)]
                  .filter(Boolean)
                  .join(words.comma)
          }</span
        >
      </div>`;
  }

  /** Where the score lies, in words; empty without an approval line. */
  #place(score: Score): string {
    const { words } = this.#language;
    const line = this.info?.scale?.cutoffs?.approve;
    if (line === undefined || score.points === undefined) return '';
    const distance = score.points - line;
    if (distance === 0) return words.onLine;
    return distance > 0 ? words.above(distance) : words.below(-distance);
  }

  #probability(score: Score): string {
    const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });
    return percent.format(score.probability);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-score': RiskScoreElement;
  }
}
