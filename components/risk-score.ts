import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import {
  describeIssue,
  textIn,
  type Applicant,
  type Explanation,
  type LoadedModel,
  type LoadOptions,
  type ModelInfo,
  type Reason,
  type Score,
} from '../sdk/index.js';
import { renderError } from './error-block.js';
import { RiskErrorEvent, RiskProgressEvent, RiskScoreEvent } from './events.js';
import { FormBinding, readApplicant } from './form-binding.js';
import { glyphs } from './glyphs.js';
import { keepFigures, LanguageController, signed } from './language.js';
import { LiveRegion } from './live-region.js';
import { place } from './place.js';
import { renderRuler, rulerOf } from './point-ruler.js';
import { riskScoreStyles } from './risk-score.styles.js';
import { ScorerController, type ScorerPhase } from './scorer-controller.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import { WidthController } from './width-controller.js';

/** Issues of an entry that is not filled in yet: nothing to correct, only to go on. */
const BLANK: ReadonlySet<string> = new Set(['FEATURE_ABSENT', 'MISSING_REFUSED']);

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

  get score(): Score | undefined {
    return this.#scorer.score;
  }

  get explanation(): Explanation | undefined {
    return this.#scorer.explanation;
  }

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
    const { phase, error, model, score } = this.#scorer;
    const scale = model?.info.scale;
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
        phase === 'error' && error
          ? renderError(
              words,
              words.failed,
              `${words.failure(error.code)}${locale === 'en' ? ' ' : ''}${words.safe}`,
              error,
              () => this.retry(),
            )
          : html`<div class="body ${phase === 'loading' ? 'is-loading' : ''}">
              <div class="main">${score ? this.#renderScore(score) : this.#renderBlank()}</div>
              <div part="gauge">
                ${
                  model && !scale
                    ? nothing
                    : renderRuler(ruler, score?.points, score?.band, width, words)
                }
              </div>
            </div>`
      }
      ${this.#renderReasons()}
      <p class="sr" role="status">${this.#live.text}</p>
    </section>`;
  }

  #renderScore(score: Score): TemplateResult {
    const { words } = this.#language;
    const { decision } = score;
    return html`<span class="figure" part="figure"
        >${score.points ?? this.#probability(score)}</span
      >
      <div class="say">
        ${
          decision
            ? html`<strong class="verdict" part="verdict"
                >${glyphs[decision]}${words.decision[decision]}</strong
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

  #renderBlank(): TemplateResult {
    const { words, locale } = this.#language;
    const { phase, progress, issues, model } = this.#scorer;
    const blank = html`<span class="figure is-blank" aria-hidden="true">–––</span>`;
    if (phase === 'loading') {
      const done = progress?.total ? progress.loaded / progress.total : undefined;
      return html`${blank}
        <div class="say">
          <strong class="lead">${words.loading}</strong><span>${words.loadingDetail}</span>
          <div
            class="progress ${done === undefined ? 'is-open' : ''}"
            role="progressbar"
            aria-label=${words.loadingDetail}
            aria-valuenow=${done === undefined ? nothing : Math.round(done * 100)}
          >
            <i ${place({ done: done ?? 0 })}></i>
          </div>
        </div>`;
    }
    const wrong = issues.filter((issue) => !BLANK.has(issue.code));
    if (wrong.length === 0) {
      return html`${blank}
        <div class="say">
          <strong class="lead">${phase === 'scoring' ? words.loading : words.idle}</strong>
          <span>${phase === 'scoring' ? nothing : words.idleDetail}</span>
        </div>`;
    }
    const features = model?.info.features ?? [];
    return html`${blank}
      <div class="say">
        <strong class="lead">${words.issues}</strong>
        <ul>
          ${wrong.slice(0, 2).map((issue) => {
            const label = features.find((feature) => feature.name === issue.path)?.label;
            const said = describeIssue(issue, locale);
            return html`<li>
              <b>${textIn(label, locale, issue.path)}</b> ${keepFigures(said, locale)}
            </li>`;
          })}
          ${wrong.length > 2 ? html`<li>${words.moreIssues(wrong.length - 2)}</li>` : nothing}
        </ul>
      </div>`;
  }

  #renderReasons(): TemplateResult | typeof nothing {
    const { phase, explanation, model } = this.#scorer;
    const known = model?.info.reasons.length ?? this.reasons;
    const count = Math.min(this.reasons, known);
    if (!(count > 0)) return nothing;
    const { words, locale } = this.#language;
    if (!explanation) {
      return html`<ol
        class="reasons blank ${phase === 'loading' ? 'is-live' : ''}"
        aria-hidden="true"
      >
        ${Array.from({ length: count }, () => html`<li></li>`)}
      </ol>`;
    }
    const label = (reason: Reason): string => {
      const group = model?.info.reasons.find((each) => each.code === reason.code);
      return keepFigures(reason.text ?? textIn(group?.label, locale, reason.code), locale);
    };
    return html`<ol class="reasons" part="reasons" aria-label=${words.topReasons}>
      ${explanation.reasons.slice(0, count).map((reason) => {
        const { points } = reason;
        const adds = points === undefined ? reason.effect === 'lowers-risk' : points > 0;
        return html`<li part="reason">
          <i class="key ${adds ? 'solid' : 'hatched'}" aria-hidden="true"></i>
          <span>${label(reason)}</span>
          ${
            points === undefined
              ? html`<span class="sr">${adds ? words.adds : words.takes}</span>`
              : html`<b class=${points > 0 ? 'up' : points < 0 ? 'down' : ''}
                  ><span aria-hidden="true">${signed(points)}</span
                  ><span class="sr">${this.#spoken(points)}</span></b
                >`
          }
        </li>`;
      })}
    </ol>`;
  }

  #spoken(points: number): string {
    const { words } = this.#language;
    if (points === 0) return words.none;
    return points > 0 ? words.plus(points) : words.minus(-points);
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
