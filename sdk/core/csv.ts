import { RiskError } from './errors.js';

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** One row of a CSV file; `line` is where it begins, the header being line 1. */
export type OnCsvRow = (cells: string[], line: number) => void;

/**
 * Reads CSV (RFC 4180): commas, double quotes, LF or CRLF, an optional byte order mark. Every row
 * must have as many cells as the first; one empty line at the end is not a row.
 *
 * @throws RiskError `INPUT_INVALID` naming the line, never a cell.
 */
export function readCsv(text: string, onRow: OnCsvRow): void {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let width: number | undefined;
  while (at < text.length) {
    const startLine = line;
    const cells: string[] = [];
    for (;;) {
      let cell: string;
      if (text.charCodeAt(at) === QUOTE) {
        const end = closingQuote(text, at, startLine);
        cell = text.slice(at + 1, end);
        if (cell.includes('"')) cell = cell.replaceAll('""', '"');
        for (let i = at; i < end; i++) if (text.charCodeAt(i) === LF) line++;
        at = end + 1;
      } else {
        const end = cellEnd(text, at);
        if (end < text.length && text.charCodeAt(end) === QUOTE) {
          throw refusal(startLine, 'quotes around the whole cell');
        }
        cell = text.slice(at, end);
        at = end;
      }
      cells.push(cell);
      if (text.charCodeAt(at) !== COMMA) break;
      at++;
    }
    at = lineEnd(text, at, startLine);
    line++;
    width ??= cells.length;
    if (cells.length !== width) throw refusal(startLine, `${width} cells, got ${cells.length}`);
    onRow(cells, startLine);
  }
}

/** First comma, quote or line break from `at` on. */
function cellEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === COMMA || c === LF || c === CR || c === QUOTE) return i;
  }
  return text.length;
}

function closingQuote(text: string, open: number, line: number): number {
  for (let at = open + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) throw refusal(line, 'a closing quote');
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
    at++;
  }
}

/** Steps over the line break at `at`. */
function lineEnd(text: string, at: number, line: number): number {
  if (at >= text.length) return at;
  const c = text.charCodeAt(at);
  if (c === LF) return at + 1;
  if (c === CR) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  throw refusal(line, 'a comma or the end of the line after a closing quote');
}

function refusal(line: number, expected: string): RiskError {
  return new RiskError('INPUT_INVALID', `line ${line} expected ${expected}`, {
    path: `line ${line}`,
    issues: [{ code: 'CSV', path: `line ${line}`, expected }],
  });
}

/** A cell as CSV: quoted where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
