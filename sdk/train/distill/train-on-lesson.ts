import { RiskError } from '../../core/errors.js';
import { treeCount } from '../../model/forest.js';
import { trainAdditive } from '../additive/train-additive.js';
import type { TrainHooks } from '../progress.js';
import { pruneForest } from '../prune-forest.js';
import type { ResolvedOf, ResolvedPlan } from '../resolve-plan.js';
import { boostSettings, monotoneOf, type Student, type TrainTools } from '../student.js';
import type { TrainRows } from '../train-rows.js';
import { compactAdditive } from '../compact-additive.js';
import { compactForest, populationOf } from '../compact-forest.js';

/**
 * Trains a student by squared error on a teacher's log-odds. No label enters: a student of labels too
 * was worse out of time.
 *
 * @param rows - with the teacher's log-odds for a target; made-up ones included.
 * @param own - those of the table among them: explanations are measured against these.
 * @throws RiskError `PLAN_INVALID` for a scorecard, which is made of labels; `TRAINING_FAILED`.
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
      throw new RiskError('PLAN_INVALID', 'a scorecard is made of labels, and not of a teacher');
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
  const boosted = await boost(rows, settings, undefined, hooks);
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
