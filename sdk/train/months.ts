import { wilson } from '../fairness/proportions.js';
import { monthText } from '../table/calendar.js';
import { REACH } from './metrics/ranking.js';
import { PARTS, type Part } from './plan.js';
import type { Finding } from './report/train-report.js';
import { NO_PART, type RowSplit } from './split-rows.js';

/** The rows of a calendar month that some part takes. */
export interface Month {
  /** `2018-07`. */
  readonly month: string;
  readonly rows: Int32Array;
  readonly bad: number;
  /** The part that has most of its rows; `train` stands for all parts in time. */
  readonly part: Part;
}

/** Rows by month, earliest first. */
export function monthsOf(days: Float64Array, outcome: Uint8Array, { parts }: RowSplit): Month[] {
  const names = new Map<number, string>();
  const rows = new Map<string, number[]>();
  parts.forEach((part, row) => {
    if (part === NO_PART) return;
    const day = days[row]!;
    let month = names.get(day);
    if (month === undefined) names.set(day, (month = monthText(day)));
    let list = rows.get(month);
    if (!list) rows.set(month, (list = []));
    list.push(row);
  });
  return [...rows]
    .sort(([, a], [, b]) => days[a[0]!]! - days[b[0]!]!)
    .map(([month, list]) => ({
      month,
      rows: Int32Array.from(list),
      bad: list.reduce((sum, row) => sum + outcome[row]!, 0),
      part: partOf(list, parts),
    }));
}

function partOf(rows: readonly number[], parts: Uint8Array): Part {
  const later = rows.reduce((n, row) => n + (PARTS[parts[row]!] === 'out-of-time' ? 1 : 0), 0);
  return later * 2 > rows.length ? 'out-of-time' : 'train';
}

/** Months that say how outcomes ripen need so many in all. */
const LEAST_MONTHS = 4;

/** The latest quarter's bad rate against the rate of the first half. */
const UNRIPE = 0.6;

/**
 * Whether the latest months have so much fewer bad rows that their outcomes may not be known yet: a
 * loan that was made last month has had no time to go bad. Then out-of-time figures are of another
 * target than the one that was trained on.
 */
export function findUnripe(months: readonly Month[]): Finding[] {
  if (months.length < LEAST_MONTHS) return [];
  const late = months.slice(-Math.ceil(months.length / 4));
  const early = months.slice(0, Math.floor(months.length / 2));
  const [was, is] = [early, late].map((some) => {
    const of = some.reduce((sum, { rows }) => sum + rows.length, 0);
    return wilson({ hits: some.reduce((sum, { bad }) => sum + bad, 0), of }, REACH);
  });
  const falls = is!.value < UNRIPE * was!.value && is!.high < was!.low;
  const path = late[0]!.month;
  return falls ? [{ code: 'OUTCOME_UNRIPE', severity: 'warning', path, figure: is!.value }] : [];
}
