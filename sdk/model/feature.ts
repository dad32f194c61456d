import type { LocalizedText } from '../core/locale.js';

/**
 * What a feature is, and how its raw values become bins. Law 1: bins in, integers out.
 *
 * Bins of a numeric feature with n cut points: 0..n for values, n + 1 for missing.
 * Bins of a categorical feature with n codes: 0..n-1 for the codes, n for any other valid code,
 * n + 1 for missing. So every feature has `n + 2` bins, and the last one is "missing".
 */
export type Feature = NumericFeature | CategoricalFeature;

interface FeatureBase {
  /** As applicants and columns name it. */
  readonly name: string;
  /** Whether null, NaN and an empty cell are accepted. An absent key never is. */
  readonly missing: 'allowed' | 'refused';
  /** Shown to people. */
  readonly label?: LocalizedText;
  /** ISO 4217 code for money, or a short unit. */
  readonly unit?: string;
}

/** A feature whose values are cut into bins. */
export interface NumericFeature extends FeatureBase {
  readonly kind: 'numeric';
  /** Strictly ascending. With `compare: 'float32'` each is a float32 number. */
  readonly cuts: Float64Array;
  /** Precision in which the source library compares: values are rounded to it first. */
  readonly compare: 'float32' | 'float64';
  /** `less`: bin = number of cuts <= value (left is value < cut). `less-equal`: cuts < value. */
  readonly side: 'less' | 'less-equal';
  /** Accepted range; outside is refused. */
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /**
   * Whether |value| <= Math.fround(1e-35) counts as missing: LightGBM's `zero_as_missing`. Only
   * where missing is allowed, and values are compared in float64.
   */
  readonly zeroIsMissing?: true;
  /** A sensible increment for inputs. */
  readonly step?: number;
}

/** A feature whose values are codes of categories. */
export interface CategoricalFeature extends FeatureBase {
  readonly kind: 'categorical';
  /** Ascending integer codes that some split names. */
  readonly codes: Int32Array;
  /** Labels the caller may pass instead of codes, same order as `codes`; empty when there are none. */
  readonly labels: readonly string[];
  /** Wording of each code, same order. */
  readonly categoryLabels?: readonly LocalizedText[];
  /** Whether a code outside `codes` is accepted (it takes the "other" bin). */
  readonly unlisted: 'other' | 'refused';
}

/** Cut points or codes of a feature. */
export function splitCount(feature: Feature): number {
  return feature.kind === 'numeric' ? feature.cuts.length : feature.codes.length;
}

/** All bins of a feature, "missing" included. */
export function binCount(feature: Feature): number {
  return splitCount(feature) + 2;
}

/** The bin for "missing": always the last. */
export function missingBin(feature: Feature): number {
  return splitCount(feature) + 1;
}
