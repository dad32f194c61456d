import type * as onnx from 'onnxruntime-web';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { RiskError } from '../core/errors.js';
import type { Feed, GraphRunner, RunOutput, TensorFacts } from '../engines/network/graph-runner.js';

/** ONNX Runtime as its module exports it; which build decides the entry that imports it. */
export type OnnxRuntime = typeof onnx;

/** What a message of the runtime's own may be long. */
const MESSAGE_LENGTH = 200;

/** What onnxruntime-web says of a dimension that the file leaves open. */
const UNKNOWN_SIZE = 2 ** 32 - 1;

/**
 * Makes a graph ready in ONNX Runtime, in this thread: no worker of its own, no fetch.
 *
 * @param binary - the runtime's own WASM, verified; needed for the first graph of a thread only.
 * @throws RiskError `NETWORK_FAILED` when the runtime does not start or refuses the graph.
 */
export async function openOnnxGraph(
  ort: OnnxRuntime,
  graph: Uint8Array,
  binary: Uint8Array | undefined,
): Promise<GraphRunner> {
  const { env, InferenceSession } = ort;
  env.logLevel = 'fatal';
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  if (binary) env.wasm.wasmBinary = binary;
  let session: InferenceSession;
  try {
    const options = { executionProviders: ['wasm'], logSeverityLevel: 4 } as const;
    session = await InferenceSession.create(graph, options);
  } catch (error) {
    // Of the graph only: no applicant's value has come here yet.
    const why = error instanceof Error ? error.message.slice(0, MESSAGE_LENGTH) : 'unknown';
    throw new RiskError('NETWORK_FAILED', `the network cannot be run: ${why}`, {
      path: 'body.graph',
    });
  } finally {
    // The runtime is compiled by now, and keeps what it needs.
    delete env.wasm.wasmBinary;
  }
  return createRunner(ort, session);
}

function createRunner(ort: OnnxRuntime, session: InferenceSession): GraphRunner {
  let last: Promise<unknown> = Promise.resolve();
  const run = async (feeds: readonly Feed[], output: string): Promise<RunOutput> => {
    let results: InferenceSession.ReturnType;
    try {
      const tensors = feeds.map(({ name, type, data, dims }) => [
        name,
        new ort.Tensor(type as 'float32', data as Float32Array, dims),
      ]);
      results = await session.run(Object.fromEntries(tensors), [output]);
    } catch {
      // The runtime's own words might quote a value.
      throw new RiskError('NETWORK_FAILED', 'the network could not be run on this input');
    }
    const { data, dims } = results[output] as Tensor;
    return { data: data as RunOutput['data'], dims };
  };
  return {
    backend: 'wasm',
    inputs: session.inputMetadata.map(factsOf),
    outputs: session.outputMetadata.map(factsOf),
    run: (feeds, output) => {
      // A run that failed must not fail those that come after it.
      const next = last.catch(() => undefined).then(() => run(feeds, output));
      last = next;
      return next;
    },
    dispose: () => {
      void last
        .catch(() => undefined)
        .then(() => session.release())
        .catch(() => undefined);
    },
  };
}

function factsOf(value: InferenceSession.ValueMetadata): TensorFacts {
  if (!value.isTensor) return { name: value.name, type: 'no tensor', shape: [] };
  // An open size without a name comes as -1 read unsigned.
  const shape = value.shape.map((size) => (size === UNKNOWN_SIZE ? -1 : size));
  return { name: value.name, type: value.type, shape };
}
