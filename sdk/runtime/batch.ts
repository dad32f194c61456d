import { RiskError, type Issue } from '../core/errors.js';
import { refuseInput } from '../scoring/applicant.js';
import type { BatchResult, ColumnInput, Columns } from '../scoring/results.js';
import { createAssembly } from './assembly.js';
import type { Lane } from './lane.js';
import type { Pool } from './pool.js';

/** How far a batch has come. */
export interface BatchProgress {
  readonly done: number;
  readonly total: number;
}

export interface BatchJob<R extends BatchResult> {
  /** In the model's order: columns of other names stay here. */
  readonly features: readonly string[];
  readonly columns: Columns;
  /** Rows of the first message; later ones follow the speed that is seen. */
  readonly firstRows: number;
  /** From so many rows on, another worker is worth its start. */
  readonly rowsPerWorker: number;
  readonly call: (lane: Lane, columns: Columns, moved: ArrayBuffer[]) => Promise<R>;
  readonly signal: AbortSignal;
  readonly onProgress: ((progress: BatchProgress) => void) | undefined;
}

/** Chunks under way in one lane: while one is worked on, the next is already there. */
const DEPTH = 2;

/** A chunk should take about so long: other calls get their turn after it. */
const CHUNK_MS = 15;

/** Neither so few rows that messages weigh more than work, nor so many that memory does. */
const MIN_ROWS = 32;
const MAX_ROWS = 32_768;

/** As many issues as one thread reports for the whole. */
const MAX_ISSUES = 200;

/** Progress at most so often. */
const PROGRESS_MS = 50;

/**
 * Runs a batch over the pool's lanes, chunk by chunk. Rows do not depend on each other, so the
 * result is the same for every split; so are the issues of refused input.
 *
 * The first lane starts at once; others pull chunks as they come up. A cancelled batch sends no
 * more chunks: nothing has to be interrupted.
 */
export async function runBatch<R extends BatchResult>(pool: Pool, job: BatchJob<R>): Promise<R> {
  const total = commonLength(job);
  if (!total) return job.call(await pool.lane(0), shapeOf(job), []);

  const wanted = Math.ceil(total / job.rowsPerWorker);
  const lanes = Math.max(1, Math.min(pool.size, wanted));
  const assembly = createAssembly<R>(total);
  const issues: Issue[] = [];
  let next = 0;
  let done = 0;
  let failed = false;
  let reportedAt = -Infinity;
  let allDone!: () => void;
  const finished = new Promise<void>((resolve) => {
    allDone = resolve;
  });

  const report = () => {
    const now = performance.now();
    if (!job.onProgress || (now - reportedAt < PROGRESS_MS && done < total)) return;
    reportedAt = now;
    job.onProgress({ done, total });
  };
  const pull = async (lane: Lane, pace: Pace) => {
    while (next < total && !failed && !job.signal.aborted) {
      const start = next;
      const end = Math.min(total, start + pace.rows);
      next = end;
      const moved: ArrayBuffer[] = [];
      try {
        const part = await job.call(lane, sliceRows(job, start, end, moved), moved);
        if (issues.length === 0) assembly.add(part, start);
      } catch (error) {
        if (!isInputRefused(error)) {
          failed = true;
          throw error;
        }
        issues.push(...error.issues.map((issue) => moveRow(issue, start)));
      }
      done += end - start;
      adapt(pace, end - start, Math.min(MIN_ROWS, job.firstRows));
      if (job.signal.aborted) return;
      report();
      if (done === total) allDone();
    }
  };
  const work = async (index: number) => {
    let lane: Lane;
    try {
      lane = await pool.lane(index);
    } catch (error) {
      // Without an extra worker the batch is only slower.
      if (index > 0) return;
      throw error;
    }
    const pace: Pace = { rows: job.firstRows, answeredAt: performance.now() };
    await Promise.all(Array.from({ length: DEPTH }, () => pull(lane, pace)));
  };
  const working = Array.from({ length: lanes }, (_, index) => work(index));
  // A worker that is still starting when the others have done everything is not waited for.
  await Promise.race([finished, Promise.all(working)]);
  job.signal.throwIfAborted();
  if (issues.length > 0) refuse(job.features, issues);
  return assembly.result();
}

