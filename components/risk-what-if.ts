import { adoptStyles, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { FeatureInfo, WhatIf } from '../sdk/index.js';
import { AnswerController } from './answer-controller.js';
import { ApplicantElement } from './applicant-element.js';
import { renderError } from './error-block.js';
import { featureOf } from './raw-values.js';
import { riskWhatIfStyles } from './risk-what-if.styles.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import type { WhatIfPort } from './what-if-view.js';
import type { Wording } from './wording.js';
import { WidthController } from './width-controller.js';

/** What an answer is shown with. */
async function importView() {
  const { renderWhatIf, whatIfViewStyles } = await import('./what-if-view.js');
  return { renderWhatIf, whatIfViewStyles };
}

type View = Awaited<ReturnType<typeof importView>>;

/**
 * Tries one other answer, everything else as it is: a slider under the curve of the score, on one
 * scale. What follows from the answer by the bundle's rules follows here too, as in
 * `<risk-recourse>`. Two answers at once make a table.
 *
 * @summary How the score would change with one other answer.
 * @tag risk-what-if
 *
 * @example
 * <risk-score id="score" src="/models/consumer-loan.insitu" for="loan"></risk-score>
 * <risk-what-if for="score" features="income utilisation"></risk-what-if>
 *
 * @fires {RiskErrorEvent} risk-error - Loading failed, where the element loads the model itself.
 *
 * @slot title - The heading's text.
 * @slot note - What is said below, instead of the element's own sentence.
 *
 * @csspart head - Heading.
 * @csspart chooser - The choice of features.
 * @csspart readout - The answer tried, and its score.
 * @csspart chart - The curve.
 * @csspart slider - The slider under it.
 * @csspart surface - The table of two answers.
 * @csspart note - What is said below.
 * @csspart error - The error block.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-up - The curve, and points that are added.
 * @cssprop --risk-down - Points that are taken.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskWhatIfElement extends ApplicantElement {
  static override readonly styles = [tokens, sharedStyles, riskWhatIfStyles];

  /** Names of the features that may be tried, in order, parted by spaces; all where empty. */
  @property() features = '';
  /** The feature that is tried. */
  @property() feature = '';
  /** A second one, tried together with the first. */
  @property() second = '';
  /** The host's own words for what is tried. */
  @property({ attribute: false }) wording: Wording | undefined;
  /**
   * The answer that is tried first; today's where none is given. The curve then reaches some times as
   * far as from today's answer to this one.
   */
  @property({ attribute: false }) value: number | string | undefined;

  @state() private moved: number | string | undefined;

  readonly #width = new WidthController(this);
  readonly #answer = new AnswerController<WhatIf>(this);
  #view: View | undefined;

  /** The features that can be chosen. */
  get #offered(): readonly FeatureInfo[] {
    const info = this.modelInfo;
    if (!info) return [];
    const named = this.features.split(/[\s,]+/).filter(Boolean);
    if (named.length === 0) return info.features;
    return named.flatMap((name) => featureOf(info, name) ?? []);
  }

  get #feature(): string | undefined {
    const offered = this.#offered;
    return (offered.find(({ name }) => name === this.feature) ?? offered[0])?.name;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('feature') || changed.has('value')) this.moved = undefined;
    const { phase, model, applicant } = this.subject;
    const feature = this.#feature;
    if (phase === 'scoring') return this.#answer.stop();
    if (phase !== 'ready' || !model || !applicant || feature === undefined) {
      return this.#answer.clear();
    }
    const { second } = this;
    const features =
      second && second !== feature ? ([feature, second] as const) : ([feature] as const);
    this.#answer.ask([model, applicant, features.join(' ')], async (signal) => {
      const [answer, view] = await Promise.all([
        model.whatIf(applicant, { features, signal }),
        importView(),
      ]);
      this.#show(view);
      return answer;
    });
  }

  protected override render(): TemplateResult {
    const words = this.insightWords;
    const { value, error, pending } = this.#answer;
    const { phase } = this.subject;
    const failed = error ?? (phase === 'error' ? this.subject.error : undefined);
    const stage = failed ? 'error' : value ? 'ready' : phase;
    return this.renderFrame(words.whatIf, '', stage, this.#renderBody(failed), pending);
  }

  #renderBody(failed: ReturnType<() => typeof this.subject.error>): unknown {
    const words = this.insightWords;
    const { value } = this.#answer;
    if (failed) {
      return renderError(
        this.words,
        words.whatIfFailed,
        this.words.failure(failed.code),
        failed,
        () => {
          this.#answer.clear();
          this.retry();
        },
      );
    }
    if (!value || !this.#view) {
      return html`${this.renderWaiting(words.whatIfIdle, words.whatIfWaits, 0)}
        <div class="empty" aria-hidden="true"></div>`;
    }
    return html`${this.#view.renderWhatIf(value, this.#port)}
      <p class="note" part="note"><slot name="note">${words.whatIfNote}</slot></p>`;
  }

  /** What answers are shown with came in: a part of the styles with it. */
  #show(view: View): void {
    if (this.#view) return;
    this.#view = view;
    const own = RiskWhatIfElement.styles;
    adoptStyles(this.renderRoot as ShadowRoot, [...own, view.whatIfViewStyles]);
  }

  get #port(): WhatIfPort {
    const { words, insightWords, language, wording, second, value, moved } = this;
    return {
      ...{ words, insightWords, language, wording, second, value, moved },
      info: this.modelInfo!,
      applicant: this.subject.applicant,
      offered: this.#offered,
      feature: this.#feature,
      width: this.#width.width,
      choose: (which, event) => this.#choose(which, event),
      move: (to) => (this.moved = to),
    };
  }

  #choose(which: 'feature' | 'second', event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (which === 'feature') {
      if (value === this.second) this.second = '';
      this.value = undefined;
    }
    this[which] = value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'risk-what-if': RiskWhatIfElement;
  }
}
