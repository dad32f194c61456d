import type { Issue } from '../core/errors.js';
import type { TrustedKey } from '../model/bundle/suites.js';
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
} from './results.js';

/** The part of a plan that one thread knows. */
export interface SessionPlan extends Pick<Plan, 'engine' | 'reasons' | 'explain'> {
  /** The GPU, as the browser names it. */
  readonly adapter?: string;
}

/** Called between the chunks of a batch. Throw from it to stop. */
export type OnRows = (done: number, total: number) => void;

/**
 * A loaded model in one thread: what a worker holds, and what Node uses directly.
 * Knows nothing of workers, fetch or the DOM.
 */
export interface Session extends AsyncSession {
  readonly info: ModelInfo;
  readonly plan: SessionPlan;
  /** @throws RiskError `INPUT_INVALID` with every issue at once. */
  score(applicant: Applicant): Score;
  /** @throws RiskError `INPUT_INVALID`, `EXPLAIN_UNSUPPORTED`. */
  explain(applicant: Applicant, options?: ExplainOptions): Explanation;
  scoreBatch(columns: Columns, onRows?: OnRows): BatchResult;
  explainBatch(columns: Columns, options?: ExplainOptions, onRows?: OnRows): BatchExplanation;
  /** Issues of an applicant without scoring; empty when it can be scored. */
  validate(applicant: Applicant): readonly Issue[];
  /** A slice of background work; true while some is left. See `Engine.warmUp`. */
  warmUp(budgetMs: number): boolean;
  dispose(): void;
}

/** What a task's batches are worth on a GPU, as measured in this thread. */
export interface Crossover {
  /** Batches of so many rows and more are quicker there; absent when none are. */
  readonly fromRows?: number;
  /** The figures, in words. */
  readonly reason: string;
}

/** The same where answers may come by and by: those of networks. */
export interface AsyncSession {
  readonly info: ModelInfo;
  readonly plan: SessionPlan;
  score(applicant: Applicant): Score | Promise<Score>;
  explain(applicant: Applicant, options?: ExplainOptions): Explanation | Promise<Explanation>;
  scoreBatch(columns: Columns, onRows?: OnRows): BatchResult | Promise<BatchResult>;
  explainBatch(
    columns: Columns,
    options?: ExplainOptions,
    onRows?: OnRows,
  ): BatchExplanation | Promise<BatchExplanation>;
  validate(applicant: Applicant): readonly Issue[];
  warmUp(budgetMs: number): boolean;
  dispose(): void;
}

/** What a service needs of a session, whatever its kind. */
export interface ServedSession extends AsyncSession {
  /**
   * Times both engines of a session that has a GPU, on rows made up for it.
   *
   * @param options - of the explanation; `undefined` for scores.
   * @param threads - that the other engine would have.
   */
  measure?(options: ExplainOptions | undefined, threads: number): Promise<Crossover>;
}

/** What a session needs from outside: clock and cryptography are arguments here. */
export interface SessionOptions {
  /** `auto`: wasm where it runs, else reference, with a reason in the plan. @defaultValue 'auto' */
  readonly engine?: 'auto' | 'reference' | 'wasm';
  /** Trusted public keys: when given, the bundle must be signed by one of them. */
  readonly trust?: readonly TrustedKey[];
  /** Monotonic milliseconds, to budget background work. */
  readonly now: () => number;
  /** WebCrypto, for digests and signatures. */
  readonly crypto: SubtleCrypto;
}
