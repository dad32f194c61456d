import { ColumnCells } from './column-cells.js';
import { settleColumn } from './column-kind.js';
import { habitsOf } from './file-habits.js';
import { NoteList } from './notes.js';
import type { TableColumn } from './table.js';
import { surveyWords } from './word-survey.js';

/** Reads the cells of a file's columns, those aside that are `undefined`. */
export type ReadColumns = (columns: readonly (ColumnCells | undefined)[]) => void;

/**
 * Decides what each column of a file is.
 *
 * @param read - reads those whose spelling matters a second time.
 */
export function settleColumns(
  cells: readonly ColumnCells[],
  read: ReadColumns,
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
  if (spelled.some(Boolean)) read(spelled);
  return settled.map((column, i) => {
    const again = column === 'respell' ? settle(spelled[i]!) : column;
    if (again === 'respell') throw new Error('a column of texts has no spelling to look up');
    return again;
  });
}
