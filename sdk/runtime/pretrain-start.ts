import { RiskError } from '../core/errors.js';
import type { PretrainOptions, PretrainRows } from '../train/pretrain/pretrain-types.js';
import type { TrainProgress } from '../train/progress.js';
import type { TensorBackend } from '../train/pretrain/tensors.js';
import { fetchAsset } from './fetch-asset.js';
import { createWorkerLane } from './lane.js';
import { withLimits, type CallOptions } from './limits.js';
import type { PretrainCalls, Pretrained, PretrainRun } from './pretrain-protocol.js';
import { spawnWorker, type Isolation, type WorkerScript, type WorkerUrl } from './spawn.js';
import { TFJS_WASM } from './tfjs-files.js';
import { isProgressMessage } from './train-protocol.js';

/** Where and how a backbone is trained. */
export interface PretrainRunOptions extends CallOptions {
  /**
   * `auto`: WebGPU where there is a GPU, else WASM, else plain JavaScript; why not the first is in
   * the backbone's report.
   * @defaultValue 'auto'
   */
  readonly backend?: 'auto' | TensorBackend;
  /** Told of each few steps. */
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Folder with tfjs's WASM, which `insitu assets --pretrain` fills. @defaultValue '/insitu-assets/' */
  readonly assets?: string | URL;
  /** As for `loadModel`. @defaultValue 'worker' */
  readonly isolation?: Isolation;
  /** The worker's script, when it does not lie beside this module. @defaultValue package-relative */
  readonly workerUrl?: WorkerUrl;
}

const RUN_OPTIONS = [
  ...['backend', 'onProgress', 'assets', 'isolation', 'workerUrl', 'signal', 'timeoutMs'],
] as const;
const BACKENDS = ['auto', 'webgpu', 'wasm', 'cpu'];

/**
 * Trains a backbone in a locked worker of its own, which is gone afterwards. A signal or a timeout
 * ends the worker at once.
 *
 * @param options - how it is trained.
 * @param run - where, and who waits for it.
 * @throws RiskError `OPTION_INVALID`, `PLAN_INVALID` with every issue at once, `TRAINING_FAILED`,
 *   `LOAD_FAILED` and `ASSET_INTEGRITY` for tfjs's WASM, `WORKER_FAILED`, `WORKER_CRASHED`, `TIMEOUT`.
 */
export function pretrain(
  data: PretrainRows,
  options: PretrainOptions = {},
  run: PretrainRunOptions = {},
): Promise<Pretrained> {
  assertRunOptions(run);
  return withLimits((signal) => pretrainIn(data, options, run, signal), run);
}

async function pretrainIn(
  data: PretrainRows,
  options: PretrainOptions,
  { backend = 'auto', isolation = 'worker', assets, workerUrl, onProgress }: PretrainRunOptions,
  signal: AbortSignal,
): Promise<Pretrained> {
  const fetching = fetchRuntime(backend, assets, signal);
  fetching.catch(() => undefined);
  const script = pretrainScript(workerUrl);
  const started = await spawnWorker({ isolation, workerUrl: undefined, script });
  const lane = createWorkerLane<PretrainCalls>(started);
  const stop = () =>
    lane.close(new RiskError('DISPOSED', 'nobody waits for the training any more'));
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    const runtime = await fetching;
    started.worker.addEventListener('message', ({ data: message }: MessageEvent<unknown>) => {
      if (!lane.hasEnded && isProgressMessage(message)) onProgress?.(message.progress);
    });
    const moved = typeof runtime === 'string' ? [] : [runtime.buffer as ArrayBuffer];
    return await lane.call('pretrain', [data, options, { backend, runtime }], moved);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Without the file `auto` goes on in plain JavaScript, and says why. */
async function fetchRuntime(
  backend: PretrainRun['backend'],
  assets: string | URL | undefined,
  signal: AbortSignal,
): Promise<PretrainRun['runtime']> {
  if (backend === 'webgpu' || backend === 'cpu') return 'not asked for';
  try {
    return await fetchAsset(TFJS_WASM, assets, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (backend === 'wasm' || !(error instanceof RiskError)) throw error;
    return error.message;
  }
}

/** As for the worker of trees: bundlers want the literals as they stand. */
function pretrainScript(workerUrl: WorkerUrl | undefined): WorkerScript {
  return {
    create: () =>
      workerUrl === undefined
        ? new Worker(new URL('./pretrain.worker.js', import.meta.url), { type: 'module' })
        : new Worker(workerUrl as URL, { type: 'module' }),
    url: () => String(workerUrl ?? new URL('./pretrain.worker.js', import.meta.url)),
  };
}

function assertRunOptions(run: PretrainRunOptions): void {
  const unknown = Object.keys(run).find(
    (name) => !(RUN_OPTIONS as readonly string[]).includes(name),
  );
  if (unknown !== undefined) refuse(unknown, RUN_OPTIONS.join(', '));
  if (run.backend !== undefined && !BACKENDS.includes(run.backend)) {
    refuse('backend', BACKENDS.join(', '));
  }
}

function refuse(path: string, expected: string): never {
  throw new RiskError('OPTION_INVALID', `option "${path}" expected ${expected}`, { path });
}
