import type { LocalizedText } from '../../sdk/index.js';
import { FROM_LABELS, type Lesson } from './lesson.js';
import type {
  ColumnProfile,
  FeaturePlan,
  StudentPlan,
  TableProfile,
  TrainPlan,
} from '../../sdk/train.js';

/** The kinds of student that are offered. */
export const KINDS = ['oblivious', 'depth-wise', 'scorecard', 'additive'] as const;
export type StudentKind = (typeof KINDS)[number];

/** How large a student may become. */
export const SIZES = ['small', 'usual', 'large'] as const;
export type StudentSize = (typeof SIZES)[number];

/** Who signs: a key made here, one that is kept elsewhere, or nobody. */
export const SIGNS = ['fresh', 'own', 'none'] as const;
export type SignChoice = (typeof SIGNS)[number];

/** Wording of one feature, as people type it. */
export type FeatureWords = Pick<FeaturePlan, 'label' | 'adverse'>;

/** Everything that a person decides, from the file to the bundle. Never changed, only replaced. */
export interface Decisions {
  readonly target: string | undefined;
  readonly bad: string | number | undefined;
  readonly date: string | undefined;
  /** Column of row weights. */
  readonly weight: string | undefined;
  /** Columns that the model may use. */
  readonly used: ReadonlySet<string>;
  readonly monotone: ReadonlyMap<string, -1 | 1>;
  readonly kind: StudentKind;
  readonly size: StudentSize;
  /** Whom the model learns from. */
  readonly lesson: Lesson;
  /** Whether the latest rows are kept apart; takes a date. */
  readonly byDate: boolean;
  /** First day out of time, `2018-07-01`; the share decides without one. */
  readonly from: string | undefined;
  readonly outOfTime: number;
  readonly name: string;
  readonly title: LocalizedText;
  readonly words: ReadonlyMap<string, FeatureWords>;
  readonly scale: { readonly points: number; readonly odds: number; readonly pdo: number };
  readonly approve: number | undefined;
  /** Which of the trained models goes on. */
  readonly chosen: number | undefined;
  readonly sign: SignChoice;
}

/** What may be known of a table's columns before anybody looks: wording by column. */
export type KnownWords = Readonly<Record<string, FeatureWords>>;

/** What is proposed for a table, for people to decide. */
export function decisionsFor(
  profile: TableProfile,
  fileName: string,
  known: KnownWords = {},
): Decisions {
  const { columns, target, date } = profile;
  return {
    target: target?.column,
    bad: target?.bad,
    date,
    weight: columns.find(isWeight)?.name,
    used: new Set(columns.filter(({ role }) => role === 'feature').map(({ name }) => name)),
    monotone: new Map(),
    kind: 'oblivious',
    size: 'usual',
    lesson: FROM_LABELS,
    byDate: date !== undefined,
    from: undefined,
    outOfTime: 0.25,
    name: modelName(fileName),
    title: {},
    words: new Map(
      columns.flatMap(({ name }) =>
        Object.hasOwn(known, name) ? [[name, known[name]!] as const] : [],
      ),
    ),
    scale: { points: 600, odds: 20, pdo: 40 },
    approve: undefined,
    chosen: undefined,
    sign: 'fresh',
  };
}

/** Whether a column is named like weights of rows, and can be such. */
function isWeight(column: ColumnProfile): boolean {
  return column.reasons.includes('weight') && maybeWeight(column);
}

/** Whether a column can hold weights: numbers in every row, none below 0. */
export function maybeWeight({ kind, missing, min = 0 }: ColumnProfile): boolean {
  return kind === 'number' && missing === 0 && min >= 0;
}

/** A name that every file system takes: `loans 2018.csv` becomes `loans-2018`. */
function modelName(fileName: string): string {
  const name = fileName
    .replace(/\.(csv|tsv|txt)(\.gz)?$/i, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  return name.slice(0, 40) || 'model';
}

/** Columns that may be features: those that have no other use. */
export function candidates(
  profile: TableProfile,
  { target, date, weight, lesson }: Decisions,
): readonly ColumnProfile[] {
  const scores = lesson.from === 'column' ? lesson.column : undefined;
  const taken = new Set([target, date, weight, scores]);
  return profile.columns.filter(({ name }) => !taken.has(name));
}

/** The columns that the model may use, in the order of the file. */
export function featuresOf(profile: TableProfile, decisions: Decisions): readonly ColumnProfile[] {
  return candidates(profile, decisions).filter(({ name }) => decisions.used.has(name));
}

/** The plan that follows; `undefined` while the target or every feature is missing. */
export function planOf(profile: TableProfile, decisions: Decisions): TrainPlan | undefined {
  const { target, bad, weight, date, byDate, from, outOfTime, monotone, kind, size } = decisions;
  const features = featuresOf(profile, decisions);
  if (target === undefined || bad === undefined || features.length === 0) return undefined;
  const time = byDate && date !== undefined && { date, ...(from ? { from } : { outOfTime }) };
  return {
    name: decisions.name,
    target: { column: target, bad },
    ...(weight !== undefined && { weight }),
    features: features.map(({ name, kind: type }) => {
      const direction = monotone.get(name);
      const ordered = type !== 'text' && direction !== undefined;
      return { column: name, ...(ordered && { monotone: direction }) };
    }),
    ...(time && { split: time }),
    student: studentOf(kind, size),
  };
}

const BOOSTED = {
  oblivious: {
    small: { trees: 40, depth: 4 },
    usual: { trees: 100, depth: 6 },
    large: { trees: 300, depth: 6 },
  },
  'depth-wise': {
    small: { trees: 40, depth: 3 },
    usual: { trees: 100, depth: 4 },
    large: { trees: 300, depth: 5 },
  },
} as const;

const SCORECARD = {
  small: { maxBins: 4, minIv: 0.05 },
  usual: { maxBins: 6, minIv: 0.02 },
  large: { maxBins: 10, minIv: 0.01 },
} as const;

const ADDITIVE = {
  small: { rounds: 100, bins: 16 },
  usual: { rounds: 300, bins: 32 },
  large: { rounds: 600, bins: 64, pairs: 5 },
} as const;

/** What a kind and a size mean. */
export function studentOf(kind: StudentKind, size: StudentSize): StudentPlan {
  if (kind === 'scorecard') return { kind, ...SCORECARD[size] };
  if (kind === 'additive') return { kind, ...ADDITIVE[size] };
  return { kind: 'boosted', shape: kind, ...BOOSTED[kind][size] };
}

/** The kind that a student is of. */
export function kindOf(student: StudentPlan): StudentKind {
  return student.kind === 'boosted' ? (student.shape ?? 'oblivious') : student.kind;
}

/** The share of bad that follows from points on a scale: 20 good to 1 bad at 600 is 1 in 21. */
export function badShareAt(points: number, scale: Decisions['scale']): number {
  const odds = scale.odds * 2 ** ((points - scale.points) / scale.pdo);
  return 1 / (1 + odds);
}
