import type { ColumnProfile } from './facts.js';
import type { TableColumn } from './table.js';

/** Values that are listed at most. */
const LISTED = 20;

/** Numbers with more distinct values than this are described by their bounds alone. */
const FEW_NUMBERS = 50;

/** What there is to count in a column. */
export type ColumnCounts = Omit<ColumnProfile, 'role' | 'reasons'>;

/** Counts missing and distinct values, and lists bounds and the most frequent ones. */
export function countColumn(column: TableColumn): ColumnCounts {
  const { name, kind } = column;
  if (column.kind === 'text') {
    const rows = new Uint32Array(column.words.length);
    let missing = 0;
    for (const code of column.codes) {
      if (code < 0) missing++;
      else rows[code]!++;
    }
    const values = mostFrequent(column.words, rows);
    return { name, kind, missing, distinct: rows.length, values };
  }
  // Sorted, equal ones stand together, and NaN last.
  const sorted = column.values.slice().sort();
  let there = sorted.length;
  while (there > 0 && Number.isNaN(sorted[there - 1]!)) there--;
  const missing = sorted.length - there;
  if (there === 0) return { name, kind, missing, distinct: 0 };
  const distinct: number[] = [];
  const rows: number[] = [];
  let count = 0;
  for (let i = 0; i < there; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) {
      if (count <= FEW_NUMBERS) rows[count - 1]!++;
    } else if (++count <= FEW_NUMBERS) {
      distinct.push(sorted[i]!);
      rows.push(1);
    }
  }
  const bounds = { min: sorted[0]!, max: sorted[there - 1]! };
  const values =
    kind === 'number' && count <= FEW_NUMBERS ? mostFrequent(distinct, rows) : undefined;
  return { name, kind, missing, distinct: count, ...bounds, ...(values && { values }) };
}

function mostFrequent<T extends string | number>(
  values: readonly T[],
  rows: ArrayLike<number>,
): readonly { readonly value: T; readonly rows: number }[] {
  // Of a million words, only the first few are wanted: a sort of places is quick enough.
  const places = Uint32Array.from(values.keys()).sort((a, b) => rows[b]! - rows[a]! || a - b);
  return Array.from(places.subarray(0, LISTED), (i) => ({ value: values[i]!, rows: rows[i]! }));
}
