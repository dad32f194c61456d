import { RiskError } from '../../core/errors.js';
import type { LadderStep } from '../report/train-report.js';
import type { StudentBudget } from './student-ladder.js';

/** What is known of a student that was tried. */
export type Tried = Pick<LadderStep, 'bytes' | 'microseconds' | 'r2' | 'aucLoss'>;

/** The choice among students. */
export interface Choice {
  readonly chosen: number;
  /** Of each: whether it is within the budget in every respect. */
  readonly fits: readonly boolean[];
}

/**
 * Chooses a student. With a bound on the loss of AUC it is the smallest that keeps it; without, the one
 * nearest to the teacher. Size and time are bounds that hold; the loss is a wish: where nobody keeps it,
 * the nearest of those that the bounds leave is chosen, and `fits` says so.
 *
 * @throws RiskError `TRAINING_FAILED` where no student is small or quick enough.
 */
export function chooseStudent(tried: readonly Tried[], budget: StudentBudget): Choice {
  const { kB = Infinity, microseconds = Infinity, aucLoss } = budget;
  const bounded = tried.map(
    (each) => each.bytes <= kB * 1000 && (each.microseconds ?? 0) <= microseconds,
  );
  const candidates = [...tried.keys()].filter((i) => bounded[i]);
  if (candidates.length === 0) throw noneFits(tried, budget);
  const keeps = (i: number) => aucLoss === undefined || (tried[i]!.aucLoss ?? Infinity) <= aucLoss;
  const fits = bounded.map((within, i) => within && keeps(i));
  const nearest = (i: number, j: number) => tried[j]!.r2 - tried[i]!.r2 || i - j;
  const smallest = (i: number, j: number) => tried[i]!.bytes - tried[j]!.bytes || i - j;
  const keeping = candidates.filter(keeps);
  const order =
    aucLoss !== undefined && keeping.length > 0 ? keeping.sort(smallest) : candidates.sort(nearest);
  return { chosen: order[0]!, fits };
}

function noneFits(tried: readonly Tried[], { kB, microseconds }: StudentBudget): RiskError {
  const least = (values: number[]) => Math.min(...values);
  const issues = [
    ...(kB === undefined
      ? []
      : [
          {
            code: 'BUDGET',
            path: 'budget.kB',
            expected: `at least ${(least(tried.map(({ bytes }) => bytes)) / 1000).toFixed(1)}`,
          },
        ]),
    ...(microseconds === undefined
      ? []
      : [
          {
            code: 'BUDGET',
            path: 'budget.microseconds',
            expected: `at least ${least(tried.map((each) => each.microseconds ?? 0)).toFixed(2)}`,
          },
        ]),
  ];
  const asked = issues.map(({ path, expected }) => `${path} ${expected}`).join(', ');
  return new RiskError('TRAINING_FAILED', `no student is within the budget: ask for ${asked}`, {
    issues,
  });
}
