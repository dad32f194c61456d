import type { ColumnInput, Columns } from '../../scoring/results.js';
import type { Table, TableColumn } from '../../table/table.js';

/**
 * Raw cells of a table as a teacher is asked about them: numbers and words; NaN or null for missing. Dates
 * are not among them: a teacher that asks for one means a number, and nobody knows which.
 *
 * @param sourceOf - the row of the table that gives each cell of a column.
 */
export function rawColumns(table: Table, sourceOf: (column: TableColumn) => Int32Array): Columns {
  return Object.fromEntries(
    table.columns
      .filter(({ kind }) => kind !== 'date')
      .map((column) => [column.name, cellsOf(column, sourceOf(column))]),
  );
}

function cellsOf(column: TableColumn, source: Int32Array): ColumnInput {
  if (column.kind !== 'text') {
    const cells = new Float64Array(source.length);
    for (let i = 0; i < source.length; i++) cells[i] = column.values[source[i]!]!;
    return cells;
  }
  const { codes, words } = column;
  return Array.from(source, (row) => (codes[row]! < 0 ? null : words[codes[row]!]!));
}
