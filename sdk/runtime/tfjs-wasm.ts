import { registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import createModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js';
import { addConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Add.js';
import { batchMatMulConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/BatchMatMul.js';
import { castConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Cast.js';
import { identityConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Identity.js';
import { multiplyConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply.js';
import { realDivConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/RealDiv.js';
import { reluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Relu.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape.js';
import { sigmoidConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sigmoid.js';
import { softplusConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Softplus.js';
import { sqrtConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sqrt.js';
import { stepConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Step.js';
import { subConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sub.js';
import { sumConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sum.js';
import { transposeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose.js';

/** As for the processor: what training needs, and no more. */
const KERNELS = [
  addConfig,
  batchMatMulConfig,
  castConfig,
  identityConfig,
  multiplyConfig,
  realDivConfig,
  reluConfig,
  reshapeConfig,
  sigmoidConfig,
  softplusConfig,
  sqrtConfig,
  stepConfig,
  subConfig,
  sumConfig,
  transposeConfig,
];

/** What is used of the module beyond its types: it is made by Emscripten. */
type WasmModule = Awaited<ReturnType<typeof createModule.default>> & {
  cwrap(name: string, returns: 'number' | null, takes: readonly 'number'[]): never;
};

// A CommonJS module: what its types call `default` is the module itself.
const startModule = createModule as unknown as (settings: {
  readonly wasmBinary: Uint8Array;
}) => Promise<WasmModule>;

/**
 * Lets tfjs compute in WASM. Its own start fetches the file, which a locked worker cannot; so the
 * module is started here, and given the functions that the back end calls.
 *
 * @param binary - the single-thread build, verified.
 */
export async function registerWasm(binary: Uint8Array): Promise<void> {
  const module = await startModule({ wasmBinary: binary });
  module.tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
  const backend = new BackendWasm(module);
  registerBackend('wasm', () => backend);
  for (const kernel of KERNELS) registerKernel(kernel);
}
