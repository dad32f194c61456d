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

/** How a bag is trained: of `folds` times `repeats` boosted models. */
export interface BagSettings {
  /** Parts of the training rows; each model learns from all but one. At least 2. @defaultValue 5 */
  readonly folds?: number;
  /** Times that the rows are parted anew: a training row has so many models that had not seen it. @defaultValue 2 */
  readonly repeats?: number;
  /** Of the oblivious trees. @defaultValue 6 */
  readonly depth?: number;
  /** Trees of each, at most: the part that is left out stops it. @defaultValue 300 */
  readonly trees?: number;
  /** @defaultValue 0.1 */
  readonly eta?: number;
}

type Settings = Required<BagSettings>;

/**
 * Trains a teacher where nobody has one: a bag of boosted models, each on all but a part of the training
 * rows and on some of the features of each tree. The part that is left out says when to stop, and is
 * scored: so every training row has scores by models that did not learn from it. Any other row is scored
 * by all of them.
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
  const all: Settings = { folds: 5, repeats: 2, depth: 6, trees: 300, eta: 0.1, ...settings };
  const { folds, repeats } = all;
  const prepared = prepareTable(table, { ...plan, student: { kind: 'boosted' } });
  const { binned, outcome, weight } = prepared;
  const { seed } = prepared.plan;
  const total = folds * repeats;
  const bag: Boosted[] = [];
  const each: TrainHooks = {
    ...hooks,
    onProgress: ({ done }) =>
      hooks.onProgress?.({ stage: 'teaching', done: (bag.length + done) / total }),
  };
  const scores = new Float64Array(table.rows).fill(NaN);
  const take = (rows: Int32Array) => takeRows(binned, rows, outcome, weight);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const foldOf = drawFolds(prepared, folds, seed + repeat);
    for (let fold = 0; fold < folds; fold++) {
      const { train } = prepared.split.rows;
      const held = train.filter((_, i) => foldOf[i] === fold);
      const own = take(train.filter((_, i) => foldOf[i] !== fold));
      const out = take(held);
      const member = await tools.boost(
        own,
        boostedBy(prepared, own, all, seed + bag.length),
        out,
        each,
      );
      bag.push(member);
      const said = scoreBag([member], out);
      held.forEach((row, i) => (scores[row] = (repeat && scores[row]!) + said[i]! / repeats));
    }
  }
  return {
    name: `bag of ${total} boosted models of depth ${all.depth}`,
    kind: 'bag',
    score: (columns) => scoreColumns(bag, prepared, columns),
    ...{ scores, outOfFold: true },
  };
}

type Bag = readonly Boosted[];

/** The part of each training row: of good and bad rows alike, so that each part has its share. */
function drawFolds({ split, outcome }: Prepared, folds: number, seed: number): Uint8Array {
  const { train } = split.rows;
  const order = shuffled(train.length, createRandom(seed));
  const foldOf = new Uint8Array(train.length);
  let at = 0;
  for (const of of [1, 0]) {
    for (const i of order) if (outcome[train[i]!] === of) foldOf[i] = at++ % folds;
  }
  return foldOf;
}

function boostedBy(
  { plan }: Prepared,
  rows: TrainRows,
  { trees, depth, eta }: Settings,
  seed: number,
): BoostSettings {
  return {
    objective: 'log-loss',
    shape: 'oblivious',
    ...{ trees, depth, eta, seed },
    lambda: 10,
    minChild: 5,
    minGain: 0,
    columnShare: 0.7,
    monotone: monotoneOf(plan, rows),
    patience: 20,
  };
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
