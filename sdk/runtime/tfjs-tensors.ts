import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor, TensorOps } from '../train/pretrain/tensors.js';

/** What is used of tfjs-core; whoever imports it registers kernels and a back end as well. */
export type TensorLibrary = Pick<
  typeof tfjs,
  | 'add'
  | 'dispose'
  | 'div'
  | 'matMul'
  | 'mul'
  | 'relu'
  | 'scalar'
  | 'sigmoid'
  | 'softplus'
  | 'sqrt'
  | 'step'
  | 'sub'
  | 'sum'
  | 'tensor2d'
  | 'tidy'
  | 'transpose'
>;

/** Training's operations by the back end that tfjs has set. */
export function tensorsOf(tf: TensorLibrary): TensorOps {
  const of = (tensor: Tensor) => tensor as tfjs.Tensor2D;
  return {
    matrix: (values, rows, columns) => tf.tensor2d(values, [rows, columns]),
    matMul: (a, b) => tf.matMul(of(a), of(b)),
    transpose: (a) => tf.transpose(of(a)),
    add: (a, b) => tf.add(of(a), of(b)),
    sub: (a, b) => tf.sub(of(a), of(b)),
    mul: (a, b) => tf.mul(of(a), of(b)),
    div: (a, b) => tf.div(of(a), of(b)),
    affine: (a, factor, term) => {
      const scaled = tf.mul(of(a), tf.scalar(factor));
      return term === 0 ? scaled : tf.add(scaled, tf.scalar(term));
    },
    relu: (a) => tf.relu(of(a)),
    step: (a) => tf.step(of(a)),
    sigmoid: (a) => tf.sigmoid(of(a)),
    softplus: (a) => tf.softplus(of(a)),
    sqrt: (a) => tf.sqrt(of(a)),
    sumRows: (a) => tf.sum(of(a), 0, true),
    sum: (a) => tf.sum(of(a), undefined, true),
    tidy: (run) => tf.tidy(run as unknown as () => tfjs.Tensor[]) as never,
    dispose: (tensors) => tf.dispose(tensors as tfjs.Tensor[]),
    read: async (a) => (await of(a).data()) as Float32Array,
  };
}
