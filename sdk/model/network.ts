/**
 * A neural network as an ONNX graph, run by ONNX Runtime. The one body that is not bit-exact across
 * devices: floating-point sums have an order there, so its margins are marked `reproducible: false`.
 *
 * margin = intercept + round(log-odds of the output * 2^scaleBits), cut off at
 * ±{@link MAX_MARGIN_UNITS} units. With scaleBits 22 that is ±128 log-odds in steps of 2.4e-7, about
 * as fine as the float32 that networks compute in.
 */
export interface Network {
  readonly kind: 'network';
  /** The serialized ModelProto, self-contained (no external data): u8[bytes]. */
  readonly graph: Uint8Array;
  /** Every input that the graph has, in any order. Together they take each feature once or more. */
  readonly inputs: readonly NetworkInput[];
  readonly output: NetworkOutput;
  /** Rows that each run must have, where the graph fixes its first dimension; any number if absent. */
  readonly batch?: number;
  /** What absent features are replaced with in explanations; without, nothing is explained. */
  readonly background?: ReferencePoints;
}

/** A tensor of the graph: features side by side, in rows. */
export interface NetworkInput {
  /** As the graph names it. */
  readonly name: string;
  readonly type: TensorType;
  /** Indices of features, one a column. */
  readonly features: readonly number[];
  /** `matrix`: shape [rows, features]. `vector`: shape [rows], for one feature. */
  readonly shape: 'matrix' | 'vector';
  /**
   * What is fed for a missing value: NaN (float types only), or this number. `refused`: none of
   * its features may be missing.
   */
  readonly missing: 'refused' | 'nan' | number;
}

export type TensorType = 'float32' | 'float64' | 'int32' | 'int64';

/** Where the score is among the graph's outputs. */
export interface NetworkOutput {
  /** As the graph names it. A tensor of float32 or float64 of shape [rows], or [rows, columns]. */
  readonly name: string;
  /** Column that holds the number of the bad class. */
  readonly index: number;
  /**
   * What that number is: a probability of bad or its log-odds (link `logistic`), or the predicted
   * number itself (link `identity`).
   */
  readonly unit: 'probability' | 'log-odds' | 'value';
}

/**
 * A few synthetic applicants that stand for a population: each the middle of many rows, none a
 * person. Rows of a population never ship.
 */
export interface ReferencePoints {
  /** Whom the points stand for, e.g. `all` or `approved`. */
  readonly population: string;
  /** How many rows the points were made of. */
  readonly rows: number;
  /** f64[points * features], row-major: raw values, codes, NaN for missing. */
  readonly values: Float64Array;
  /** Rows that each point stands for: u32[points]. */
  readonly weight: Uint32Array;
}

/** More points than this make an exact explanation slow. */
export const MAX_REFERENCE_POINTS = 64;
