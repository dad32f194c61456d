import { exactLog } from '../core/exact-math.js';

/**
 * Solves with a symmetric positive definite matrix, A = L L'. Only `+ - * /` and square roots, always in
 * the same order: the same bits everywhere.
 */
export class Cholesky {
  readonly #size: number;
  readonly #lower: Float64Array;
  /** First row whose pivot is not above the tolerance, or -1: then nothing can be solved. */
  readonly failed: number;

  /**
   * @param matrix - f64[size * size]; its lower triangle is read.
   * @param tolerance - smallest pivot, as a share of the diagonal's entry, that is not taken for 0.
   */
  constructor(matrix: Float64Array, size: number, tolerance = 1e-13) {
    const lower = new Float64Array(size * size);
    this.#size = size;
    this.#lower = lower;
    for (let i = 0; i < size; i++) {
      const row = i * size;
      let j = 0;
      // Four columns side by side: no sum waits for another's last term, and each keeps its order.
      for (; j + 4 <= i; j += 4) {
        const a = j * size;
        const b = a + size;
        const c = b + size;
        const d = c + size;
        let first = matrix[row + j]!;
        let second = matrix[row + j + 1]!;
        let third = matrix[row + j + 2]!;
        let fourth = matrix[row + j + 3]!;
        for (let k = 0; k < j; k++) {
          const value = lower[row + k]!;
          first -= value * lower[a + k]!;
          second -= value * lower[b + k]!;
          third -= value * lower[c + k]!;
          fourth -= value * lower[d + k]!;
        }
        first /= lower[a + j]!;
        second = (second - first * lower[b + j]!) / lower[b + j + 1]!;
        third -= first * lower[c + j]!;
        third = (third - second * lower[c + j + 1]!) / lower[c + j + 2]!;
        fourth -= first * lower[d + j]!;
        fourth -= second * lower[d + j + 1]!;
        fourth = (fourth - third * lower[d + j + 2]!) / lower[d + j + 3]!;
        lower[row + j] = first;
        lower[row + j + 1] = second;
        lower[row + j + 2] = third;
        lower[row + j + 3] = fourth;
      }
      for (; j <= i; j++) {
        let sum = matrix[i * size + j]!;
        for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
        if (j < i) lower[i * size + j] = sum / lower[j * size + j]!;
        else {
          if (!(sum > tolerance * Math.abs(matrix[i * size + i]!))) {
            this.failed = i;
            return;
          }
          lower[i * size + i] = Math.sqrt(sum);
        }
      }
    }
    this.failed = -1;
  }

  /** x with A x = right. */
  solve(right: Float64Array): Float64Array {
    const size = this.#size;
    const lower = this.#lower;
    const x = Float64Array.from(right);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
      x[i]! /= lower[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
      x[i]! /= lower[i * size + i]!;
    }
    return x;
  }

  /** ln |A|. */
  logDeterminant(): number {
    let sum = 0;
    for (let i = 0; i < this.#size; i++) sum += exactLog(this.#lower[i * this.#size + i]!);
    return 2 * sum;
  }

  /** A^-1, whole: one half is worked out, the other is its mirror. */
  inverse(): Float64Array {
    const size = this.#size;
    const lower = this.#lower;
    const inverse = new Float64Array(size * size);
    const x = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      // Of L x = e_j, what comes before j is 0.
      for (let i = j; i < size; i++) {
        let sum = i === j ? 1 : 0;
        for (let k = j; k < i; k++) sum -= lower[i * size + k]! * x[k]!;
        x[i] = sum / lower[i * size + i]!;
      }
      for (let i = size - 1; i >= j; i--) {
        let sum = x[i]!;
        for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * x[k]!;
        x[i] = sum / lower[i * size + i]!;
        inverse[i * size + j] = x[i]!;
        inverse[j * size + i] = x[i]!;
      }
    }
    return inverse;
  }
}
