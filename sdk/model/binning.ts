import {
  missingBin,
  type CategoricalFeature,
  type Feature,
  type NumericFeature,
} from './feature.js';

/** LightGBM's kZeroThreshold (include/LightGBM/meta.h): a float32 number, compared in float64. */
export const ZERO_BOUND = Math.fround(1e-35);

/**
 * The bin of one raw value. The value is a number (a code for categories) or NaN for missing;
 * what a caller may pass besides is sorted out before (see `scoring/applicant`).
 */
export function binOf(feature: Feature, value: number): number {
  if (Number.isNaN(value)) return missingBin(feature);
  if (feature.kind === 'categorical') return categoricalBin(feature, value);
  const isZero = feature.zeroIsMissing && Math.abs(value) <= ZERO_BOUND;
  return isZero ? missingBin(feature) : numericBin(feature, value);
}

function numericBin(feature: NumericFeature, raw: number): number {
  const { cuts } = feature;
  const value = feature.compare === 'float32' ? Math.fround(raw) : raw;
  const orEqual = feature.side === 'less';
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const cut = cuts[middle]!;
    if (cut < value || (orEqual && cut === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function categoricalBin(feature: CategoricalFeature, code: number): number {
  const { codes } = feature;
  let low = 0;
  let high = codes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codes[middle]! < code) low = middle + 1;
    else high = middle;
  }
  return low < codes.length && codes[low] === code ? low : codes.length;
}
