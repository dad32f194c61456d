import { dateWord } from './dates.js';
import { tableRefusal } from './issues.js';
import { isMissingAmongNumbers, isMissingWord } from './missing-words.js';
import type { NoteList } from './notes.js';
import { numberWord } from './number-word.js';

/** A row of the sample that the header is found in. */
export interface SampleRow {
  readonly texts: readonly string[];
  readonly line: number;
}

/** What the columns are called, and where the rows begin. */
export interface Header {
  readonly names: readonly string[];
  /** The cells of the line of names, to know it again; none where there is no such line. */
  readonly cells: readonly string[];
  /** Rows of the sample before the first row of data. */
  readonly before: number;
}

/** Lines above the header that are looked for, such as a title. */
export const MAX_BEFORE = 20;

/** Share of numbers from which a column counts as one of them here. */
const MOSTLY = 0.8;

const GENERIC = /^(x|v|var|variable|col|column|field|attr|unnamed:?)?[ _.]*\d*$/i;

/**
 * Finds the line of names among the first rows: words above columns of numbers. Without it, columns
 * are named `column_1`, `column_2`...
 *
 * @throws RiskError `TABLE_INVALID` with `NAMES_FEWER` where most rows have more cells than names.
 */
export function findHeader(sample: readonly SampleRow[], notes: NoteList): Header {
  const width = usualWidth(sample);
  let first = 0;
  while (first < Math.min(MAX_BEFORE, sample.length - 1) && isTitle(sample[first]!.texts, width))
    first++;
  if (first > 0) notes.add('LINES_BEFORE_HEADER', `line ${sample[0]!.line}`, first);
  const rows = sample.slice(first);
  const top = rows[0]!.texts;
  if (!isHeader(top, rows.slice(1))) {
    notes.add('HEADER_ABSENT', `line ${rows[0]!.line}`);
    return { names: namesOf([], Math.max(width, top.length)), cells: [], before: first };
  }
  const second = rows[1];
  if (second && rows.length > 2 && isSecondHeader(second.texts, rows.slice(2))) {
    const generic = top.filter((name) => GENERIC.test(name.trim())).length > top.length / 2;
    notes.add('HEADER_TWICE', `line ${generic ? rows[0]!.line : second.line}`);
    const names = generic ? second.texts : top;
    return { names: namesOf(names, names.length, notes), cells: names, before: first + 2 };
  }
  if (hasMoreCells(rows.slice(1), top.length)) {
    // Row names before, or commas within cells: a guess would move every value to another column.
    const expected = `as many names as the rows have cells, ${width}`;
    throw tableRefusal('NAMES_FEWER', `line ${rows[0]!.line}`, expected, `${top.length}`);
  }
  return { names: namesOf(top, top.length, notes), cells: top, before: first + 1 };
}

/** Names without spaces around or within them but single ones, each of its own. */
function namesOf(cells: readonly string[], width: number, notes?: NoteList): string[] {
  const taken = new Set(cells.map((cell) => tidy(cell)));
  const used = new Set<string>();
  return Array.from({ length: width }, (_, i) => {
    const given = tidy(cells[i] ?? '');
    if (given !== '' && !used.has(given)) {
      used.add(given);
      return given;
    }
    const stem = given === '' ? `column_${i + 1}` : given;
    let name = given === '' ? stem : `${stem}_2`;
    for (let k = 2; taken.has(name) || used.has(name); k++) name = `${stem}_${k}`;
    used.add(name);
    notes?.add(given === '' ? 'NAME_EMPTY' : 'NAME_TWICE', name);
    return name;
  });
}

/** A name without spaces around or within it but single ones. */
export function tidy(name: string): string {
  return name.replace(/[\s\u200b\ufeff]+/g, ' ').trim();
}

type Form = 'missing' | 'number' | 'word';

function formOf(text: string): Form {
  const word = text.trim();
  if (isMissingWord(word) || isMissingAmongNumbers(word)) return 'missing';
  return numberWord(word) || dateWord(word) ? 'number' : 'word';
}

/** Whether a line holds names: more words above numbers than numbers above numbers. */
function isHeader(top: readonly string[], body: readonly SampleRow[]): boolean {
  const forms = top.map(formOf);
  if (isCount(top)) return true;
  const counts = { words: 0, numbers: 0, again: 0 };
  // The line of names may stand in the file more than once.
  const others = body.filter(({ texts }) => texts.join('\u0000') !== top.join('\u0000'));
  forms.forEach((form, j) => {
    if (form === 'missing') return;
    if (isNumeric(others, j)) counts[form === 'word' ? 'words' : 'numbers']++;
    else if (form === 'word' && others.some(({ texts }) => texts[j] === top[j])) counts.again++;
  });
  if (counts.words === 0 && counts.numbers === 0) {
    return counts.again === 0 && !forms.includes('number');
  }
  if (counts.words === 0) return false;
  // Of an array whose columns were not named, with a target beside them that was.
  const counted = isCount(top.filter((_, j) => forms[j] === 'number'));
  return counts.words >= counts.numbers || counted || areYears(top, forms);
}

/** A second line of words above numbers: units, or the real names under general ones. */
export function isSecondHeader(texts: readonly string[], body: readonly SampleRow[]): boolean {
  let words = 0;
  let numeric = 0;
  texts.forEach((text, j) => {
    if (!isNumeric(body, j)) return;
    numeric++;
    if (formOf(text) === 'word') words++;
  });
  return numeric >= 2 && words >= MOSTLY * numeric;
}

function isNumeric(rows: readonly SampleRow[], column: number): boolean {
  let there = 0;
  let numbers = 0;
  for (const { texts } of rows) {
    const form = formOf(texts[column] ?? '');
    if (form === 'missing') continue;
    there++;
    if (form === 'number') numbers++;
  }
  return there > 0 && numbers >= MOSTLY * there;
}

/** 0, 1, 2... or 1, 2, 3...: what a program calls columns without names. */
function isCount(top: readonly string[]): boolean {
  if (top.length < 3) return false;
  const first = Number(top[0]);
  return (first === 0 || first === 1) && top.every((text, i) => text.trim() === String(first + i));
}

function areYears(top: readonly string[], forms: readonly Form[]): boolean {
  return top.every((text, i) => forms[i] !== 'number' || /^\s*(19|20)\d\d\s*$/.test(text));
}

/** The number of cells that most rows have. */
function usualWidth(sample: readonly SampleRow[]): number {
  const rows = new Map<number, number>();
  for (const { texts } of sample) rows.set(texts.length, (rows.get(texts.length) ?? 0) + 1);
  return [...rows].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0];
}

/** A line with next to nothing in it, above a table of several columns. */
function isTitle(texts: readonly string[], width: number): boolean {
  const filled = texts.filter((text) => text.trim() !== '').length;
  return width >= 3 && filled <= Math.max(1, width / 4);
}

/** Whether most rows have something beyond the last name. */
function hasMoreCells(body: readonly SampleRow[], names: number): boolean {
  const more = body.filter(({ texts }) => texts.slice(names).some((text) => text.trim() !== ''));
  return more.length > body.length / 2;
}
