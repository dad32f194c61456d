import { FLOAT_ORDER } from '../../core/float-order.js';

/**
 * Where the answer of a test changes along a number line, found exactly: by bisection over the
 * floating-point numbers themselves, not over a grid.
 */

/** The numbers that a field can take: all float64 or float32 ones between two, or all integers. */
export interface Domain {
  readonly min: number;
  readonly max: number;
  readonly grid: 'float64' | 'float32' | 'integer';
}

/** The next number of a domain's grid above a value. */
export function above(value: number, grid: Domain['grid']): number {
  if (grid === 'integer') return Math.floor(value) + 1;
  const { round, next } = FLOAT_ORDER[grid];
  return round(value) > value ? round(value) : next(round(value));
}

/** The next number of a domain's grid below a value. */
export function below(value: number, grid: Domain['grid']): number {
  if (grid === 'integer') return Math.ceil(value) - 1;
  const { round, previous } = FLOAT_ORDER[grid];
  return round(value) < value ? round(value) : previous(round(value));
}

/** The first number of a domain's grid that is not below a value. */
function ceilTo(value: number, grid: Domain['grid']): number {
  if (grid === 'integer') return Math.ceil(value);
  const { round, next } = FLOAT_ORDER[grid];
  return round(value) >= value ? round(value) : next(round(value));
}

function middleOf(low: number, high: number, grid: Domain['grid']): number {
  return grid === 'integer'
    ? Math.floor(low + (high - low) / 2)
    : FLOAT_ORDER[grid].middle(low, high);
}

/**
 * The cut points of a test on a domain: ascending numbers c such that the test answers the same
 * for all numbers between neighbouring ones (c itself belongs above).
 *
 * @param breaks - ascending; between two of them the answer changes at most once.
 * @param guesses - where the answer may change; tried before searching.
 */
export function cutsOf(
  domain: Domain,
  breaks: readonly number[],
  test: (value: number) => unknown,
  guesses: readonly number[] = [],
): number[] {
  const { min, max, grid } = domain;
  const cuts: number[] = [];
  let first = min;
  let before: unknown;
  const inside = breaks
    .map((each) => ceilTo(each, grid))
    .filter((each, k, all) => each > min && each <= max && each !== all[k - 1]);
  for (let k = 0; k <= inside.length; k++) {
    const last = k < inside.length ? below(inside[k]!, grid) : max;
    const atFirst = test(first);
    if (k > 0 && atFirst !== before) cuts.push(first);
    before = test(last);
    if (before !== atFirst) cuts.push(changeBetween(first, last, atFirst, grid, test, guesses));
    if (k < inside.length) first = inside[k]!;
  }
  return cuts;
}

/** The first number above `low` with another answer than `low` has. `high` has another. */
function changeBetween(
  low: number,
  high: number,
  answer: unknown,
  grid: Domain['grid'],
  test: (value: number) => unknown,
  guesses: readonly number[],
): number {
  for (const guess of guesses) {
    const at = ceilTo(guess, grid);
    if (at <= low || at > high) continue;
    if (test(at) !== answer && test(below(at, grid)) === answer) return at;
  }
  for (;;) {
    const middle = middleOf(low, high, grid);
    if (middle <= low || middle >= high) return Math.min(above(low, grid), high);
    if (test(middle) === answer) low = middle;
    else high = middle;
  }
}

/** Ascending and distinct numbers of several lists. */
export function mergeCuts(lists: readonly (readonly number[])[]): number[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return [...(filled[0] ?? [])];
  return [...new Set(filled.flat())].sort((a, b) => a - b);
}
