import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { FeatureInfo, WhatIf, WhatIfAxis } from '../sdk/index.js';
import { AnswerController } from './answer-controller.js';
import { ApplicantElement } from './applicant-element.js';
import { curveScale, curveValues, stepAt, type CurveScale } from './curve-scale.js';
import { renderError } from './error-block.js';
import { signed } from './language.js';
import { place } from './place.js';
import { featureOf, shownNumber } from './raw-values.js';
import { riskWhatIfStyles } from './risk-what-if.styles.js';
import { sharedStyles } from './shared-styles.js';
import { tokens } from './tokens.js';
import { renderWhatIfChart } from './what-if-chart.js';
import { renderSurface } from './what-if-surface.js';
import { sayLabel, sayValue, type Speech, type Wording } from './wording.js';
import { WidthController } from './width-controller.js';

/** Keeps the place of a line that comes and goes. */
const BLANK_LINE = '\u200b';

/** A page key moves as far as so many arrow keys. */
const PAGE = 4;

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
    this.#answer.ask([model, applicant, features.join(' ')], (signal) =>
      model.whatIf(applicant, { features, signal }),
    );
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
      return renderError(this.words, words.whatIfFailed, '', failed, () => {
        this.#answer.clear();
        this.retry();
      });
    }
    if (!value) {
      return html`${this.renderWaiting(words.whatIfIdle, words.whatIfWaits, 0)}
        <div class="empty" aria-hidden="true"></div>`;
    }
    return html`${this.#renderChooser()}
      ${value.axes.length === 2 ? this.#renderSurface(value) : this.#renderCurve(value)}
      <p class="note" part="note"><slot name="note">${words.whatIfNote}</slot></p>`;
  }

  #renderChooser(): TemplateResult | typeof nothing {
    const offered = this.#offered;
    if (offered.length < 2) return nothing;
    const words = this.insightWords;
    const speech = this.#speech;
    const first = this.#feature;
    const options = (chosen: string | undefined, other: string | undefined): unknown =>
      offered
        .filter(({ name }) => name !== other)
        .map(
          ({ name }) =>
            html`<option value=${name} ?selected=${name === chosen}>
              ${sayLabel(speech, name)}
            </option>`,
        );
    return html`<div class="chooser" part="chooser">
      <label
        ><span>${words.tried}</span
        ><select @change=${(event: Event) => this.#choose('feature', event)}>
          ${options(first, undefined)}
        </select></label
      >
      <label
        ><span>${words.and}</span
        ><select @change=${(event: Event) => this.#choose('second', event)}>
          <option value="" ?selected=${!this.second}>${words.nothingElse}</option>
          ${options(this.second, first)}
        </select></label
      >
    </div>`;
  }

  #choose(which: 'feature' | 'second', event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (which === 'feature') {
      if (value === this.second) this.second = '';
      this.value = undefined;
    }
    this[which] = value;
  }

  #renderCurve(answer: WhatIf): TemplateResult {
    const axis = answer.axes[0]!;
    const words = this.insightWords;
    const speech = this.#speech;
    const values = curveValues(answer);
    const today = this.#today(axis);
    const inPoints = answer.points !== undefined;
    const line = inPoints ? this.modelInfo?.scale?.cutoffs?.approve : undefined;
    const scale = this.#scale(axis, values, line);
    const chosen = this.#chosen(scale, today);
    const step = chosen === today ? axis.current : this.#stepOf(scale, axis, chosen);
    const now = answer.score.points ?? answer.score.probability * 100;
    const score = values[step]!;
    const change = Math.round((score - now) * (inPoints ? 1 : 10)) / (inPoints ? 1 : 10);
    const readout = this.#readout(axis.feature, axis.values[axis.current] ?? null, chosen);
    const label = sayLabel(speech, axis.feature);
    const ends = this.#ends(scale);
    const say = (value: number | string): string => sayValue(speech, axis.feature, value);
    const better = inPoints ? change > 0 : change < 0;
    return html`<p class="readout" part="readout">
        <span>${readout}</span><b>${this.#figure(score, inPoints)}</b
        ><em class=${change === 0 ? '' : better ? 'up' : 'down'}
          ><span aria-hidden="true">${signed(change)}</span
          ><span class="sr">${this.#spokenChange(change)}</span></em
        >
      </p>
      ${this.#renderFollowed(answer, step)}
      <div part="chart">
        ${renderWhatIfChart({
          ...{ axis, scale, values, line, label: words.chart(label, say(ends[0]), say(ends[1])) },
          today: { x: today, y: now },
          chosen: { x: chosen, y: score },
          lineLabel: words.lineAt(String(line)),
          todayLabel: words.today,
          xLabel: (value) => this.#tickLabel(axis.feature, value),
          width: Math.max(240, this.#width.width),
        })}
      </div>
      ${this.#renderSlider(scale, chosen, label, (value) => {
        const at = values[value === today ? axis.current : this.#stepOf(scale, axis, value)]!;
        const text = this.#readout(axis.feature, axis.values[axis.current] ?? null, value);
        const moves = this.#spokenChange(Math.round(at - now));
        return words.spoken(text, this.#figure(at, inPoints), moves);
      })}
      <p class="axis-name" aria-hidden="true">${this.#axisName(axis.feature, label)}</p>`;
  }

  #renderFollowed(answer: WhatIf, step: number): unknown {
    const speech = this.#speech;
    const own = answer.axes[0]!.current;
    const moved = answer.followed.filter(({ values }) => values[step] !== values[own]);
    if (moved.length === 0) return html`<p class="then" aria-hidden="true">${BLANK_LINE}</p>`;
    return html`<p class="then">
      ${moved.map(({ feature, values }) =>
        this.insightWords.follows(
          sayLabel(speech, feature),
          sayValue(speech, feature, values[step]!),
        ),
      )}
    </p>`;
  }

  #renderSlider(
    scale: CurveScale,
    chosen: number | string,
    label: string,
    spoken: (value: number | string) => string,
  ): TemplateResult {
    const places = scale.kind === 'places' ? scale.places : undefined;
    const at = places ? places.findIndex(({ value }) => value === chosen) : Number(chosen);
    const [min, max] =
      scale.kind === 'places' ? [0, scale.places.length - 1] : [scale.from, scale.to];
    const valueOf = (raw: number): number | string => (places ? places[raw]!.value : raw);
    const move = (raw: number): void => {
      this.moved = valueOf(Math.min(max, Math.max(min, raw)));
    };
    const half = places ? 0.5 / places.length : 0;
    return html`<div class="slider" ${place({ half })}>
      <input
        type="range"
        part="slider"
        min=${min}
        max=${max}
        step=${places ? 1 : 'any'}
        .value=${String(at)}
        aria-label=${label}
        aria-valuetext=${spoken(chosen)}
        ${place({ f: max > min ? (at - min) / (max - min) : 0 })}
        @input=${(event: Event) => {
          const raw = Number((event.target as HTMLInputElement).value);
          move(scale.kind === 'stretch' ? this.#whole(raw, scale) : raw);
        }}
        @keydown=${(event: KeyboardEvent) => {
          const nudge = scale.kind === 'stretch' ? scale.nudge : 1;
          const by = KEYS[event.key];
          if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          if (!Number.isFinite(by)) return move(by > 0 ? max : min);
          const page = Math.abs(by) === PAGE && places ? 2 : Math.abs(by);
          const to = at + Math.sign(by) * page * nudge;
          move(scale.kind === 'stretch' ? this.#whole(to, scale, by) : to);
        }}
      />
    </div>`;
  }

  /** The multiple of a nudge nearest to a value; with a direction, the next one that way. */
  #whole(value: number, scale: Extract<CurveScale, { kind: 'stretch' }>, by = 0): number {
    const steps = value / scale.nudge;
    const rounded =
      by > 0 ? Math.floor(steps + 1e-9) : by < 0 ? Math.ceil(steps - 1e-9) : Math.round(steps);
    const digits = Math.max(0, Math.ceil(-Math.log10(scale.nudge)) + 1);
    const whole = Number((rounded * scale.nudge).toFixed(digits));
    // The ends of the slider need not be multiples.
    return value >= scale.to ? scale.to : value <= scale.from ? scale.from : whole;
  }

  #renderSurface(answer: WhatIf): TemplateResult {
    const words = this.insightWords;
    const speech = this.#speech;
    const values = curveValues(answer);
    const inPoints = answer.points !== undefined;
    const [first, second] = answer.axes as readonly [WhatIfAxis, WhatIfAxis];
    const size = second.values.length;
    // Each axis is shown where its own curve, through today, has something to tell.
    const along = [
      first.values.map((_, i) => values[i * size + Math.max(0, second.current)]!),
      second.values.map((_, i) => values[Math.max(0, first.current) * size + i]!),
    ];
    const line = inPoints ? this.modelInfo?.scale?.cutoffs?.approve : undefined;
    const labels = [sayLabel(speech, first.feature), sayLabel(speech, second.feature)] as const;
    const features = [first.feature, second.feature] as const;
    return html`<p class="axes">${words.surface(...labels)}</p>
      ${renderSurface(
        answer,
        [this.#scale(first, along[0]!, line), this.#scale(second, along[1]!, line)],
        values,
        line,
        {
          caption: words.surface(...labels),
          key: words.surfaceKey,
          value: (axis, value) => this.#tickLabel(features[axis], value),
          figure: (value) => this.#figure(value, inPoints),
        },
      )}`;
  }

  #scale(axis: WhatIfAxis, values: ArrayLike<number>, line: number | undefined): CurveScale {
    const feature = featureOf(this.modelInfo!, axis.feature);
    return curveScale(axis, values, feature, this.#today(axis), line, this.#aim(axis));
  }

  /** The host's value, where it is a number of this axis. */
  #aim({ feature }: WhatIfAxis): number | undefined {
    return typeof this.value === 'number' && feature === this.#feature ? this.value : undefined;
  }

  /** The applicant's own answer; `undefined` for a missing one. */
  #today(axis: WhatIfAxis): number | string | undefined {
    const own = this.subject.applicant?.[axis.feature];
    const feature = featureOf(this.modelInfo!, axis.feature);
    if (feature?.kind === 'numeric' && own !== null && own !== '' && own !== undefined) {
      const value = Number(own);
      if (Number.isFinite(value)) return value;
    }
    return axis.values[axis.current] ?? undefined;
  }

  #chosen(scale: CurveScale, today: number | string | undefined): number | string {
    const wanted = this.moved ?? this.value ?? today;
    if (scale.kind === 'places') {
      const found = scale.places.find(({ value }) => value === wanted) ?? scale.places[0]!;
      return found.value;
    }
    const value = Number(wanted ?? scale.from);
    return Math.min(scale.to, Math.max(scale.from, value));
  }

  #stepOf(scale: CurveScale, axis: WhatIfAxis, value: number | string): number {
    if (scale.kind === 'stretch') return stepAt(axis, Number(value));
    return scale.places.find((each) => each.value === value)?.step ?? axis.current;
  }

  #readout(feature: string, from: number | string | null, to: number | string): string {
    const speech = this.#speech;
    const own = this.wording?.({ kind: 'trial', feature, from, to }, this.language);
    return (
      own ?? this.insightWords.readout(sayLabel(speech, feature), sayValue(speech, feature, to))
    );
  }

  #ends(scale: CurveScale): [number | string, number | string] {
    return scale.kind === 'stretch'
      ? [scale.from, scale.to]
      : [scale.places[0]!.value, scale.places.at(-1)!.value];
  }

  /** Bare figures under the axis: the unit stands in its name. */
  #tickLabel(feature: string, value: number | string): string {
    const found = featureOf(this.modelInfo!, feature);
    const text = sayValue(this.#speech, feature, value);
    if (found?.kind !== 'numeric' || !/\d/.test(text)) return text;
    return shownNumber(Number(value), { ...found, unit: undefined }, this.language);
  }

  #axisName(feature: string, label: string): string {
    const unit = featureOf(this.modelInfo!, feature)?.unit;
    if (!unit || !/^[A-Z]{3}$/.test(unit)) return label;
    const zero = sayValue(this.#speech, feature, 0).replace(/[\d\s]/g, '');
    return this.language === 'zh-CN' ? `${label}（${zero}）` : `${label} (${zero})`;
  }

  #figure(value: number, inPoints: boolean): string {
    return inPoints ? String(value) : `${Math.round(value * 10) / 10}%`;
  }

  #spokenChange(change: number): string {
    const { plus, minus, none } = this.words;
    return change > 0 ? plus(change) : change < 0 ? minus(-change) : none;
  }

  get #speech(): Speech {
    const { language: locale, insightWords: words, wording } = this;
    return { info: this.modelInfo!, locale, words, wording };
  }
}

const KEYS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: PAGE,
  PageDown: -PAGE,
  Home: -Infinity,
  End: Infinity,
};

declare global {
  interface HTMLElementTagNameMap {
    'risk-what-if': RiskWhatIfElement;
  }
}
