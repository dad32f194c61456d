import type {
  Applicant,
  BatchExplanation,
  BatchResult,
  Columns,
  ExplainOptions,
  Explanation,
  ModelInfo,
  Plan,
  Score,
} from '../scoring/results.js';
import type { SessionOptions } from '../scoring/session.js';
import type { Issue } from '../core/errors.js';

/** What a worker is told when it opens a bundle. */
export type OpenOptions = Pick<SessionOptions, 'engine' | 'trust'>;

/** What a page learns of the model that a worker has opened. */
export interface Opened {
  readonly info: ModelInfo;
  readonly plan: Pick<Plan, 'engine' | 'reasons' | 'explain'>;
  /** Absent where nothing is locked: in Node. */
  readonly isolation?: NonNullable<Plan['isolation']>;
}

/**
 * Everything that can be asked of a worker: one name, one input, one output each. A worker
 * answers nothing else.
 */
export interface ServiceCalls {
  /** The bytes are moved in, not copied. One call gives all that a page needs to know. */
  open(bytes: Uint8Array, options: OpenOptions): Promise<Opened>;
  score(applicant: Applicant): Promise<Score>;
  explain(applicant: Applicant, options: ExplainOptions): Promise<Explanation>;
  validate(applicant: Applicant): Promise<readonly Issue[]>;
  /** A chunk of a batch: small, so that other calls and a cancellation come between. */
  scoreRows(columns: Columns): Promise<BatchResult>;
  explainRows(columns: Columns, options: ExplainOptions): Promise<BatchExplanation>;
  /** Answers at once: tells a busy worker from one that is stuck. */
  ping(): Promise<true>;
}

export type ServiceCall = keyof ServiceCalls;

/** The names a worker answers to. Kept beside the type, and checked against it. */
export const SERVICE_CALLS = Object.freeze([
  'open',
  'score',
  'explain',
  'validate',
  'scoreRows',
  'explainRows',
  'ping',
] as const satisfies readonly ServiceCall[]);

/** A worker's first message, without being asked: it is up, or why it is not. */
export type WorkerGreeting =
  { readonly insitu: 'ready' } | { readonly insitu: 'failed'; readonly message: string };

export function isGreeting(data: unknown): data is WorkerGreeting {
  return typeof data === 'object' && data !== null && 'insitu' in data;
}
