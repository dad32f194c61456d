import { exactSigmoid } from '../../core/exact-math.js';
import { treeCount } from '../../model/forest.js';
import { trainAdditive } from '../additive/train-additive.js';
import type { TrainHooks } from '../progress.js';
import { pruneForest } from '../prune-forest.js';
import type { ResolvedOf, ResolvedPlan } from '../resolve-plan.js';
import { trainScorecard } from '../scorecard/train-scorecard.js';
import { boostSettings, monotoneOf, type Student, type TrainTools } from '../student.js';
import type { TrainRows } from '../train-rows.js';
import { compactAdditive } from '../compact-additive.js';
import { compactForest, populationOf } from '../compact-forest.js';
import { refitLeaves } from './refit-leaves.js';

/**
 * Trains a student on a teacher's log-odds: trees and points by squared error, a scorecard as
 * {@link trainCard} says. No label enters: a student of labels too was worse out of time.
 *
 * @param rows - with the teacher's log-odds for a target; made-up ones included.
 * @param own - those of the table among them: explanations are measured against these.
 * @throws RiskError `TRAINING_FAILED`.
 */
export function trainOnLesson(
  plan: ResolvedPlan,
  rows: TrainRows,
  own: TrainRows,
  tools: TrainTools,
  hooks: TrainHooks,
): Promise<Student> {
  const { student } = plan;
  switch (student.kind) {
    case 'boosted':
      return trainTrees(plan, student, rows, own, tools, hooks);
    case 'additive':
      return trainPoints(plan, student, rows, own, hooks);
    case 'scorecard':
      return trainCard(plan, student, rows, own.rows, hooks);
  }
}

async function trainTrees(
  plan: ResolvedPlan,
  student: ResolvedOf<'boosted'>,
  rows: TrainRows,
  own: TrainRows,
  { boost }: TrainTools,
  hooks: TrainHooks,
): Promise<Student> {
  const settings = boostSettings(plan, student, rows, 'squared-error');
  const grown = await boost(rows, settings, undefined, hooks);
  const { lambda, monotone = new Int8Array(rows.features.length) } = settings;
  const boosted = await refitLeaves(grown, rows, { lambda, monotone }, hooks);
  const pruned = pruneForest(rows.features, boosted);
  return {
    ...pruned,
    body: compactForest(pruned.body, populationOf(pruned, own)),
    facts: {
      model: { body: 'forest', trees: treeCount(boosted.body), depth: student.depth },
      curve: { train: [...boosted.trainLoss] },
    },
  };
}

async function trainPoints(
  plan: ResolvedPlan,
  { rounds, eta, lambda, pairs, patience }: ResolvedOf<'additive'>,
  rows: TrainRows,
  own: TrainRows,
  hooks: TrainHooks,
): Promise<Student> {
  const monotone = monotoneOf(plan, rows);
  const settings = { objective: 'squared-error', rounds, eta, lambda, pairs, patience } as const;
  const trained = await trainAdditive(rows, { ...settings, monotone }, undefined, hooks);
  // A pair and its features are rounded apart: an order that they keep together could suffer.
  const keeps = trained.pairs.length > 0 && monotone.some((sign) => sign !== 0);
  return {
    ...(keeps ? trained : compactAdditive(trained, populationOf(trained, own))),
    facts: {
      model: { body: 'additive', terms: trained.body.terms.length },
      curve: { train: [...trained.trainLoss] },
    },
  };
}

/**
 * A scorecard of a teacher's probabilities p: each row of the table counts as p bad and 1 - p good, in
 * the bins, their WOE and IV, and in the regression, which is by cross-entropy. It is the card that one
 * would come to with endless outcomes drawn from the teacher. Least squares on log-odds came no nearer
 * where it counts (UCI Taiwan: R2 +.01, the same AUC) and wanted a coefficient of the wrong sign.
 *
 * IV, signs and VIF limit it as ever. P-values do not: probabilities are no sample of outcomes, and there
 * are as many rows as one likes. Rows that were made up are left out, since bins, IV and VIF are to be
 * those of people.
 *
 * @param count - rows of the table, which are the first.
 */
async function trainCard(
  plan: ResolvedPlan,
  { maxBins, minShare, minIv, maxVif }: ResolvedOf<'scorecard'>,
  { features, bins, target, weight }: TrainRows,
  count: number,
  hooks: TrainHooks,
): Promise<Student> {
  const people: TrainRows = {
    ...{ rows: count, features, bins: bins.map((column) => column.subarray(0, count)) },
    target: Float64Array.from(target.subarray(0, count), exactSigmoid),
    ...(weight && { weight: weight.subarray(0, count) }),
  };
  const card = await trainScorecard(
    people,
    features.map(({ name }) => name),
    {
      ...{ maxBins, minShare, minIv, maxVif },
      scale: plan.scale,
      monotone: monotoneOf(plan, people),
    },
    hooks,
  );
  return {
    ...card,
    facts: {
      model: { body: 'additive', terms: card.body.terms.length },
      scorecard: card.report,
    },
  };
}
