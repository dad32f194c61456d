import { readByteRows } from './byte-rows.js';
import { ColumnCells } from './column-cells.js';
import { settleColumn } from './column-kind.js';
import { toUtf8 } from './encoding.js';
import type { FileFacts } from './facts.js';
import { foreignKind } from './file-kind.js';
import { habitsOf } from './file-habits.js';
import { findHeader, type Header, type SampleRow } from './header.js';
import { TableIssues, tableRefusal } from './issues.js';
import { MAX_BYTES, MAX_CELLS, MAX_COLUMNS } from './limits.js';
import { NoteList } from './notes.js';
import { readQuotedRows } from './quoted-rows.js';
import type { OnRow } from './row-cells.js';
import { RowFilter } from './row-filter.js';
import { findSeparator } from './separator.js';
import type { Table, TableColumn } from './table.js';
import { surveyWords } from './word-survey.js';

/** What the caller knows better than the file says. */
export interface ReadTableOptions {
  /** @defaultValue found out from the bytes */
  readonly encoding?: FileFacts['encoding'];
  /** @defaultValue found out from the first lines */
  readonly separator?: FileFacts['separator'];
}

/** Rows that are looked at to find the header, and cells of them. */
const SAMPLE_ROWS = 100;
const SAMPLE_CELLS = 200_000;

const QUOTE = 0x22;

/**
 * Reads a file of separated values (CSV) as typed columns, and says what it made of it.
 *
 * What has more than one reading is decided by a whole column, or by the file; what was made good is
 * a note, with its line and without its content; what cannot be read is refused.
 *
 * Takes up to {@link MAX_BYTES} and {@link MAX_CELLS}, in time and memory that grow with the file.
 *
 * @throws RiskError `TABLE_INVALID` with up to 200 issues, by line. No cell is quoted.
 */
export function readTable(
  bytes: Uint8Array,
  options: ReadTableOptions = {},
): { readonly table: Table; readonly facts: FileFacts } {
  const notes = new NoteList();
  const text = textOf(bytes, notes, options);
  const { separator, skip } = findSeparator(text.bytes, notes, options.separator);
  const source: Source = {
    bytes: text.bytes.subarray(skip),
    separator,
    firstLine: skip > 0 ? 2 : 1,
    quotedUntil: quotedUntil(text.bytes.subarray(skip)),
  };
  const sample = sampleOf(source);
  const header = findHeader(sample, notes);
  const from = sample[header.before]?.line ?? Infinity;
  const cells = header.names.map((name) => new ColumnCells(name));
  const issues = new TableIssues();
  readColumns(source, header, from, cells, notes, issues);
  issues.throwIfAny();
  const rows = cells[0]!.rows;
  if (rows === 0) throw tableRefusal('ROWS', 'file', 'rows under the line of names', 'none');
  const columns = settleAll(source, header, from, cells, notes);
  if (columns.length === 1) notes.add('ONE_COLUMN', 'file');
  return {
    table: { rows, columns },
    facts: { encoding: text.encoding, separator, rows, notes: notes.list() },
  };
}

/** Where rows come from; they can be read more than once. */
interface Source {
  readonly bytes: Uint8Array;
  readonly separator: FileFacts['separator'];
  readonly firstLine: number;
  /** End of the last line with a quote. */
  readonly quotedUntil: number;
}

function textOf(bytes: Uint8Array, notes: NoteList, { encoding }: ReadTableOptions) {
  const expected = 'a table as text (CSV)';
  if (bytes.length > MAX_BYTES) {
    throw tableRefusal('FILE_TOO_LARGE', 'file', `at most ${MAX_BYTES} bytes`, `${bytes.length}`);
  }
  const kind = foreignKind(bytes);
  if (kind !== undefined) throw tableRefusal('FILE_KIND', 'file', expected, kind);
  const text = toUtf8(bytes, notes, encoding);
  const nul = text.bytes.indexOf(0);
  if (nul >= 0) {
    let line = 1;
    for (let i = 0; i < nul; i++) if (text.bytes[i] === 10) line++;
    throw tableRefusal('NUL_BYTE', `line ${line}`, expected, 'a NUL character');
  }
  return text;
}

