import type { TrainRows } from '../train-rows.js';
import type { BoostKernel } from './kernel.js';
import { createPlainShard } from './plain-shard.js';

/** What all shards of a training have in common: numbers only, so that it can cross to a worker. */
export interface ShardSetup {
  readonly objective: 'log-loss' | 'squared-error';
  /** First margin of every row, in units. */
  readonly intercept: number;
  /** Cells of a feature in a histogram: 72, 144 or 288. */
  readonly stride: number;
  /** Powers of two by which a row's hessian, |gradient| and loss become integers. */
  readonly hessianScale: number;
  readonly sizeScale: number;
  readonly lossScale: number;
}

/** How the nodes of a level go on, one entry a node. */
export interface LevelSplit {
  /** Feature tested, or -1 where the node becomes a leaf: i32[nodes]. */
  readonly feature: Int32Array;
  /** 1 for the bins that go right: u8[nodes][256]. */
  readonly right: Uint8Array;
}

/** Sums over a shard's rows: integers, so the order of rows and shards is no matter. */
export interface ShardSums {
  /** Of the losses, in units of 1 / lossScale. */
  readonly loss: number;
  /** Of |gradient|, in units of 1 / sizeScale. */
  readonly size: number;
}

/**
 * Some of the training rows: their bins, margins, gradients, and which node each is in. Everything
 * that passes is a number or a typed array that the receiver may keep, so a shard can live in a
 * worker. Calls come one at a time.
 *
 * A histogram is i32[features][stride][2]: sum of hessians (read as u32), sum of gradients.
 */
export interface Shard {
  /** Makes the first gradients, at the intercept. */
  measure(): Promise<ShardSums>;
  /**
   * Makes the gradients integers, puts all rows in one node and gives its histogram. Without a scale
   * there is none, and none may be asked for: the rows only follow the tree.
   */
  startTree(gradientScale?: number): Promise<Int32Array>;
  /** Splits the nodes of the level. Gives the rows of the new ones: left, right, left, right... */
  split(level: LevelSplit): Promise<Int32Array>;
  /** Histograms of some nodes of the level, one after another. */
  histograms(nodes: Int32Array): Promise<Int32Array>;
  /**
   * Adds a tree's leaf values to the margins and makes the gradients at them.
   *
   * @param level - the last splits of the tree, after which nodes are not kept apart.
   * @param values - of the leaves that earlier levels made, in their order; then of this level's
   * nodes: one for a leaf, two (left, right) for a split. Without `level`, one for each node.
   */
  endTree(values: Int32Array, level?: LevelSplit): Promise<ShardSums>;
  /** Frees what it holds. */
  close(): void;
}

/** Spreads rows over shards. Contiguous slices of any size, from {@link sliceRows}. */
export type OpenShards = (
  rows: TrainRows,
  setup: ShardSetup,
) => Promise<readonly Shard[]> | readonly Shard[];

/**
 * Makes a shard in this thread.
 *
 * @param kernel - compiled by `compileBoostKernel`; plain TypeScript without: the same numbers.
 */
export function createShard(
  rows: TrainRows,
  setup: ShardSetup,
  kernel: BoostKernel | null = null,
): Shard {
  return kernel ? kernel.createShard(rows, setup) : createPlainShard(rows, setup);
}

/** Rows from..to-1 as rows of their own; columns are views. */
export function sliceRows(rows: TrainRows, from: number, to: number): TrainRows {
  const { features, bins, target, weight } = rows;
  return {
    rows: to - from,
    features,
    bins: bins.map((column) => column.subarray(from, to)),
    target: target.subarray(from, to),
    ...(weight && { weight: weight.subarray(from, to) }),
  };
}
