import { readByteRows } from './byte-rows.js';
import { toUtf8, type Utf8Text } from './encoding.js';
import type { FileFacts } from './facts.js';
import { foreignKind } from './file-kind.js';
import type { SampleRow } from './header.js';
import { TableIssues, tableRefusal } from './issues.js';
import { MAX_BYTES, MAX_COLUMNS } from './limits.js';
import type { NoteList } from './notes.js';
import { readQuotedRows } from './quoted-rows.js';
import type { OnRow } from './row-cells.js';
import type { FoundSeparator } from './separator.js';

/** Rows that are looked at to find the header, and cells of them. */
const SAMPLE_ROWS = 100;
const SAMPLE_CELLS = 200_000;

const QUOTE = 0x22;

/** Where rows come from; they can be read more than once. */
export interface RowSource {
  readonly bytes: Uint8Array;
  readonly separator: FileFacts['separator'];
  readonly firstLine: number;
  /** End of the last line with a quote. */
  readonly quotedUntil: number;
}

/**
 * The text of a file as UTF-8.
 *
 * @param encoding - found out from the bytes without.
 * @throws RiskError `TABLE_INVALID` for a file that is too large, no text, or of no known encoding.
 */
export function textOf(
  bytes: Uint8Array,
  notes: NoteList,
  encoding?: FileFacts['encoding'],
): Utf8Text {
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

/** The rows of a text whose separator is known. */
export function rowSource(text: Uint8Array, { separator, skip }: FoundSeparator): RowSource {
  const bytes = text.subarray(skip);
  return { bytes, separator, firstLine: skip > 0 ? 2 : 1, quotedUntil: quotedUntil(bytes) };
}

/** Reads rows by Papa Parse as far as there are quotes, and by bytes behind them. */
export function readRows(source: RowSource, issues: TableIssues, onRow: OnRow): void {
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

/**
 * The first rows that are not empty.
 *
 * @throws RiskError `TABLE_INVALID` where there are none, or too many columns.
 */
export function sampleOf(source: RowSource): readonly SampleRow[] {
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
