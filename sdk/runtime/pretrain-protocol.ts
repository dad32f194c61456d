import type { Plan } from '../scoring/results.js';
import type { Backbone } from '../train/pretrain/backbone.js';
import type { PretrainOptions, PretrainRows } from '../train/pretrain/pretrain-types.js';
import type { TensorBackend } from '../train/pretrain/tensors.js';

/** What a worker needs beside rows and options. */
export interface PretrainRun {
  readonly backend: 'auto' | TensorBackend;
  /** The WASM of tfjs, which a locked worker cannot fetch by itself; or why there is none. */
  readonly runtime: Uint8Array | string;
}

/** A trained backbone, and how the worker that trained it was shut off. */
export interface Pretrained {
  readonly backbone: Backbone;
  /** Absent where nothing is locked: in Node. */
  readonly isolation?: NonNullable<Plan['isolation']>;
}

/** Everything that can be asked of the worker for pre-training. */
export interface PretrainCalls {
  pretrain(data: PretrainRows, options: PretrainOptions, run: PretrainRun): Promise<Pretrained>;
  /** Answers at once: tells a busy worker from one that is stuck. */
  ping(): Promise<true>;
}

/** The names such a worker answers to. Kept beside the type, and checked against it. */
export const PRETRAIN_CALLS = Object.freeze([
  'pretrain',
  'ping',
] as const satisfies readonly (keyof PretrainCalls)[]);
