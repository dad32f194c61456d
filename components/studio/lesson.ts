import type { LoadedModel } from '../../sdk/index.js';
import type { ColumnProfile, ScoreUnit, TableProfile } from '../../sdk/train.js';
import type { Decisions } from './decisions.js';

/** Whom a model may learn from. */
export const LESSONS = ['labels', 'bundle', 'column'] as const;

/** Whom the model learns from. What was said of the other ways is kept while one is looked at. */
export interface Lesson {
  readonly from: (typeof LESSONS)[number];
  /** A model file. */
  readonly teacher: TeacherFile | undefined;
  /** A column of a model's scores, what its numbers are, and whether that model had not seen the rows. */
  readonly column: string | undefined;
  readonly unit: ScoreUnit;
  readonly outOfFold: boolean;
  /** What a student may weigh, in kB: chooses its kind and size. */
  readonly budget: number | undefined;
  /** What the teacher changed, while it teaches. */
  readonly imprint: Imprint | undefined;
}

/** The decisions that a model file makes in place of a person. */
export type Imprinted = Pick<Decisions, 'used' | 'words' | 'scale' | 'approve'>;

/** How those decisions were before a teacher came, and how it left them. */
export interface Imprint {
  readonly before: Imprinted;
  readonly after: Imprinted;
}

/** A model learns from outcomes until somebody says otherwise. */
export const FROM_LABELS: Lesson = {
  from: 'labels',
  teacher: undefined,
  column: undefined,
  unit: 'probability',
  outOfFold: false,
  budget: undefined,
  imprint: undefined,
};

/** A model file that was opened to see what it asks for. */
export interface TeacherFile {
  readonly file: Blob;
  readonly info: LoadedModel['info'];
}

/** What a size has to keep within, in kB; `undefined` without one. */
export function budgetOf({ from, budget }: Lesson): number | undefined {
  return from === 'labels' ? undefined : budget;
}

/** What a student's teacher is called: its model's name, or its column's. */
export function teacherName({ from, teacher, column }: Lesson): string | undefined {
  if (from === 'bundle') return teacher?.info.name;
  return from === 'column' ? column : undefined;
}

/** Columns that a teacher asks for and the table lacks. */
export function lackedBy({ columns }: TableProfile, { info }: TeacherFile): readonly string[] {
  const names = new Set(columns.map(({ name }) => name));
  return info.features.map(({ name }) => name).filter((name) => !names.has(name));
}

/** Columns that can hold scores: numbers of more than a few values. */
export function maybeScores({ columns }: TableProfile, { target }: Decisions): ColumnProfile[] {
  return columns.filter(
    ({ name, kind, distinct }) => kind === 'number' && distinct > 2 && name !== target,
  );
}

/** What the numbers of a column look like: between 0 and 1 probabilities, below 0 as well log-odds. */
export function likelyUnit({ min = 0, max = 1 }: ColumnProfile): ScoreUnit {
  if (min >= 0 && max <= 1) return 'probability';
  return min < 0 ? 'log-odds' : 'points-of-risk';
}
