import { isRiskError } from '../../core/errors.js';
import { IssueList } from '../../model/check/issues.js';
import { columnOf, type Table } from '../../table/table.js';
import { refusePlan } from '../plan-fields.js';
import type { TrainPlan } from '../plan.js';
import { prepareTable, type Prepared } from '../prepare-table.js';
import { horizonsOf, readHorizons, type HorizonPlan, type TableHorizon } from './horizons.js';
import type { PretrainRows } from './pretrain-types.js';

/** How a table's rows become those of several channels and label horizons. */
export interface PretrainRowsOptions {
  /** Column of words that parts the rows into channels: no feature then. @defaultValue none: all rows are one channel */
  readonly channel?: string;
  /** Name of the plan's target as a horizon. @defaultValue the target's column */
  readonly horizon?: string;
  /**
   * Columns of outcomes, one a horizon. The plan's target is one of them: where it is not listed it
   * comes first. @defaultValue the plan's target alone
   */
  readonly horizons?: readonly HorizonPlan[];
}

/** As many as a channel's index has room for. */
const MAX_CHANNELS = 256;

/**
 * The rows of a table that a backbone may learn from: the training and validation parts with their
 * labels, and rows without the plan's target, with the labels that they have. Test rows of either
 * time stay out, so that a student of the backbone can still be measured on them; and so do labels of
 * any horizon from the first day out of time on.
 *
 * @throws RiskError `PLAN_INVALID` with every issue at once.
 */
export function pretrainRows(
  table: Table,
  plan: TrainPlan,
  { channel, horizon = plan.target.column, horizons: given }: PretrainRowsOptions = {},
): PretrainRows {
  const issues = new IssueList();
  const own = { name: horizon, ...plan.target };
  const horizons = horizonsOf(table, own, readHorizons(given ?? [], issues), plan, issues);
  const codes = channel === undefined ? undefined : channelsOf(table, channel, issues);
  // The network knows a row's channel by numbers of its own.
  const features = plan.features.filter(({ column }) => column !== channel);
  const prepared = preparedOrIssues(table, { ...plan, features }, issues);
  const { split, binned, outcome, weight } = prepared;
  const known = [...split.rows.train, ...split.rows.validation];
  const unknown = [...outcome.keys()].filter((row) => outcome[row]! > 1);
  const rows = Int32Array.from([...known, ...unknown]).sort();
  const labels = labelsOf(prepared, rows, horizons);
  if (given) checkClasses(labels, horizons, issues);
  refusePlan(issues);
  return {
    rows: rows.length,
    features: binned.features,
    bins: binned.bins.map((column) => Uint8Array.from(rows, (row) => column[row]!)),
    channels: codes?.names ?? ['all'],
    channel: Uint8Array.from(rows, (row) => codes?.codes[row] ?? 0),
    horizons: horizons.map(({ name }) => name),
    labels,
    ...(weight && { weight: Float64Array.from(rows, (row) => weight[row]!) }),
  };
}

/** What the plan is wrong in is said together with what was found before. */
function preparedOrIssues(table: Table, plan: TrainPlan, found: IssueList): Prepared {
  let prepared: Prepared | undefined;
  try {
    prepared = prepareTable(table, plan);
  } catch (error) {
    if (found.empty || !isRiskError(error)) throw error;
    for (const { code, path, expected, got } of error.issues) {
      found.add(code, path, expected ?? code, got);
    }
  }
  refusePlan(found);
  return prepared!;
}

/** By horizon: 1, 0, or NaN where it is not known, or known too late for the tests to be tests. */
function labelsOf(
  { split, outcome, days }: Prepared,
  rows: Int32Array,
  horizons: readonly TableHorizon[],
): Float32Array[] {
  const first = split.rows['out-of-time'].reduce(
    (least, row) => Math.min(least, days?.[row] ?? Infinity),
    Infinity,
  );
  // A row that no part took may be from any day, or from none.
  const isLate = (row: number) => outcome[row]! > 1 && days !== undefined && !(days[row]! < first);
  return horizons.map(({ outcome: of }) =>
    Float32Array.from(rows, (row) => (of[row]! > 1 || isLate(row) ? NaN : of[row]!)),
  );
}

function checkClasses(
  labels: readonly Float32Array[],
  horizons: readonly TableHorizon[],
  issues: IssueList,
): void {
  const expected = 'bad and good rows outside the tests';
  labels.forEach((column, h) => {
    const both = column.includes(0) && column.includes(1);
    issues.check(both, 'CLASSES', horizons[h]!.path, expected);
  });
}

/** Words and whole numbers name channels; so does their absence. */
function channelsOf(table: Table, name: string, issues: IssueList) {
  const column = columnOf(table, name);
  const expected = `a column of at most ${MAX_CHANNELS} different words`;
  if (!column) {
    issues.add('CHANNEL', 'channel', expected);
    return undefined;
  }
  const names: string[] = [];
  const index = new Map<string, number>();
  const codes = new Uint8Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const word =
      column.kind === 'text'
        ? (column.words[column.codes[row]!] ?? '')
        : String(column.values[row]);
    let code = index.get(word);
    if (code === undefined) {
      if (names.length === MAX_CHANNELS) {
        issues.add('CHANNEL', 'channel', expected);
        return undefined;
      }
      code = names.push(word === '' || word === 'NaN' ? 'missing' : word) - 1;
      index.set(word, code);
    }
    codes[row] = code;
  }
  return { names, codes };
}
