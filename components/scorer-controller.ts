import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  isRiskError,
  RiskError,
  type Applicant,
  type Explanation,
  type Issue,
  type LoadedModel,
  type Locale,
  type ModelInfo,
  type Score,
} from '../sdk/index.js';
import { leaseModel, type ModelLease, type SharedLoadOptions } from './shared-models.js';

/**
 * - `idle`: no model asked for, or no complete applicant yet
 * - `loading`: the model is on its way
 * - `scoring`: an applicant is; the last result, if any, is still shown
 * - `ready`: the result is of the last applicant given
 * - `error`: loading or scoring failed
 */
export type ScorerPhase = 'idle' | 'loading' | 'scoring' | 'ready' | 'error';

/** What the controller asks of its element, and tells it. */
export interface ScorerPort {
  /** The applicant as of now, for the features of this model; `undefined` while there is none. */
  applicant(info: ModelInfo): Applicant | undefined;
  /** In which the reasons are worded. */
  locale(): Locale;
  /** The phase changed, or bytes came in. */
  changed(): void;
  scored(score: Score, explanation: Explanation | undefined): void;
  failed(error: RiskError): void;
}

/** One applicant and what a model says of it, as elements share it. */
export interface Subject {
  readonly phase: ScorerPhase;
  readonly model: LoadedModel | undefined;
  /** The one whose score is shown, or is worked out. */
  readonly applicant: Applicant | undefined;
  readonly score: Score | undefined;
  readonly explanation: Explanation | undefined;
  readonly error: RiskError | undefined;
  /** What is to be looked at again in the last applicant, by feature; without any values. */
  readonly issues: readonly Issue[];
}

type Source = { readonly url: string; readonly options: SharedLoadOptions };

/** How long a loaded model outlives its element: long enough to be moved in the page. */
const KEEP_MS = 200;

/**
 * Loads a model and scores one applicant at a time. The last call wins: a newer applicant aborts
 * the one under way, and an answer that comes late all the same is dropped by its number.
 */
export class ScorerController implements ReactiveController, Subject {
  phase: ScorerPhase = 'idle';
  progress: { readonly loaded: number; readonly total: number | undefined } | undefined;
  model: LoadedModel | undefined;
  applicant: Applicant | undefined;
  score: Score | undefined;
  explanation: Explanation | undefined;
  error: RiskError | undefined;
  issues: readonly Issue[] = [];

  #source: Source | undefined;
  #lease: ModelLease | undefined;
  #loadCall = 0;
  #scoreCall = 0;
  #scoring: AbortController | undefined;
  #farewell: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & { readonly isConnected: boolean },
    private readonly port: ScorerPort,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    clearTimeout(this.#farewell);
    if (this.#source && !this.model) void this.#load(this.#source);
  }

  hostDisconnected(): void {
    this.#farewell = setTimeout(() => {
      if (this.host.isConnected) return;
      this.#stop();
      this.#release();
      this.#enter('idle');
    }, KEEP_MS);
  }

  /** Loads from a URL; `undefined` lets go of the model. */
  load(url: string | undefined, options: Source['options'] = {}): void {
    this.#stop();
    this.#release();
    this.#forget();
    this.#source = url ? { url, options } : undefined;
    if (this.#source && this.host.isConnected) void this.#load(this.#source);
    else this.#enter('idle');
  }

  /** Uses a model that somebody else loaded, and will dispose. */
  share(model: LoadedModel | undefined): void {
    if (model === this.model) return;
    this.#stop();
    this.#release();
    this.#forget();
    this.#source = undefined;
    this.model = model;
    if (model) this.rescore();
    else this.#enter('idle');
  }

  retry(): void {
    if (this.model) this.rescore();
    else if (this.#source) void this.#load(this.#source);
  }

  async #load({ url, options }: Source): Promise<void> {
    const call = ++this.#loadCall;
    this.progress = undefined;
    this.error = undefined;
    this.#enter('loading');
    this.#lease?.release();
    const lease = (this.#lease = leaseModel(url, options, (progress) => {
      if (call !== this.#loadCall || progress.phase !== 'fetching') return;
      this.progress = progress;
      this.#enter('loading');
    }));
    try {
      const model = await lease.model;
      if (call !== this.#loadCall) return;
      this.model = model;
      this.progress = undefined;
      this.rescore();
    } catch (reason) {
      if (call === this.#loadCall) this.#fail(reason);
    }
  }

  /** Scores the applicant as of now; nothing to do before the model is there. */
  rescore(): void {
    const { model } = this;
    if (!model) return;
    this.#scoring?.abort();
    const call = ++this.#scoreCall;
    const applicant = this.port.applicant(model.info);
    if (!applicant) {
      this.#forget();
      return this.#enter('idle');
    }
    const { signal } = (this.#scoring = new AbortController());
    this.applicant = applicant;
    this.error = undefined;
    this.#enter('scoring');
    void this.#explain(model, applicant, signal).then(
      ({ score, explanation }) => {
        if (call !== this.#scoreCall) return;
        this.score = score;
        this.explanation = explanation;
        this.issues = [];
        this.#enter('ready');
        this.port.scored(score, explanation);
      },
      (reason: unknown) => {
        if (call === this.#scoreCall && !signal.aborted) this.#fail(reason);
      },
    );
  }

  async #explain(
    model: LoadedModel,
    applicant: Applicant,
    signal: AbortSignal,
  ): Promise<{ score: Score; explanation: Explanation | undefined }> {
    // All reasons, so that a list can be opened without another call.
    const maxReasons = Math.max(1, model.info.reasons.length);
    try {
      const explanation = await model.explain(applicant, {
        maxReasons,
        locale: this.port.locale(),
        signal,
      });
      return { score: explanation.score, explanation };
    } catch (reason) {
      if (!isRiskError(reason) || reason.code !== 'EXPLAIN_UNSUPPORTED') throw reason;
      return { score: await model.score(applicant, { signal }), explanation: undefined };
    }
  }

  #fail(reason: unknown): void {
    const error = isRiskError(reason)
      ? reason
      : new RiskError('INTERNAL', 'unexpected failure', { cause: reason });
    this.#forget();
    if (error.code === 'INPUT_INVALID') {
      this.issues = error.issues;
      return this.#enter('idle');
    }
    this.error = error;
    this.#enter('error');
    this.port.failed(error);
  }

  /** Drops the last result: what is shown is always of the last applicant. */
  #forget(): void {
    this.applicant = undefined;
    this.score = undefined;
    this.explanation = undefined;
    this.error = undefined;
    this.issues = [];
  }

  #stop(): void {
    this.#loadCall++;
    this.#scoreCall++;
    this.#scoring?.abort();
  }

  #release(): void {
    this.#lease?.release();
    this.#lease = undefined;
    this.model = undefined;
  }

  #enter(phase: ScorerPhase): void {
    this.phase = phase;
    this.host.requestUpdate();
    this.port.changed();
  }
}
