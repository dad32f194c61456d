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

/**
 * A loaded model in one thread: what a worker holds, and what Node uses directly.
 * Knows nothing of workers, fetch or the DOM.
 */
export interface Session {
  readonly info: ModelInfo;
  readonly plan: Pick<Plan, 'engine' | 'reasons' | 'explain'>;
  /** @throws RiskError INPUT_INVALID with every issue at once. */
  score(applicant: Applicant): Score;
  explain(applicant: Applicant, options?: ExplainOptions): Explanation;
  /** `onRows(done)` is called between chunks; throw from it to stop. */
  scoreBatch(columns: Columns, onRows?: (done: number, total: number) => void): BatchResult;
  explainBatch(
    columns: Columns,
    options?: ExplainOptions,
    onRows?: (done: number, total: number) => void,
  ): BatchExplanation;
  /** Issues of an applicant without scoring; empty when it can be scored. */
  validate(applicant: Applicant): readonly import('../core/errors.js').Issue[];
  /** See {@link Engine.warmUp}. */
  warmUp(budgetMs: number): boolean;
  dispose(): void;
}

/** What a session needs from outside: clock and WASM are arguments here. */
export interface SessionOptions {
  /** `auto`: wasm where it runs, else reference, with a reason in the plan. @defaultValue 'auto' */
  readonly engine?: 'auto' | 'reference' | 'wasm';
  /** Trusted public keys (JWK, or SPKI base64): when given, the bundle must be signed by one. */
  readonly trust?: readonly TrustedKey[];
  /** Monotonic milliseconds, to budget background work. */
  readonly now: () => number;
  /** WebCrypto for digests and signatures. */
  readonly crypto: SubtleCrypto;
}

/** A public key: JWK (EC P-256) or base64 of its SPKI DER. */
export type TrustedKey = JsonWebKey | string;

// createSession(bytes: Uint8Array, options: SessionOptions): Promise<Session>  -- to be written
