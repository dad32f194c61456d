import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type {
  Recourse,
  RecourseChange,
  RecourseOptions,
  RecoursePath,
  Safety,
  SafetyFact,
  Score,
  Target,
} from '../sdk/index.js';
import { AnswerController } from './answer-controller.js';
import { ApplicantElement } from './applicant-element.js';
import { renderError } from './error-block.js';
import { RiskRecourseEvent } from './events.js';
import { glyphs } from './glyphs.js';
import { riskRecourseStyles } from './risk-recourse.styles.js';
import { renderScoreTrack, scoreFigure, trackOf, type ScoreTrack } from './score-track.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import { sayChange, sayLabel, sayValue, type Speech, type Wording } from './wording.js';

/** What this element asks: the way out, and for those who are there already what could lose it. */
interface Outlook {
  readonly recourse: Recourse;
  readonly safety: Safety | undefined;
}

/**
 * What would change the outcome: up to three ways, each a short list of things to do, with the
 * score that the model gives to it. For those who have it already: what could lose it.
 *
 * @summary What would change the outcome, re-scored by the model.
 * @tag risk-recourse
 *
 * @example
 * <risk-score id="score" src="/models/consumer-loan.insitu" for="loan"></risk-score>
 * <risk-recourse for="score"></risk-recourse>
 *
 * @fires {RiskRecourseEvent} risk-recourse - An answer, with its paths.
 * @fires {RiskErrorEvent} risk-error - Loading failed, where the element loads the model itself.
 *
 * @slot title - The heading's text.
 * @slot note - What is said below the paths, instead of the element's own sentence.
 *
 * @csspart head - Heading.
 * @csspart paths - The list of ways.
 * @csspart path - One way.
 * @csspart note - What is said below.
 * @csspart error - The error block.
 *
 * @cssprop --risk-ground - The page's background behind the element.
 * @cssprop --risk-up - Adds points.
 * @cssprop --risk-down - Takes points.
 * @cssprop --risk-head-rule - Border above the heading.
 * @cssprop --risk-head-padding - Padding of the heading.
 */
export class RiskRecourseElement extends ApplicantElement {
  static override readonly styles = [tokens, sharedStyles, riskRecourseStyles];

  /** What is to be reached: a decision as an attribute; as a property also points or a band. */
  @property() target: Target = 'approved';
  /** At most so many answers change in one way. */
  @property({ type: Number, attribute: 'max-changes' }) maxChanges = 3;
  /** At most so many ways. */
  @property({ type: Number }) count = 3;
  /** Milliseconds to search at most; most answers are proven long before. */
  @property({ type: Number }) budget = 1000;
  /** Only these features may change; the bundle's rules hold as well. */
  @property({ attribute: false }) features: readonly string[] | undefined;
  /** The host's own words for steps and facts. */
  @property({ attribute: false }) wording: Wording | undefined;

  readonly #answer = new AnswerController<Outlook>(this);

