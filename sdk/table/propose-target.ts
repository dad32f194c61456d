import type { ColumnCounts } from './column-profile.js';
import { columnOf, type Table } from './table.js';
import { badValue, targetName } from './target-names.js';

/** A column that is named like a target, and which of its values means bad where that is clear. */
export interface ProposedTarget {
  readonly column: string;
  readonly bad?: string | number;
}

/** Values of a column that may be a target whose bad value people must choose. */
const MOST_VALUES = 12;

/**
 * The column that is most surely the target by its name: of two values, one of them bad. Of several
 * with the same name, or without a value that means bad, the first is proposed without one.
 */
export function proposeTarget(columns: readonly ColumnCounts[]): ProposedTarget | undefined {
  const named = columns
    .flatMap((column) => {
      const name = targetName(column.name);
      const values = column.values ?? [];
      if (!name || column.kind === 'date' || values.length < 2) return [];
      if (column.distinct > MOST_VALUES) return [];
      const [a, b] = values;
      const bad = column.distinct === 2 ? badValue([a!, b!], name.means) : undefined;
      return [{ column: column.name, rank: name.rank, bad }];
    })
    .sort((a, b) => Number(a.bad === undefined) - Number(b.bad === undefined) || a.rank - b.rank);
  const [best] = named;
  if (!best) return undefined;
  return best.bad === undefined ? { column: best.column } : { column: best.column, bad: best.bad };
}

/** 1 for bad, 0 for good, 255 for missing: u8[rows]. */
export function outcomeOf(table: Table, name: string, bad: string | number): Uint8Array {
  const column = columnOf(table, name)!;
  if (column.kind !== 'text') {
    return Uint8Array.from(column.values, (v) => (Number.isNaN(v) ? 255 : v === bad ? 1 : 0));
  }
  const code = column.words.indexOf(String(bad));
  return Uint8Array.from(column.codes, (c) => (c < 0 ? 255 : c === code ? 1 : 0));
}
