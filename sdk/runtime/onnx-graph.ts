import type * as onnx from 'onnxruntime-web';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { RiskError } from '../core/errors.js';
import type { Feed, GraphRunner, RunOutput, TensorFacts } from '../engines/network/graph-runner.js';
import type { OpenedDevice } from '../engines/webgpu/device.js';

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
 * @param gpu - where to run all of it: a graph with operators that are not the GPU's is refused,
 *   rather than run by halves. Absent: on WASM.
 * @throws RiskError `NETWORK_FAILED` when the runtime does not start or refuses the graph.
 */
export async function openOnnxGraph(
  ort: OnnxRuntime,
  graph: Uint8Array,
  binary: Uint8Array | undefined,
  gpu?: OpenedDevice,
): Promise<GraphRunner> {
  const { env, InferenceSession } = ort;
  env.logLevel = 'fatal';
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  if (binary) env.wasm.wasmBinary = binary;
  let session: InferenceSession;
  try {
    const creating = InferenceSession.create(graph, gpu ? onGpu(env, gpu) : ON_WASM);
    session = await (gpu ? orLost(creating, gpu) : creating);
  } catch (error) {
    if (error instanceof RiskError) throw error;
    // Of the graph only: no applicant's value has come here yet.
    const why = error instanceof Error ? error.message.slice(0, MESSAGE_LENGTH) : 'unknown';
    const message =
      gpu && NOT_ALL.test(why)
        ? 'WebGPU does not run all operators of this network'
        : `the network cannot be run${gpu ? ' by WebGPU' : ''}: ${why}`;
    throw new RiskError('NETWORK_FAILED', message, { path: 'body.graph' });
  } finally {
    // The runtime is compiled by now, and keeps what it needs.
    delete env.wasm.wasmBinary;
  }
  return createRunner(ort, session, gpu);
}

/** What the runtime says where it would run a part of the graph on the processor. */
const NOT_ALL = /assigned to the default CPU EP|transformer_memcpy/;

const ON_WASM: InferenceSession.SessionOptions = {
  executionProviders: ['wasm'],
  logSeverityLevel: 4,
};

function onGpu(env: onnx.Env, { device }: OpenedDevice): InferenceSession.SessionOptions {
  // The runtime looks at an adapter before it takes the device; in a locked worker it finds none.
  const { limits, features } = device;
  const requestDevice = () => Promise.resolve(device);
  env.webgpu.adapter = { limits, features, requestDevice } as unknown as GPUAdapter;
  return {
    executionProviders: [{ name: 'webgpu', device }],
    logSeverityLevel: 4,
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  };
}

/** A device that is gone may leave the runtime waiting for good. */
function orLost<T>(answer: Promise<T>, { lost }: OpenedDevice): Promise<T> {
  const loss = lost.then((reason) => {
    throw new RiskError('NETWORK_FAILED', reason);
  });
  return Promise.race([answer, loss]);
}

function createRunner(
  ort: OnnxRuntime,
  session: InferenceSession,
  gpu: OpenedDevice | undefined,
): GraphRunner {
  let last: Promise<unknown> = Promise.resolve();
  const run = async (feeds: readonly Feed[], output: string): Promise<RunOutput> => {
    let results: InferenceSession.ReturnType;
    try {
      const tensors = feeds.map(({ name, type, data, dims }) => [
        name,
        new ort.Tensor(type as 'float32', data as Float32Array, dims),
      ]);
      const answer = session.run(Object.fromEntries(tensors), [output]);
      results = await (gpu ? orLost(answer, gpu) : answer);
    } catch (error) {
      if (error instanceof RiskError) throw error;
      // The runtime's own words might quote a value.
      const where = gpu ? 'by the WebGPU device' : 'on this input';
      throw new RiskError('NETWORK_FAILED', `the network could not be run ${where}`);
    }
    const { data, dims } = results[output] as Tensor;
    return { data: data as RunOutput['data'], dims };
  };
  return {
    backend: gpu ? 'webgpu' : 'wasm',
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
        .catch(() => undefined)
        .then(() => gpu?.device.destroy());
    },
  };
}

function factsOf(value: InferenceSession.ValueMetadata): TensorFacts {
  if (!value.isTensor) return { name: value.name, type: 'no tensor', shape: [] };
  // An open size without a name comes as -1 read unsigned.
  const shape = value.shape.map((size) => (size === UNKNOWN_SIZE ? -1 : size));
  return { name: value.name, type: value.type, shape };
}
