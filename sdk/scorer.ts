import { isRiskError, type Issue } from './core/errors.js';
import {
  BATCH_KEYS,
  resolveBatchOptions,
  resolveCallOptions,
  resolveExplainOptions,
  resolveOptions,
  type BatchOptions,
  type LoadOptions,
} from './options.js';
import type {
  Answers,
  Dependence,
  DependenceOptions,
  Notice,
  NoticeOptions,
  Recourse,
  RecourseOptions,
  Safety,
  SafetyOptions,
  WhatIf,
  WhatIfOptions,
} from './insight/questions.js';
import { createAccelerator, type Accelerator } from './runtime/accelerator.js';
import { runBatch, type BatchJob } from './runtime/batch.js';
import type { AdaptOptions } from './runtime/delta-start.js';
import { readModel, type ModelSource } from './runtime/fetch-model.js';
import type { Asker } from './runtime/insight-start.js';
import { createWorkerLane } from './runtime/lane.js';
import { withLimits, type CallOptions } from './runtime/limits.js';
import { createPool, type Pool } from './runtime/pool.js';
import type { Opened, OpenOptions } from './runtime/protocol.js';
import { spawnWorker } from './runtime/spawn.js';
import type { Adaptation, LabelChoice } from './train/delta/delta-types.js';
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
} from './scoring/results.js';

/**
 * A model that is ready to score, and the workers it runs in. Calls may be made at any time and in
 * any number; they are answered in order. Several models can live on one page.
 */
export interface LoadedModel {
  readonly info: ModelInfo;
  /** Which engine runs and why, and how the worker is closed; `batches` follows what is found out. */
  readonly plan: Plan;
  /** @throws RiskError `INPUT_INVALID` with every issue at once. */
  score(applicant: Applicant, options?: CallOptions): Promise<Score>;
  /** The score and why it is what it is: baseline and contributions add up to it, in integers. */
  explain(applicant: Applicant, options?: ExplainOptions & CallOptions): Promise<Explanation>;
  /** One column per feature. The columns are not changed, and may be reused. */
  scoreBatch(columns: Columns, options?: BatchOptions): Promise<BatchResult>;
  /** Scores, contributions and top reasons of every row; the columns are not changed. */
  explainBatch(
    columns: Columns,
    options?: ExplainOptions & BatchOptions,
  ): Promise<BatchExplanation>;
  /**
   * The cheapest changes that reach a target, by the rules of the bundle, each re-scored. This call and
   * the four below run in a worker of their own (a network's: in its own), started by the first of them.
   *
   * @throws RiskError `INPUT_INVALID`, `OPTION_INVALID`, `EXPLAIN_UNSUPPORTED` for networks.
   */
  recourse(applicant: Applicant, options?: RecourseOptions & CallOptions): Promise<Recourse>;
  /** Which single facts would lose the outcome, if they got worse. */
  safety(applicant: Applicant, options?: SafetyOptions & CallOptions): Promise<Safety>;
  /** Scores over every step of one feature or two, all else as it is. */
  whatIf(applicant: Applicant, options: WhatIfOptions & CallOptions): Promise<WhatIf>;
  /** Average scores of the population over every step of one feature or two. */
  dependence(options: DependenceOptions & CallOptions): Promise<Dependence>;
  /** What a regime asks to be told, in the bundle's words. */
  notice(applicant: Applicant, options: NoticeOptions & CallOptions): Promise<Notice>;
  /**
   * Adapts the model to a channel from 50 labelled rows of it or more: a card of points, as an addition
   * to the bundle; or why the rows support none. Runs where questions are answered.
   *
   * @param labels - 1 bad, 0 good, one per row.
   * @throws RiskError `INPUT_INVALID`, `OPTION_INVALID`; `TRAINING_FAILED` for a model that takes none.
   */
  adapt(columns: Columns, labels: ArrayLike<unknown>, options?: AdaptOptions): Promise<Adaptation>;
  /** Which of some unlabelled rows to label next, so that adapting gains most. */
  labelNext(columns: Columns, count: number, options?: CallOptions): Promise<LabelChoice>;
  /** What is wrong with an applicant, without scoring; empty when nothing is. */
  validate(applicant: Applicant, options?: CallOptions): Promise<readonly Issue[]>;
  /** Rejects what is still running with `DISPOSED`, and ends the workers. */
  dispose(): Promise<void>;
}

