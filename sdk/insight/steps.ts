import { RiskError } from '../core/errors.js';
import { FLOAT_ORDER } from '../core/float-order.js';
import { binOf } from '../model/binning.js';
import { binRange, isZeroMissing, valueInRange, type BinRange } from '../model/bin-range.js';
import { splitCount, type Feature, type NumericFeature } from '../model/feature.js';
import { follow, followersOfAny, type Follower } from '../model/follow.js';
import type { RiskModel } from '../model/model.js';

/** Values of one feature that the model does not tell apart. */
export interface Step {
  /** Of the feature itself. */
  readonly bin: number;
  /** Raw values, both included; NaN for categories and for missing. */
  readonly low: number;
  readonly high: number;
  /** One of them, for people; NaN for missing. */
  readonly value: number;
}

/** Nobody's answer: below this a quotient may vanish, which would tell zeros apart. */
const TINY = 1e-300;

/** The place of a feature by its name. @throws RiskError `OPTION_INVALID`. */
export function featureNamed(model: RiskModel, name: string): number {
  const f = model.features.findIndex((feature) => feature.name === name);
  if (f >= 0) return f;
  throw new RiskError('OPTION_INVALID', 'option "features" expected features of the model', {
    path: 'features',
  });
}

/**
 * The steps of a feature by the model's own bins: what it tells apart, in the order of the values;
 * categories in the model's order; "missing" last, where it is accepted.
 */
export function stepsOf(feature: Feature, near: number): Step[] {
  const steps: Step[] = [];
  const count = splitCount(feature);
  if (feature.kind === 'categorical') {
    feature.codes.forEach((code, bin) => steps.push(named(bin, code)));
    // A code that no split names has no better name than the applicant's own.
    if (!Number.isNaN(near) && binOf(feature, near) === count) steps.push(named(count, near));
  } else {
    for (let bin = 0; bin <= count; bin++) {
      const range = binRange(feature, bin);
      if (range) steps.push(stepOf(feature, bin, range, near));
    }
  }
  if (feature.missing === 'allowed') steps.push(named(count + 1, NaN));
  return steps;
}

/**
 * The steps of a feature for one applicant: the model's own bins, cut further where something that
 * follows the feature enters another bin.
 *
 * @param values - the applicant's raw values; NaN for missing.
 */
export function stepsFor(
  model: RiskModel,
  followers: readonly Follower[],
  f: number,
  values: Float64Array,
): Step[] {
  const feature = model.features[f]!;
  const steps = stepsOf(feature, values[f]!);
  const moved = followersOfAny(followers, [f]);
  if (moved.length === 0 || feature.kind === 'categorical') return steps;
  const own = values[f]!;
  const to = values.slice();
  const stateAt = (value: number): string => {
    to[f] = Math.abs(value) < TINY ? 0 : value;
    follow(model.features, moved, values, to);
    return stateOf(model.features, moved, to);
  };
  const cut = steps.flatMap((step) =>
    Number.isNaN(step.value)
      ? [step]
      : partsAt(limited(feature, step, own), own, feature)
          .flatMap((part) => rangesAlike(part, stateAt, feature.integer === true))
          .reduce(mergeAlike(stateAt), [])
          .map((range) => stepOf(feature, step.bin, range, own)),
  );
  to.fill(0);
  return cut;
}

/**
 * What tells followers apart: their bins, and whatever their course depends on between those. On a
 * stretch where the rest is alike each follower is monotone: a ratio turns where its denominator
 * changes sign, and where what it follows meets a limit or jumps from one whole number to the next.
 */
function stateOf(
  features: readonly Feature[],
  moved: readonly Follower[],
  to: Float64Array,
): string {
  return moved
    .map(({ feature: g, follows }) => {
      const feature = features[g] as NumericFeature;
      const value = to[g]!;
      const isLed = feature.integer && moved.some(({ leaders }) => leaders.includes(g));
      const limit = value === feature.min || value === feature.max;
      if (follows.kind === 'shift') return [binOf(feature, value), limit, isLed ? value : ''];
      const below = to[follows.denominator]!;
      // Too large a ratio has no value: the follower stays.
      const overflows = !Number.isFinite((follows.factor * to[follows.numerator]!) / below);
      return [binOf(feature, value), limit, isLed ? value : '', Math.sign(below), overflows];
    })
    .join(';');
}

function named(bin: number, value: number): Step {
  return { bin, low: NaN, high: NaN, value };
}

function stepOf(feature: NumericFeature, bin: number, range: BinRange, near: number): Step {
  const isZero = range.low <= 0 && range.high >= 0 && range.high - range.low < 2 * TINY;
  const value = isZero ? 0 : valueInRange(range, near);
  if (!isZeroMissing(feature, value)) return { bin, ...range, value };
  // Zero would be missing: the other end is as good.
  const other = value === range.low ? range.high : range.low;
  return { bin, ...range, value: Number.isFinite(other) ? other : Math.sign(other) };
}

/** An open range, as far as anybody is likely to go: as far beyond its end as all cuts span. */
function limited(feature: NumericFeature, { low, high }: Step, own: number): BinRange {
  const { cuts } = feature;
  const [first = 0, last = 0] = [cuts[0], cuts[cuts.length - 1]];
  const beyond = Math.max(last - first, Math.abs(last), 1);
  const reach = Number.isNaN(own) ? 0 : own;
  return {
    low: low === -Infinity ? Math.min(first, reach) - beyond : low,
    high: high === Infinity ? Math.max(last, reach) + beyond : high,
  };
}

/** A range, with the applicant's own value by itself: what follows need not fit its leaders there. */
function partsAt(range: BinRange, own: number, { integer }: NumericFeature): BinRange[] {
  const { low, high } = range;
  if (!(own >= low && own <= high)) return [range];
  const { previous, next } = FLOAT_ORDER.float64;
  const parts = [
    { low, high: integer ? own - 1 : previous(own) },
    { low: own, high: own },
    { low: integer ? own + 1 : next(own), high },
  ];
  return parts.filter((part) => part.low <= part.high);
}

/** Puts neighbours together whose states are alike. */
function mergeAlike(at: (value: number) => string) {
  return (merged: BinRange[], range: BinRange): BinRange[] => {
    const last = merged[merged.length - 1];
    if (!last || at(last.low) !== at(range.low)) return [...merged, range];
    return [...merged.slice(0, -1), { low: last.low, high: range.high }];
  };
}

/**
 * Cuts a range where a step function of it steps, by halves. No state may come back after another:
 * then what is alike at both ends is alike between them.
 */
function rangesAlike(
  { low, high }: BinRange,
  at: (value: number) => string,
  whole: boolean,
): BinRange[] {
  const ranges: BinRange[] = [];
  let start = low;
  while (start <= high) {
    const here = at(start);
    let end = high;
    if (at(high) !== here) {
      // The last value like the first one, between `inside` and `outside`.
      let inside = start;
      let outside = high;
      for (;;) {
        const middle = whole ? Math.floor((inside + outside) / 2) : (inside + outside) / 2;
        if (middle <= inside || middle >= outside) break;
        if (at(middle) === here) inside = middle;
        else outside = middle;
      }
      end = inside;
      ranges.push({ low: start, high: end });
      start = outside;
    } else {
      ranges.push({ low: start, high: end });
      break;
    }
    if (ranges.length >= MAX_RANGES) {
      ranges.push({ low: start, high });
      break;
    }
  }
  return ranges;
}

/** A feature that nearly every value of another moves on: no curve shows more. */
const MAX_RANGES = 512;
