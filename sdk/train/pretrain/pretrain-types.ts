import type { TrainRows } from '../train-rows.js';
import type { Backbone } from './backbone.js';
import type { TensorBackend } from './tensors.js';

/** Rows of several channels, with as many labels as are known: none, one or one per horizon. */
export interface PretrainRows extends Omit<TrainRows, 'target'> {
  /** Names of the channels: products, partners, months. At most 256. */
  readonly channels: readonly string[];
  /** Index into `channels` of each row: u8[rows]. */
  readonly channel: Uint8Array;
  /** Names of the label horizons, such as `30+ days in 3 months`. At most 16. */
  readonly horizons: readonly string[];
  /** By horizon: 1 bad, 0 good, NaN where it is not known; a probability of bad is taken as well. */
  readonly labels: readonly Float32Array[];
}

/** Which channel and horizon a backbone is tuned for, and how carefully. */
export interface FineTuneOptions {
  readonly channel: string;
  readonly horizon: string;
  /** Step size of Adam, below that of pre-training. @defaultValue 0.0003 */
  readonly rate?: number;
  /** At most. @defaultValue 30 */
  readonly epochs?: number;
  /** Pull of each weight towards where pre-training left it. @defaultValue 0.1 */
  readonly anchor?: number;
}

/** How a backbone is trained. Everything has a default. */
export interface PretrainOptions {
  /** Units of the two hidden layers. @defaultValue [96, 48] */
  readonly hidden?: readonly [number, number];
  /** Numbers by which the network knows a channel. @defaultValue 8 */
  readonly embedding?: number;
  /** Pieces of a numeric feature's encoding, at most. @defaultValue 8 */
  readonly pieces?: number;
  /** Epochs over the labelled rows, at most. @defaultValue 12 */
  readonly epochs?: number;
  /** Epochs without a better validation loss until it stops. @defaultValue 3 */
  readonly patience?: number;
  /** Rows of a step. @defaultValue 256 */
  readonly batch?: number;
  /** Step size of Adam. @defaultValue 0.001 */
  readonly rate?: number;
  /** L2: share of itself that a weight loses in a step of size 1. @defaultValue 0.01 */
  readonly decay?: number;
  /** Share of the hidden units left out in a step. @defaultValue 0.1 */
  readonly dropout?: number;
  /** Share of the labelled rows that stops the training. @defaultValue 0.15 */
  readonly validation?: number;
  /**
   * Whether a first stage hides features of all rows, labelled or not, and learns to rebuild them.
   * No reliable gain was seen from it: `test/bench/pretrain.mjs` prints the ablation.
   *
   * @defaultValue false
   */
  readonly unlabelled?: boolean;
  /** Share of the features hidden in that stage. @defaultValue 0.2 */
  readonly maskShare?: number;
  /** Epochs of that stage. @defaultValue 4 */
  readonly maskEpochs?: number;
  /**
   * A trained backbone to go on from: it is only tuned, by `fineTune`, on rows in its own bins,
   * channels and horizons. What shapes a network is the backbone's then.
   */
  readonly from?: Backbone;
  /** Tunes the backbone for one channel at the end. */
  readonly fineTune?: FineTuneOptions;
  /** @defaultValue 1 */
  readonly seed?: number;
}

/** One stage of the training. */
export interface StageReport {
  readonly stage: 'masked' | 'labels' | 'fine-tuning';
  readonly rows: number;
  /** Mean loss of each epoch: squared error of hidden cells, or log loss. */
  readonly loss: readonly number[];
  /** Log loss of the validation rows before the first epoch and after each; absent when masked. */
  readonly validation?: readonly number[];
  /** Epochs that count: those after the best validation loss are dropped. */
  readonly kept: number;
}

/** How a backbone came to be. */
export interface PretrainReport {
  /** float32 sums differ from device to device, so another one trains other weights. */
  readonly reproducible: false;
  readonly backend: TensorBackend;
  /** Why not a quicker back end; empty for the first choice. */
  readonly backendReasons: readonly string[];
  readonly rows: number;
  /** Rows with a label, by horizon. */
  readonly labelled: readonly number[];
  /** Inputs of the network after encoding. */
  readonly inputs: number;
  readonly weights: number;
  readonly stages: readonly StageReport[];
}
