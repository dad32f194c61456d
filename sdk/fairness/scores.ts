import type { Estimate } from './report.js';
import type { Subset } from './subset.js';

/** Mean and spread of a column over some rows. */
export interface Moments {
  /** Effective rows. */
  readonly size: number;
  readonly mean: number;
  /** Sum of squared distances from the mean. */
  readonly squares: number;
}

/** In two passes: the mean first, so that large scores with little spread keep their digits. */
export function momentsOf({ rows, effective, scaled }: Subset, values: Float64Array): Moments {
  let sum = 0;
  for (const row of rows) sum += scaled(row) * values[row]!;
  const mean = sum / effective;
  let squares = 0;
  for (const row of rows) squares += scaled(row) * (values[row]! - mean) ** 2;
  return { size: effective, mean, squares };
}

/** Standard deviation of a sample; `undefined` for fewer than two rows. */
export function deviationOf({ size, squares }: Moments): number | undefined {
  return size > 1 ? Math.sqrt(squares / (size - 1)) : undefined;
}

/**
 * Standardised mean difference (Cohen's d): means apart in standard deviations, pooled over both
 * groups with n - 1. The interval is Hedges and Olkin's (1985), for large samples.
 *
 * @returns `undefined` where there is no spread to measure by.
 */
export function standardisedDifference(
  of: Moments,
  against: Moments,
  reach: number,
): Estimate | undefined {
  const freedom = of.size + against.size - 2;
  const pooled = Math.sqrt((of.squares + against.squares) / freedom);
  if (!(freedom > 0) || !(pooled > 0)) return undefined;
  const value = (of.mean - against.mean) / pooled;
  const sizes = of.size + against.size;
  const half = reach * Math.sqrt(sizes / (of.size * against.size) + value ** 2 / (2 * sizes));
  return { value, low: value - half, high: value + half };
}
