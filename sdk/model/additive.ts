/**
 * Points per bin, and optionally per pair of bins: a scorecard, a GAM, an EBM, a delta card.
 * margin = intercept + sum over terms of the table's entry, all in units of 2^-scaleBits.
 */
export interface Additive {
  readonly kind: 'additive';
  readonly terms: readonly AdditiveTerm[];
}

export interface AdditiveTerm {
  /** One feature, or two for a pair. */
  readonly features: readonly number[];
  /** i32[bins] or i32[bins of first * bins of second], the second feature running fastest. */
  readonly table: Int32Array;
  /** Reference weight of each entry (how much of the population has it), same shape; explanations
   * are measured against its mean. */
  readonly weight: Float32Array;
}