/** How fast one lane is. */
interface Pace {
  /** Of the next chunk. */
  rows: number;
  answeredAt: number;
}

/** The lane is never idle between two answers, so that the time between them is one chunk's. */
function adapt(pace: Pace, rows: number, least: number): void {
  const now = performance.now();
  const fitting = (rows * CHUNK_MS) / Math.max(0.5, now - pace.answeredAt);
  // One step at a time: a single slow answer may have been another tab's doing.
  const next = Math.min(pace.rows * 2, Math.max(pace.rows / 2, fitting));
  pace.rows = Math.round(Math.min(MAX_ROWS, Math.max(least, next)));
  pace.answeredAt = now;
}

function isInputRefused(error: unknown): error is RiskError {
  return error instanceof RiskError && error.code === 'INPUT_INVALID';
}

/** `undefined` when the columns do not belong together; the worker then says what is wrong. */
function commonLength({ features, columns }: BatchJob<BatchResult>): number | undefined {
  let rows: number | undefined;
  for (const name of features) {
    const column = columns[name];
    if (!isColumn(column)) return undefined;
    rows ??= column.length;
    if (column.length !== rows) return undefined;
  }
  return rows ?? 0;
}

function isColumn(column: unknown): column is ColumnInput {
  if (Array.isArray(column)) return true;
  return ArrayBuffer.isView(column) && !(column instanceof DataView) && !isBigArray(column);
}

function isBigArray(column: ArrayBufferView): boolean {
  return column instanceof BigInt64Array || column instanceof BigUint64Array;
}

/** Columns of the same kinds and lengths, without their values: enough to be refused. */
function shapeOf({ features, columns }: BatchJob<BatchResult>): Columns {
  const stands: Record<string, unknown> = {};
  for (const name of features) {
    const column: unknown = columns[name];
    if (isColumn(column)) stands[name] = new Uint8Array(column.length);
    else if (column !== undefined) {
      stands[name] =
        { string: '', number: 0, boolean: false, bigint: 0n }[typeof column as string] ?? {};
    }
  }
  return stands as Columns;
}

function sliceRows(
  { features, columns }: BatchJob<BatchResult>,
  start: number,
  end: number,
  moved: ArrayBuffer[],
): Columns {
  const part: Record<string, ColumnInput> = {};
  for (const name of features) {
    const slice = columns[name]!.slice(start, end);
    part[name] = slice;
    // The copy is ours to move; a view over the caller's memory would be cloned whole.
    if (ArrayBuffer.isView(slice) && slice.buffer instanceof ArrayBuffer) moved.push(slice.buffer);
  }
  return part;
}

/** `columns.income[3]` of a chunk, as a row of the whole. */
function moveRow(issue: Issue, start: number): Issue {
  const match = /^(.*)\[(\d+)\]$/s.exec(issue.path);
  return match ? { ...issue, path: `${match[1]}[${Number(match[2]) + start}]` } : issue;
}

/** The issues one thread would have found first: by column, then by row. */
function refuse(features: readonly string[], issues: Issue[]): never {
  const rank = new Map(features.map((name, index) => [`columns.${name}`, index]));
  const place = ({ path }: Issue) => {
    const at = path.lastIndexOf('[');
    return [rank.get(path.slice(0, at)) ?? -1, Number.parseInt(path.slice(at + 1), 10)] as const;
  };
  const sorted = issues
    .map((issue) => ({ issue, place: place(issue) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .slice(0, MAX_ISSUES)
    .map(({ issue }) => issue);
  refuseInput(sorted);
}
