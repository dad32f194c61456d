import type { TableColumn } from './table.js';

/** A single fact known beforehand never ranks applicants so well. */
const TOO_GOOD = 0.95;

/** Rows that are looked at, evenly spread over the table. */
const LOOKED_AT = 20_000;

/** With fewer rows of a class anything may look too good. */
const LEAST = 20;

/** Words of a text from which each has too few rows to say anything. */
const MOST_WORDS = 50;

/**
 * Whether a column ranks bad before good rows (nearly) by itself, in one direction or the other,
 * with "missing" at either end. A first look by the proposed target; training looks closer.
 *
 * @param outcome - 1 bad, 0 good, 255 unknown.
 */
export function tellsAlone(column: TableColumn, outcome: Uint8Array): boolean {
  if (column.kind === 'text' && column.words.length > MOST_WORDS) return false;
  const step = Math.max(1, Math.ceil(outcome.length / LOOKED_AT));
  const values: number[] = [];
  const bads: number[] = [];
  const missing = [0, 0];
  const sums = [0, 0];
  for (let row = 0; row < outcome.length; row += step) {
    const bad = outcome[row]!;
    if (bad > 1) continue;
    sums[bad]!++;
    const value = column.kind === 'text' ? column.codes[row]! : column.values[row]!;
    if (Number.isNaN(value) || (column.kind === 'text' && value < 0)) missing[bad]!++;
    else {
      values.push(value);
      bads.push(bad);
    }
  }
  const [good, bad] = sums as [number, number];
  if (good < LEAST || bad < LEAST) return false;
  const groups = groupsOf(values, bads);
  // Words have no order but that of their rates.
  if (column.kind === 'text') groups.sort((a, b) => rate(a) - rate(b));
  const gone = { good: missing[0]!, bad: missing[1]! };
  const low = aucOf([gone, ...groups], good, bad);
  const high = aucOf([...groups, gone], good, bad);
  return Math.max(low, 1 - low, high, 1 - high) > TOO_GOOD;
}

interface Group {
  good: number;
  bad: number;
}

function rate({ good, bad }: Group): number {
  return bad / (good + bad);
}

/** Rows of each value, ascending. */
function groupsOf(values: readonly number[], bads: readonly number[]): Group[] {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const groups: Group[] = [];
  order.forEach((at, i) => {
    if (i === 0 || values[at] !== values[order[i - 1]!]) groups.push({ good: 0, bad: 0 });
    groups.at(-1)![bads[at] === 1 ? 'bad' : 'good']++;
  });
  return groups;
}

function aucOf(groups: readonly Group[], good: number, bad: number): number {
  let below = 0;
  let pairs = 0;
  for (const group of groups) {
    pairs += group.bad * (below + group.good / 2);
    below += group.good;
  }
  return pairs / (good * bad);
}
