/**
 * Points per bin, and optionally per pair of bins: a scorecard, a GAM, an EBM, a delta card.
 * margin = intercept + sum over terms of the table's entry, all in units of 2^-scaleBits.
 *
 * The margin always rises with risk. A scorecard whose scaling is known (points to double the odds,
 * or its regression) has log-odds of bad in its tables, and a `PointsScale` that gives the points
 * back. One whose points mean nothing more than themselves has link `identity`, and the points are
 * its margin: negated, with `{ offset: 0, factor: 1 }`, where more points mean less risk; as they
 * are, with `{ offset: 0, factor: -1 }`, where they mean more. It has no probability: what is given
 * as such is the margin, as for every model with that link.
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
  /** What explanations are measured against instead of that mean, in units: the baseline score of a
   * scorecard's characteristic. */
  readonly baseline?: number;
}

/**
 * Whether the weights say how a population spreads over the entries. Files that know nothing of it
 * leave every entry that there is with a weight of 1.
 */
export function hasPopulation({ terms }: Additive): boolean {
  return (
    terms.every(({ weight }) => weight.some((each) => each > 0)) &&
    terms.some(({ weight }) => weight.some((each) => each !== 0 && each !== 1))
  );
}