/** Reads rows by Papa Parse as far as there are quotes, and by bytes behind them. */
function readRows(source: Source, issues: TableIssues, onRow: OnRow): void {
  const { bytes, separator, firstLine, quotedUntil: end } = source;
  let before = firstLine - 1;
  const take: OnRow = (cells, line) => onRow(cells, line + before);
  if (end > 0) {
    const next = readQuotedRows(bytes.subarray(0, end), separator, issues, take);
    if (next === undefined) return;
    before += next - 1;
  }
  readByteRows(bytes.subarray(end), separator.charCodeAt(0), take);
}

/** Where rows without quotes begin for good: often under a line of quoted names. */
function quotedUntil(bytes: Uint8Array): number {
  const last = bytes.lastIndexOf(QUOTE);
  if (last < 0) return 0;
  const [lf, cr] = [10, 13].map((end) => bytes.indexOf(end, last)) as [number, number];
  if (lf < 0 && cr < 0) return bytes.length;
  // CR LF is one end of a line.
  if (lf < 0 || (cr >= 0 && cr < lf - 1)) return cr + 1;
  return lf + 1;
}

/** The first rows that are not empty. */
function sampleOf(source: Source): readonly SampleRow[] {
  const sample: SampleRow[] = [];
  const issues = new TableIssues();
  let cells = 0;
  readRows(source, issues, (row, line) => {
    if (row.count > MAX_COLUMNS) {
      const expected = `at most ${MAX_COLUMNS} columns`;
      throw tableRefusal('COLUMNS_TOO_MANY', `line ${line}`, expected, `${row.count}`);
    }
    const texts = Array.from({ length: row.count }, (_, i) => row.text(i));
    if (texts.every((text) => text.trim() === '')) return;
    sample.push({ texts, line });
    cells += texts.length;
    if (sample.length >= SAMPLE_ROWS || (cells > SAMPLE_CELLS && sample.length > 3)) return false;
  });
  if (sample.length > 0) return sample;
  issues.throwIfAny();
  throw tableRefusal('EMPTY', 'file', 'a line of names and rows', 'nothing');
}

function readColumns(
  source: Source,
  header: Header,
  from: number,
  columns: readonly (ColumnCells | undefined)[],
  notes: NoteList,
  issues: TableIssues,
): void {
  const width = header.names.length;
  let rows = 0;
  const filter = new RowFilter(header, notes, issues, (cells, line) => {
    if (++rows * width > MAX_CELLS) {
      throw tableRefusal('TOO_MANY_CELLS', `line ${line}`, `at most ${MAX_CELLS} cells`);
    }
    for (let i = 0; i < width; i++) columns[i]?.add(cells, i, line);
  });
  readRows(source, issues, (cells, line) => {
    if (line >= from) filter.take(cells, line);
  });
  filter.end();
}

/** Decides what each column is; those whose spelling matters are read a second time. */
function settleAll(
  source: Source,
  header: Header,
  from: number,
  cells: readonly ColumnCells[],
  notes: NoteList,
): readonly TableColumn[] {
  const surveys = cells.map(surveyWords);
  const habits = habitsOf(surveys);
  const settle = (column: ColumnCells, survey = surveyWords(column)) => {
    const own = new NoteList();
    const settled = settleColumn(column, survey, habits, own);
    if (settled !== 'respell') notes.addAll(own);
    return settled;
  };
  const settled = cells.map((column, i) => settle(column, surveys[i]));
  const spelled = settled.map((column, i) =>
    column === 'respell' ? new ColumnCells(cells[i]!.name, true) : undefined,
  );
  if (spelled.some(Boolean)) {
    readColumns(source, header, from, spelled, new NoteList(), new TableIssues());
  }
  const columns = settled.map((column, i) => {
    const again = column === 'respell' ? settle(spelled[i]!) : column;
    if (again === 'respell') throw new Error('a column of texts has no spelling to look up');
    return again;
  });
  return columns.filter((column, i) => {
    const named = (header.cells[i] ?? '').trim() !== '';
    const empty = column.kind === 'number' && column.values.every((value) => value !== value);
    if (named || !empty || header.cells.length === 0) return true;
    notes.add('COLUMN_DROPPED', column.name);
    return false;
  });
}
