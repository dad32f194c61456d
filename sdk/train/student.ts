import { compactForest, populationOf } from './compact-forest.js';
import type { Additive } from '../model/additive.js';
import type { Forest } from '../model/forest.js';
import { treeCount } from '../model/forest.js';
import { trainAdditive } from './additive/train-additive.js';
import type { Boost, BoostSettings } from './boost/boost-types.js';
import type { TrainHooks } from './progress.js';
import { pruneForest, type TrainedBody } from './prune-forest.js';
import type { TrainReport } from './report/train-report.js';
import type { ResolvedOf, ResolvedPlan } from './resolve-plan.js';
import { trainScorecard } from './scorecard/train-scorecard.js';
import type { TrainRows } from './train-rows.js';

/** What training is done with: the booster comes with its kernel and its shards. */
export interface TrainTools {
  readonly boost: Boost;
}

/** A trained student, whatever its kind. */
export interface Student extends TrainedBody<Forest | Additive> {
  /** Of a scorecard: the line that its whole points are on. */
  readonly scale?: { readonly offset: number; readonly factor: number };
  readonly facts: Pick<TrainReport, 'model' | 'curve' | 'scorecard'>;
}

/**
 * Trains what the plan asks for.
 *
 * @param validation - rows that only stop the boosting; scorecards need none.
 * @throws RiskError `TRAINING_FAILED`.
 */
export function trainStudent(
  plan: ResolvedPlan,
  rows: TrainRows,
  validation: TrainRows | undefined,
  tools: TrainTools,
  hooks: TrainHooks,
): Promise<Student> {
  const { student } = plan;
  switch (student.kind) {
    case 'boosted':
      return trainBoosted(plan, student, rows, validation, tools.boost, hooks);
    case 'additive':
      return trainPoints(plan, student, rows, validation, hooks);
    case 'scorecard':
      return trainCard(plan, student, rows, hooks);
  }
}

async function trainBoosted(
  plan: ResolvedPlan,
  student: ResolvedOf<'boosted'>,
  rows: TrainRows,
  validation: TrainRows | undefined,
  boost: Boost,
  hooks: TrainHooks,
): Promise<Student> {
  const settings = boostSettings(plan, student, rows, 'log-loss');
  const boosted = await boost(rows, settings, validation, hooks);
  const { trainLoss, validationLoss } = boosted;
  const pruned = pruneForest(rows.features, boosted);
  return {
    ...pruned,
    body: compactForest(pruned.body, populationOf(pruned, rows)),
    facts: {
      model: { body: 'forest', trees: treeCount(boosted.body), depth: student.depth },
      curve: curveOf(trainLoss, validationLoss),
    },
  };
}

/** A plan's settings for the booster, by the features that rows have. */
export function boostSettings(
  plan: ResolvedPlan,
  student: ResolvedOf<'boosted'>,
  rows: TrainRows,
  objective: BoostSettings['objective'],
): BoostSettings {
  const { shape, trees, depth, eta, lambda, minChild, columnShare, patience } = student;
  const index = new Map(rows.features.map(({ name }, f) => [name, f]));
  const interactions = student.interactions?.map((set) =>
    set.flatMap((column) => index.get(column) ?? []),
  );
  return {
    ...{ objective, shape, trees, depth, eta, lambda, minChild, columnShare, patience },
    minGain: 0,
    seed: plan.seed,
    monotone: monotoneOf(plan, rows),
    ...(interactions && { interactions }),
  };
}

/** Directions of the plan, by the features that rows have. */
export function monotoneOf({ features }: ResolvedPlan, rows: TrainRows): Int8Array {
  const planned = new Map(features.map(({ column, monotone }) => [column, monotone]));
  return Int8Array.from(rows.features, ({ name }) => planned.get(name) ?? 0);
}

async function trainPoints(
  plan: ResolvedPlan,
  { rounds, eta, lambda, pairs, patience }: ResolvedOf<'additive'>,
  rows: TrainRows,
  validation: TrainRows | undefined,
  hooks: TrainHooks,
): Promise<Student> {
  const trained = await trainAdditive(
    rows,
    {
      objective: 'log-loss',
      ...{ rounds, eta, lambda, pairs, patience },
      monotone: monotoneOf(plan, rows),
    },
    validation,
    hooks,
  );
  return {
    ...trained,
    facts: {
      model: { body: 'additive', terms: trained.body.terms.length },
      curve: curveOf(trained.trainLoss, trained.validationLoss),
    },
  };
}

async function trainCard(
  plan: ResolvedPlan,
  { maxBins, minShare, minIv, maxP, maxVif }: ResolvedOf<'scorecard'>,
  rows: TrainRows,
  hooks: TrainHooks,
): Promise<Student> {
  const card = await trainScorecard(
    rows,
    rows.features.map(({ name }) => name),
    {
      ...{ maxBins, minShare, minIv, maxP, maxVif },
      scale: plan.scale,
      monotone: monotoneOf(plan, rows),
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

function curveOf(
  train: Float64Array,
  validation?: Float64Array,
): NonNullable<TrainReport['curve']> {
  return { train: [...train], ...(validation && { validation: [...validation] }) };
}
