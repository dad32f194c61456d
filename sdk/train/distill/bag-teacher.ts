import { createRandom, shuffled } from '../../core/random.js';
import { binOf } from '../../model/binning.js';
import { readColumns } from '../../scoring/columns.js';
import type { Columns } from '../../scoring/results.js';
import type { Table } from '../../table/table.js';
import type { BoostSettings, Boosted } from '../boost/boost-types.js';
import { takeRows } from '../make-bins.js';
import type { TrainPlan } from '../plan.js';
import { prepareTable, type Prepared } from '../prepare-table.js';
import type { TrainHooks } from '../progress.js';
import { scoreBins } from '../score-bins.js';
import { monotoneOf, type TrainTools } from '../student.js';
import type { TrainRows } from '../train-rows.js';
import type { Teacher } from './teacher.js';
import { codeUnlisted } from './unlisted-words.js';

/** How a bag is trained. */
export interface BagSettings {
  /** Boosted models whose log-odds are averaged. @defaultValue 4 */
  readonly members?: number;
  /** @defaultValue 5 */
  readonly depth?: number;
  /** Trees of each, at most: a validation part stops it. @defaultValue 300 */
  readonly trees?: number;
  /** @defaultValue 0.05 */
  readonly eta?: number;
  /**
   * Parts of the training rows that are scored by a bag trained on the others; 0 leaves the training
   * rows to the bag that learned from them. @defaultValue 5
   */
  readonly folds?: number;
}

type Settings = Required<BagSettings>;

/**
 * Trains a teacher where nobody has one: a bag of boosted models, each on rows drawn with replacement
 * and on some of the features of each tree. It brings scores of the training rows by bags that had not
 * seen them, and scores any other row by the bag of all.
 *
 * @param plan - its student is not looked at.
 * @throws RiskError `PLAN_INVALID`, `TRAINING_FAILED`.
 */
export async function trainBag(
  table: Table,
  plan: TrainPlan,
  tools: TrainTools,
  settings: BagSettings = {},
  hooks: TrainHooks = {},
): Promise<Teacher> {
  const all: Settings = { members: 4, depth: 5, trees: 300, eta: 0.05, folds: 5, ...settings };
  const { folds, members } = all;
  const prepared = prepareTable(table, { ...plan, student: { kind: 'boosted' } });
  const { train } = prepared.split.rows;
  const total = members * (folds + 1);
  let begun = 0;
  const each: TrainHooks = {
    ...hooks,
    onProgress: ({ done }) =>
      hooks.onProgress?.({ stage: 'teaching', done: (begun + done) / total }),
  };
  const bagOf = async (rows: Int32Array, seed: number): Promise<Bag> => {
    const bag: Boosted[] = [];
    for (let member = 0; member < members; member++) {
      bag.push(await trainMember(prepared, rows, seed + member, all, tools, each));
      begun++;
    }
    return bag;
  };
  const { seed } = prepared.plan;
  const whole = await bagOf(train, seed);
  const scores = new Float64Array(table.rows).fill(NaN);
  const order = shuffled(train.length, createRandom(seed));
  for (let fold = 0; fold < folds; fold++) {
    const [kept, held] = [[] as number[], [] as number[]];
    order.forEach((i, at) => (at % folds === fold ? held : kept).push(train[i]!));
    const bag = await bagOf(Int32Array.from(kept), seed + (fold + 1) * members);
    const rows = takeRows(prepared.binned, Int32Array.from(held), prepared.outcome);
    const logOdds = scoreBag(bag, rows);
    held.forEach((row, i) => (scores[row] = logOdds[i]!));
  }
  return {
    name: `bag of ${members} boosted models of depth ${all.depth}`,
    kind: 'bag',
    score: (columns) => scoreColumns(whole, prepared, columns),
    ...(folds > 0 && { scores, outOfFold: true }),
  };
}

type Bag = readonly Boosted[];

/** One member: on rows drawn with replacement, as weights. */
function trainMember(
  { binned, outcome, weight, plan }: Prepared,
  rows: Int32Array,
  seed: number,
  { depth, trees, eta }: Settings,
  { boost }: TrainTools,
  hooks: TrainHooks,
): Promise<Boosted> {
  const random = createRandom(seed);
  const times = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) times[random.below(rows.length)]!++;
  const drawn = Int32Array.from(rows.filter((_, i) => times[i]! > 0));
  const own = takeRows(binned, drawn, outcome, weight);
  const left = times.filter((count) => count > 0);
  const weights = left.map((count, i) => count * (own.weight ? own.weight[i]! : 1));
  // The rows that were not drawn stop the boosting.
  const out = rows.filter((_, i) => times[i] === 0);
  const settings: BoostSettings = {
    objective: 'log-loss',
    shape: 'depth-wise',
    ...{ trees, depth, eta, seed },
    lambda: 5,
    minChild: 5,
    minGain: 0,
    columnShare: 0.7,
    monotone: monotoneOf(plan, own),
    patience: 20,
  };
  const held = takeRows(binned, out, outcome, weight);
  return boost({ ...own, weight: weights }, settings, held, hooks);
}

/** Mean log-odds of the members. */
function scoreBag(
  bag: Bag,
  { features, bins, rows }: Pick<TrainRows, 'features' | 'bins' | 'rows'>,
) {
  const logOdds = new Float64Array(rows);
  for (const { body, intercept, scaleBits } of bag) {
    const margins = scoreBins({ features, body, intercept }, bins, rows);
    const unit = 2 ** -scaleBits / bag.length;
    for (let row = 0; row < rows; row++) logOdds[row]! += margins[row]! * unit;
  }
  return logOdds;
}

async function scoreColumns(
  bag: Bag,
  { binned }: Prepared,
  columns: Columns,
): Promise<Float64Array> {
  const { features } = binned;
  const { columns: values, rows } = readColumns(features, codeUnlisted(features, columns));
  const bins = features.map((feature, f) =>
    Uint8Array.from(values[f]!, (value) => binOf(feature, value)),
  );
  return Promise.resolve(scoreBag(bag, { features, bins, rows }));
}
