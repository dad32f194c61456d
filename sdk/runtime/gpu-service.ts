import { createAcceleratedSession } from '../scoring/create-accelerated-session.js';
import type { WorkerService } from './serve.js';
import { startWith } from './worker-service.js';

/** The service of a worker that was given a GPU. */
export function serviceOn(gpu: GPU | undefined): WorkerService {
  return {
    start: (lock) =>
      startWith(lock, (bytes, options) => createAcceleratedSession(bytes, options, gpu)),
  };
}
