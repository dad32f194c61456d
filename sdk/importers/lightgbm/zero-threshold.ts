import { ZERO_BOUND } from '../../model/binning.js';

/** The float64 number below -{@link ZERO_BOUND}. */
const BELOW_ZEROS = -1.0000000180025096e-35;

/**
 * The threshold that compares as LightGBM does with values as its predictors take them: those up
 * to kZeroThreshold off zero have become 0 before any tree sees them (`RowPairFunctionFromDenseMatric`
 * in src/c_api.cpp, and the parsers of text).
 *
 * So nothing splits the numbers next to zero, though -kZeroThreshold is a threshold in many files.
 */
export function pastZeros(threshold: number): number {
  if (!(Math.abs(threshold) <= ZERO_BOUND)) return threshold;
  return threshold < 0 ? BELOW_ZEROS : ZERO_BOUND;
}
