import type { TrustedKey } from '../model/bundle/suites.js';
import type { ModelInfo } from '../scoring/results.js';
import type { TableProfile } from '../table/facts.js';
import type { TrainPlan } from '../train/plan.js';
import type { PretrainRowsOptions } from '../train/pretrain/pretrain-rows.js';
import type { PretrainRows } from '../train/pretrain/pretrain-types.js';
import type { TrainProgress } from '../train/progress.js';
import type {
  DistillOptions,
  Inspection,
  PackOptions,
  ReadOptions,
  TeacherSource,
  Trained,
} from './trainer.js';
import type { CallOptions } from './limits.js';

/** What of a call's options a worker needs to know. */
export type Sent<Options> = Omit<Options, keyof CallOptions | 'onProgress'>;

/** A teacher on its way to a worker: a file as its bytes. */
export type SentTeacher =
  | Exclude<TeacherSource, { readonly bundle: unknown }>
  | {
      readonly bundle: Uint8Array;
      readonly trust?: readonly TrustedKey[];
      /** Where its body is a network: who runs it. */
      readonly network?: { readonly port: MessagePort; readonly info: ModelInfo };
    };

/** Everything that can be asked of a worker that trains. */
export interface TrainCalls {
  /** The bytes are moved in, not copied. */
  read(bytes: Uint8Array, options: Sent<ReadOptions>): Promise<TableProfile>;
  inspect(plan: TrainPlan): Promise<Inspection>;
  /**
   * @param token - names the call to `stop`, and its progress to the page.
   * @param shards - ports of workers that take a part of the rows each.
   */
  train(plan: TrainPlan, token: number, shards: readonly MessagePort[]): Promise<Trained>;
  distill(
    plan: TrainPlan,
    teacher: SentTeacher,
    options: Sent<DistillOptions>,
    token: number,
    shards: readonly MessagePort[],
  ): Promise<Trained>;
  stop(token: number): Promise<void>;
  pretrainRows(plan: TrainPlan, options: PretrainRowsOptions): Promise<PretrainRows>;
  pack(id: number, options: Sent<PackOptions>): Promise<Uint8Array<ArrayBuffer>>;
  applicant(id: number, row: number): Promise<Readonly<Record<string, number | string | null>>>;
  /** Turns this worker into one that takes a part of another's rows. */
  serveShards(port: MessagePort): Promise<void>;
  /** Answers at once: tells a busy worker from one that is stuck. */
  ping(): Promise<true>;
}

/** The names such a worker answers to. Kept beside the type, and checked against it. */
export const TRAIN_CALLS = Object.freeze([
  'read',
  'inspect',
  'train',
  'distill',
  'stop',
  'pretrainRows',
  'pack',
  'applicant',
  'serveShards',
  'ping',
] as const satisfies readonly (keyof TrainCalls)[]);

/** A worker's message about a call that is still running. */
export interface ProgressMessage {
  readonly token: number;
  readonly progress: TrainProgress;
}

export function isProgressMessage(data: unknown): data is ProgressMessage {
  return typeof data === 'object' && data !== null && 'progress' in data && 'token' in data;
}
