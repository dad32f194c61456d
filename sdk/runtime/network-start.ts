import { RiskError } from '../core/errors.js';
import type { ResolvedLoadOptions } from '../options.js';
import { createAccelerator, type Accelerator } from './accelerator.js';
import { fetchAsset } from './fetch-asset.js';
import { createWorkerLane } from './lane.js';
import { onnxFileName, type OnnxBuild } from './onnx-files.js';
import { createPool, type Pool } from './pool.js';
import type { Opened } from './protocol.js';
import { spawnWorker, type WorkerScript, type WorkerUrl } from './spawn.js';

/** A network that is open, and who runs its batches where that was asked for. */
interface OpenedNetwork {
  readonly pool: Pool;
  readonly opened: Opened;
  readonly accelerator?: Accelerator;
}

/**
 * Opens a network in a worker of its own, with ONNX Runtime in it. The page fetches the runtime's
 * WASM, which the worker cannot, and the worker checks it. Imported when a bundle turns out to be a
 * network.
 *
 * @param bytes - of the bundle; kept by the pool, as for trees.
 * @throws RiskError `LOAD_FAILED` and `ASSET_INTEGRITY` for the engine's files, and as for trees.
 */
export async function openNetwork(
  bytes: Uint8Array,
  options: ResolvedLoadOptions,
  signal: AbortSignal,
): Promise<OpenedNetwork> {
  const { isolation, workers, trust } = options;
  const wanted = options.engine;
  const start = async (build: OnnxBuild, size: number) => {
    const script = networkScript(build, options);
    const pool = createPool(
      async () => createWorkerLane(await spawnWorker({ isolation, workerUrl: undefined, script })),
      size,
    );
    try {
      const { assets, onProgress } = options;
      const runtime = await fetchAsset(onnxFileName(build), assets, signal, onProgress);
      options.onProgress({ phase: 'verifying' });
      const engine = wanted === 'webgpu' ? 'wasm' : wanted;
      const opened = await pool.open(bytes, { engine, runtime, ...(trust && { trust }) });
      return { pool, opened };
    } catch (error) {
      pool.dispose();
      throw error;
    }
  };
  const own = await start('wasm', workers);
  if (wanted !== 'webgpu') return own;
  const startOnGpu = async () => {
    // Before 17 MB are fetched for it.
    const { gpu } = navigator;
    if (!gpu || !(await gpu.requestAdapter())) {
      throw new RiskError(
        'NETWORK_FAILED',
        `WebGPU ${gpu ? 'has no adapter' : 'is not available'} here`,
      );
    }
    if (!('Suspending' in WebAssembly)) {
      throw new RiskError('NETWORK_FAILED', 'WebAssembly has no JSPI here');
    }
    return start('jspi', 1);
  };
  const accelerator = createAccelerator(wanted, own.pool, startOnGpu, 'onnx-wasm');
  await accelerator.open();
  return { ...own, accelerator };
}

/** As for the worker of trees: bundlers want the literals as they stand. */
function networkScript(build: OnnxBuild, options: ResolvedLoadOptions): WorkerScript {
  const onGpu = build === 'jspi';
  const workerUrl: WorkerUrl | undefined = onGpu
    ? options.networkGpuWorkerUrl
    : options.networkWorkerUrl;
  return {
    create: () =>
      workerUrl !== undefined
        ? new Worker(workerUrl as URL, { type: 'module' })
        : onGpu
          ? new Worker(new URL('./network-gpu.worker.js', import.meta.url), { type: 'module' })
          : new Worker(new URL('./network.worker.js', import.meta.url), { type: 'module' }),
    url: () =>
      String(
        workerUrl ??
          (onGpu
            ? new URL('./network-gpu.worker.js', import.meta.url)
            : new URL('./network.worker.js', import.meta.url)),
      ),
  };
}
