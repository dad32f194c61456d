import { textIn, type LoadedModel, type Locale } from '../../sdk/index.js';
import type { ColumnProfile, ScoreUnit, TableProfile } from '../../sdk/train.js';
import type { Decisions, FeatureWords } from './decisions.js';

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
}

/** A model learns from outcomes until somebody says otherwise. */
export const FROM_LABELS: Lesson = {
  from: 'labels',
  teacher: undefined,
  column: undefined,
  unit: 'probability',
  outOfFold: false,
  budget: undefined,
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

/**
 * What follows from a teacher that the table has all columns for: what it does not know is left out, and its words and its points are
 * taken where nobody has said otherwise.
 */
export function withTeacher(
  profile: TableProfile,
  decisions: Decisions,
  teacher: TeacherFile,
): Partial<Decisions> {
  const lesson: Lesson = { ...decisions.lesson, from: 'bundle', teacher };
  // Of another table: it can teach nothing, and is only shown.
  if (lackedBy(profile, teacher).length > 0) return { lesson };
  const { info } = teacher;
  const known = new Map(info.features.map((feature) => [feature.name, feature.label]));
  const words = new Map(decisions.words);
  for (const [name, label] of known) {
    const own: FeatureWords = words.get(name) ?? {};
    const isSaid = (['en', 'zh-CN'] as const).some((locale: Locale) => {
      const text = textIn(label, locale, '');
      return text !== '' && text !== name;
    });
    if (!own.label && isSaid) words.set(name, { ...own, label });
  }
  return {
    lesson,
    used: new Set([...decisions.used].filter((name) => known.has(name))),
    words,
    ...scaleOf(info.scale, decisions),
  };
}

/** Odds of good to bad at which a teacher's points are said. */
const ODDS = 20;

function scaleOf(
  scale: LoadedModel['info']['scale'],
  { approve }: Decisions,
): Pick<Decisions, 'scale' | 'approve'> | undefined {
  if (!scale || !(scale.factor > 0)) return undefined;
  const { offset, factor, cutoffs } = scale;
  return {
    scale: {
      points: rounded(offset + factor * Math.log(ODDS)),
      odds: ODDS,
      pdo: rounded(factor * Math.LN2),
    },
    approve: approve ?? cutoffs?.approve,
  };
}

/** Without the last digits of a logarithm: 40, and not 39.99999999999999. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
