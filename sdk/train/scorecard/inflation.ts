import { Cholesky } from '../cholesky.js';
import type { CodedColumn } from './logistic.js';

/** A column that follows from others: the largest factor that is told. */
export const FOLLOWS = 1e12;

/**
 * Correlations of columns: f64[size * size].
 *
 * @param weight - of rows.
 */
export function correlations(
  columns: readonly CodedColumn[],
  rows: number,
  weight?: Float64Array,
): Float64Array {
  const size = columns.length;
  const means = new Float64Array(size);
  let total = 0;
  for (let row = 0; row < rows; row++) total += weight ? weight[row]! : 1;
  columns.forEach(({ codes, values }, j) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (weight ? weight[row]! : 1) * values[codes[row]!]!;
    means[j] = sum / total;
  });
  const products = new Float64Array(size * size);
  const x = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const w = weight ? weight[row]! : 1;
    for (let j = 0; j < size; j++) {
      const { codes, values } = columns[j]!;
      x[j] = values[codes[row]!]! - means[j]!;
      for (let k = 0; k <= j; k++) products[j * size + k]! += w * x[j]! * x[k]!;
    }
  }
  const matrix = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      const norm = Math.sqrt(products[j * size + j]! * products[k * size + k]!);
      const value = j === k ? 1 : norm > 0 ? products[j * size + k]! / norm : 0;
      matrix[j * size + k] = matrix[k * size + j] = value;
    }
  }
  return matrix;
}

/**
 * Variance inflation factors, 1 / (1 - R^2) of each column on the others with an intercept: the diagonal
 * of the inverse of their correlations.
 *
 * @param matrix - of {@link correlations}.
 * @param kept - columns that take part, in the order in which they have the right of way: the first
 * one that follows from those before has {@link FOLLOWS}, the others 1, since no factor is defined.
 */
export function inflationFactors(
  matrix: Float64Array,
  size: number,
  kept: readonly number[],
): Float64Array {
  const count = kept.length;
  const part = new Float64Array(count * count);
  kept.forEach((j, row) => {
    kept.forEach((k, column) => (part[row * count + column] = matrix[j * size + k]!));
  });
  const cholesky = new Cholesky(part, count, 1 / FOLLOWS);
  if (cholesky.failed >= 0) {
    return Float64Array.from(kept, (_, i) => (i === cholesky.failed ? FOLLOWS : 1));
  }
  const inverse = cholesky.inverse();
  return Float64Array.from(kept, (_, i) => inverse[i * count + i]!);
}
