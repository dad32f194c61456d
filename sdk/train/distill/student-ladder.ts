import type { StudentPlan } from '../plan.js';

/** What a student may cost, and how much worse it may rank. */
export interface StudentBudget {
  /** Of the whole bundle, in thousands of bytes. */
  readonly kB?: number;
  /** To score a row. */
  readonly microseconds?: number;
  /** Of the teacher's AUC, less the student's, on rows that nothing was trained on. */
  readonly aucLoss?: number;
}

/** A student that a budget may choose. */
export interface Rung {
  readonly name: string;
  readonly student: StudentPlan;
}

/** Pre-bins of a student whose plan names none: by quantiles, since no label may decide a cut. */
export const PRE_BINS = 64;

/** Step of boosting on a teacher's log-odds: there is no noise in them that small steps would average. */
const ETA = 0.25;

/**
 * Students from the plainest to the largest that a page would load without a thought. Pairs are not
 * among them: five made a bundle three times the size of trees that were nearer (UCI Taiwan).
 */
export const LADDER: readonly Rung[] = [
  { name: 'scorecard', student: { kind: 'scorecard' } },
  { name: 'additive', student: distilled({ kind: 'additive', bins: PRE_BINS }) },
  trees('depth-wise', 50, 3),
  trees('oblivious', 50, 5),
  trees('depth-wise', 100, 4),
  trees('oblivious', 100, 5),
  trees('oblivious', 100, 6),
  trees('depth-wise', 200, 4),
  trees('oblivious', 200, 6),
];

/** A student of a plan with what distillation leaves to itself. Early stopping is against noise. */
export function distilled(student: StudentPlan): StudentPlan {
  if (student.kind === 'scorecard') return student;
  return { eta: ETA, patience: 0, ...(student.kind === 'additive' && { rounds: 60 }), ...student };
}

function trees(shape: 'oblivious' | 'depth-wise', count: number, depth: number): Rung {
  return {
    name: `${shape} ${count} x ${depth}`,
    student: distilled({ kind: 'boosted', shape, trees: count, depth }),
  };
}
