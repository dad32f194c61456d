import { across, decimal, niceStep, percent } from './figures.js';
import { html, type Markup } from './markup.js';
import type { CalibrationSlice, LiftSlice, TrainReport } from './train-report.js';

/**
 * Drawings of the report. Their widths are shares of the place that they get, and their text is text of
 * its own size: nothing is scaled, so they fit a phone and a sheet without a script. Each has a
 * table beside it that says the same.
 */

const HEIGHT = 190;
const TOP = 22;
const BOTTOM = 28;
const FLOOR = HEIGHT - BOTTOM;

/** Share of a height, from the floor up. */
function level(share: number): number {
  return Math.round((FLOOR - (FLOOR - TOP) * share) * 10) / 10;
}

/** An axis from 0 with about four steps; shared by charts that stand side by side. */
export function axisTo(largest: number): { readonly end: number; readonly step: number } {
  const step = niceStep(Math.max(0.01, largest) / 4);
  return { end: Math.min(1, Math.ceil(largest / step - 1e-9) * step), step };
}

function frame(body: readonly Markup[]): Markup {
  return html`<svg class="chart" width="100%" height="${HEIGHT}" aria-hidden="true">${body}</svg>`;
}

/** Bad rate by tenth of the score, riskiest first, with the rate of all rows as a dashed line. */
export function liftChart(
  lift: readonly LiftSlice[],
  baseRate: number,
  end: number,
  everyone: string,
): Markup {
  const width = 1 / lift.length;
  const at = lift.map(({ rows, bad }) => (rows === 0 ? 0 : bad / rows));
  const bars = at.map((rate, i) => {
    const y = level(rate / end);
    return html`<rect
      class="bar"
      x="${across((i + 0.1) * width)}"
      width="${across(0.8 * width)}"
      y="${y}"
      height="${FLOOR - y}"
    />`;
  });
  const labels = at.map((rate, i) => {
    const middle = across((i + 0.5) * width);
    return html`<text class="halo" x="${middle}" y="${level(rate / end) - 5}" text-anchor="middle"
        >${percent(rate, 0)}</text
      ><text class="axis" x="${middle}" y="${FLOOR + 17}" text-anchor="middle">${i + 1}</text>`;
  });
  const base = level(baseRate / end);
  return frame([
    ...bars,
    html`<line class="floor" x1="0" x2="100%" y1="${FLOOR + 0.5}" y2="${FLOOR + 0.5}" /><line
        class="base"
        x1="0"
        x2="100%"
        y1="${base}"
        y2="${base}"
      />`,
    ...labels,
    html`<text class="halo" x="100%" y="${base - 6}" text-anchor="end"
      >${everyone} ${percent(baseRate)}</text
    >`,
  ]);
}

/** Observed against expected, with intervals; on the dashed line both agree. */
export function calibrationChart(
  slices: readonly CalibrationSlice[],
  { end, step }: { readonly end: number; readonly step: number },
): Markup {
  const ticks: Markup[] = [];
  const digits = step < 0.01 ? 1 : 0;
  for (let k = 0; k * step <= end + step / 2; k++) {
    const share = (k * step) / end;
    const y = level(share);
    const anchor = k === 0 ? 'start' : share > 0.99 ? 'end' : 'middle';
    ticks.push(
      html`<line
          class="grid"
          x1="0"
          x2="100%"
          y1="${y}"
          y2="${y}"
        />${k > 0 && html`<text class="axis" x="0" y="${y - 4}">${percent(k * step, digits)}</text>`}<text
          class="axis"
          x="${across(share)}"
          y="${FLOOR + 17}"
          text-anchor="${anchor}"
          >${percent(k * step, digits)}</text
        >`,
    );
  }
  const marks = slices.map(({ expected, observed }) => {
    const x = across(expected / end);
    return html`<line
        class="whisker"
        x1="${x}"
        x2="${x}"
        y1="${level(observed.low / end)}"
        y2="${level(Math.min(1, observed.high / end))}"
      /><svg x="${x}" y="${level(Math.min(1, observed.value / end))}" overflow="visible">
        <rect class="mark" x="-4" y="-4" width="8" height="8" />
      </svg>`;
  });
  return frame([
    ...ticks,
    html`<line class="base" x1="0" y1="${FLOOR}" x2="100%" y2="${level(1)}" />`,
    ...marks,
  ]);
}

/** Words of the learning curve. */
export interface CurveWords {
  readonly train: string;
  readonly validation: string;
  /** `best after 84` */
  readonly best: (tree: number) => string;
}

