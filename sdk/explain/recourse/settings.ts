import { FLOAT_ORDER } from '../../core/float-order.js';
import { binRange, valueInRange, type BinRange } from '../../model/bin-range.js';
import { binOf, ZERO_BOUND } from '../../model/binning.js';
import { missingBin, splitCount, type Feature, type NumericFeature } from '../../model/feature.js';
import type { RecourseRule } from '../../model/recourse.js';
import type { CostModel } from './cost.js';

/** One thing that a feature can be set to. */
export interface Setting {
  /** Raw: the nearest in its range, see {@link roundedValue}; NaN for missing. */
  readonly value: number;
  readonly bin: number;
  /** Whole units of 1/1024. */
  readonly cost: number;
  /** Values that nothing tells from this one, both included; NaN for categories and missing. */
  readonly low: number;
  readonly high: number;
}

/** A feature that may be changed, for one applicant. */
export interface Driver {
  readonly feature: Feature;
  readonly rule: RecourseRule;
  /** The applicant's own value; NaN for missing. */
  readonly own: number;
  readonly cost: CostModel;
  /**
   * What else the model sees when only this feature is set to a value: the bins of what follows it,
   * as a key. `undefined` when nothing follows.
   */
  readonly followed?: (value: number) => string;
}

/** Nobody's answers are further out; followers are looked at up to here. */
const FURTHEST = 2 ** 50;

/** More cells than this in one bin help nobody. */
const MAX_CELLS = 256;

/**
 * Everything that a feature may be set to under its rule, one setting for each cell that the model
 * can tell apart: a bin, cut further where something that follows the feature enters another bin.
 * Ascending by value, "missing" last. The applicant's own cell is among them only where a follower
 * cuts it.
 */
export function settingsOf(driver: Driver): Setting[] {
  const { feature, rule, own, cost } = driver;
  const ownBin = binOf(feature, own);
  const settings: Setting[] = [];
  for (const bin of allowedBins(feature, rule)) {
    const price = cost.between(ownBin, bin);
    if (feature.kind === 'categorical' || bin === missingBin(feature)) {
      const value = unordered(feature, bin);
      if (bin === ownBin || !mayBecome(driver, value)) continue;
      settings.push({ value, bin, cost: price, low: NaN, high: NaN });
      continue;
    }
    if (bin === ownBin && !driver.followed) continue;
    for (const range of cellsOf(driver, feature, bin)) {
      const value = valueOf(feature, rule, range, own);
      if (value === undefined || binOf(feature, value) !== bin) continue;
      settings.push({ value, bin, cost: price, ...range });
      // Left or right of a zero that counts as missing is one bin.
      if (!driver.followed) break;
    }
  }
  return settings;
}

/**
 * Every value that a feature may be set to, where they are whole or go by steps and are few: then
 * changes of several features at once are complete.
 */
export function everySetting(driver: Driver, limit: number): Setting[] | undefined {
  const { feature, rule, own, cost } = driver;
  if (feature.kind === 'categorical') return settingsOf(driver);
  if (rule.step === undefined && !feature.integer) return undefined;
  const ownBin = binOf(feature, own);
  const settings: Setting[] = [];
  for (const bin of allowedBins(feature, rule)) {
    const price = cost.between(ownBin, bin);
    if (bin === missingBin(feature)) {
      const value = unordered(feature, bin);
      if (bin === ownBin || !mayBecome(driver, value)) continue;
      settings.push({ value, bin, cost: price, low: NaN, high: NaN });
      continue;
    }
    const grid = gridOf(feature, rule, own);
    for (const { low, high } of rangesOf(feature, rule, bin, own)) {
      if (!grid || !Number.isFinite(low) || !Number.isFinite(high)) return undefined;
      const last = grid.lastIn(high);
      for (let m = grid.firstIn(low); m <= last; m++) {
        const value = grid.at(m);
        if (value === own || value < low || value > high) continue;
        if ((feature.integer && !Number.isInteger(value)) || binOf(feature, value) !== bin)
          continue;
        settings.push({ value, bin, cost: price, low: value, high: value });
        if (settings.length > limit) return undefined;
      }
    }
  }
  return settings;
}

