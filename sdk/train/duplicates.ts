import { columnOf, type Table, type TableColumn } from '../table/table.js';
import type { RowSplit } from './split-rows.js';

/**
 * Rows outside the training part that are in it as well, with the same raw value in every feature
 * and the same outcome: a model that remembers them looks better than it is.
 */
export function countDuplicates(
  table: Table,
  features: readonly string[],
  outcome: Uint8Array,
  { rows }: RowSplit,
): number {
  const columns = features.map((name) => columnOf(table, name)!);
  const hashes = hashRows(columns, outcome, table.rows);
  // Rows with one hash are rare beside each other: the first is kept, the others are found from it.
  const first = new Map<number, number>();
  const next = new Map<number, number>();
  for (const row of rows.train) {
    const hash = hashes[row]!;
    const other = first.get(hash);
    if (other === undefined) first.set(hash, row);
    else if (!isSame(columns, outcome, other, row)) {
      next.set(row, other);
      first.set(hash, row);
    }
  }
  const isKnown = (row: number): boolean => {
    for (let at = first.get(hashes[row]!); at !== undefined; at = next.get(at)) {
      if (isSame(columns, outcome, at, row)) return true;
    }
    return false;
  };
  let count = 0;
  for (const part of ['validation', 'in-time', 'out-of-time'] as const) {
    for (const row of rows[part]) if (isKnown(row)) count++;
  }
  return count;
}

/** The two halves of a missing number, which has many: any will do, as long as it is always the same. */
const MISSING = [0, 0x7ff80000] as const;

/** 52 bits a row, as whole numbers. */
function hashRows(
  columns: readonly TableColumn[],
  outcome: Uint8Array,
  rows: number,
): Float64Array {
  const low = new Uint32Array(rows);
  const high = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    low[row] = 0x9e3779b9 ^ outcome[row]!;
    high[row] = 0x85ebca6b ^ outcome[row]!;
  }
  const add = (row: number, a: number, b: number) => {
    low[row] = mix(low[row]! ^ a, b);
    high[row] = mix(high[row]! ^ b, a);
  };
  for (const column of columns) {
    if (column.kind === 'text') {
      for (let row = 0; row < rows; row++) add(row, column.codes[row]!, 0);
      continue;
    }
    const { values } = column;
    const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * rows);
    for (let row = 0; row < rows; row++) {
      const value = values[row]!;
      if (Number.isNaN(value)) add(row, ...MISSING);
      // One zero of two.
      else if (value === 0) add(row, 0, 0);
      else add(row, halves[2 * row]!, halves[2 * row + 1]!);
    }
  }
  const hashes = new Float64Array(rows);
  for (let row = 0; row < rows; row++) hashes[row] = (high[row]! & 0xfffff) * 2 ** 32 + low[row]!;
  return hashes;
}

function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ b;
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isSame(
  columns: readonly TableColumn[],
  outcome: Uint8Array,
  a: number,
  b: number,
): boolean {
  if (outcome[a] !== outcome[b]) return false;
  return columns.every((column) => {
    const values = column.kind === 'text' ? column.codes : column.values;
    return values[a] === values[b] || (Number.isNaN(values[a]) && Number.isNaN(values[b]));
  });
}
