import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Applicant, LoadedModel, LoadOptions, Locale, ModelInfo } from '../sdk/index.js';
import { RiskErrorEvent } from './events.js';
import { FormBinding, readApplicant } from './form-binding.js';
import { glyphs } from './glyphs.js';
import { insightWordsIn, type InsightWords } from './insight-words.js';
import { LanguageController } from './language.js';
import { BLANK } from './score-blank.js';
import type { RiskScoreElement } from './risk-score.js';
import { ScorerController, type Subject } from './scorer-controller.js';
import { SourceController } from './source-controller.js';
import type { Words } from './strings.js';

/**
 * What the elements about one applicant have in common: whom they are about, the language, the
 * frame. They follow the `<risk-score>` that `for` names; without one, `for` names a form, or
 * `applicant` holds the answers, and the model comes from `src` or `model`. One `src` is loaded
 * once for the whole page.
 */
export abstract class ApplicantElement extends LitElement {
  /** Id of a `<risk-score>`, or of a form whose fields by feature name are the applicant. */
  @property({ attribute: 'for' }) htmlFor = '';
  /** URL of a bundle, where `for` names no `<risk-score>`. */
  @property() src: string | undefined;
  /** `zh-CN` or `en`; else the closest `lang`, else the browser's. */
  @property() locale: string | undefined;
  /** Milliseconds of quiet before typing into a form is followed. */
  @property({ type: Number }) debounce = 120;
  /** Level of the heading, 1 to 6. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 3;
  /** The applicant, when neither an element nor a form is named. */
  @property({ attribute: false }) applicant: Applicant | undefined;
  /** Public keys of which one must have signed the bundle of `src`. */
  @property({ attribute: false }) trust: LoadOptions['trust'];

  readonly #language = new LanguageController(this);
  readonly #source = new SourceController<RiskScoreElement>(this);
  readonly #binding = new FormBinding(
    this,
    () => {},
    () => this.#scorer.rescore(),
  );
  readonly #scorer = new ScorerController(this, {
    applicant: (info) => {
      const { form } = this.#binding;
      return this.applicant ?? (form && readApplicant(form, info.features));
    },
    locale: () => this.language,
    changed: () => {},
    scored: () => {},
    failed: (error) => this.dispatchEvent(new RiskErrorEvent(error)),
  });
  #saidLocale: Locale | undefined;

  /** A model that somebody else loaded, and will dispose. */
  get model(): LoadedModel | undefined {
    return this.subject.model;
  }

  set model(model: LoadedModel | undefined) {
    this.#scorer.share(model);
  }

  /** @internal What this element is about: its own applicant, or that of the element it follows. */
  get subject(): Subject {
    return this.#followed?.subject ?? this.#scorer;
  }

  /** Reads the form again: after a script changed its fields, which raises no event. */
  rescore(): void {
    this.#scorer.rescore();
  }

  /** Tries again after an error. */
  retry(): void {
    (this.#followed ?? this.#scorer).retry();
  }

  /** A form's `subject` would be its field of that name. */
  get #followed(): RiskScoreElement | undefined {
    const { element } = this.#source;
    return element?.localName === 'form' || !element?.subject ? undefined : element;
  }

  protected get modelInfo(): ModelInfo | undefined {
    return this.subject.model?.info;
  }

  protected get language(): Locale {
    return this.#language.locale;
  }

  protected get words(): Words {
    return this.#language.words;
  }

  protected get insightWords(): InsightWords {
    return insightWordsIn(this.language);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('src') || (this.src && changed.has('trust'))) {
      if (this.src || changed.get('src') !== undefined) {
        this.#scorer.load(this.src, this.trust ? { trust: this.trust } : {});
      }
    }
    const said = this.#saidLocale;
    this.#saidLocale = this.language;
    if (changed.has('applicant') || changed.has('htmlFor') || said !== this.language) {
      this.rescore();
    }
  }

  /** The element's frame: heading, meta, and under it what the state asks for. */
  protected renderFrame(
    title: string,
    meta: unknown,
    state: string,
    body: unknown,
    busy = false,
  ): TemplateResult {
    return html`<section
      class="risk"
      lang=${this.language}
      data-state=${state}
      aria-busy=${busy ? 'true' : 'false'}
    >
      <header class="head" part="head">
        <span class="title" role="heading" aria-level=${this.headingLevel}
          ><slot name="title">${title}</slot></span
        >
        ${meta ? html`<span class="meta">${meta}</span>` : nothing}
      </header>
      ${this.modelInfo?.indicative ? this.renderIndicative() : nothing} ${body}
    </section>`;
  }

  /** Another model decides. */
  protected renderIndicative(): TemplateResult {
    return html`<p class="note is-first" part="indicative">
      ${glyphs.indicative}<span>${this.insightWords.indicative}</span>
    </p>`;
  }

  /** Why there is nothing yet: one sentence, and empty rows. */
  protected renderWaiting(idle: string, incomplete: string, rows: number): TemplateResult {
    const { phase, issues } = this.subject;
    const live = phase === 'loading' || phase === 'scoring';
    const waits = !live && issues.length > 0;
    const lines = Array.from({ length: rows }, () => html`<i></i>`);
    return html`<p class="hint ${waits ? 'is-noted' : ''} ${live ? 'is-late' : ''}">
        ${waits ? glyphs.indicative : nothing}
        <span
          >${
            live
              ? this.words.loading
              : !waits || issues.every(({ code }) => BLANK.has(code))
                ? waits
                  ? incomplete
                  : idle
                : this.insightWords.lookAgain
          }</span
        >
      </p>
      ${
        rows > 0
          ? html`<div class="lines ${live ? 'is-live' : ''}" aria-hidden="true">${lines}</div>`
          : nothing
      }`;
  }
}
