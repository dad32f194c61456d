import type { ColumnCells } from './column-cells.js';
import { dateColumn } from './date-column.js';
import type { FileHabits } from './file-habits.js';
import type { NoteList } from './notes.js';
import { numberColumn } from './number-column.js';
import type { TableColumn, TextColumn } from './table.js';
import {
  DATE,
  INFINITE,
  MISSING,
  MISSING_AMONG_NUMBERS,
  NUMBER,
  WORD,
  type WordSurvey,
} from './word-survey.js';

/** Share of the cells that may be words in a column of numbers or dates. */
const FEW = 0.05;

/** Distinct numbers from which a column with a few words is one of numbers; below, each is a word. */
const VARIED = 50;

/**
 * Makes a column of its cells: numbers where (nearly) all are, dates where (nearly) all are, else
 * words. What does not fit is missing, and noted.
 *
 * `respell` says that the plain numbers among the cells are needed as they are written.
 */
export function settleColumn(
  cells: ColumnCells,
  survey: WordSurvey,
  habits: FileHabits,
  notes: NoteList,
): TableColumn | 'respell' {
  const { rows } = survey;
  const numbers = cells.plain + rows[NUMBER]! + rows[INFINITE]!;
  const total = numbers + rows[DATE]! + rows[WORD]!;
  if (total + rows[MISSING_AMONG_NUMBERS]! === 0) {
    noteMissing(cells, survey, notes, false);
    return { kind: 'number', name: cells.name, values: new Float64Array(cells.rows).fill(NaN) };
  }
  const date = total > 0 ? dateColumn(cells, survey, habits, notes, FEW) : undefined;
  if (date) {
    noteMissing(cells, survey, notes, true);
    return date;
  }
  const others = rows[WORD]! + rows[DATE]!;
  if (numbers > 0 && (others === 0 || (others <= FEW * total && isVaried(cells, survey)))) {
    const column = numberColumn(cells, survey, habits, notes);
    if (column === 'respell') return column;
    if (column) {
      noteMissing(cells, survey, notes, true);
      const line = Math.min(...[survey.lines[WORD]!, survey.lines[DATE]!].filter(Boolean));
      notes.add('WORD_IN_NUMBERS', cells.name, others, line);
      return column;
    }
  }
  if (cells.plain > 0) return 'respell';
  noteMissing(cells, survey, notes, false);
  notes.add('SPACES_TRIMMED', cells.name, cells.trimmed);
  if (others > 0) notes.add('NUMBERS_AS_WORDS', cells.name, numbers);
  return textColumn(cells, survey);
}

function noteMissing(
  { name }: ColumnCells,
  { rows, lines }: WordSurvey,
  notes: NoteList,
  amongNumbers: boolean,
): void {
  notes.add('MISSING_WORD', name, rows[MISSING]!, lines[MISSING]);
  if (!amongNumbers) return;
  notes.add('MISSING_WORD', name, rows[MISSING_AMONG_NUMBERS]!, lines[MISSING_AMONG_NUMBERS]);
}

/** Whether there are more distinct numbers than a list of categories would have. */
function isVaried(cells: ColumnCells, { kinds }: WordSurvey): boolean {
  let distinct = kinds.reduce((count, kind) => count + (kind === NUMBER ? 1 : 0), 0);
  const seen = new Set<number>();
  for (const value of cells.values ?? []) {
    if (distinct > VARIED) return true;
    if (Number.isNaN(value) || seen.has(value)) continue;
    seen.add(value);
    distinct++;
  }
  return distinct > VARIED;
}

/** All texts but those that mean "missing", with codes in order of first appearance. */
function textColumn(cells: ColumnCells, { kinds }: WordSurvey): TextColumn {
  const codeOf = new Int32Array(cells.words.length).fill(-1);
  const words: string[] = [];
  cells.words.forEach((word, w) => {
    if (kinds[w] !== MISSING) codeOf[w] = words.push(word) - 1;
  });
  const codes = cells.codes!;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! >= 0) codes[row] = codeOf[codes[row]!]!;
  }
  return { kind: 'text', name: cells.name, words, codes };
}