  /** The last answer; `undefined` while there is none. */
  get recourse(): Recourse | undefined {
    return this.#answer.value?.recourse;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { phase, model, applicant } = this.subject;
    if (phase === 'scoring') return this.#answer.stop();
    if (phase !== 'ready' || !model || !applicant || !this.#hasTarget) {
      return this.#answer.clear();
    }
    const { target, maxChanges, count, budget, features } = this;
    const options: RecourseOptions = {
      ...{ target, maxChanges, count, budgetMs: budget },
      ...(features && { features }),
    };
    this.#answer.ask(
      [model, applicant, JSON.stringify(options)],
      async (signal) => {
        const recourse = await model.recourse(applicant, { ...options, signal });
        const safety =
          recourse.status === 'reached'
            ? await model.safety(applicant, { target, signal })
            : undefined;
        return { recourse, safety };
      },
      ({ recourse }) => {
        const event = new RiskRecourseEvent(recourse);
        this.dispatchEvent(event);
      },
    );
  }

  /** Without an approval line there is nothing to reach, unless points or a band are named. */
  get #hasTarget(): boolean {
    const cutoffs = this.modelInfo?.scale?.cutoffs;
    return typeof this.target === 'string' ? cutoffs?.[CUTOFF[this.target]] !== undefined : true;
  }

  protected override render(): TemplateResult {
    const { value, error, pending } = this.#answer;
    const { phase } = this.subject;
    const words = this.insightWords;
    const state = error || phase === 'error' ? 'error' : value ? 'ready' : phase;
    return this.renderFrame(words.recourse, '', state, this.#renderBody(), pending);
  }

  #renderBody(): unknown {
    const words = this.insightWords;
    const { value, error } = this.#answer;
    const { phase } = this.subject;
    const failure = error ?? (phase === 'error' ? this.subject.error : undefined);
    if (failure?.code === 'EXPLAIN_UNSUPPORTED') {
      return html`<p class="hint">${words.unsupported}</p>`;
    }
    if (failure) {
      return renderError(
        this.words,
        words.recourseFailed,
        this.words.failure(failure.code),
        failure,
        () => {
          this.#answer.clear();
          this.retry();
        },
      );
    }
    if (phase === 'ready' && !this.#hasTarget) return html`<p class="hint">${words.noLine}</p>`;
    if (!value) return this.renderWaiting(words.recourseIdle, words.recourseWaits, 3);
    return this.#renderOutlook(value);
  }

  #renderOutlook({ recourse, safety }: Outlook): TemplateResult {
    const words = this.insightWords;
    const { status, paths, closest, score } = recourse;
    if (status === 'reached') return this.#renderSafety(recourse, safety);
    const shown = paths.length > 0 ? paths : closest ? [closest] : [];
    const goal = this.#goal(recourse.target.points);
    const track = trackOf([score, ...shown.map((path) => path.score)], recourse.target);
    const found = status === 'found';
    return html`${found ? nothing : html`<p class="hint">${this.#whyNone(recourse, goal)}</p>`}
    ${
      shown.length === 0
        ? nothing
        : html`<ol class="paths" part="paths">
            ${shown.map((path) => this.#renderPath(path, score, track, recourse, goal))}
          </ol>`
    }
    ${
      shown.length === 0
        ? nothing
        : html`<p class="note" part="note">
            <slot name="note"
              >${found ? `${recourse.optimal ? words.optimal(paths.length) : words.bestSoFar}${this.#space}` : ''}${
                words.notPromise
              }</slot
            >
          </p>`
    }`;
  }

  #whyNone({ status, reason, closest }: Recourse, goal: string): string {
    const words = this.insightWords;
    if (status === 'unknown') {
      return closest ? `${words.unknown(goal)}${this.#space}${words.closest}` : words.unknown(goal);
    }
    return reason === 'nothing-may-change' || !closest ? words.nothingMayChange : words.none(goal);
  }

  #renderPath(
    path: RecoursePath,
    from: Score,
    track: ScoreTrack | undefined,
    { target, status }: Recourse,
    goal: string,
  ): TemplateResult {
    const words = this.insightWords;
    const speech = this.#speech;
    const own = path.changes.filter((change) => !change.follows);
    const after = path.changes.filter((change) => change.follows);
    const hit = status === 'found' || path.score.margin <= target.margin;
    const missing = (target.points ?? 0) - (path.score.points ?? 0);
    return html`<li part="path" data-or=${words.or}>
      <div class="what">
        <ul class="steps">
          ${own.map((change) => this.#renderStep(change, speech))}
        </ul>
        ${after.map(
          ({ feature, to }) =>
            html`<p class="then">
              ${words.follows(sayLabel(speech, feature), sayValue(speech, feature, to))}
            </p>`,
        )}
        ${this.#renderPlausibility(path)}
      </div>
      ${this.#renderOutcome(from, path.score, track, 'up', {
        glyph: hit ? glyphs.approved : undefined,
        text: hit
          ? words.reaches(goal)
          : target.points === undefined
            ? words.misses
            : words.short(missing, goal),
      })}
    </li>`;
  }

  #renderStep(change: RecourseChange, speech: Speech): TemplateResult {
    const { feature, from, low, high } = change;
    const words = this.insightWords;
    const alike =
      low !== undefined && high !== undefined && low < high
        ? `${this.words.comma}${words.alike(sayValue(speech, feature, low), sayValue(speech, feature, high))}`
        : '';
    return html`<li>
      ${glyphs.box}<span
        ><b>${sayChange(speech, change)}</b>
        <small>${words.now(sayValue(speech, feature, from))}${alike}</small></span
      >
    </li>`;
  }

  #renderPlausibility({ plausibility }: RecoursePath): TemplateResult | typeof nothing {
    const words = this.insightWords;
    const { level, share } = plausibility;
    if (level === 'unseen') return html`<p class="then">${words.unseen}</p>`;
    if (level !== 'rare') return nothing;
    const percent = new Intl.NumberFormat(this.language, {
      style: 'percent',
      maximumSignificantDigits: 1,
    });
    return html`<p class="then">${words.rare(percent.format(share ?? 0))}</p>`;
  }

  #renderOutcome(
    from: Score,
    to: Score,
    track: ScoreTrack | undefined,
    direction: 'up' | 'down',
    verdict: { readonly glyph: unknown; readonly text: string },
  ): TemplateResult {
    const { fromTo } = this.insightWords;
    const [before, after] = [scoreFigure(from), scoreFigure(to)];
    return html`<span class="figures"
        ><span class="sr">${fromTo(before, after)}</span
        ><span aria-hidden="true"
          ><small>${before}</small>${glyphs.arrow}<b>${after}</b></span
        ></span
      >
      ${renderScoreTrack(track, from, to, direction)}
      <span class="verdict ${verdict.glyph ? 'is-hit' : ''}"
        >${verdict.glyph ?? nothing}${verdict.text}</span
      >`;
  }

  /** Already there: that is said, and what could lose it soonest. */
  #renderSafety({ score, target }: Recourse, safety: Safety | undefined): TemplateResult {
    const words = this.insightWords;
    const goal = this.#goal(target.points);
    const fact = safety?.facts[0];
    const track = fact && trackOf([score, fact.score], target);
    return html`<p class="reached">
        ${glyphs.approved}<span
          >${words.reached(goal, this.target === 'approved')}
          ${fact ? words.couldLose : safety ? words.safe : nothing}</span
        >
      </p>
      ${
        fact
          ? html`<ol class="paths is-loss" part="paths">
              ${this.#renderFact(fact, score, track, goal)}
            </ol>`
          : nothing
      }`;
  }

  #renderFact(
    fact: SafetyFact,
    from: Score,
    track: ScoreTrack | undefined,
    goal: string,
  ): TemplateResult {
    const words = this.insightWords;
    const speech = this.#speech;
    const { feature, from: was, to, followed, score } = fact;
    const own = this.wording?.({ kind: 'loss', feature, from: was, to }, this.language);
    const text = words.becomes(sayLabel(speech, feature), sayValue(speech, feature, to));
    return html`<li part="path">
      <div class="what">
        <b>${own ?? text}</b> <small>${words.now(sayValue(speech, feature, was))}</small>
        ${followed.map(
          (each) =>
            html`<p class="then">
              ${words.follows(
                sayLabel(speech, each.feature),
                sayValue(speech, each.feature, each.to),
              )}
            </p>`,
        )}
      </div>
      ${this.#renderOutcome(from, score, track, 'down', {
        glyph: score.decision ? glyphs[score.decision] : glyphs.declined,
        text: words.loses(goal),
      })}
    </li>`;
  }

  get #speech(): Speech {
    const { language: locale, insightWords: words, wording } = this;
    return { info: this.modelInfo!, locale, words, wording };
  }

  /** Between two sentences. */
  get #space(): string {
    return this.language === 'en' ? ' ' : '';
  }

  /** What is to be reached, in a sentence: `640`, a band, or words. */
  #goal(points: number | undefined): string {
    if (points !== undefined) return String(points);
    const { target } = this;
    if (typeof target === 'string') return this.insightWords.target(target);
    return 'band' in target ? this.words.band(target.band) : this.insightWords.target('');
  }
}

const CUTOFF = { approved: 'approve', review: 'review' } as const;

declare global {
  interface HTMLElementTagNameMap {
    'risk-recourse': RiskRecourseElement;
  }
}
