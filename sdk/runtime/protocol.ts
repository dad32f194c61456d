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
import type { Crossover, SessionOptions, SessionPlan } from '../scoring/session.js';
import type { Issue, RiskErrorData } from '../core/errors.js';
import type { Question } from '../insight/questions.js';
import type { DeltaQuestion } from './delta-session.js';

/** What a worker is told when it opens a bundle. */
export interface OpenOptions extends Pick<SessionOptions, 'engine' | 'trust'> {
  /** For the worker of networks: the runtime's WASM, which it cannot fetch by itself. */
  readonly runtime?: Uint8Array;
}

/** What a page learns of the model that a worker has opened. */
export interface Opened {
  readonly info: ModelInfo;
  readonly plan: SessionPlan;
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
  /** Of a worker with a GPU: see `ServedSession.measure`. */
  measure(options: ExplainOptions | undefined, threads: number): Promise<Crossover>;
  /**
   * Of a worker that answers questions: each as its own type says.
   *
   * @param token - names the question to `stopAsking`.
   */
  ask(question: Question | DeltaQuestion, token: number): Promise<unknown>;
  stopAsking(token: number): Promise<void>;
  /** Answers at once: tells a busy worker from one that is stuck. */
  ping(): Promise<true>;
}

export type ServiceCall = keyof ServiceCalls;

/** What kinds of worker may be asked: names, each with its input and a promised output. */
export type CallTable<Calls> = { readonly [Name in keyof Calls]: (...input: never[]) => unknown };

/** The names a worker answers to. Kept beside the type, and checked against it. */
export const SERVICE_CALLS = Object.freeze([
  'open',
  'score',
  'explain',
  'validate',
  'scoreRows',
  'explainRows',
  'measure',
  'ask',
  'stopAsking',
  'ping',
] as const satisfies readonly ServiceCall[]);

/** A call on its way to a worker. `id` is the page's, and comes back with the answer. */
export interface CallRequest {
  readonly id: number;
  readonly call: string;
  readonly parameters: readonly unknown[];
}

/** What comes of a call: one answer each, in any order. */
export type CallAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: RiskErrorData };

/** Whether a message is a call by one of these names. Everything else is nobody's. */
export function isCallRequest(data: unknown, names: readonly string[]): data is CallRequest {
  const { id, call, parameters } = (data ?? {}) as Partial<CallRequest>;
  return Number.isSafeInteger(id) && names.includes(call!) && Array.isArray(parameters);
}

/** A worker's first message, without being asked: it is up, or why it is not. */
export type WorkerGreeting =
  { readonly insitu: 'ready' } | { readonly insitu: 'failed'; readonly message: string };

export function isGreeting(data: unknown): data is WorkerGreeting {
  return typeof data === 'object' && data !== null && 'insitu' in data;
}
