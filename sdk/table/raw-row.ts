import { columnOf, type Table } from './table.js';
import { RiskError } from '../core/errors.js';

/**
 * One row as raw values by column, as a model takes them: numbers as numbers, words as words, dates
 * as days since 1970-01-01, null for missing.
 *
 * @param names - columns that are wanted; all without.
 * @throws RiskError `OPTION_INVALID` for a row or a column that is not there.
 */
export function rawRow(
  table: Table,
  row: number,
  names: readonly string[] = table.columns.map(({ name }) => name),
): Readonly<Record<string, number | string | null>> {
  if (!Number.isInteger(row) || row < 0 || row >= table.rows) {
    throw new RiskError('OPTION_INVALID', `"row" expected a whole number below ${table.rows}`, {
      path: 'row',
    });
  }
  return Object.fromEntries(
    names.map((name) => {
      const column = columnOf(table, name);
      if (!column) {
        throw new RiskError('OPTION_INVALID', 'expected a column of the table', { path: name });
      }
      if (column.kind === 'text') return [name, column.words[column.codes[row]!] ?? null];
      const value = column.values[row]!;
      return [name, Number.isNaN(value) ? null : value];
    }),
  );
}
