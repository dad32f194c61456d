import { IssueList } from '../model/check/issues.js';
import { daysOf } from '../table/dates.js';
import { columnOf, type NumberColumn, type Table } from '../table/table.js';
import { checkPlan } from './check-plan.js';
import { makeBins, takeRows, type BinnedTable, type CutNumbers } from './make-bins.js';
import { refusePlan } from './plan-fields.js';
import type { Part, TrainPlan } from './plan.js';
import { binsFor, resolvePlan, type ResolvedOf, type ResolvedPlan } from './resolve-plan.js';
import { informedCuts } from './scorecard/informed-cuts.js';
import { trendOf } from './scorecard/optimal-bins.js';
import { NO_PART, splitRows, type RowSplit } from './split-rows.js';
import type { TrainRows } from './train-rows.js';

/** A table made ready for training: parted, and in bins. */
export interface Prepared {
  readonly table: Table;
  readonly plan: ResolvedPlan;
  /** 1 bad, 0 good, 255 unknown: u8[rows]. */
  readonly outcome: Uint8Array;
  readonly split: RowSplit;
  /** Of the features that vary in the training part. */
  readonly binned: BinnedTable;
  /** Planned features that have one value in the training part: nothing can be learned from them. */
  readonly constant: readonly string[];
  /** With a mean of 1 over the rows of all parts, whatever unit they have in the table. */
  readonly weight: Float64Array | undefined;
  /** Of the date that splits, where one does. */
  readonly days: Float64Array | undefined;
}

/** Fewer rows of a class than this are nothing to train on. */
const LEAST_TO_TRAIN = 5;

/** With more features than this, the best bins are sought among quantiles and a tree's cuts alone: the search takes minutes. */
const LOOK_CLOSELY = 300;

/**
 * Checks a plan against its table, parts the rows and bins the columns.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once.
 */
export function prepareTable(table: Table, given: TrainPlan): Prepared {
  const plan = resolvePlan(given);
  const outcome = checkPlan(table, plan);
  const split = splitRows(table, outcome, plan);
  checkTraining(split, outcome);
  const training = split.rows.train;
  const weight = evenly(valuesOf(table, plan.weight), split.parts);
  const { student } = plan;
  const all = makeBins(
    table,
    plan.features,
    training,
    binsFor(student),
    plan.seed,
    student.kind === 'scorecard'
      ? cardCuts(student, plan.features.length <= LOOK_CLOSELY, outcome, weight)
      : undefined,
  );
  const varies = all.bins.map((bins) => {
    const first = bins[training[0]!];
    return training.some((row) => bins[row] !== first);
  });
  const issues = new IssueList();
  const several = 'a feature with more than one value in the training part';
  issues.check(varies.includes(true), 'ALL_CONSTANT', 'plan.features', several);
  refusePlan(issues);
  return {
    ...{ table, plan, outcome, split },
    binned: {
      features: all.features.filter((_, f) => varies[f]),
      bins: all.bins.filter((_, f) => varies[f]),
    },
    constant: all.features.filter((_, f) => !varies[f]).map(({ name }) => name),
    weight,
    days: plan.split.date === undefined ? undefined : daysOf(columnOf(table, plan.split.date)!),
  };
}

/** Cuts that the groups of a card lose nothing by. */
function cardCuts(
  { maxBins, minShare }: ResolvedOf<'scorecard'>,
  closely: boolean,
  outcome: Uint8Array,
  weight: Float64Array | undefined,
): CutNumbers {
  return (values, sample, { monotone = 0 }) => {
    const pick = (column: ArrayLike<number>) => Float64Array.from(sample, (row) => column[row]!);
    const limits = { maxBins, minShare, trend: trendOf(monotone), closely };
    return informedCuts(pick(values), pick(outcome), weight && pick(weight), limits);
  };
}

function valuesOf(table: Table, name: string | undefined): Float64Array | undefined {
  return name === undefined ? undefined : (columnOf(table, name) as NumberColumn).values;
}

/** What a leaf or a bin needs, and how sure a figure is, is told in rows. */
function evenly(weight: Float64Array | undefined, parts: Uint8Array): Float64Array | undefined {
  if (!weight) return undefined;
  let [rows, sum] = [0, 0];
  for (let row = 0; row < weight.length; row++) {
    if (parts[row] === NO_PART) continue;
    rows++;
    sum += weight[row]!;
  }
  const scale = sum > 0 ? rows / sum : 1;
  return weight.map((each) => each * scale);
}

function checkTraining({ rows }: RowSplit, outcome: Uint8Array): void {
  const issues = new IssueList();
  let bad = 0;
  for (const row of rows.train) bad += outcome[row]!;
  const good = rows.train.length - bad;
  const least = (what: string) => `at least ${LEAST_TO_TRAIN} ${what} rows left for training`;
  if (bad < LEAST_TO_TRAIN) issues.add('FEW_BAD', 'plan.split', least('bad'), String(bad));
  if (good < LEAST_TO_TRAIN) issues.add('FEW_GOOD', 'plan.split', least('good'), String(good));
  refusePlan(issues);
}

/** The rows of a part, in bins. */
export function rowsOfPart({ binned, split, outcome, weight }: Prepared, part: Part): TrainRows {
  return takeRows(binned, split.rows[part], outcome, weight);
}
