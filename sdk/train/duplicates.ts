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

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** 52 bits a row, as whole numbers. */
function hashRows(
  columns: readonly TableColumn[],
  outcome: Uint8Array,
  rows: number,
): Float64Array {
  const low = Uint32Array.from(outcome, (each) => 0x9e3779b9 ^ each);
  const high = Uint32Array.from(outcome, (each) => 0x85ebca6b ^ each);
  for (const column of columns) {
    const values = column.kind === 'text' ? column.codes : column.values;
    for (let row = 0; row < rows; row++) {
      // Adding 0 makes one zero of two, and all NaN are alike.
      number[0] = Number.isNaN(values[row]) ? NaN : values[row]! + 0;
      low[row] = mix(low[row]! ^ words[0]!, words[1]!);
      high[row] = mix(high[row]! ^ words[1]!, words[0]!);
    }
  }
  return Float64Array.from(low, (each, row) => (high[row]! & 0xfffff) * 2 ** 32 + each);
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
