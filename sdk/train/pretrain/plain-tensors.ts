import { exactSigmoid, exactSoftplus } from '../../core/exact-math.js';
import type { Tensor, TensorOps } from './tensors.js';

interface PlainTensor extends Tensor {
  readonly values: Float64Array;
}

/**
 * The operations in float64, in plain loops: slow, and the same everywhere. Other back ends are
 * compared with it before they are used, and gradients are checked on it.
 */
export const plainTensors: TensorOps = {
  matrix: (values, rows, columns) => tensor(Float64Array.from(values), rows, columns),
  matMul(a, b) {
    const [rows, inner] = a.shape as [number, number];
    const columns = b.shape[1]!;
    const left = valuesOf(a);
    const right = valuesOf(b);
    const out = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < inner; i++) {
        const factor = left[row * inner + i]!;
        if (factor === 0) continue;
        for (let c = 0; c < columns; c++) {
          out[row * columns + c]! += factor * right[i * columns + c]!;
        }
      }
    }
    return tensor(out, rows, columns);
  },
  transpose(a) {
    const [rows, columns] = a.shape as [number, number];
    const values = valuesOf(a);
    const out = new Float64Array(values.length);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < columns; c++) out[c * rows + row] = values[row * columns + c]!;
    }
    return tensor(out, columns, rows);
  },
  add: (a, b) => combine(a, b, (x, y) => x + y),
  sub: (a, b) => combine(a, b, (x, y) => x - y),
  mul: (a, b) => combine(a, b, (x, y) => x * y),
  div: (a, b) => combine(a, b, (x, y) => x / y),
  affine: (a, factor, term) => map(a, (x) => x * factor + term),
  relu: (a) => map(a, (x) => Math.max(x, 0)),
  step: (a) => map(a, (x) => (x > 0 ? 1 : 0)),
  sigmoid: (a) => map(a, exactSigmoid),
  softplus: (a) => map(a, exactSoftplus),
  sqrt: (a) => map(a, Math.sqrt),
  sumRows(a) {
    const [rows, columns] = a.shape as [number, number];
    const values = valuesOf(a);
    const out = new Float64Array(columns);
    for (let at = 0; at < rows * columns; at++) out[at % columns]! += values[at]!;
    return tensor(out, 1, columns);
  },
  sum: (a) => tensor(Float64Array.of(valuesOf(a).reduce((sum, x) => sum + x, 0)), 1, 1),
  tidy: (run) => run(),
  dispose: () => undefined,
  read: (a) => Promise.resolve(Float32Array.from(valuesOf(a))),
};

function tensor(values: Float64Array, rows: number, columns: number): PlainTensor {
  return { values, shape: [rows, columns] };
}

function valuesOf(a: Tensor): Float64Array {
  return (a as PlainTensor).values;
}

function map(a: Tensor, apply: (x: number) => number): Tensor {
  return tensor(valuesOf(a).map(apply), a.shape[0]!, a.shape[1]!);
}

function combine(a: Tensor, b: Tensor, apply: (x: number, y: number) => number): Tensor {
  const left = valuesOf(a);
  const right = valuesOf(b);
  const out = left.map((x, at) => apply(x, right[at % right.length]!));
  return tensor(out, a.shape[0]!, a.shape[1]!);
}
