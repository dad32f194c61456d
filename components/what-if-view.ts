import { html, nothing, type TemplateResult } from 'lit';
import type {
  Applicant,
  FeatureInfo,
  Locale,
  ModelInfo,
  WhatIf,
  WhatIfAxis,
} from '../sdk/index.js';
import { curveScale, curveValues, followedAt, stepAt, type CurveScale } from './curve-scale.js';
import type { InsightWords } from './insight-words.js';
import { keepFigures, signed } from './language.js';
import { place } from './place.js';
import { featureOf, shownNumber } from './raw-values.js';
import type { Words } from './strings.js';
import { renderWhatIfChart } from './what-if-chart.js';
import { renderSurface } from './what-if-surface.js';
import { sayLabel, sayValue, type Speech, type Wording } from './wording.js';

export { whatIfViewStyles } from './what-if-view.styles.js';

/** A page key moves as far as so many arrow keys. */
const PAGE = 4;

/** Keeps the place of a line that comes and goes. */
const BLANK_LINE = '\u200b';

/** What the view shows of its element, and what it tells it. */
export interface WhatIfPort {
  readonly info: ModelInfo;
  readonly applicant: Applicant | undefined;
  readonly words: Words;
  readonly insightWords: InsightWords;
  readonly language: Locale;
  readonly wording: Wording | undefined;
  readonly offered: readonly FeatureInfo[];
  readonly feature: string | undefined;
  readonly second: string;
  /** The host's own trial, and the reader's. */
  readonly value: number | string | undefined;
  readonly moved: number | string | undefined;
  readonly width: number;
  choose(which: 'feature' | 'second', event: Event): void;
  move(value: number | string): void;
}

/**
 * An answer as a curve over a slider, or as a table. Apart from its element, so that a page fetches
 * it when there is an answer to show.
 */
export function renderWhatIf(answer: WhatIf, port: WhatIfPort): TemplateResult {
  return new WhatIfView(port).render(answer);
}

class WhatIfView {
  constructor(private readonly port: WhatIfPort) {}

  render(answer: WhatIf): TemplateResult {
    return html`${this.#renderChooser()}
    ${answer.axes.length === 2 ? this.#renderSurface(answer) : this.#renderCurve(answer)}`;
  }

  #renderChooser(): TemplateResult | typeof nothing {
    const offered = this.port.offered;
    if (offered.length < 2) return nothing;
    const words = this.port.insightWords;
    const speech = this.#speech;
    const first = this.port.feature;
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
        ><select @change=${(event: Event) => this.port.choose('feature', event)}>
          ${options(first, undefined)}
        </select></label
      >
      <label
        ><span>${words.and}</span
        ><select @change=${(event: Event) => this.port.choose('second', event)}>
          <option value="" ?selected=${!this.port.second}>${words.nothingElse}</option>
          ${options(this.port.second, first)}
        </select></label
      >
    </div>`;
  }

  #renderCurve(answer: WhatIf): TemplateResult {
    const axis = answer.axes[0]!;
    const words = this.port.insightWords;
    const speech = this.#speech;
    const values = curveValues(answer);
    const today = this.#today(axis);
    const inPoints = answer.points !== undefined;
    const line = inPoints ? this.port.info.scale?.cutoffs?.approve : undefined;
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
      ${this.#renderFollowed(answer, step, chosen)}
      <div part="chart">
        ${renderWhatIfChart({
          ...{ axis, scale, values, line, label: words.chart(label, say(ends[0]), say(ends[1])) },
          today: { x: today, y: now },
          chosen: { x: chosen, y: score },
          lineLabel: words.lineAt(String(line)),
          todayLabel: words.today,
          xLabel: (value) => this.#tickLabel(axis.feature, value),
          width: Math.max(240, this.port.width),
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

  #renderFollowed(answer: WhatIf, step: number, chosen: number | string): TemplateResult {
    const speech = this.#speech;
    const axis = answer.axes[0]!;
    const words = this.port.insightWords;
    const said = answer.followed.flatMap(({ feature, values }) => {
      const label = sayLabel(speech, feature);
      const value = followedAt(axis, values, step, chosen);
      if (value === undefined) return words.followsToo(label);
      return value === values[axis.current]
        ? []
        : words.follows(label, sayValue(speech, feature, value));
    });
    if (said.length === 0) return html`<p class="then" aria-hidden="true">${BLANK_LINE}</p>`;
    return html`<p class="then">${said.join(this.port.language === 'en' ? ' ' : '')}</p>`;
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
      this.port.move(valueOf(Math.min(max, Math.max(min, raw))));
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
    const words = this.port.insightWords;
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
    const line = inPoints ? this.port.info.scale?.cutoffs?.approve : undefined;
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
    const feature = featureOf(this.port.info, axis.feature);
    return curveScale(axis, values, feature, this.#today(axis), line, this.#aim(axis));
  }

  /** The host's value, where it is a number of this axis. */
  #aim({ feature }: WhatIfAxis): number | undefined {
    return typeof this.port.value === 'number' && feature === this.port.feature
      ? this.port.value
      : undefined;
  }

  /** The applicant's own answer; `undefined` for a missing one. */
  #today(axis: WhatIfAxis): number | string | undefined {
    const own = this.port.applicant?.[axis.feature];
    const feature = featureOf(this.port.info, axis.feature);
    if (feature?.kind === 'numeric' && own !== null && own !== '' && own !== undefined) {
      const value = Number(own);
      if (Number.isFinite(value)) return value;
    }
    return axis.values[axis.current] ?? undefined;
  }

  #chosen(scale: CurveScale, today: number | string | undefined): number | string {
    const wanted = this.port.moved ?? this.port.value ?? today;
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
    const own = this.port.wording?.({ kind: 'trial', feature, from, to }, this.port.language);
    return (
      own ??
      this.port.insightWords.readout(sayLabel(speech, feature), sayValue(speech, feature, to))
    );
  }

  #ends(scale: CurveScale): [number | string, number | string] {
    return scale.kind === 'stretch'
      ? [scale.from, scale.to]
      : [scale.places[0]!.value, scale.places.at(-1)!.value];
  }

  /** Bare figures under the axis: the unit stands in its name. */
  #tickLabel(feature: string, value: number | string): string {
    const found = featureOf(this.port.info, feature);
    const text = sayValue(this.#speech, feature, value);
    if (found?.kind !== 'numeric') return text;
    const plain = (unit: string | undefined): string =>
      keepFigures(
        shownNumber(Number(value), { ...found, unit }, this.port.language),
        this.port.language,
      );
    // Values that the bundle words, `3+`, stay as they are.
    return text === plain(found.unit) ? plain(undefined) : text;
  }

  #axisName(feature: string, label: string): string {
    const unit = featureOf(this.port.info, feature)?.unit;
    if (!unit || !/^[A-Z]{3}$/.test(unit)) return label;
    const zero = sayValue(this.#speech, feature, 0).replace(/[\d\s]/g, '');
    return this.port.language === 'zh-CN' ? `${label}（${zero}）` : `${label} (${zero})`;
  }

  #figure(value: number, inPoints: boolean): string {
    return inPoints ? String(value) : `${Math.round(value * 10) / 10}%`;
  }

  #spokenChange(change: number): string {
    const { plus, minus, none } = this.port.words;
    return change > 0 ? plus(change) : change < 0 ? minus(-change) : none;
  }

  get #speech(): Speech {
    const { info, language: locale, insightWords: words, wording } = this.port;
    return { info, locale, words, wording };
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
