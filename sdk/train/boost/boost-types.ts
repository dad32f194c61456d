import type { Forest } from '../../model/forest.js';
import type { TrainHooks } from '../progress.js';
import type { TrainRows } from '../train-rows.js';
import type { BoostKernel } from './kernel.js';
import type { OpenShards } from './shard.js';

/** Settings of the booster, complete: defaults are the plan's business. */
export interface BoostSettings {
  readonly objective: 'log-loss' | 'squared-error';
  /** `oblivious`: every node of a level tests the same. */
  readonly shape: 'oblivious' | 'depth-wise';
  /** 1 to 10,000. */
  readonly trees: number;
  /** 1 to 8. */
  readonly depth: number;
  /** Above 0, at most 1. */
  readonly eta: number;
  readonly lambda: number;
  /**
   * Least sum of hessians in a child. An oblivious level splits the nodes where both children have
   * it; elsewhere both children keep their parent's value.
   */
  readonly minChild: number;
  /**
   * A split, or a level of an oblivious tree, must gain more. In the units of XGBoost's `gamma` and
   * LightGBM's `min_gain_to_split`: the sum of G^2 / (H + lambda) over the children less the parent's.
   */
  readonly minGain: number;
  /** Share of the features drawn for each tree; at least one is. */
  readonly columnShare: number;
  readonly seed: number;
  /** Per feature: risk may only rise (1) or fall (-1) with the bin, "missing" aside. Numeric features only. */
  readonly monotone?: Int8Array;
  /** Sets of features that may meet on a path from the root; a feature in no set stands alone. */
  readonly interactions?: readonly (readonly number[])[];
  /** Trees without a better validation loss until boosting stops; 0 never stops, and keeps all. */
  readonly patience: number;
}

/** A trained forest in the intermediate form, and how it came to be. */
export interface Boosted {
  /** Leaves are i16 in value; covers are sums of hessians. */
  readonly body: Forest;
  /** In units of 2^-scaleBits log-odds. */
  readonly intercept: number;
  readonly scaleBits: number;
  /** Mean loss after each tree, of the training rows and of the validation rows where there are any. */
  readonly trainLoss: Float64Array;
  readonly validationLoss?: Float64Array;
  /** Trees kept: with `patience`, those after the best validation loss are dropped. */
  readonly kept: number;
}

/**
 * Boosts trees on bins. Same rows and settings, same forest, bit for bit: with the kernel or without,
 * in one shard or several, in any browser or Node.
 *
 * @param validation - rows that only stop the boosting.
 * @param openShards - spreads the training rows. @defaultValue one shard, in this thread
 * @param kernel - the compiled kernel, or `null` for plain TypeScript. @defaultValue compiled where
 * the page's policy lets it
 * @throws RiskError `SHAPE_MISMATCH`, `OPTION_INVALID`; `TRAINING_FAILED` where there is one class
 * only, or no split gains anything.
 */
export type Boost = (
  rows: TrainRows,
  settings: BoostSettings,
  validation?: TrainRows,
  hooks?: TrainHooks,
  openShards?: OpenShards,
  kernel?: BoostKernel | null,
) => Promise<Boosted>;
