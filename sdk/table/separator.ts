import type { FileFacts } from './facts.js';
import { tableRefusal } from './issues.js';
import type { NoteList } from './notes.js';

type Separator = FileFacts['separator'];

/** What files are separated by, the most usual first. */
export const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|'];

/** What other files are separated by: said in a refusal, never read. */
const OTHERS: readonly (readonly [mark: string, name: string, least: number])[] = [
  ['\u0001', 'control characters', 1],
  ['，', 'full-width commas', 1],
  ['；', 'full-width semicolons', 1],
  ['、', 'ideographic commas', 1],
  ['^', 'carets', 1],
  ['~', 'tildes', 1],
  [' ', 'spaces', 3],
];

/** How much of a file is looked at. */
const SAMPLE_BYTES = 2 ** 16;
const SAMPLE_LINES = 200;

/** Share of the lines that must agree on how many cells there are. */
const AGREE = 0.8;

/** The separator of a text, and where its rows begin. */
export interface FoundSeparator {
  readonly separator: Separator;
  /** Bytes before the first row: Excel's line `sep=;`. */
  readonly skip: number;
}

/**
 * Finds what separates the cells, by the first lines: the mark that cuts most lines into the same
 * number of cells, and into more than any other that does.
 *
 * @throws RiskError `TABLE_INVALID` with `SEPARATOR` where only another mark does.
 */
export function findSeparator(
  bytes: Uint8Array,
  notes: NoteList,
  wanted?: Separator,
): FoundSeparator {
  const text = new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES));
  const [stated, mark] = /^sep=([,;|\t])(?:\r\n?|\n)/i.exec(text) ?? [];
  if (stated !== undefined) {
    notes.add('SEPARATOR_LINE', 'line 1');
    return { separator: wanted ?? (mark as Separator), skip: stated.length };
  }
  if (wanted !== undefined) return { separator: wanted, skip: 0 };
  const lines = linesOf(text, bytes.length > SAMPLE_BYTES);
  // Semicolons and decimal commas: each comma is between digits.
  if (fits(lines, ';') > 1 && lines.every((line) => !/,(?!\d)|(?<!\d),/.test(line))) {
    return { separator: ';', skip: 0 };
  }
  let separator: Separator = ',';
  let most = 1;
  for (const candidate of SEPARATORS) {
    const width = fits(lines, candidate);
    if (width > most) {
      most = width;
      separator = candidate;
    }
  }
  if (most === 1 && lines.length > 1) {
    const other = OTHERS.find(([char, , least]) => fits(lines, char) > least);
    if (other) throw tableRefusal('SEPARATOR', 'file', 'commas, semicolons, tabs or |', other[1]);
  }
  return { separator, skip: 0 };
}

/** How many cells most lines have, or 1 where the lines do not agree. */
function fits(lines: readonly string[], mark: string): number {
  const widths = new Map<number, number>();
  for (const line of lines) {
    let width = 1;
    for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) width++;
    widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  const [width, count] = [...widths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  return count >= AGREE * lines.length ? width : 1;
}

/** The first lines that are not empty, with what stands in quotes taken out. */
function linesOf(text: string, cut: boolean): readonly string[] {
  const lines = text
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '');
  // The last line of a sample is cut short.
  if (cut && lines.length > 1) lines.pop();
  return lines.slice(0, SAMPLE_LINES);
}
