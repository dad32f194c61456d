import type { Answers, Question } from '../insight/questions.js';
import type { ResolvedLoadOptions } from '../options.js';
import type { Applicant } from '../scoring/results.js';
import type { DeltaQuestion } from './delta-session.js';
import { resolveQuestion } from './insight-options.js';
import { createWorkerLane } from './lane.js';
import { withLimits, type CallOptions } from './limits.js';
import { createPool, type Pool } from './pool.js';
import { spawnWorker, type WorkerScript, type WorkerUrl } from './spawn.js';

/** A question without its options, which are checked here. */
interface Asked<Q extends keyof Answers> {
  readonly ask: Q;
  readonly applicant?: Applicant;
}

/** Asks a worker, and stops it where nobody waits for the answer any more. */
export interface Asker {
  /** @throws RiskError `OPTION_INVALID` for the options, and what the answer throws. */
  ask<Q extends keyof Answers>(question: Asked<Q>, options: object): Promise<Answers[Q]>;
  /** A question whose options are checked already. */
  run(question: Question | DeltaQuestion, limits: CallOptions): Promise<unknown>;
  dispose(): void;
}

/** Asks in workers that have the model open already: those of networks, and Node's own thread. */
export function askIn(pool: Pool): Asker {
  let tokens = 0;
  const run: Asker['run'] = (question, limits) => {
    const token = ++tokens;
    const work = (signal: AbortSignal) => {
      const stop = () => void pool.call('stopAsking', [token]).catch(() => undefined);
      signal.addEventListener('abort', stop, { once: true });
      return pool.call('ask', [question, token]);
    };
    return withLimits(work, limits, () => pool.checkAlive());
  };
  const ask = async (asked: Asked<keyof Answers>, given: object) => {
    const { options, limits } = resolveQuestion(asked.ask, given);
    return run({ ...asked, options } as Question, limits);
  };
  return { ask: ask as Asker['ask'], run, dispose: () => pool.dispose() };
}

/**
 * Starts a worker that answers questions about forests and tables, so that searches never keep a
 * score waiting; or another one that adapts them. Imported when the first question is asked.
 *
 * @param bytes - of the bundle; kept by the pool.
 */
export async function startInsight(
  bytes: Uint8Array,
  options: ResolvedLoadOptions,
  adapts = false,
): Promise<Asker> {
  const { isolation, trust } = options;
  const script = adapts
    ? deltaScript(options.deltaWorkerUrl)
    : insightScript(options.insightWorkerUrl);
  const pool = createPool(
    async () => createWorkerLane(await spawnWorker({ isolation, workerUrl: undefined, script })),
    1,
  );
  const engine = options.engine === 'webgpu' ? 'auto' : options.engine;
  try {
    await pool.open(bytes, { engine, ...(trust && { trust }) });
  } catch (error) {
    pool.dispose();
    throw error;
  }
  return askIn(pool);
}

/** As for the worker of trees: bundlers want the literals as they stand. */
function insightScript(workerUrl: WorkerUrl | undefined): WorkerScript {
  return {
    create: () =>
      workerUrl === undefined
        ? new Worker(new URL('./insight.worker.js', import.meta.url), { type: 'module' })
        : new Worker(workerUrl as URL, { type: 'module' }),
    url: () => String(workerUrl ?? new URL('./insight.worker.js', import.meta.url)),
  };
}

function deltaScript(workerUrl: WorkerUrl | undefined): WorkerScript {
  return {
    create: () =>
      workerUrl === undefined
        ? new Worker(new URL('./delta.worker.js', import.meta.url), { type: 'module' })
        : new Worker(workerUrl as URL, { type: 'module' }),
    url: () => String(workerUrl ?? new URL('./delta.worker.js', import.meta.url)),
  };
}
