import { RiskError } from '../../core/errors.js';
import { takeRows } from '../make-bins.js';
import type { Prepared } from '../prepare-table.js';
import type { TrainHooks } from '../progress.js';
import type { TrainRows } from '../train-rows.js';
import { ontoLogOdds } from './onto-log-odds.js';
import { rawColumns } from './raw-columns.js';
import { swapCells, type MadeRows } from './swap-noise.js';
import type { Teacher } from './teacher.js';

/** Rows asked about at a time: bounds what is held of raw cells. */
const CHUNK_ROWS = 16_384;

/** Beyond is certainty (a probability of 1e-6): a student gains nothing by more. */
const MOST_LOG_ODDS = 13.8155;

/** What a teacher says of a table, and of rows made up of it. */
export interface Lesson {
  /** Log-odds of the table's rows; NaN of rows that no part takes. */
  readonly logOdds: Float64Array;
  /** Rows to train on, made-up ones after the table's, with log-odds for a target. */
  readonly training: TrainRows;
  /** Made-up rows for each row of the training part. */
  readonly copies: number;
  /** Whether it had not seen the training rows that it scored. */
  readonly outOfFold: boolean;
}

/** How rows are made up. */
export interface LessonSettings {
  /** Made-up rows for each row of the training part. */
  readonly copies: number;
  /** Share of their cells that are swapped. */
  readonly share: number;
  readonly seed: number;
}

/**
 * Asks a teacher. Where it brings scores of the table's rows, those are what it says of them: they may
 * be out of fold. One that brings scores only is asked about nothing else: then no row is made up.
 *
 * @throws RiskError `TABLE_INVALID` when the scores are not of this table; what the teacher throws.
 */
export async function askTeacher(
  prepared: Prepared,
  teacher: Teacher,
  { copies, share, seed }: LessonSettings,
  hooks: TrainHooks = {},
): Promise<Lesson> {
  const { binned, split, weight } = prepared;
  const { train } = split.rows;
  const made = teacher.score ? copies : 0;
  const known = Object.values(split.rows).reduce((sum, rows) => sum + rows.length, 0);
  const steps = new Steps(known + made * train.length, hooks);
  const raw = await scoreTable(prepared, teacher, steps);
  const level = teacher.unscaled ? ontoLogOdds(raw, prepared.outcome, train) : (x: number) => x;
  const logOdds = raw.map((value) => bounded(level(value)));
  const own = takeRows(binned, train, logOdds, weight);
  const rows = train.length * (made + 1);
  const target = new Float64Array(rows);
  const bins = own.bins.map((column) => stretched(column, rows));
  target.set(own.target);
  for (let copy = 0; copy < made; copy++) {
    const cells = swapCells(train, bins.length, share, seed + copy);
    const at = train.length * (copy + 1);
    const said = await scoreMade(prepared, teacher, cells, steps);
    for (let i = 0; i < said.length; i++) target[at + i] = bounded(level(said[i]!));
    cells.source.forEach((source, f) => {
      for (let i = 0; i < source.length; i++) bins[f]![at + i] = binned.bins[f]![source[i]!]!;
    });
  }
  return {
    logOdds,
    training: {
      ...{ rows, features: own.features, bins, target },
      ...(own.weight && { weight: repeated(own.weight, made + 1) }),
    },
    copies: made,
    outOfFold: teacher.scores !== undefined && teacher.outOfFold === true,
  };
}

/** Log-odds of every row that a part takes. */
async function scoreTable(
  { table, split }: Prepared,
  teacher: Teacher,
  steps: Steps,
): Promise<Float64Array> {
  const { scores, score } = teacher;
  const logOdds = new Float64Array(table.rows).fill(NaN);
  if (scores && scores.length !== table.rows) {
    throw new RiskError('TABLE_INVALID', "the teacher's scores are not of this table", {
      issues: [{ code: 'SCORES_LENGTH', path: 'scores', expected: `${table.rows} rows` }],
    });
  }
  const unknown: number[] = [];
  for (const rows of Object.values(split.rows)) {
    for (const row of rows) {
      const given = scores?.[row];
      if (given === undefined || Number.isNaN(given)) unknown.push(row);
      else logOdds[row] = given;
    }
    await steps.take(scores ? rows.length : 0);
  }
  if (unknown.length > 0 && !score) {
    throw new RiskError('TABLE_INVALID', 'some rows have no score of the teacher', {
      issues: [
        {
          code: 'SCORES_MISSING',
          path: 'scores',
          expected: 'one for each row with a target',
          got: `${unknown.length} rows without`,
        },
      ],
    });
  }
  for (let start = 0; start < unknown.length; start += CHUNK_ROWS) {
    const rows = Int32Array.from(unknown.slice(start, start + CHUNK_ROWS));
    const said = await score!(rawColumns(table, () => rows));
    rows.forEach((row, i) => (logOdds[row] = numberOf(said[i]!)));
    await steps.take(rows.length);
  }
  return logOdds;
}

/** Log-odds of made-up rows. Columns that are no feature of the student keep the row's own cells. */
async function scoreMade(
  { table, binned, split }: Prepared,
  { score }: Teacher,
  { rows, source }: MadeRows,
  steps: Steps,
): Promise<Float64Array> {
  const featureOf = new Map(binned.features.map(({ name }, f) => [name, f]));
  const logOdds = new Float64Array(rows);
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(rows, start + CHUNK_ROWS);
    const said = await score!(
      rawColumns(table, ({ name }) => {
        const f = featureOf.get(name);
        return (f === undefined ? split.rows.train : source[f]!).subarray(start, end);
      }),
    );
    for (let i = start; i < end; i++) logOdds[i] = numberOf(said[i - start]!);
    await steps.take(end - start);
  }
  return logOdds;
}

/** @throws RiskError `TRAINING_FAILED` for what is no number. */
function numberOf(said: number): number {
  if (Number.isNaN(said)) throw new RiskError('TRAINING_FAILED', 'the teacher gave a row no score');
  return said;
}

/** Keeps NaN: of rows that no part takes. */
function bounded(logOdds: number): number {
  return Math.min(Math.max(logOdds, -MOST_LOG_ODDS), MOST_LOG_ODDS);
}

function stretched(column: Uint8Array, length: number): Uint8Array {
  const longer = new Uint8Array(length);
  longer.set(column);
  return longer;
}

function repeated(values: Float64Array, times: number): Float64Array {
  const all = new Float64Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
}

/** Tells of rows that were asked about, and lets others in between. */
class Steps {
  #done = 0;

  constructor(
    private readonly total: number,
    private readonly hooks: TrainHooks,
  ) {}

  async take(rows: number): Promise<void> {
    this.#done += rows;
    this.hooks.onProgress?.({ stage: 'teaching', done: Math.min(1, this.#done / this.total) });
    this.hooks.checkStop?.();
    await this.hooks.pause?.();
  }
}
