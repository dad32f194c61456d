import type { Lock } from './guard.js';
import type { WorkerGreeting } from './protocol.js';

/** The module that holds everything else of the worker. It is evaluated after the lock-down. */
export interface WorkerService {
  /** Starts to answer calls. */
  start(lock: Lock): void;
}

/**
 * Starts a worker's service once its code is there, and tells the page how that went.
 *
 * @param lock - from `lockDown()`. That it is needed here keeps bundlers from dropping the guard.
 * @param service - a dynamic `import()`, so that no library captures `fetch` before it is gone.
 */
export function serve(lock: Lock, service: Promise<WorkerService>): void {
  const greet = (greeting: WorkerGreeting) => globalThis.postMessage(greeting);
  service
    .then(({ start }) => {
      start(lock);
      greet({ insitu: 'ready' });
    })
    .catch((error: unknown) => {
      greet({ insitu: 'failed', message: error instanceof Error ? error.message : 'unknown' });
    });
}
