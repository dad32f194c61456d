import { createRandom, shuffled } from '../core/random.js';
import { columnOf, type Table } from '../table/table.js';
import { dayOf } from '../table/calendar.js';
import { daysOf } from '../table/dates.js';
import { NO_OUTCOME } from './outcome.js';
import { PARTS, type Part, type Parts } from './plan.js';
import type { ResolvedPlan } from './resolve-plan.js';

/** Of rows that no part takes. */
export const NO_PART = 255;

const CODE = Object.fromEntries(PARTS.map((part, code) => [part, code])) as Record<Part, number>;

/** Which row is for what, and how many could not be placed. */
export interface RowSplit {
  readonly parts: Parts;
  /** Rows of each part, ascending. */
  readonly rows: Readonly<Record<Part, Int32Array>>;
  /** Rows without a target. */
  readonly withoutTarget: number;
  /** Rows with a target, and without the date that would place them. */
  readonly withoutDate: number;
}

/**
 * Parts a table. With a date the latest rows are out of time, by whole days: a day is never cut, so
 * that what is known of a day's rows does not help with that day's others. Of the other rows some
 * are drawn for the test in time and for validation, as many of the good as of the bad ones by
 * share; or the latest whole days validate. Same rows, plan and seed, same parts.
 *
 * @param outcome - 1, 0 or 255 for unknown, as `checkPlan` gives it.
 */
export function splitRows(table: Table, outcome: Uint8Array, plan: ResolvedPlan): RowSplit {
  const { split, seed } = plan;
  const parts: Parts = new Uint8Array(table.rows).fill(NO_PART);
  const days = split.date === undefined ? undefined : daysOf(columnOf(table, split.date)!);
  const usable: number[] = [];
  const missing = { target: 0, date: 0 };
  for (let row = 0; row < table.rows; row++) {
    if (outcome[row] === NO_OUTCOME) missing.target++;
    else if (days && Number.isNaN(days[row])) missing.date++;
    else usable.push(row);
  }
  let inTime: Int32Array = Int32Array.from(usable);
  if (days) {
    const first =
      split.from === undefined ? firstDay(inTime, days, split.outOfTime!) : dayOf(split.from);
    inTime = takeFrom(first, inTime, days, parts, CODE['out-of-time']);
  }
  // Shares are of all rows in time, whichever part is drawn first.
  const count = { test: split.test * inTime.length, validation: split.validation * inTime.length };
  if (days && split.validateLatest && split.validation > 0) {
    const first = firstDay(inTime, days, split.validation);
    inTime = takeFrom(first, inTime, days, parts, CODE.validation);
    count.validation = 0;
  }
  drawByOutcome(inTime, outcome, seed, parts, [
    [CODE['in-time'], count.test / inTime.length],
    [CODE.validation, count.validation / inTime.length],
  ]);
  return {
    parts,
    rows: rowsOf(parts),
    withoutTarget: missing.target,
    withoutDate: missing.date,
  };
}

/**
 * Gives the rows from a day on to a part.
 *
 * @returns the rows that are left.
 */
function takeFrom(
  first: number,
  rows: Int32Array,
  days: Float64Array,
  parts: Parts,
  code: number,
): Int32Array {
  return rows.filter((row) => {
    const earlier = days[row]! < first;
    if (!earlier) parts[row] = code;
    return earlier;
  });
}

/**
 * Where the latest days begin that hold a share of the rows, as nearly as whole days allow: at least
 * a day is left before.
 */
function firstDay(rows: Int32Array, days: Float64Array, share: number): number {
  const sorted = Float64Array.from(rows, (row) => days[row]!).sort();
  const wanted = rows.length * (1 - share);
  let best = Infinity;
  let distance = Infinity;
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) continue;
    const off = Math.abs(i - wanted);
    if (off < distance) [best, distance] = [sorted[i]!, off];
  }
  return best;
}

/** Draws a share of the rows for each part, of each outcome by itself; the rest trains. */
function drawByOutcome(
  rows: Int32Array,
  outcome: Uint8Array,
  seed: number,
  parts: Parts,
  shares: readonly (readonly [code: number, share: number])[],
): void {
  const random = createRandom(seed);
  for (const of of [1, 0]) {
    const same = rows.filter((row) => outcome[row] === of);
    const order = shuffled(same.length, random);
    let at = 0;
    for (const [code, share] of shares) {
      const count = Math.round(share * same.length);
      for (const i of order.subarray(at, at + count)) parts[same[i]!] = code;
      at += count;
    }
    for (const i of order.subarray(at)) parts[same[i]!] = CODE.train;
  }
}

function rowsOf(parts: Parts): Record<Part, Int32Array> {
  const rows = Object.fromEntries(PARTS.map((part) => [part, [] as number[]]));
  parts.forEach((code, row) => {
    if (code !== NO_PART) rows[PARTS[code]!]!.push(row);
  });
  return Object.fromEntries(PARTS.map((part) => [part, Int32Array.from(rows[part]!)])) as Record<
    Part,
    Int32Array
  >;
}
