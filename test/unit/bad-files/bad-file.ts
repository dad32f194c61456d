import { createRandom } from '../../../sdk/core/random.js';
import type { NoteCode } from '../../../sdk/table/facts.js';
import type { Table } from '../../../sdk/table/table.js';

/** What must come of a file. */
export type Expected =
  /** Code of the first issue, and its path where that is certain. */
  | { readonly refused: string; readonly path?: string }
  /** Codes of all notes, in any order; and what is to be looked at in the table. */
  | {
      readonly notes: readonly NoteCode[];
      readonly rows?: number;
      readonly table?: (table: Table) => unknown;
      readonly is?: unknown;
    };

/** One kind of bad file. */
export interface BadFile {
  readonly name: string;
  readonly file: string | Uint8Array;
  readonly expected: Expected;
}

/** A file that is refused. */
export function refused(
  name: string,
  file: string | Uint8Array,
  code: string,
  path?: string,
): BadFile {
  return { name, file, expected: { refused: code, ...(path !== undefined && { path }) } };
}

/** A file that is read, with notes; `is` is what `table` gives. */
export function read(
  name: string,
  file: string | Uint8Array,
  notes: readonly NoteCode[],
  table?: (table: Table) => unknown,
  is?: unknown,
): BadFile {
  return { name, file, expected: { notes, ...(table && { table, is }) } };
}

export type Cells = string[][];

/** A sound file of loans: names, and 60 rows. */
export function soundCells(rows = 60): Cells {
  const random = createRandom(7);
  const purposes = ['car', 'home', 'study'];
  return [
    ['id', 'date', 'income', 'rate', 'purpose', 'bad'],
    ...Array.from({ length: rows }, (_, i) => [
      `${1001 + i}`,
      `2018-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
      `${2000 + random.below(9000)}.5`,
      `${5 + random.below(2000) / 100}`,
      purposes[random.below(3)]!,
      `${i % 3 === 0 ? 1 : 0}`,
    ]),
  ];
}

/** Cells as a file. */
export function csv(cells: readonly (readonly string[])[], separator = ',', end = '\n'): string {
  return cells.map((row) => row.join(separator) + end).join('');
}

/** The sound file after a change to its cells. */
export function changed(change: (cells: Cells) => void, rows?: number): string {
  const cells = soundCells(rows);
  change(cells);
  return csv(cells);
}

/** The sound file with one column of other cells: `of(row)`, rows from 0. */
export function withColumn(name: string, of: (row: number) => string, rows?: number): string {
  return changed((cells) => {
    cells[0]!.push(name);
    cells.slice(1).forEach((row, i) => row.push(of(i)));
  }, rows);
}

/** A column as kind and first values: `number 1 2`, `text a b`, `date 17712`. */
export function column(name: string, rows = 3): (table: Table) => string {
  return (table) => {
    const found = table.columns.find((each) => each.name === name);
    if (!found) return 'absent';
    const values = Array.from({ length: Math.min(rows, table.rows) }, (_, row) =>
      found.kind === 'text' ? (found.words[found.codes[row]!] ?? '-') : found.values[row],
    );
    return `${found.kind} ${values.join(' ')}`;
  };
}

export const names = (table: Table): string => table.columns.map(({ name }) => name).join(' ');
export const size = (table: Table): string => `${table.rows} x ${table.columns.length}`;

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : [...part])),
  );
}

/** UTF-16 of a text, with or without a mark. */
export function utf16(text: string, little: boolean, mark: boolean): Uint8Array<ArrayBuffer> {
  const units = mark ? `\ufeff${text}` : text;
  const view = new DataView(new ArrayBuffer(2 * units.length));
  for (let i = 0; i < units.length; i++) view.setUint16(2 * i, units.charCodeAt(i), little);
  return new Uint8Array(view.buffer);
}
