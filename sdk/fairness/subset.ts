import type { Share } from './proportions.js';

/** Some rows and their weights, as one statistic needs them. */
export interface Subset {
  readonly rows: Int32Array;
  /** Sum of the weights; the number of rows without weights. */
  readonly weight: number;
  /** Kish's effective sample size, (sum w)^2 / sum w^2; the number of rows without weights. */
  readonly effective: number;
  /**
   * Weight of a row, scaled so that all add up to the effective sample size: what formulas made for
   * counted rows are given.
   */
  readonly scaled: (row: number) => number;
}

export function subsetOf(rows: Int32Array, weights: Float64Array | undefined): Subset {
  if (!weights) {
    return { rows, weight: rows.length, effective: rows.length, scaled: () => 1 };
  }
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    const weight = weights[row]!;
    sum += weight;
    squares += weight * weight;
  }
  const effective = squares > 0 ? (sum * sum) / squares : 0;
  const scale = sum > 0 ? effective / sum : 0;
  return { rows, weight: sum, effective, scaled: (row) => weights[row]! * scale };
}

/** How much of a subset has a flag set. */
export function shareOf({ rows, effective, scaled }: Subset, flags: Int8Array): Share {
  // Where all have it, a sum of weights must not miss the end by a rounding error.
  if (countOf(rows, flags) === rows.length) return { hits: effective, of: effective };
  let hits = 0;
  for (const row of rows) if (flags[row] === 1) hits += scaled(row);
  return { hits: Math.min(hits, effective), of: effective };
}

/** Rows with the flag set. */
export function countOf(rows: Int32Array, flags: Int8Array): number {
  let count = 0;
  for (const row of rows) if (flags[row] === 1) count++;
  return count;
}
