import { RiskError } from '../core/errors.js';
import type { ColumnProfile, RoleReason, TableProfile } from '../table/facts.js';
import type { Table } from '../table/table.js';
import { badValue, targetName } from '../table/target-names.js';
import { inspectPlan } from './inspect-plan.js';
import type { StudentPlan, TrainPlan } from './plan.js';

/** What somebody who has no plan has decided. */
export interface PlanWishes {
  readonly name: string;
  /** @defaultValue the profile's */
  readonly target?: string;
  /** @defaultValue the profile's, or what the two values of the target tell */
  readonly bad?: string | number;
  /** @defaultValue the profile's */
  readonly date?: string;
  readonly weight?: string;
  readonly student?: StudentPlan;
}

/** A plan that a profile proposes, and which columns it leaves out. */
export interface ProposedPlan {
  readonly plan: TrainPlan;
  readonly leftOut: readonly {
    readonly column: string;
    readonly reasons: readonly RoleReason[];
  }[];
}

/**
 * A plan with every column that may be used: not what is protected, an identifier or constant, and
 * not what knows the future by its name or by how much it tells of the target.
 *
 * @throws RiskError `PLAN_INVALID` where no target can be told, or which of its values means bad; and
 *   whatever `inspectPlan` refuses.
 */
export function proposePlan(table: Table, profile: TableProfile, wishes: PlanWishes): ProposedPlan {
  const target = wishes.target ?? profile.target?.column;
  if (target === undefined) {
    throw refusal('ABSENT', 'target.column', 'a column that says good or bad');
  }
  const column = profile.columns.find(({ name }) => name === target);
  if (!column) throw refusal('COLUMN_UNKNOWN', 'target.column', 'a column of the table');
  const bad = wishes.bad ?? badOf(profile, target);
  if (bad === undefined) throw refuseTarget(column);
  const date = wishes.date ?? profile.date;
  const leftOut: { column: string; reasons: readonly RoleReason[] }[] = [];
  const features: { column: string }[] = [];
  for (const { name, role, reasons } of profile.columns) {
    if (name === target || name === date || name === wishes.weight) continue;
    // Another column that was taken for the target says what the target says.
    const why: readonly RoleReason[] = role === 'target' ? ['knows-the-future'] : reasons;
    if (role === 'feature') features.push({ column: name });
    else leftOut.push({ column: name, reasons: why });
  }
  const plan: TrainPlan = {
    name: wishes.name,
    target: { column: target, bad },
    ...(wishes.weight !== undefined && { weight: wishes.weight }),
    features,
    ...(date !== undefined && { split: { date } }),
    student: wishes.student ?? { kind: 'boosted' },
  };
  const knowing = new Set(
    inspectPlan(table, plan)
      .findings.filter(({ code }) => code === 'KNOWS_THE_FUTURE')
      .map(({ path }) => path),
  );
  return {
    plan: { ...plan, features: features.filter(({ column }) => !knowing.has(column)) },
    leftOut: [
      ...leftOut,
      ...[...knowing].map((column) => ({ column, reasons: ['knows-the-future'] as const })),
    ],
  };
}

function badOf({ target, columns }: TableProfile, name: string): string | number | undefined {
  if (target?.column === name) return target.bad;
  const column = columns.find((each) => each.name === name);
  const [a, b] = column?.values ?? [];
  if (!a || !b || column?.distinct !== 2) return undefined;
  return badValue([a, b], targetName(name)?.means ?? 'bad');
}

/** Why nothing can be told of what a target's values mean. */
function refuseTarget({ distinct }: ColumnProfile): RiskError {
  if (distinct === 0) return refusal('TARGET_MISSING', 'target.column', 'a column with values');
  return distinct === 1
    ? refusal('ONE_CLASS', 'target.column', 'good and bad rows', 'one value')
    : refusal(
        'ABSENT',
        'target.bad',
        `the value that means bad: the column does not tell which of its ${distinct} does`,
      );
}

function refusal(code: string, member: string, expected: string, got?: string): RiskError {
  const path = `plan.${member}`;
  return new RiskError(
    'PLAN_INVALID',
    `"${path}" expected ${expected}${got === undefined ? '' : `, got ${got}`}`,
    { path, issues: [{ code, path, expected, ...(got !== undefined && { got }) }] },
  );
}
