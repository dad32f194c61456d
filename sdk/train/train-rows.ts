import type { Feature } from '../model/feature.js';

/** Rows as training sees them: bins, a target and weights, no raw value. */
export interface TrainRows {
  readonly rows: number;
  /** At most 256 bins each, "other" and "missing" included. */
  readonly features: readonly Feature[];
  /** One column per feature, bins as `binOf` numbers them ("missing" is the last): u8[rows] each. */
  readonly bins: readonly Uint8Array[];
  /** 1 bad and 0 good; or a teacher's log-odds for `squared-error`; or its probability of bad for `log-loss`. */
  readonly target: Float64Array;
  /** At least 0; all 1 without. */
  readonly weight?: Float64Array;
}
