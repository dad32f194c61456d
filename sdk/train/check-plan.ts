import { IssueList } from '../model/check/issues.js';
import { columnOf, type Table, type TableColumn } from '../table/table.js';
import { dayOf } from '../table/calendar.js';
import { daysOf } from '../table/dates.js';
import { NO_OUTCOME, outcomeOf } from './outcome.js';
import { refusePlan } from './plan-fields.js';
import type { FeaturePlan } from './plan.js';
import type { ResolvedPlan } from './resolve-plan.js';

/** With fewer rows of a class nothing can be said of a model. */
const LEAST_OF_A_CLASS = 10;

/** Codes of categories are whole and below this, as in a spec. */
const MOST_CODE = 2 ** 24 - 1;

/** Weights within these have sums that are numbers, and a unit that one can divide by. */
const LEAST_WEIGHT = 1e-100;
const MOST_WEIGHT = 1e100;

/**
 * Holds a plan against the table that it is for.
 *
 * @returns 1 for bad, 0 for good, 255 for unknown: u8[rows].
 * @throws RiskError `PLAN_INVALID` with every issue at once: columns that are not there or not of the
 *   kind, a target with one class or too few rows of one, weights below 0, no feature that varies.
 */
export function checkPlan(table: Table, plan: ResolvedPlan): Uint8Array {
  const issues = new IssueList();
  const outcome = checkTarget(table, plan, issues);
  checkSplit(table, plan, issues);
  checkWeight(table, plan, issues);
  checkFeatures(table, plan, issues);
  checkInteractions(plan, issues);
  refusePlan(issues);
  return outcome!;
}

function checkTarget(
  table: Table,
  { target }: ResolvedPlan,
  issues: IssueList,
): Uint8Array | undefined {
  const path = 'plan.target.column';
  const column = columnOf(table, target.column);
  if (!column) {
    issues.add('COLUMN_UNKNOWN', path, 'a column of the table');
    return undefined;
  }
  const outcome = outcomeOf(table, target);
  if (!outcome) {
    issues.add('COLUMN_KIND', path, 'a column of numbers or words', column.kind);
    return undefined;
  }
  const counts = { good: 0, bad: 0 };
  for (const each of outcome) {
    if (each !== NO_OUTCOME) counts[each === 1 ? 'bad' : 'good']++;
  }
  const { good, bad } = counts;
  if (good + bad === 0) issues.add('TARGET_MISSING', path, 'a column with values');
  else if (bad === 0) {
    issues.add('BAD_UNKNOWN', 'plan.target.bad', 'a value of the target');
  } else if (good === 0) issues.add('ONE_CLASS', path, 'good rows beside the bad ones');
  else {
    const least = `at least ${LEAST_OF_A_CLASS}`;
    if (bad < LEAST_OF_A_CLASS) issues.add('FEW_BAD', path, `${least} bad rows`, String(bad));
    if (good < LEAST_OF_A_CLASS) issues.add('FEW_GOOD', path, `${least} good rows`, String(good));
  }
  return outcome;
}

function checkSplit(table: Table, { split }: ResolvedPlan, issues: IssueList): void {
  const { date, from, outOfTime, validation, validateLatest, test } = split;
  const share = 'a share of at most 0.8 with the other';
  issues.check(validation + test <= 0.8, 'RANGE', 'plan.split.test', share);
  if (date === undefined) {
    const dated = 'a column of dates in plan.split.date';
    issues.check(from === undefined, 'DATE_ABSENT', 'plan.split.from', dated);
    issues.check(outOfTime === undefined, 'DATE_ABSENT', 'plan.split.outOfTime', dated);
    issues.check(!validateLatest, 'DATE_ABSENT', 'plan.split.validateLatest', dated);
    return;
  }
  if (from !== undefined) {
    const day = !Number.isNaN(dayOf(from));
    issues.check(day, 'DATE', 'plan.split.from', 'a day such as 2018-07-01');
    const path = 'plan.split.outOfTime';
    issues.check(outOfTime === undefined, 'TWICE', path, 'either a day or a share');
  }
  const column = columnOf(table, date);
  const days = column && daysOf(column);
  const path = 'plan.split.date';
  if (!column) issues.add('COLUMN_UNKNOWN', path, 'a column of the table');
  else if (!days) issues.add('COLUMN_KIND', path, 'dates', column.kind);
  else {
    const [first, last] = rangeOf(days);
    issues.check(first < last, 'ONE_DAY', path, 'at least two different days');
    const day = from === undefined ? NaN : dayOf(from);
    const within = Number.isNaN(day) || (day > first && day <= last);
    issues.check(within, 'DATE', 'plan.split.from', 'a day after the first of the table');
  }
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < first) first = value;
    if (value > last) last = value;
  }
  return [first, last];
}

