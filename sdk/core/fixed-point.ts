/**
 * Fixed-point log-odds: an i32 whose unit is 2^-scaleBits.
 *
 * Integer sums have no order, so every engine, browser and thread gives the same margin.
 */

/**
 * The largest margin, in units, that any input may reach. A contribution is bounded by the sum of
 * the trees' leaf ranges, so it may be twice as large, and still fits an i32.
 */
export const MAX_MARGIN_UNITS = 2 ** 29;

/** Finer units than this give nothing: float32 sources carry 24 bits. */
export const MAX_SCALE_BITS = 28;

/**
 * The finest binary scale at which no sum can overflow.
 *
 * @param bound - an upper bound of |intercept| + sum over trees of max |leaf|, in log-odds.
 * @returns scaleBits in [0, 28]; `undefined` when the bound is not finite or too large for any.
 */
export function selectScaleBits(bound: number): number | undefined {
  if (!Number.isFinite(bound) || bound < 0) return undefined;
  for (let bits = MAX_SCALE_BITS; bits >= 0; bits--) {
    if (bound * 2 ** bits <= MAX_MARGIN_UNITS) return bits;
  }
  return undefined;
}

/** Nearest integer in units of 2^-scaleBits; halves go to the even integer. */
export function toFixedPoint(logOdds: number, scaleBits: number): number {
  return roundHalfEven(logOdds * 2 ** scaleBits);
}

/** 2^-bits: a table, since a power costs as much as all the rest of a contribution (measured). */
const UNITS = /* @__PURE__ */ Float64Array.from(
  { length: MAX_SCALE_BITS + 1 },
  (_, bits) => 2 ** -bits,
);

/** Exact: a product with a power of two. */
export function fromFixedPoint(units: number, scaleBits: number): number {
  return units * UNITS[scaleBits]!;
}

/** Nearest integer, halves to even, as WASM's `nearest` does. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Rounds `values` to integers that add up to `total` exactly, by largest remainder
 * (ties to the lower index). Each result is within one unit of its value when `total` is the
 * rounded sum; what is left beyond that is dealt out one unit at a time in the same order.
 *
 * @param out - receives the integers; same length as `values`.
 */
export function apportion(
  values: Float64Array,
  count: number,
  total: number,
  out: Int32Array | number[],
): void {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    out[i] = Math.floor(values[i]!);
    sum += out[i]!;
  }
  let rest = total - sum;
  if (count === 0) return;
  while (rest >= count) {
    for (let i = 0; i < count; i++) out[i]! += 1;
    rest -= count;
  }
  while (rest < 0) {
    for (let i = 0; i < count; i++) out[i]! -= 1;
    rest += count;
  }
  // Now 0 <= rest < count: one more unit to the `rest` largest fractions. Counts are small.
  for (; rest > 0; rest--) {
    let best = -1;
    let bestFraction = -Infinity;
    for (let i = 0; i < count; i++) {
      const fraction = values[i]! - out[i]!;
      if (fraction > bestFraction) {
        bestFraction = fraction;
        best = i;
      }
    }
    out[best]! += 1;
  }
}
