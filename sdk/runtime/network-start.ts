import { RiskError } from '../core/errors.js';
import type { ResolvedLoadOptions } from '../options.js';
import { readModel } from './fetch-model.js';
import { createWorkerLane } from './lane.js';
import { assertOnnxFile, ONNX_FILES } from './onnx-files.js';
import { createPool, type Pool } from './pool.js';
import type { Opened } from './protocol.js';
import { spawnWorker, type WorkerScript, type WorkerUrl } from './spawn.js';

/** Where a page looks for the engine's files unless told otherwise: a folder of its own origin. */
const DEFAULT_ASSETS = '/insitu-assets/';

/**
 * Opens a network in a worker of its own, with ONNX Runtime in it. The page fetches the runtime's
 * WASM and checks it: the worker cannot fetch. Imported when a bundle turns out to be a network.
 *
 * @param bytes - of the bundle; kept by the pool, as for trees.
 * @throws RiskError `LOAD_FAILED` and `ASSET_INTEGRITY` for the engine's files, and as for trees.
 */
export async function openNetwork(
  bytes: Uint8Array,
  options: ResolvedLoadOptions,
  signal: AbortSignal,
): Promise<{ readonly pool: Pool; readonly opened: Opened }> {
  const { isolation, networkWorkerUrl, workers, trust } = options;
  const engine = options.engine === 'webgpu' ? 'auto' : options.engine;
  const script = networkScript(networkWorkerUrl);
  const pool = createPool(
    async () => createWorkerLane(await spawnWorker({ isolation, workerUrl: undefined, script })),
    workers,
  );
  try {
    const runtime = await fetchRuntime(options, signal);
    options.onProgress({ phase: 'verifying' });
    const opened = await pool.open(bytes, { engine, runtime, ...(trust && { trust }) });
    if (options.engine !== 'webgpu') return { pool, opened };
    const reasons = [...opened.plan.reasons, 'networks run on wasm only'];
    return { pool, opened: { ...opened, plan: { ...opened.plan, reasons } } };
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

/** As for the worker of trees: bundlers want the literals as they stand. */
function networkScript(workerUrl: WorkerUrl | undefined): WorkerScript {
  return {
    create: () =>
      workerUrl === undefined
        ? new Worker(new URL('./network.worker.js', import.meta.url), { type: 'module' })
        : new Worker(workerUrl as URL, { type: 'module' }),
    url: () => String(workerUrl ?? new URL('./network.worker.js', import.meta.url)),
  };
}

async function fetchRuntime(
  { assets = DEFAULT_ASSETS, onProgress }: ResolvedLoadOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { name } = ONNX_FILES.wasm;
  const folder = new URL(assets, document.baseURI);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  let bytes: Uint8Array;
  try {
    bytes = await readModel(new URL(name, folder), { request: undefined, signal, onProgress });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof RiskError ? error.message : 'no answer';
    throw new RiskError(
      'LOAD_FAILED',
      `"${name}" expected in ${folder.href}, where "insitu assets" copies it (${why})`,
      { path: name, cause: error },
    );
  }
  await assertOnnxFile(ONNX_FILES.wasm, bytes, crypto.subtle);
  return bytes;
}
