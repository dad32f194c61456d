import { findHeader, isSecondHeader, MAX_BEFORE, tidy, type SampleRow } from './header.js';
import { NoteList } from './notes.js';

/** Where the names of columns stand that the caller knows. */
export interface NamedHeader {
  /** Of all columns, in their order. */
  readonly names: readonly string[];
  /** The cells of the line of names; none where there is no such line. */
  readonly cells: readonly string[];
  /** Rows of data begin at this line, or later. */
  readonly from: number;
}

/** Whether one of the first rows has every name, letter for letter. */
export function hasNames(sample: readonly SampleRow[], wanted: readonly string[]): boolean {
  return lineOfNames(sample, wanted) >= 0;
}

/**
 * Finds the line of names by the names themselves: letter for letter, else without the spaces in and
 * around them, else as a table finds it that nothing is known of.
 */
export function findNames(
  sample: readonly SampleRow[],
  wanted: readonly string[],
  notes: NoteList,
): NamedHeader {
  let at = lineOfNames(sample, wanted);
  const exact = at >= 0;
  if (!exact) at = lineOfNames(sample, wanted, tidy);
  if (at < 0) return otherNames(sample, wanted, notes);
  const { texts: cells, line } = sample[at]!;
  if (at > 0) notes.add('LINES_BEFORE_HEADER', `line ${sample[0]!.line}`, at);
  const names = exact ? cells : cells.map(tidy);
  const [second, ...rest] = sample.slice(at + 1);
  if (!second || rest.length === 0 || !isSecondHeader(second.texts, rest)) {
    return { names, cells, from: line + 1 };
  }
  notes.add('HEADER_TWICE', `line ${second.line}`);
  return { names, cells, from: second.line + 1 };
}

/** Where nothing is found, the names are those of the first row that has most of them. */
function otherNames(
  sample: readonly SampleRow[],
  wanted: readonly string[],
  notes: NoteList,
): NamedHeader {
  const own = sample
    .slice(0, MAX_BEFORE + 1)
    .map((row) => ({ row, has: countOf(row.texts, wanted) }))
    .sort((a, b) => b.has - a.has)[0]!;
  const guessed = new NoteList();
  const { names, cells, before } = findHeader(sample, guessed);
  if (countOf(names, wanted) < wanted.length) {
    const { texts, line } = own.row;
    return { names: texts, cells: texts, from: line + 1 };
  }
  notes.addAll(guessed);
  return { names, cells, from: (sample[before - 1]?.line ?? 0) + 1 };
}

function lineOfNames(
  sample: readonly SampleRow[],
  wanted: readonly string[],
  spelt: (name: string) => string = (name) => name,
): number {
  return sample
    .slice(0, MAX_BEFORE + 1)
    .findIndex(({ texts }) => countOf(texts.map(spelt), wanted) === wanted.length);
}

function countOf(names: readonly string[], wanted: readonly string[]): number {
  const there = new Set(names);
  return wanted.reduce((count, name) => count + (there.has(name) ? 1 : 0), 0);
}
