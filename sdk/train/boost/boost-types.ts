import type { Forest } from '../../model/forest.js';
import type { TrainHooks } from '../progress.js';
import type { TrainRows } from '../train-rows.js';

/** Settings of the booster, complete: defaults are the plan's business. */
export interface BoostSettings {
  readonly objective: 'log-loss' | 'squared-error';
  readonly shape: 'oblivious' | 'depth-wise';
  readonly trees: number;
  readonly depth: number;
  readonly eta: number;
  readonly lambda: number;
  readonly minChild: number;
  /** Least gain of a split. */
  readonly minGain: number;
  readonly columnShare: number;
  readonly seed: number;
  /** Per feature: risk may only rise (1) or fall (-1) with the bin. */
  readonly monotone?: Int8Array;
  /** Sets of features that may meet in a tree; a feature in no set stands alone. */
  readonly interactions?: readonly (readonly number[])[];
  /** Trees without a better validation loss until boosting stops; 0 never stops. */
  readonly patience: number;
}

/** A trained forest in the intermediate form, and how it came to be. */
export interface Boosted {
  readonly body: Forest;
  /** In units of 2^-scaleBits log-odds. */
  readonly intercept: number;
  readonly scaleBits: number;
  /** Loss after each tree, of the training rows and of the validation rows where there are any. */
  readonly trainLoss: Float64Array;
  readonly validationLoss?: Float64Array;
  /** Trees kept: those after the best validation loss are dropped. */
  readonly kept: number;
}

/**
 * Boosts trees on bins. Same rows and settings, same forest, bit for bit: with the kernel or without,
 * in one shard or several, in any browser or Node.
 *
 * @param validation - rows that only stop the boosting.
 */
export type Boost = (
  rows: TrainRows,
  settings: BoostSettings,
  validation?: TrainRows,
  hooks?: TrainHooks,
) => Promise<Boosted>;
