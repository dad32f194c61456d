import type { TensorType } from '../../model/network.js';

/** Where a graph runs. */
export type NetworkBackend = 'wasm' | 'webgpu';

/** A tensor as a graph declares it. */
export interface TensorFacts {
  readonly name: string;
  /** ONNX element type, such as `float32`. */
  readonly type: string;
  /** Sizes; a name or -1 where any size will do. */
  readonly shape: readonly (number | string)[];
}

/** An input of one run. */
export interface Feed {
  readonly name: string;
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array;
}

/** The output of one run, in memory of its own. */
export interface RunOutput {
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** A graph that is ready to run. It comes from above: here nobody knows which library runs it. */
export interface GraphRunner {
  readonly backend: NetworkBackend;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  /** One run at a time; calls wait for the one before. @throws RiskError `NETWORK_FAILED`. */
  run(feeds: readonly Feed[], output: string): Promise<RunOutput>;
  dispose(): void;
}

/** Makes a graph ready. @throws RiskError `NETWORK_FAILED` when it cannot be run. */
export type OpenGraph = (graph: Uint8Array) => Promise<GraphRunner>;
