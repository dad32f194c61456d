import { readPlan } from './plan-fields.js';
import type {
  AdditivePlan,
  BoostedPlan,
  FeaturePlan,
  ScorecardPlan,
  SplitPlan,
  StudentPlan,
  TrainPlan,
} from './plan.js';

/** A plan with nothing left open. */
export interface ResolvedPlan extends TrainPlan {
  readonly version: string;
  readonly features: readonly (FeaturePlan & Required<Pick<FeaturePlan, 'monotone'>>)[];
  readonly split: ResolvedSplit;
  readonly student: ResolvedStudent;
  readonly scale: NonNullable<TrainPlan['scale']>;
  readonly seed: number;
}

/** `from` or `outOfTime` where there is a date, and neither where there is none. */
export type ResolvedSplit = SplitPlan &
  Required<Pick<SplitPlan, 'validation' | 'validateLatest' | 'test'>>;

/** A student with its defaults. */
export type ResolvedStudent =
  | (Required<Omit<BoostedPlan, 'interactions'>> & Pick<BoostedPlan, 'interactions'>)
  | Required<ScorecardPlan>
  | Required<AdditivePlan>;

/** A student of one kind, with its defaults. */
export type ResolvedOf<K extends StudentPlan['kind']> = Extract<ResolvedStudent, { kind: K }>;

const SCALE = Object.freeze({ points: 600, odds: 20, pdo: 40 });

/** Share of the rows out of time, where a date tells them. */
const OUT_OF_TIME = 0.25;

/**
 * The plan with its defaults. It is read once more, so that a plan made by a program is held to the
 * same bounds as one in a file.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once.
 */
export function resolvePlan(given: TrainPlan): ResolvedPlan {
  const plan = readPlan(given);
  const { split = {} } = plan;
  const dated = split.date !== undefined && split.from === undefined;
  return {
    ...plan,
    version: plan.version ?? '1.0.0',
    features: plan.features.map((feature) => ({ ...feature, monotone: feature.monotone ?? 0 })),
    split: {
      validation: 0.15,
      validateLatest: false,
      test: 0.2,
      ...(dated && { outOfTime: OUT_OF_TIME }),
      ...split,
    },
    student: resolveStudent(plan.student),
    scale: plan.scale ?? SCALE,
    seed: plan.seed ?? 1,
  };
}

function resolveStudent(student: StudentPlan): ResolvedStudent {
  switch (student.kind) {
    case 'boosted': {
      const oblivious = student.shape !== 'depth-wise';
      return {
        shape: 'oblivious',
        trees: 100,
        depth: oblivious ? 6 : 4,
        eta: 0.1,
        lambda: oblivious ? 10 : 5,
        minChild: 5,
        columnShare: 1,
        patience: 20,
        bins: 64,
        ...student,
      };
    }
    case 'scorecard':
      return { maxBins: 6, minShare: 0.05, minIv: 0.02, maxP: 0.05, maxVif: 5, ...student };
    case 'additive':
      return { rounds: 300, eta: 0.1, lambda: 5, pairs: 0, patience: 20, bins: 32, ...student };
  }
}

/** Bins that features are cut into before training: scorecards merge theirs from these. */
const SCORECARD_PREBINS = 50;

/** How many bins a feature has for a student, missing aside. */
export function binsFor(student: ResolvedStudent): number {
  return student.kind === 'scorecard' ? SCORECARD_PREBINS : student.bins;
}