function checkWeight(table: Table, { weight, target }: ResolvedPlan, issues: IssueList): void {
  if (weight === undefined) return;
  if (weight === target.column) {
    issues.add('COLUMN_TWICE', 'plan.weight', 'another column than the target');
  }
  const column = columnOf(table, weight);
  if (!column) issues.add('COLUMN_UNKNOWN', 'plan.weight', 'a column of the table');
  else if (column.kind !== 'number') {
    issues.add('COLUMN_KIND', 'plan.weight', 'a column of numbers', column.kind);
  } else {
    let [wrong, sum] = [0, 0];
    for (const value of column.values) {
      if (!(value === 0 || (value >= LEAST_WEIGHT && value <= MOST_WEIGHT))) wrong++;
      else sum += value;
    }
    const of = `0, or a number from ${LEAST_WEIGHT} to ${MOST_WEIGHT}, in every row`;
    if (wrong > 0) issues.add('WEIGHT', 'plan.weight', of, `other in ${wrong} rows`);
    else issues.check(sum > 0, 'WEIGHT', 'plan.weight', 'weights above 0');
  }
}

function checkFeatures(table: Table, plan: ResolvedPlan, issues: IssueList): void {
  const { features, target, weight, split } = plan;
  issues.check(features.length > 0, 'NO_FEATURES', 'plan.features', 'at least one feature');
  const taken = new Map([
    [target.column, 'the target'],
    ...(weight === undefined ? [] : [[weight, 'the weight'] as const]),
    ...(split.date === undefined ? [] : [[split.date, 'the date of the split'] as const]),
  ]);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const seen = new Set<string>();
  let varying = 0;
  features.forEach((feature, i) => {
    const path = `plan.features[${i}].column`;
    const column = columns.get(feature.column);
    issues.check(!seen.has(feature.column), 'NAME_TWICE', path, 'each column once');
    seen.add(feature.column);
    const use = taken.get(feature.column);
    if (use) issues.add('COLUMN_TWICE', path, `another column than ${use}`);
    if (!column) issues.add('COLUMN_UNKNOWN', path, 'a column of the table');
    else {
      checkKind(feature, column, `plan.features[${i}]`, issues);
      if (varies(column)) varying++;
    }
  });
  if (features.length > 0 && issues.empty && varying === 0) {
    issues.add('ALL_CONSTANT', 'plan.features', 'a feature with more than one value');
  }
}

function checkKind(
  { kind, monotone }: FeaturePlan,
  column: TableColumn,
  path: string,
  issues: IssueList,
): void {
  if (kind === 'numeric' && column.kind === 'text') {
    issues.add('COLUMN_KIND', `${path}.kind`, 'a column of numbers', 'text');
  }
  if (column.kind === 'date') {
    // A model sees numbers: nobody who scores would know that these are days since some day.
    issues.add('COLUMN_KIND', `${path}.column`, 'numbers or words, such as months since', 'dates');
    return;
  }
  const categorical = kind === 'categorical' || column.kind === 'text';
  const directed = categorical && monotone !== 0;
  issues.check(!directed, 'MONOTONE', `${path}.monotone`, '0: categories have no order');
  if (kind !== 'categorical' || column.kind === 'text') return;
  issues.check(
    holdsCategories(column),
    'CATEGORY',
    `${path}.kind`,
    `whole numbers from 0 to ${MOST_CODE}`,
  );
}

/** Whether a column's values may be categories: words, or codes within bounds. */
export function holdsCategories(column: TableColumn): boolean {
  if (column.kind === 'text') return true;
  const whole = (value: number) => Number.isInteger(value) && value >= 0 && value <= MOST_CODE;
  return column.values.every((value) => Number.isNaN(value) || whole(value));
}

/** Whether a column has two values, "missing" counting as one. */
function varies(column: TableColumn): boolean {
  const values = column.kind === 'text' ? column.codes : column.values;
  const first = values[0]!;
  // NaN is like NaN here.
  return values.some((value: number) => !Object.is(value, first) && value !== first);
}

function checkInteractions({ student, features }: ResolvedPlan, issues: IssueList): void {
  if (student.kind !== 'boosted') return;
  const known = new Set(features.map(({ column }) => column));
  student.interactions?.forEach((set, i) =>
    set.forEach((column, j) => {
      const path = `plan.student.interactions[${i}][${j}]`;
      issues.check(known.has(column), 'COLUMN_UNKNOWN', path, 'a feature of the plan');
    }),
  );
}
