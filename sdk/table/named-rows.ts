import { ColumnCells } from './column-cells.js';
import type { FileFacts, FileNote } from './facts.js';
import { TableIssues, tableRefusal } from './issues.js';
import { MAX_CELLS } from './limits.js';
import { findNames, hasNames, type NamedHeader } from './named-header.js';
import { NoteList } from './notes.js';
import type { OnRow, RowCells } from './row-cells.js';
import { RowFilter } from './row-filter.js';
import { readRows, rowSource, sampleOf, textOf, type RowSource } from './row-source.js';
import { findSeparator, SEPARATORS } from './separator.js';
import { settleColumns, type ReadColumns } from './settle-columns.js';
import type { TableColumn } from './table.js';

/** Rows of a file whose columns the caller knows by name, and what they hold. */
export interface NamedRows {
  /** Of all columns, in their order; not every one that is wanted need be there. */
  readonly names: readonly string[];
  readonly separator: FileFacts['separator'];
  /**
   * Reads all rows, the first of them being row 0.
   *
   * @returns what was made good or passed over: no cell of a row is.
   * @throws RiskError `TABLE_INVALID` with up to 200 issues, by line. No cell is quoted.
   */
  readonly read: (onRow: OnRow) => readonly FileNote[];
  /**
   * The columns as `readTable` would settle them, with its notes, and a value for every row of `read`.
   *
   * @param missing - further words that mean it, spaces around them aside.
   */
  readonly settle: (missing: ReadonlySet<string>) => {
    readonly columns: readonly TableColumn[];
    readonly notes: readonly FileNote[];
  };
}

/**
 * Opens a file as `readTable` does, and leaves its cells to a caller that knows what they are.
 *
 * What is known of the columns decides what else would be a guess: the line of names, and the
 * separator, are those with which every name is there. A row is never made good: one that is cut short
 * is refused, and one with nothing in it is a row.
 *
 * @throws RiskError `TABLE_INVALID`: an encoding that is not known, no text, nothing in it.
 */
export function openRows(bytes: Uint8Array, wanted: readonly string[]): NamedRows {
  const notes = new NoteList();
  const text = textOf(bytes, notes);
  const found = findSeparator(text.bytes, notes, separatorOf(text.bytes, wanted));
  const source = rowSource(text.bytes, found);
  const header = findNames(sampleOf(source), wanted, notes);
  const read = (onRow: OnRow): readonly FileNote[] => {
    const told = new NoteList();
    told.addAll(notes);
    readData(source, header, told, onRow);
    return told.list();
  };
  return {
    names: header.names,
    separator: found.separator,
    read,
    settle: (missing) => settle(header.names, missing, read),
  };
}

/** The first separator that parts every name from its neighbours, where one does. */
function separatorOf(
  text: Uint8Array,
  wanted: readonly string[],
): FileFacts['separator'] | undefined {
  const { skip } = findSeparator(text, new NoteList(), ',');
  return SEPARATORS.find((separator) =>
    hasNames(sampleOf(rowSource(text, { separator, skip })), wanted),
  );
}

function readData(
  source: RowSource,
  { names, cells, from }: NamedHeader,
  notes: NoteList,
  onRow: OnRow,
): void {
  const issues = new TableIssues();
  const filter = new RowFilter({ names, cells }, notes, issues, onRow, true);
  readRows(source, issues, (row, line) => {
    if (line >= from) filter.take(row, line);
  });
  filter.end();
  issues.throwIfAny();
}

function settle(
  names: readonly string[],
  missing: ReadonlySet<string>,
  read: NamedRows['read'],
): ReturnType<NamedRows['settle']> {
  const notes = new NoteList();
  const isMissing = (cells: RowCells, i: number) =>
    Number.isNaN(cells.plain(i)) && missing.has(cells.text(i).trim());
  const readInto: ReadColumns = (columns) => {
    let rows = 0;
    read((cells, line) => {
      if (++rows * columns.length > MAX_CELLS) {
        throw tableRefusal('TOO_MANY_CELLS', `line ${line}`, `at most ${MAX_CELLS} cells`);
      }
      for (let i = 0; i < columns.length; i++) {
        // A cell that is not there is an empty one.
        columns[i]?.add(cells, isMissing(cells, i) ? Infinity : i, line);
      }
    });
  };
  const cells = names.map((name) => new ColumnCells(name));
  readInto(cells);
  return { columns: settleColumns(cells, readInto, notes), notes: notes.list() };
}