/**
 * Loads a risk model into a worker that cannot reach the network, verified and ready to score.
 *
 * The page fetches the file, the worker checks its signature and digests before it reads anything
 * else. Nothing is sent anywhere, here or later.
 *
 * @param source - a URL, or the bytes of a `.insitu` file.
 * @throws RiskError `LOAD_FAILED`, `BUNDLE_*`, `MODEL_INVALID`, `WORKER_FAILED`, `TIMEOUT`,
 * `OPTION_INVALID`.
 * @example
 * const model = await loadModel('/models/consumer-loan.insitu');
 * const { points, band } = await model.score({ income: 42_000, age_of_file: 31 });
 * await model.dispose();
 */
export async function loadModel(
  source: ModelSource,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const cores = typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency;
  const resolved = resolveOptions(options, cores);
  const { isolation, workerUrl, gpuWorkerUrl, workers, request, onProgress, trust } = resolved;
  let pool = createPool(
    async () => createWorkerLane(await spawnWorker({ isolation, workerUrl })),
    workers,
  );
  const wanted = resolved.engine;
  const engine = wanted === 'webgpu' ? 'auto' : wanted;
  let opening: OpenOptions = trust ? { engine, trust } : { engine };
  try {
    return await withLimits(async (signal) => {
      let bytes = await readModel(source, { request, signal, onProgress });
      onProgress({ phase: 'verifying' });
      let settled = resolved;
      let applied: object | undefined;
      if (resolved.delta !== undefined) {
        const { applyDelta } = await import('./runtime/delta-start.js');
        ({ bytes, ...applied } = await applyDelta(bytes, resolved, signal));
        // Verified, and put together where nothing else could: nobody has signed the two as one.
        settled = { ...resolved, trust: undefined };
        opening = { engine };
      }
      let opened: Opened;
      try {
        opened = await pool.open(bytes, opening);
        opened = { ...opened, info: { ...opened.info, ...applied } };
      } catch (error) {
        if (!isRiskError(error) || error.issues[0]?.got !== 'network') throw error;
        pool.dispose();
        const { openNetwork } = await import('./runtime/network-start.js');
        const network = await openNetwork(bytes, resolved, signal);
        ({ pool, opened } = network);
        onProgress({ phase: 'ready' });
        return createLoadedModel(pool, opened, 'worker', askInPool, network.accelerator);
      }
      onProgress({ phase: 'ready' });
      const startOnGpu = async () => {
        const gpu = { isolation, workerUrl: gpuWorkerUrl, gpu: true };
        const own = createPool(async () => createWorkerLane(await spawnWorker(gpu)), 1);
        return { pool: own, opened: await own.open(bytes, opening) };
      };
      const accelerator =
        wanted === 'webgpu' || (wanted === 'auto' && 'gpu' in navigator)
          ? createAccelerator(wanted, pool, startOnGpu)
          : undefined;
      // Asked for by name: the plan says at once what became of it.
      if (wanted === 'webgpu') await accelerator?.open();
      const startAsker = async (_: Pool, adapts?: boolean) => {
        const { startInsight } = await import('./runtime/insight-start.js');
        return startInsight(bytes, settled, adapts);
      };
      return createLoadedModel(pool, opened, 'worker', startAsker, accelerator);
    }, resolved);
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

/** Questions go where the model is open already. */
export async function askInPool(pool: Pool): Promise<Asker> {
  return (await import('./runtime/insight-start.js')).askIn(pool);
}

/** About 2 ms of work at a microsecond a row for a score, and ten for an explanation. */
const FIRST_ROWS = { score: 2048, explain: 256 } as const;

/** A worker's start costs some 30 ms: it should find at least twice that to do. */
const ROWS_PER_WORKER = { score: 65_536, explain: 8_192 } as const;

/**
 * The public face over a pool whose first lane has the model open.
 *
 * @param startAsker - when the first question comes.
 * @param accelerator - of batches, where there may be one.
 */
export function createLoadedModel(
  pool: Pool,
  opened: Opened,
  where: Plan['where'],
  startAsker: (pool: Pool, adapts?: boolean) => Promise<Asker>,
  accelerator?: Accelerator,
): LoadedModel {
  const { info, isolation } = opened;
  const features = info.features.map(({ name }) => name);
  const checkAlive = () => pool.checkAlive();
  // Explaining one row by a network takes thousands of runs.
  const explainRows = info.reproducible ? FIRST_ROWS.explain : 1;
  const known: Plan = Object.freeze({
    ...opened.plan,
    workers: where === 'inline' ? 0 : pool.size,
    where,
    ...(isolation ? { isolation } : {}),
  });
  const run = <R extends BatchResult>(job: BatchJob<R>, options?: ExplainOptions) =>
    accelerator ? accelerator.run(job, options) : runBatch(pool, job);
  /** Who answers questions, and who adapts: each started by the first that is asked. */
  const asking: (Promise<Asker> | undefined)[] = [];
  const askerOf = async (adapts: boolean): Promise<Asker> => {
    // Rejects where the model was disposed.
    await pool.lane(0);
    const at = Number(adapts);
    const started = (asking[at] ??= startAsker(pool, adapts));
    started.catch(() => (asking[at] = undefined));
    return started;
  };
  const adapter = () => askerOf(true);
  const ask = async <Q extends keyof Answers>(
    question: Q,
    options: object,
    applicant?: Applicant,
  ): Promise<Answers[Q]> => {
    const about = applicant && { applicant: pick(features, applicant) };
    return (await askerOf(false)).ask({ ask: question, ...about }, options);
  };
  const delta = () => import('./runtime/delta-start.js');
  return Object.freeze({
    info,
    get plan() {
      const batches = accelerator?.plan;
      return batches ? Object.freeze({ ...known, batches }) : known;
    },
    score: async (applicant: Applicant, options: CallOptions = {}) => {
      const limits = resolveCallOptions(options);
      const values = pick(features, applicant);
      return withLimits(() => pool.call('score', [values]), limits, checkAlive);
    },
    explain: async (applicant: Applicant, options: ExplainOptions & CallOptions = {}) => {
      const { explain, limits } = resolveExplainOptions(options);
      const values = pick(features, applicant);
      return withLimits(() => pool.call('explain', [values, explain]), limits, checkAlive);
    },
    validate: async (applicant: Applicant, options: CallOptions = {}) => {
      const limits = resolveCallOptions(options);
      const values = pick(features, applicant);
      return withLimits(() => pool.call('validate', [values]), limits, checkAlive);
    },
    scoreBatch: async (columns: Columns, options: BatchOptions = {}) => {
      const limits = resolveBatchOptions(options);
      const work = (signal: AbortSignal) =>
        run<BatchResult>({
          features,
          columns: assertObject('columns', columns),
          firstRows: FIRST_ROWS.score,
          rowsPerWorker: ROWS_PER_WORKER.score,
          call: (lane, part, moved) => lane.call('scoreRows', [part], moved),
          signal,
          onProgress: limits.onProgress,
        });
      return withLimits(work, limits, checkAlive);
    },
    explainBatch: async (columns: Columns, options: ExplainOptions & BatchOptions = {}) => {
      const { explain, limits } = resolveExplainOptions<BatchOptions>(options, [
        ...BATCH_KEYS,
        'contributions',
      ]);
      const work = (signal: AbortSignal) =>
        run<BatchExplanation>(
          {
            features,
            columns: assertObject('columns', columns),
            firstRows: explainRows,
            rowsPerWorker: ROWS_PER_WORKER.explain,
            call: (lane, part, moved) => lane.call('explainRows', [part, explain], moved),
            signal,
            onProgress: limits.onProgress,
          },
          explain,
        );
      return withLimits(work, limits, checkAlive);
    },
    recourse: (applicant: Applicant, options: object = {}) => ask('recourse', options, applicant),
    safety: (applicant: Applicant, options: object = {}) => ask('safety', options, applicant),
    whatIf: (applicant: Applicant, options: object) => ask('whatIf', options, applicant),
    dependence: (options: object) => ask('dependence', options),
    notice: (applicant: Applicant, options: object) => ask('notice', options, applicant),
    adapt: async (columns: Columns, labels: ArrayLike<unknown>, options: AdaptOptions = {}) =>
      (await delta()).adaptIn(adapter, info, columns, labels, options),
    labelNext: async (columns: Columns, count: number, options: CallOptions = {}) =>
      (await delta()).labelNextIn(adapter, info, columns, count, options),
    dispose: () => {
      for (const started of asking) void started?.then((asker) => asker.dispose());
      accelerator?.dispose();
      pool.dispose();
      return Promise.resolve();
    },
  });
}

/**
 * What the model asks for, and nothing else of what the page knows. A value that cannot cross to a
 * worker becomes an empty object: refused there by its feature's name, like any other wrong type.
 */
function pick(features: readonly string[], applicant: Applicant): Applicant {
  const given = assertObject('applicant', applicant);
  const picked: Record<string, unknown> = {};
  for (const name of features) {
    const value: unknown = given[name];
    if (value === undefined) continue;
    const crosses = value === null || !['object', 'function', 'symbol'].includes(typeof value);
    picked[name] = crosses ? value : {};
  }
  return picked as Applicant;
}

function assertObject<T>(name: string, value: T): T {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError(`"${name}" expected an object, got type=${typeof value}`);
}
