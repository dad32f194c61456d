import { RiskError, type Issue } from '../core/errors.js';

/** A column with one value a row: an array or a typed array. */
export type Column<T> = ArrayLike<T>;

/** Rows are bounded, so that a hostile length takes neither minutes nor the memory. */
const MAX_ROWS = 20_000_000;

/** A column with more groups than this is no grouping: ages or identifiers, most likely. */
const MAX_GROUPS = 50;

const MAX_LABEL = 200;

/** Points beyond would lose their differences in double precision. */
const MAX_POINTS = 1e12;

/** Weights further apart would leave a group with one row that counts. */
const MAX_WEIGHT = 1e6;

const MAX_ISSUES = 200;

/** Problems of all columns, told at once. No value is among them. */
export class ColumnIssues {
  readonly #issues: Issue[] = [];
  #count = 0;

  add(code: string, path: string, expected: string): void {
    if (this.#count++ < MAX_ISSUES) this.#issues.push({ code, path, expected });
  }

  /** @throws RiskError `INPUT_INVALID` with up to 200 issues. */
  raise(): void {
    const [first] = this.#issues;
    if (!first) return;
    const more = this.#count > 1 ? ` (and ${this.#count - 1} more)` : '';
    throw new RiskError('INPUT_INVALID', `${first.path} expected ${first.expected}${more}`, {
      path: first.path,
      issues: this.#issues,
    });
  }
}

/**
 * The length that all columns share.
 *
 * @throws RiskError `INPUT_INVALID` for what is no column, or too long; `SHAPE_MISMATCH` for lengths
 * that differ.
 */
export function lengthOf(columns: Readonly<Record<string, unknown>>): number {
  let rows: number | undefined;
  for (const [name, column] of Object.entries(columns)) {
    const length = isColumn(column) ? column.length : undefined;
    if (length === undefined) refuse('INPUT_INVALID', name, 'a column: an array or a typed array');
    if (length > MAX_ROWS) refuse('INPUT_INVALID', name, `at most ${MAX_ROWS} rows`);
    rows ??= length;
    if (length !== rows) refuse('SHAPE_MISMATCH', name, `${rows} rows, as in "groups"`);
  }
  return rows ?? 0;
}

function refuse(code: 'INPUT_INVALID' | 'SHAPE_MISMATCH', name: string, expected: string): never {
  throw new RiskError(code, `"${name}" expected ${expected}`, { path: name });
}

function isColumn(column: unknown): column is Column<unknown> {
  // A string has a length too.
  if (typeof column !== 'object' || column === null) return false;
  const { length } = column as { length?: unknown };
  return Number.isInteger(length) && (length as number) >= 0;
}

/** Rows by group. */
export interface GroupColumn {
  readonly labels: readonly string[];
  /** Index into `labels`; -1 where there is no group. */
  readonly index: Int32Array;
}

/** @throws RiskError `INPUT_INVALID` for too many groups. */
export function readGroups(column: Column<unknown>, issues: ColumnIssues): GroupColumn {
  const labels: string[] = [];
  const known = new Map<string, number>();
  const index = new Int32Array(column.length).fill(-1);
  for (let row = 0; row < index.length; row++) {
    const value = column[row];
    if (isMissing(value) || value === '') continue;
    const label = labelOf(value);
    if (label === undefined) {
      issues.add('GROUP_INVALID', `groups[${row}]`, `a label of up to ${MAX_LABEL} characters`);
      continue;
    }
    let at = known.get(label);
    if (at === undefined) {
      if (labels.length === MAX_GROUPS) {
        refuse('INPUT_INVALID', 'groups', `at most ${MAX_GROUPS} different groups`);
      }
      known.set(label, (at = labels.push(label) - 1));
    }
    index[row] = at;
  }
  return { labels, index };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function labelOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length <= MAX_LABEL ? value : undefined;
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  return undefined;
}

/** 1, 0, or -1 where unknown. */
export function readFlags(name: string, column: Column<unknown>, issues: ColumnIssues): Int8Array {
  const flags = new Int8Array(column.length).fill(-1);
  for (let row = 0; row < flags.length; row++) {
    const value = column[row];
    if (value === 1 || value === true) flags[row] = 1;
    else if (value === 0 || value === false) flags[row] = 0;
    else if (!isMissing(value))
      issues.add('FLAG_EXPECTED', `${name}[${row}]`, '0 or 1, or nothing');
  }
  return flags;
}

/** What numbers a column may hold. */
const RANGES = {
  points: { holds: (x: number) => Math.abs(x) <= MAX_POINTS, expected: 'a number, or nothing' },
  probability: {
    holds: (x: number) => x >= 0 && x <= 1,
    expected: 'a number from 0 to 1, or nothing',
  },
  weights: {
    holds: (x: number) => x >= 1 / MAX_WEIGHT && x <= MAX_WEIGHT,
    expected: `a number from ${1 / MAX_WEIGHT} to ${MAX_WEIGHT}`,
  },
} as const;

/** Numbers; NaN where missing. Every row needs a weight. */
export function readNumbers(
  name: keyof typeof RANGES,
  column: Column<unknown>,
  issues: ColumnIssues,
): Float64Array {
  const { holds, expected } = RANGES[name];
  const numbers = new Float64Array(column.length).fill(NaN);
  for (let row = 0; row < numbers.length; row++) {
    const value = column[row];
    if (typeof value === 'number' && holds(value)) numbers[row] = value;
    else if (name === 'weights' || !isMissing(value)) {
      issues.add('NUMBER_EXPECTED', `${name}[${row}]`, expected);
    }
  }
  return numbers;
}