/** Bins that the rule allows; never "other", whose value nobody could name. */
function allowedBins(feature: Feature, rule: RecourseRule): readonly number[] {
  const named = splitCount(feature) + (feature.kind === 'numeric' ? 1 : 0);
  const missing = feature.missing === 'allowed' ? missingBin(feature) : NaN;
  if (rule.bins) return rule.bins.filter((bin) => bin < named || bin === missing);
  return Array.from({ length: named }, (_, bin) => bin);
}

/** The value of a bin that has one only. A zero that counts as missing can be named. */
function unordered(feature: Feature, bin: number): number {
  if (feature.kind === 'categorical') return feature.codes[bin] ?? NaN;
  return feature.zeroIsMissing ? 0 : NaN;
}

/** Whether the rule lets a number become a zero that counts as missing; other values have no order. */
function mayBecome({ feature, rule, own }: Driver, value: number): boolean {
  if (feature.kind === 'categorical' || Number.isNaN(value) || Number.isNaN(own)) return true;
  const { direction } = rule;
  if ((direction === 'up' && value < own) || (direction === 'down' && value > own)) return false;
  const { min = -Infinity, max = Infinity } = feature;
  const grid = rule.step === undefined ? undefined : gridOf(feature, rule, own);
  const onGrid = !grid || grid.at(grid.firstIn(value)) === value;
  return value >= min && value <= max && onGrid;
}

/**
 * The values of a bin that the rule's direction allows: one range, or two where a zero that counts as
 * missing lies between them, the side first that the applicant is on.
 */
function rangesOf(
  feature: NumericFeature,
  { direction }: RecourseRule,
  bin: number,
  own: number,
): BinRange[] {
  const range = binRange(feature, bin);
  if (!range) return [];
  let { low, high } = range;
  const whole = feature.integer ? 1 : 0;
  const { next, previous } = FLOAT_ORDER.float64;
  if (direction === 'up' && own >= low) low = whole ? Math.floor(own) + 1 : next(own);
  if (direction === 'down' && own <= high) high = whole ? Math.ceil(own) - 1 : previous(own);
  const ranges =
    feature.zeroIsMissing && low <= ZERO_BOUND && high >= -ZERO_BOUND
      ? [
          { low: whole ? 1 : next(ZERO_BOUND), high },
          { low, high: whole ? -1 : previous(-ZERO_BOUND) },
        ]
      : [{ low, high }];
  if (own < 0) ranges.reverse();
  return ranges.filter((part) => part.low <= part.high);
}

/** A bin's ranges, cut where what follows the feature changes. */
function cellsOf(driver: Driver, feature: NumericFeature, bin: number): BinRange[] {
  const { rule, own, followed } = driver;
  const ranges = rangesOf(feature, rule, bin, own);
  if (!followed) return ranges;
  const grid = gridOf(feature, rule, own);
  const cells = ranges.flatMap((range) => {
    const low = Math.max(range.low, -FURTHEST);
    const high = Math.min(range.high, FURTHEST);
    const parts =
      own >= low && own <= high
        ? [
            { low, high: own },
            { low: own, high },
          ]
        : [{ low, high }];
    return parts.flatMap((part) => cut(part, followed, grid)).filter(isNameable);
  });
  // In the applicant's own bin, what follows must change.
  const here = followed(own);
  return binOf(feature, own) === bin ? cells.filter(({ low }) => followed(low) !== here) : cells;
}

/**
 * Digits of a value that somebody could be asked for: as many as a float32 number carries. A cell
 * without one is a matter of rounding.
 */
const NAMEABLE_DIGITS = 7;

/** Whether a range holds a number of few digits: 2 - 2^-24 is none. */
function isNameable({ low, high }: BinRange): boolean {
  if (high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-6) return true;
  return [low, high].some((end) => {
    const short = Number(end.toPrecision(NAMEABLE_DIGITS));
    return short >= low && short <= high;
  });
}

