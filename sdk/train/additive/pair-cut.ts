/** Sums over the rows of each pair of bins, the second feature running fastest. */
export interface PairHistogram {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** What a cut of a pair has to obey. */
export interface PairLimits {
  readonly lambda: number;
  /** Least sum of hessians of a quarter that takes a step; a smaller one takes none. */
  readonly minChild: number;
  /** Steps may only rise (1) or fall (-1) with the place, by feature of the pair. */
  readonly monotone: readonly [number, number];
}

/** A cut of each feature, and a step for each of the four quarters. */
export interface PairCut {
  readonly gain: number;
  /** Places below these are low. */
  readonly first: number;
  readonly second: number;
  /** Steps: low low, low high, high low, high high. */
  readonly steps: readonly [number, number, number, number];
}

/** What a gain must exceed to be one, and not rounding. */
const LEAST_GAIN = 1e-12;

/**
 * Finds the best two cuts of a pair, one of each feature, by running sums over places: O(places of the
 * first * places of the second).
 *
 * @param orders - bins of each feature in the order in which they are cut.
 * @param stride - bins of the second feature.
 */
export function findPairCut(
  { gradient, hessian }: PairHistogram,
  orders: readonly [Int32Array, Int32Array],
  stride: number,
  { lambda, minChild, monotone }: PairLimits,
): PairCut | undefined {
  const [rows, columns] = orders;
  const width = columns.length + 1;
  const g = new Float64Array((rows.length + 1) * width);
  const h = new Float64Array((rows.length + 1) * width);
  for (let i = 1; i <= rows.length; i++) {
    let rowG = 0;
    let rowH = 0;
    const base = rows[i - 1]! * stride;
    for (let j = 1; j <= columns.length; j++) {
      const cell = base + columns[j - 1]!;
      rowG += gradient[cell]!;
      rowH += hessian[cell]!;
      g[i * width + j] = g[(i - 1) * width + j]! + rowG;
      h[i * width + j] = h[(i - 1) * width + j]! + rowH;
    }
  }
  const last = rows.length * width;
  const right = columns.length;
  let best: PairCut | undefined;
  const step = (sumG: number, sumH: number): number =>
    sumH < minChild ? 0 : -sumG / (sumH + lambda);
  for (let i = 1; i < rows.length; i++) {
    for (let j = 1; j < columns.length; j++) {
      const at = i * width + j;
      const g00 = g[at]!;
      const g01 = g[i * width + right]! - g00;
      const g10 = g[last + j]! - g00;
      const g11 = g[last + right]! - g00 - g01 - g10;
      const h00 = h[at]!;
      const h01 = h[i * width + right]! - h00;
      const h10 = h[last + j]! - h00;
      const h11 = h[last + right]! - h00 - h01 - h10;
      const s00 = step(g00, h00);
      const s01 = step(g01, h01);
      const s10 = step(g10, h10);
      const s11 = step(g11, h11);
      // What a step of -G / (H + lambda) takes off the loss, twice.
      const gain = -(g00 * s00 + g01 * s01 + g10 * s10 + g11 * s11);
      if (!(gain > (best?.gain ?? LEAST_GAIN))) continue;
      const [down, across] = monotone;
      if (down !== 0 && ((s10 - s00) * down < 0 || (s11 - s01) * down < 0)) continue;
      if (across !== 0 && ((s01 - s00) * across < 0 || (s11 - s10) * across < 0)) continue;
      best = { gain, first: i, second: j, steps: [s00, s01, s10, s11] };
    }
  }
  return best;
}