/** Loss after each tree or round; the validation part's lowest is where boosting goes back to. */
export function curveChart(
  { train, validation }: NonNullable<TrainReport['curve']>,
  words: CurveWords,
): Markup {
  const all = [...train, ...(validation ?? [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const steps = Math.max(1, train.length - 1);
  const y = (loss: number) => level(high > low ? (loss - low) / (high - low) : 0.5);
  const line = (losses: readonly number[], kind: string) =>
    html`<polyline
      class="${kind}"
      points="${losses.map((loss, i) => `${Math.round((i * 1e4) / steps) / 10},${y(loss)}`).join(' ')}"
    />`;
  const ends = [high, low].map(
    (loss) =>
      html`<line class="grid" x1="0" x2="100%" y1="${y(loss)}" y2="${y(loss)}" /><text
          class="axis"
          x="0"
          y="${y(loss) - 4}"
          >${decimal(loss)}</text
        >`,
  );
  const best = validation ? validation.indexOf(Math.min(...validation)) : -1;
  const label = (losses: readonly number[], text: string, below: number) =>
    html`<text class="halo" x="100%" y="${y(losses.at(-1)!) + below}" text-anchor="end"
      >${text} ${decimal(losses.at(-1)!)}</text
    >`;
  const near = validation && Math.abs(y(validation.at(-1)!) - y(train.at(-1)!)) < 18;
  return frame([
    ...ends,
    html`<svg
      width="100%"
      height="${HEIGHT}"
      viewBox="0 0 1000 ${HEIGHT}"
      preserveAspectRatio="none"
    >
      ${line(train, 'curve-train')}${validation && line(validation, 'curve-validation')}
    </svg>`,
    ...(validation && best >= 0
      ? [
          html`<line
              class="base"
              x1="${across(best / steps)}"
              x2="${across(best / steps)}"
              y1="${TOP}"
              y2="${FLOOR}"
            /><svg x="${across(best / steps)}" y="${y(validation[best]!)}" overflow="visible">
              <rect class="mark" x="-4" y="-4" width="8" height="8" /></svg
            ><text
              class="axis"
              x="${across(best / steps)}"
              y="${TOP - 8}"
              text-anchor="${best / steps > 0.5 ? 'end' : 'start'}"
              >${words.best(best + 1)}</text
            >`,
          label(validation, words.validation, -9),
        ]
      : []),
    label(train, words.train, near ? 17 : -9),
  ]);
}

/** A figure with its interval on a scale of its own: hollow for where it starts, filled for where it ends. */
export function intervalMark(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  from: number,
  to: number,
  hollow: boolean,
): Markup {
  const at = (x: number) => across((x - from) / (to - from));
  return html`<svg class="strip" width="100%" height="20" aria-hidden="true">
    <line class="grid" x1="0" x2="100%" y1="10" y2="10" />
    <line class="whisker" x1="${at(low)}" x2="${at(high)}" y1="10" y2="10" />
    <svg x="${at(value)}" y="10" overflow="visible">
      <rect class="${hollow ? 'mark hollow' : 'mark'}" x="-4" y="-4" width="8" height="8" />
    </svg>
  </svg>`;
}

/** A bar from 0. */
export function lengthBar(share: number): Markup {
  return html`<svg class="strip" width="100%" height="12" aria-hidden="true">
    <rect class="bar" x="0" y="2" height="8" width="${across(Math.max(0.004, share))}" />
  </svg>`;
}

/** Weight of evidence: to the right and hatched where it takes points, to the left and solid where it adds. */
export function evidenceBar(woe: number, largest: number): Markup {
  const half = largest > 0 ? Math.abs(woe) / largest / 2 : 0;
  const x = woe >= 0 ? 0.5 : 0.5 - half;
  return html`<svg class="strip" width="100%" height="16" aria-hidden="true">
    <line class="grid" x1="50%" x2="50%" y1="0" y2="16" />
    <rect
      class="${woe >= 0 ? 'takes' : 'adds'}"
      x="${across(x)}"
      y="3"
      height="10"
      width="${across(half)}"
    />
  </svg>`;
}

/** The pattern that marks what takes points, once for a page. */
export const HATCH = html`<svg width="0" height="0" aria-hidden="true">
  <defs>
    <pattern
      id="hatch"
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect class="hatch-ground" width="5" height="5" />
      <line class="hatch-line" x1="0" y1="0" x2="0" y2="5" />
    </pattern>
  </defs>
</svg>`;
