import Papa from 'papaparse';
import type { TableIssues } from './issues.js';
import { TextCells, type OnRow } from './row-cells.js';

/** Bytes that are decoded and parsed at a time: few enough for cells to be gone before they are old. */
const STEP = 2 ** 16;

/** A row with quotes and more characters than this is none: most likely one was never closed. */
const MAX_ROW = 2 ** 22;

const AFTER_QUOTE = 'a separator or the end of the line after a closing quote';

/** What Papa Parse's inner parser gives; its types leave it open. */
interface Parsed {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly code: string; readonly row: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * Reads rows of a text with quotes (RFC 4180), by Papa Parse, in pieces: however long the file, no
 * more than a piece and one row are held as text. Line ends become LF, within cells too.
 *
 * Faults go to `issues` by line; rows after a fault are not given, as their cells may be anybody's.
 *
 * @returns the line after the last one, or `undefined` after a fault, or where `onRow` had enough.
 */
export function readQuotedRows(
  bytes: Uint8Array,
  separator: string,
  issues: TableIssues,
  onRow: OnRow,
): number | undefined {
  const parser = new Papa.Parser({ delimiter: separator, newline: '\n', quoteChar: '"' });
  const cells = new TextCells();
  const texts = new TextPieces(bytes);
  let pending = '';
  let line = 1;
  for (let step = STEP; ;) {
    pending += texts.next(step);
    const last = texts.done;
    if (last && pending === '') return line;
    if (last && !pending.endsWith('\n')) pending += '\n';
    const { data, errors, meta } = parser.parse(pending, 0, true) as Parsed;
    const broken = errors.find(({ row }) => row < data.length)?.row ?? data.length;
    const multiline = countLines(pending, meta.cursor) > data.length;
    for (let row = 0; row < broken; row++) {
      cells.texts = data[row]!;
      if (onRow(cells, line) === false) return undefined;
      line += multiline ? 1 + linesWithin(cells.texts) : 1;
    }
    // One fault in a row that goes on may come of where the piece ends: spaces after a quote.
    const unfinished = errors.filter(({ row }) => row >= data.length).length;
    if (broken < data.length || unfinished > 1 || (last && unfinished > 0)) {
      issues.add('QUOTE_BROKEN', `line ${line}`, AFTER_QUOTE);
      return undefined;
    }
    pending = pending.slice(meta.cursor);
    if (last && pending === '') return line;
    if (last || (pending.length > MAX_ROW && pending.includes('\n'))) {
      issues.add('QUOTE_OPEN', `line ${line}`, 'a closing quote');
      return undefined;
    }
    if (pending.length > MAX_ROW) {
      issues.add('ROW_TOO_LONG', `line ${line}`, `a row of at most ${MAX_ROW} characters`);
      return undefined;
    }
    // A row that is longer than a piece is looked at again from its beginning: twice as much each
    // time, so that all looks together cost no more than the last two.
    step = data.length === 0 ? step * 2 : STEP;
  }
}

function linesWithin(texts: readonly string[]): number {
  return texts.reduce((lines, text) => lines + countLines(text, text.length), 0);
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** The text of UTF-8 bytes, piece by piece, with LF for every line end. */
class TextPieces {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #at = 0;
  #afterCr = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(length: number): string {
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += part.length;
    let text = this.#decoder.decode(part, { stream: !this.done });
    if (this.#afterCr && text.startsWith('\n')) text = text.slice(1);
    if (text !== '') this.#afterCr = text.endsWith('\r');
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  }
}
