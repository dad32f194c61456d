import { RiskError } from '../core/errors.js';
import { createFrameWorker } from './frame.js';
import { isGreeting } from './protocol.js';

/** Where a worker's script may come from, when not from beside this module. */
export type WorkerUrl = string | URL | TrustedScriptUrl;

/** `TrustedScriptURL` of the Trusted Types API, which TypeScript's DOM library lacks. */
export interface TrustedScriptUrl {
  /** The URL. */
  toJSON(): string;
  /** The URL. */
  toString(): string;
}

/** How a worker is shut off from the network. See `LoadOptions.isolation`. */
export type Isolation = 'worker' | 'frame';

export interface SpawnOptions {
  readonly isolation: Isolation;
  readonly workerUrl: WorkerUrl | undefined;
  /** The worker that computes batches on a GPU. */
  readonly gpu?: boolean;
  /** Another worker than those named here, which pages of trees then need not know of. */
  readonly script?: WorkerScript;
}

/** A worker's script: how to start it, and its address for those who have to read it. */
export interface WorkerScript {
  readonly create: () => Worker;
  readonly url: () => string;
}

/** A started worker, and everything that has to go when it goes. */
export interface StartedWorker {
  readonly worker: Worker;
  terminate(): void;
}

/** A worker that says nothing for so long will not start any more. */
const STARTUP_MS = 20_000;

/**
 * Starts a worker and waits for its greeting.
 *
 * @throws RiskError `WORKER_FAILED` with what can be known of the reason.
 */
export async function spawnWorker(options: SpawnOptions): Promise<StartedWorker> {
  if (typeof Worker === 'undefined') {
    throw new RiskError(
      'WORKER_FAILED',
      'there is no Worker here; on a server import "insitu/node" instead',
    );
  }
  const started =
    options.isolation === 'frame'
      ? await createFrameWorker(workerScriptUrl(options))
      : createWorker(options);
  try {
    await greeting(started.worker);
  } catch (error) {
    started.terminate();
    throw error;
  }
  return started;
}

function createWorker({ workerUrl, gpu, script }: SpawnOptions): StartedWorker {
  try {
    // Bundlers find the workers by these literals, and only where they stand as they do.
    const worker = script
      ? script.create()
      : workerUrl !== undefined
        ? new Worker(workerUrl as URL, { type: 'module' })
        : gpu
          ? new Worker(new URL('./gpu.worker.js', import.meta.url), { type: 'module' })
          : new Worker(new URL('./score.worker.js', import.meta.url), { type: 'module' });
    return { worker, terminate: () => worker.terminate() };
  } catch (error) {
    // A SecurityError (another origin), or a TypeError under Trusted Types.
    const kind = error instanceof Error ? error.name : 'unknown';
    throw new RiskError(
      'WORKER_FAILED',
      `the browser refused to create the worker (${kind}); see the options workerUrl and isolation`,
      { cause: error },
    );
  }
}

/** For the frame, which needs the script's text. A bundler copies the file as it is. */
function workerScriptUrl({ workerUrl, gpu, script }: SpawnOptions): string {
  if (script) return script.url();
  if (workerUrl !== undefined) return String(workerUrl);
  return gpu
    ? new URL('./gpu.worker.js', import.meta.url).href
    : new URL('./score.worker.js', import.meta.url).href;
}

function greeting(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      settle();
      reject(new RiskError('WORKER_FAILED', `the worker did not start: ${reason}`));
    };
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      if (!isGreeting(data)) return;
      if (data.insitu === 'failed') return fail(data.message);
      settle();
      resolve();
    };
    // The event of a script that could not be loaded, or that a policy refused, carries no text.
    const onError = (event: ErrorEvent) =>
      fail(
        event.message || 'its script could not be loaded, or a content security policy refused it',
      );
    const timer = setTimeout(() => fail(`no answer in ${STARTUP_MS} ms`), STARTUP_MS);
    const settle = () => {
      clearTimeout(timer);
      worker.removeEventListener('message', onMessage);
      worker.removeEventListener('error', onError);
    };
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', onError);
  });
}
