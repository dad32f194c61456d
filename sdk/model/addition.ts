/**
 * A small correction to one model, for one channel: a delta card. It names its parent by digest and
 * is worth nothing without it; applied, the two are one model that every engine runs as it is.
 *
 * margin = intercept + slope * (the parent's body), re-scaled + the points of each correction's bin,
 * in units of 2^-scaleBits.
 */
export interface Addition {
  /** SHA-256 of the parent's manifest, hex. */
  readonly parent: string;
  /** Whom the correction is for: joins the parent's version. Letters, digits, `.` and `-`. */
  readonly channel: string;
  /** Unit of the corrected model: 2^-scaleBits log-odds. */
  readonly scaleBits: number;
  /** What the parent's leaves or tables count, above 0. */
  readonly slope: number;
  /** The corrected model's own, in units; in place of the parent's. */
  readonly intercept: number;
  readonly corrections: readonly Correction[];
  /** Whom the weights of corrections count. */
  readonly population: string;
  /** Facts about the correction, as JSON: rows, what was expected of it. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** Points per bin of one feature. */
export interface Correction {
  /** Index of the parent's feature. */
  readonly feature: number;
  /** i32[bins of the feature], in units. */
  readonly points: Int32Array;
  /** How the population spreads over the bins, for explanations: f32[bins]. */
  readonly weight: Float32Array;
}

/** A channel's name, as it joins a version. */
export const CHANNEL_NAME = /^[0-9A-Za-z][0-9A-Za-z.-]{0,63}$/;