/** Cuts a range where a step function steps, by halves; the function must be monotone in it. */
function cut(range: BinRange, at: (value: number) => string, grid: Grid | undefined): BinRange[] {
  const cells: BinRange[] = [];
  const value = (place: number) => (grid ? grid.at(place) : place);
  let start = grid ? grid.firstIn(range.low) : range.low;
  const last = grid ? grid.lastIn(range.high) : range.high;
  while (start <= last && cells.length < MAX_CELLS) {
    const here = at(value(start));
    let inside = start;
    let outside = last;
    if (at(value(last)) === here) inside = last;
    else {
      for (;;) {
        const half = inside + (outside - inside) / 2;
        const middle = grid ? Math.floor(half) : half;
        if (middle <= inside || middle >= outside) break;
        if (at(value(middle)) === here) inside = middle;
        else outside = middle;
      }
    }
    cells.push({ low: value(start), high: value(inside) });
    if (inside === last) break;
    start = outside;
  }
  return cells;
}

/** Values by whole steps from the applicant's own, or whole numbers. */
interface Grid {
  at(place: number): number;
  firstIn(low: number): number;
  lastIn(high: number): number;
}

function gridOf(feature: NumericFeature, rule: RecourseRule, own: number): Grid | undefined {
  const { step } = rule;
  if (step === undefined) {
    if (!feature.integer) return undefined;
    return { at: (place) => place, firstIn: Math.ceil, lastIn: Math.floor };
  }
  // Nobody knows where a missing answer was: then by whole steps from zero.
  const origin = Number.isNaN(own) ? 0 : own;
  // Through a string: 0.1 + 2 * 0.1 is to be 0.3.
  const at = (place: number) => Number((origin + place * step).toPrecision(15)) + 0;
  return {
    at,
    firstIn(low) {
      const place = Math.ceil((low - origin) / step) - 1;
      return at(place) >= low ? place : at(place + 1) >= low ? place + 1 : place + 2;
    },
    lastIn(high) {
      const place = Math.floor((high - origin) / step) + 1;
      return at(place) <= high ? place : at(place - 1) <= high ? place - 1 : place - 2;
    },
  };
}

/** How far from what is needed a value is rounded: by a tenth of this share of it at most. */
const ROUNDING_SHARE = 0.5;

/**
 * A value for people that nothing tells from a setting's: by the rule's step, else as round as its
 * range leaves room for, and within a twentieth of what is needed: nobody is asked for far more. Only
 * what is shown is rounded: it takes as long as the search.
 */
export function roundedValue(
  rule: RecourseRule,
  { low, high }: BinRange,
  value: number,
  own: number,
): number {
  if (rule.step !== undefined || !(low <= high)) return value;
  const reach = (end: number) =>
    ROUNDING_SHARE * Math.max(Math.abs(end), Math.abs(end - (Number.isNaN(own) ? end : own)));
  if (own < low) return valueInRange({ low, high: Math.min(high, low + reach(low)) }, own);
  if (own > high) return valueInRange({ low: Math.max(low, high - reach(high)), high }, own);
  return valueInRange({ low, high }, own);
}

/** The value of a range that is nearest to the applicant's own, by the rule's step. */
function valueOf(
  feature: NumericFeature,
  rule: RecourseRule,
  range: BinRange,
  own: number,
): number | undefined {
  if (rule.step !== undefined) {
    const grid = gridOf(feature, rule, own)!;
    const down = range.high < own || (Number.isNaN(own) && range.low === -Infinity);
    const value = grid.at(down ? grid.lastIn(range.high) : grid.firstIn(range.low));
    const whole = !feature.integer || Number.isInteger(value);
    return whole && value >= range.low && value <= range.high ? value : undefined;
  }
  const { low, high } = range;
  if (own >= low && own <= high) return own;
  // From a missing answer, or from below: the low end, where there is one.
  const value = (own > high || low === -Infinity) && high < Infinity ? high : low;
  return value === -Infinity ? 0 : value;
}
