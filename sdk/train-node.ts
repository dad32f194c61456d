import { startInThread } from './runtime/train-inline.js';
import { startInWorkers, type TrainerOptions } from './runtime/train-start.js';
import type { Trainer } from './runtime/trainer.js';

export * from './train.js';

/**
 * What `insitu/train` is in Node: the same face, and a trainer in this thread where there are no
 * workers. An entry of its own, so that bundlers of pages meet neither that nor modules of Node.
 */
export function startTrainer(options: TrainerOptions = {}): Trainer {
  return typeof Worker === 'undefined' ? startInThread(options) : startInWorkers(options);
}
