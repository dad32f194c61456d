import { FLOAT_ORDER } from '../core/float-order.js';
import { ZERO_BOUND } from './binning.js';
import { missingBin, type NumericFeature } from './feature.js';

/** Raw values of one bin: from `low` to `high`, both in it. */
export interface BinRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The values that applicants can have in a bin of a numeric feature: within the feature's own limits,
 * whole where it is. Ends are numbers of the precision in which the feature is compared; an end that
 * nothing limits is infinite. What counts as missing may lie inside, see {@link isZeroMissing}.
 *
 * @returns `undefined` for a bin that nobody can be in, and for "missing".
 */
export function binRange(feature: NumericFeature, bin: number): BinRange | undefined {
  if (bin >= missingBin(feature)) return undefined;
  const { cuts, compare, side, min = -Infinity, max = Infinity } = feature;
  const { next, previous } = FLOAT_ORDER[compare];
  const below = bin === 0 ? -Infinity : cuts[bin - 1]!;
  const above = bin === cuts.length ? Infinity : cuts[bin]!;
  const first = side === 'less' || below === -Infinity ? below : next(below);
  const last = side === 'less-equal' || above === Infinity ? above : previous(above);
  const low = Math.max(first, min);
  const high = Math.min(last, max);
  const range = feature.integer ? { low: Math.ceil(low), high: Math.floor(high) } : { low, high };
  return range.low <= range.high ? range : undefined;
}

/** Whether the model takes this value for a missing one. */
export function isZeroMissing(feature: NumericFeature, value: number): boolean {
  return feature.zeroIsMissing === true && Math.abs(value) <= ZERO_BOUND;
}

/**
 * A value of a range for people to read: near where the applicant is, and as round as the range
 * leaves room for. A value that is in the range already stays.
 *
 * The nearest end is rounded inwards to 1, 2 or 5 times a power of ten, as long as that is not
 * further from the end than a tenth of the range or, in an open range, of the value.
 *
 * @param near - the applicant's own value; NaN for missing: then the range's middle, or its end.
 */
export function valueInRange({ low, high }: BinRange, near: number): number {
  if (near >= low && near <= high) return near;
  if (low === high) return low;
  if (Number.isNaN(near)) {
    if (low > -Infinity && high < Infinity) return roundWithin(low, high, (low + high) / 2, 0);
    if (low === -Infinity && high === Infinity) return 0;
  }
  const up = low > -Infinity && !(near > high);
  return up ? roundWithin(low, high, low, 1) : roundWithin(low, high, high, -1);
}

/** The roundest number close to `from`, on the given side of it (0: on either). */
function roundWithin(low: number, high: number, from: number, side: -1 | 0 | 1): number {
  const width = high - low;
  const room = Number.isFinite(width) ? width / 10 : Math.max(Math.abs(from), 1) / 10;
  for (let power = Math.floor(Math.log10(room || 1)) + 1; power >= -12; power--) {
    for (const digit of [5, 2, 1]) {
      const step = digit * 10 ** power;
      const count = from / step;
      const steps = side > 0 ? Math.ceil(count) : side < 0 ? Math.floor(count) : Math.round(count);
      // Through a string: 3 * 0.1 is to be 0.3.
      const value = Number((steps * step).toPrecision(12)) + 0;
      if (Math.abs(value - from) <= room && value >= low && value <= high) return value;
    }
    if (room === 0) break;
  }
  return from;
}
