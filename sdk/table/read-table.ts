import { ColumnCells } from './column-cells.js';
import type { FileFacts } from './facts.js';
import { findHeader } from './header.js';
import { TableIssues, tableRefusal } from './issues.js';
import { MAX_CELLS } from './limits.js';
import { NoteList } from './notes.js';
import { RowFilter } from './row-filter.js';
import { readRows, rowSource, sampleOf, textOf } from './row-source.js';
import { findSeparator } from './separator.js';
import { settleColumns, type ReadColumns } from './settle-columns.js';
import type { Table } from './table.js';

/** What the caller knows better than the file says. */
export interface ReadTableOptions {
  /** @defaultValue found out from the bytes */
  readonly encoding?: FileFacts['encoding'];
  /** @defaultValue found out from the first lines */
  readonly separator?: FileFacts['separator'];
}

/**
 * Reads a file of separated values (CSV) as typed columns, and says what it made of it.
 *
 * What has more than one reading is decided by a whole column, or by the file; what was made good is
 * a note, with its line and without its content; what cannot be read is refused.
 *
 * Takes up to `MAX_BYTES` with `MAX_CELLS`, in time and memory that grow with the file.
 *
 * @throws RiskError `TABLE_INVALID` with up to 200 issues, by line. No cell is quoted.
 */
export function readTable(
  bytes: Uint8Array,
  options: ReadTableOptions = {},
): { readonly table: Table; readonly facts: FileFacts } {
  const notes = new NoteList();
  const text = textOf(bytes, notes, options.encoding);
  const found = findSeparator(text.bytes, notes, options.separator);
  const source = rowSource(text.bytes, found);
  const sample = sampleOf(source);
  const header = findHeader(sample, notes);
  const from = sample[header.before]?.line ?? Infinity;
  const readInto = (columns: Parameters<ReadColumns>[0], told: NoteList, issues: TableIssues) => {
    let rows = 0;
    const width = header.names.length;
    const filter = new RowFilter(header, told, issues, (cells, line) => {
      if (++rows * width > MAX_CELLS) {
        throw tableRefusal('TOO_MANY_CELLS', `line ${line}`, `at most ${MAX_CELLS} cells`);
      }
      for (let i = 0; i < width; i++) columns[i]?.add(cells, i, line);
    });
    readRows(source, issues, (cells, line) => {
      if (line >= from) filter.take(cells, line);
    });
    filter.end();
  };
  const cells = header.names.map((name) => new ColumnCells(name));
  const issues = new TableIssues();
  readInto(cells, notes, issues);
  issues.throwIfAny();
  const rows = cells[0]!.rows;
  if (rows === 0) throw tableRefusal('ROWS', 'file', 'rows under the line of names', 'none');
  const again: ReadColumns = (columns) => readInto(columns, new NoteList(), new TableIssues());
  const columns = settleColumns(cells, again, notes).filter((column, i) => {
    const named = (header.cells[i] ?? '').trim() !== '';
    const empty = column.kind === 'number' && column.values.every((value) => value !== value);
    if (named || !empty || header.cells.length === 0) return true;
    notes.add('COLUMN_DROPPED', column.name);
    return false;
  });
  if (columns.length === 1) notes.add('ONE_COLUMN', 'file');
  return {
    table: { rows, columns },
    facts: { encoding: text.encoding, separator: found.separator, rows, notes: notes.list() },
  };
}
