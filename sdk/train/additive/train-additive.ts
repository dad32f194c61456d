import { RiskError } from '../../core/errors.js';
import type { Additive } from '../../model/additive.js';
import type { Feature } from '../../model/feature.js';
import { checkLabelled, checkShape, weightsOf } from '../check-rows.js';
import type { TrainHooks } from '../progress.js';
import type { TrainRows } from '../train-rows.js';
import { additiveBody } from './additive-body.js';
import { boostMains } from './boost-mains.js';
import { boostPairs } from './boost-pairs.js';
import type { Objective } from './loss.js';
import { Margins } from './margins.js';

/** Settings of an additive student, complete: defaults are the plan's business. */
export interface AdditiveSettings {
  readonly objective: Objective;
  /** Rounds over all features, at most; and as many over the pairs. */
  readonly rounds: number;
  readonly eta: number;
  readonly lambda: number;
  /** Least sum of hessians of a side. @defaultValue 5 */
  readonly minChild?: number;
  /** Pairs of features, chosen by what they add. */
  readonly pairs: number;
  /** Rounds without a better validation loss until boosting stops; 0 never stops. */
  readonly patience: number;
  /** Per feature: risk may only rise (1) or fall (-1) with the bin. */
  readonly monotone?: Int8Array;
}

/** An additive student as the body of a model, and how it came to be. */
export interface TrainedAdditive {
  /** Of the model: features that say something, with the cuts that their points need. */
  readonly features: readonly Feature[];
  /** Index into the features of the rows, by feature of the model. */
  readonly from: readonly number[];
  /** Bin of the model's feature by bin of the rows' feature, by feature of the model. */
  readonly binOf: readonly Uint8Array[];
  readonly body: Additive;
  /** In units of 2^-scaleBits log-odds. */
  readonly intercept: number;
  readonly scaleBits: number;
  /** Features of the rows that make the pairs, best first. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Loss after each round, features first and then pairs. */
  readonly trainLoss: Float64Array;
  readonly validationLoss?: Float64Array;
  /** Rounds kept, of features and of pairs. */
  readonly kept: { readonly mains: number; readonly pairs: number };
}

/**
 * Trains points for each bin of each feature by boosting stumps, a feature at a time in turns, and then
 * for pairs of features on what is left.
 *
 * @param validation - rows that only stop the boosting.
 * @throws RiskError `PLAN_INVALID` for rows of one class, `TRAINING_FAILED` where no feature says
 * anything.
 */
export async function trainAdditive(
  rows: TrainRows,
  settings: AdditiveSettings,
  validation?: TrainRows,
  hooks: TrainHooks = {},
): Promise<TrainedAdditive> {
  for (const each of validation ? [rows, validation] : [rows]) {
    // A validation part of one class still has a loss.
    if (settings.objective === 'log-loss' && each === rows) checkLabelled(each);
    else checkShape(each);
  }
  const training = new Margins(rows, settings.objective, weightsOf(rows));
  const held = validation && new Margins(validation, settings.objective, weightsOf(validation));
  const constant = training.begin();
  held?.add(constant);
  const mains = await boostMains(training, held, settings, hooks);
  const pairs = await boostPairs(training, held, settings, mains.tables, hooks);
  const body = additiveBody(rows, training.weight, constant, mains.tables, pairs.terms);
  if (body.features.length === 0) {
    throw new RiskError('TRAINING_FAILED', 'no feature tells bad rows from good ones', {
      issues: [{ code: 'NO_SIGNAL', path: 'features', expected: 'a feature that says something' }],
    });
  }
  return {
    ...body,
    pairs: pairs.terms.map(({ pair }) => pair),
    trainLoss: Float64Array.of(...mains.trainLoss, ...pairs.trainLoss),
    ...(held && {
      validationLoss: Float64Array.of(...mains.validationLoss, ...pairs.validationLoss),
    }),
    kept: { mains: mains.kept, pairs: pairs.kept },
  };
}
