/**
 * Unit of margins and leaves: 2^-14 log-odds. Fine enough that rounding is lost in the noise, and
 * coarse enough that a leaf of up to 2 log-odds fits an i16, which smaller bundles store.
 */
export const SCALE_BITS = 14;

/** Leaves beyond are cut off, in training as well. */
const LEAST_LEAF = -(2 ** 15);
const MOST_LEAF = 2 ** 15 - 1;

/** A leaf's value in units. Never falls where `logOdds` rises, so what is monotone stays it. */
export function leafUnits(logOdds: number): number {
  const units = Math.round(logOdds * 2 ** SCALE_BITS);
  return Math.min(Math.max(units, LEAST_LEAF), MOST_LEAF);
}

/** The largest power of two (2^-100 to 2^100) by which `sum` stays within `bound`. */
export function largestScale(sum: number, bound: number): number {
  let scale = 1;
  while (sum * scale > bound && scale > 2 ** -100) scale /= 2;
  while (sum * scale * 2 <= bound && scale < 2 ** 100) scale *= 2;
  return scale;
}
