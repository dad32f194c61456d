import { wilson } from './proportions.js';
import type { ReliabilityBin } from './report.js';
import { shareOf, subsetOf } from './subset.js';

/**
 * Limits of slices that hold about as many rows each, over the rows of all groups: then the slices
 * of two groups are of the same probabilities. Equal probabilities stay together.
 *
 * @returns ascending; a slice is up to and with its limit, the last one is open.
 */
export function limitsOf(rows: Int32Array, probability: Float64Array, bins: number): Float64Array {
  const values = Float64Array.from(rows, (row) => probability[row]!).sort();
  const limits = new Set<number>();
  for (let bin = 1; bin < bins; bin++) {
    const at = Math.ceil((bin * values.length) / bins) - 1;
    if (at >= 0 && values[at]! < values[values.length - 1]!) limits.add(values[at]!);
  }
  return Float64Array.from(limits);
}

/** Predicted and observed in each slice; slices without rows are left out. */
export function reliabilityOf(
  rows: Int32Array,
  limits: Float64Array,
  columns: {
    readonly probability: Float64Array;
    readonly outcome: Int8Array;
    readonly weights: Float64Array | undefined;
  },
  reach: number,
): ReliabilityBin[] {
  const { probability, outcome, weights } = columns;
  const slices = Array.from({ length: limits.length + 1 }, (): number[] => []);
  for (const row of rows) slices[sliceOf(probability[row]!, limits)]!.push(row);
  return slices
    .filter((slice) => slice.length > 0)
    .map((slice) => {
      const subset = subsetOf(Int32Array.from(slice), weights);
      return {
        rows: slice.length,
        expected: expectedOf(subset, probability),
        observed: wilson(shareOf(subset, outcome), reach),
      };
    });
}

/** Mean predicted probability. */
export function expectedOf(subset: ReturnType<typeof subsetOf>, probability: Float64Array): number {
  let sum = 0;
  for (const row of subset.rows) sum += subset.scaled(row) * probability[row]!;
  return sum / subset.effective;
}

function sliceOf(value: number, limits: Float64Array): number {
  let [low, high] = [0, limits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= limits[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
