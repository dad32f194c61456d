/** What an applicant can change about a feature, and what follows from it. */
export interface RecourseRule {
  /** Index of the feature; each has one rule at most. */
  readonly feature: number;
  /** A feature that follows others has none of its own: it is `immutable` by itself. */
  readonly direction: 'immutable' | 'up' | 'down' | 'free';
  /** Weight of a change of this feature against others, above 0. @defaultValue 1 */
  readonly cost?: number;
  /** Values move from where they are by whole multiples of this. Numeric features only. */
  readonly step?: number;
  /**
   * Bins that may be moved to, ascending; never "other", whose value nobody could name, and "missing"
   * only where it is accepted. @defaultValue every bin but "missing" and "other"
   */
  readonly bins?: readonly number[];
  /**
   * Set: the feature is not changed by itself, it follows what others become. Numeric features only,
   * both sides; then there is no `cost`, `step` or `bins`.
   */
  readonly follows?: Follows;
}

/**
 * How a feature follows others, in raw values; a prime marks what a value becomes.
 *
 * - `shift`: value' = value + sum over terms of factor * (other' - other)
 * - `ratio`: value' = factor * numerator' / denominator', where the denominator is not 0
 *
 * Limited to the feature's own range, and rounded where it is whole. Followers may be followed in
 * turn, without a circle. While none of those it follows changes, nor does it.
 */
export type Follows =
  | {
      readonly kind: 'shift';
      readonly terms: readonly { readonly feature: number; readonly factor: number }[];
    }
  | {
      readonly kind: 'ratio';
      readonly numerator: number;
      readonly denominator: number;
      readonly factor: number;
    };
