import { roundHalfEven } from '../../core/fixed-point.js';

/** Walks over rows and columns; each leaves far less than the one before. */
const MOST_WALKS = 50;

/**
 * Moves the main effects of a pair's table to the features' own tables, so that the mean of each row and
 * each column of it is 0 to the unit, by the weights of its entries (Lengerich, Tan, Chang, Hooker,
 * Caruana 2020). Whole units are moved: the sum of the three tables is the same for every entry.
 *
 * @param pair - its table is overwritten, the second feature running fastest.
 * @param first - the first feature's table, by bin; overwritten, as `second` is.
 */
export function purify(
  pair: { readonly table: Int32Array; readonly weight: Float64Array },
  first: Int32Array,
  second: Int32Array,
): void {
  const stride = second.length;
  for (let walk = 0; walk < MOST_WALKS; walk++) {
    let moved = false;
    for (let i = 0; i < first.length; i++) {
      const mean = meanAlong(pair, i * stride, 1, stride);
      if (mean === 0) continue;
      moved = true;
      first[i]! += mean;
      for (let j = 0; j < stride; j++) pair.table[i * stride + j]! -= mean;
    }
    for (let j = 0; j < stride; j++) {
      const mean = meanAlong(pair, j, stride, first.length);
      if (mean === 0) continue;
      moved = true;
      second[j]! += mean;
      for (let i = 0; i < first.length; i++) pair.table[i * stride + j]! -= mean;
    }
    if (!moved) return;
  }
}

/** The mean over some entries, rounded to a unit; 0 where nobody is. */
function meanAlong(
  { table, weight }: { readonly table: Int32Array; readonly weight: Float64Array },
  from: number,
  step: number,
  count: number,
): number {
  let total = 0;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const at = from + k * step;
    total += weight[at]!;
    sum += weight[at]! * table[at]!;
  }
  return total > 0 ? roundHalfEven(sum / total) : 0;
}
