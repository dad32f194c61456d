import { RiskError } from '../core/errors.js';
import type { EngineName } from '../engines/engine.js';
import type { BatchPlan, BatchResult, ExplainOptions } from '../scoring/results.js';
import { runBatch, type BatchJob } from './batch.js';
import type { Pool } from './pool.js';
import type { Opened } from './protocol.js';

/** Batches smaller than this are over before a GPU is ready: `auto` does not ask for one. */
const LARGE_ROWS = { score: 262_144, explain: 65_536 } as const;

/** The worker with a GPU, once it has the model open. */
interface Accelerated {
  readonly pool: Pool;
  readonly opened: Opened;
}

/** Decides which batches go to a GPU. */
export interface Accelerator {
  /** What is known so far. */
  readonly plan: BatchPlan | undefined;
  /** Starts the worker now. Never rejects. */
  open(): Promise<unknown>;
  /**
   * Runs a batch where it is quickest. One whose worker dies there is run anew in the model's own.
   *
   * @param options - of the explanation; `undefined` for scores.
   */
  run<R extends BatchResult>(job: BatchJob<R>, options?: ExplainOptions): Promise<R>;
  dispose(): void;
}

/**
 * Starts the worker with a GPU when it is first wanted: for `webgpu` every batch, for `auto` a large
 * one. There each kind of task is measured once: from how many rows on is the GPU quicker?
 *
 * @param own - the model's own workers.
 * @param other - the engine there.
 */
export function createAccelerator(
  wanted: 'auto' | 'webgpu',
  own: Pool,
  start: () => Promise<Accelerated>,
  other: EngineName = 'wasm',
): Accelerator {
  /** Rows from which on a task goes to the GPU. */
  const crossovers = new Map<string, Promise<number>>();
  let plan: BatchPlan | undefined;
  let opening: Promise<Pool | undefined> | undefined;
  /** Whether the GPU was the quicker one in some task. */
  let won = false;

  const note = (reason: string, engine = plan?.engine ?? other) => {
    plan = { ...plan, engine, reasons: [...(plan?.reasons ?? []), reason] };
  };
  const open = async (): Promise<Pool | undefined> => {
    try {
      const { pool, opened } = await start();
      const { engine, adapter, reasons } = opened.plan;
      plan ??= {
        engine,
        reasons,
        ...(adapter !== undefined && { adapter }),
        ...(opened.isolation && { isolation: opened.isolation }),
      };
      plan = { ...plan, engine };
      if (engine.endsWith('webgpu')) return pool;
      pool.dispose();
    } catch (error) {
      note(error instanceof RiskError ? error.message : 'the worker with a GPU did not start');
    }
    return undefined;
  };
  const measure = async (options: ExplainOptions | undefined): Promise<number> => {
    const pool = await (opening ??= open());
    if (!pool) return Infinity;
    const { fromRows = Infinity, reason } = await pool.call('measure', [options, own.size]);
    won ||= fromRows < Infinity;
    note(reason, won ? 'webgpu' : other);
    // Its memory is worth more than its start, should another task want it.
    if (!won) {
      pool.dispose();
      opening = undefined;
    }
    return fromRows;
  };
  return {
    get plan() {
      return plan;
    },
    open: () => (opening ??= open()),
    run: async (job, options) => {
      const { by, against, contributions } = options ?? {};
      const task = options ? `${by} ${against} ${contributions}` : 'score';
      const rows = job.columns[job.features[0]!]?.length ?? 0;
      let from = crossovers.get(task);
      if (!from && wanted === 'auto') {
        if (rows < LARGE_ROWS[options ? 'explain' : 'score']) return runBatch(own, job);
        crossovers.set(task, (from = measure(options).catch(() => Infinity)));
      }
      const pool = rows < ((await from) ?? 0) ? undefined : await (opening ??= open());
      if (!pool) return runBatch(own, job);
      const avoid = (reason: string) => {
        crossovers.set(task, Promise.resolve(Infinity));
        note(reason, other);
      };
      try {
        const result = await runBatch(pool, job);
        if (result.engineReason !== undefined) avoid(result.engineReason);
        return result;
      } catch (error) {
        // A network's device may fail under it; a graph that fails by itself fails again.
        const died = error instanceof RiskError && /^(WORKER|NETWORK)_/.test(error.code);
        if (!died || job.signal.aborted) throw error;
        avoid(error.message);
        return runBatch(own, job);
      }
    },
    dispose: () => void opening?.then((pool) => pool?.dispose()),
  };
}
