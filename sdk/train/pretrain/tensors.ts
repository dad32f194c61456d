/** A matrix that lives where the back end keeps it: row-major float32. */
export interface Tensor {
  readonly shape: readonly number[];
}

/** What the network is trained with, by the name that tfjs has for it. */
export type TensorBackend = 'webgpu' | 'wasm' | 'cpu';

/**
 * The few operations that training needs, over matrices. None of them needs a gradient of its own:
 * those are written out in `network.ts`, so that a library's gradients, some of which are missing or
 * wrong on some back ends, are not used at all.
 */
export interface TensorOps {
  matrix(values: Float32Array, rows: number, columns: number): Tensor;
  /** a b, neither transposed: tfjs has a quick path for that alone on WASM. */
  matMul(a: Tensor, b: Tensor): Tensor;
  transpose(a: Tensor): Tensor;
  /** Of one shape, or with a `b` of one row that counts for each row of `a`. */
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  /** a factor + term, element by element. */
  affine(a: Tensor, factor: number, term: number): Tensor;
  relu(a: Tensor): Tensor;
  /** 1 where above 0, else 0. */
  step(a: Tensor): Tensor;
  sigmoid(a: Tensor): Tensor;
  /** ln(1 + e^a). */
  softplus(a: Tensor): Tensor;
  sqrt(a: Tensor): Tensor;
  /** The sum of the rows: one row. */
  sumRows(a: Tensor): Tensor;
  /** The sum of everything: one cell. */
  sum(a: Tensor): Tensor;
  /** Runs, keeps the tensors that come back and drops all others that were made. */
  tidy<T extends readonly Tensor[]>(run: () => T): T;
  dispose(tensors: readonly Tensor[]): void;
  read(tensor: Tensor): Promise<Float32Array>;
}
