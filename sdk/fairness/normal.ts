import { exactExp } from '../core/exact-math.js';

/** From here on the continued fraction has more right digits than the series. */
const FAR = 3;

/** Terms of the fraction that settle the last bit from `FAR` on. */
const FRACTION_TERMS = 160;

/**
 * Upper tail of the standard normal distribution, P(Z > x).
 *
 * Near the middle by the series of odd powers, whose terms are all of one sign (Abramowitz and
 * Stegun 26.2.11); far out by Laplace's continued fraction (26.2.14), so that small tails keep
 * their digits. Relative error below 1e-12; the same bits everywhere, since p-values choose what a
 * scorecard keeps.
 */
function upperTail(x: number): number {
  if (x < 0) return 1 - upperTail(-x);
  const density = exactExp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < FAR) {
    let term = x;
    let sum = x;
    for (let k = 3; term > sum * 1e-17; k += 2) sum += term *= (x * x) / k;
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let k = FRACTION_TERMS; k > 0; k--) fraction = x + k / fraction;
  return density / fraction;
}

/** P of a two-sided test whose statistic is standard normal. */
export function twoSided(z: number): number {
  return Math.min(1, 2 * upperTail(Math.abs(z)));
}

/**
 * How many standard errors an interval reaches to each side: 1.96 for 0.95.
 *
 * @param confidence - 0 to 1, both excluded.
 */
export function reachOf(confidence: number): number {
  const tail = (1 - confidence) / 2;
  let low = 0;
  let high = 40;
  // Halving ends at the last bit; it is asked once for a report.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
}
