import { nearestWeight } from '../model/bundle/small-numbers.js';
import type { Feature } from '../model/feature.js';
import { LEAF, type Forest } from '../model/forest.js';
import { leavesOf } from './forest-leaves.js';
import { translate } from './gather.js';
import type { TrainedBody } from './prune-forest.js';
import type { TrainRows } from './train-rows.js';

/** Rows that a model's weights are measured on, in the bins of its own features. */
export interface Population {
  readonly features: readonly Feature[];
  readonly bins: readonly Uint8Array[];
  readonly rows: number;
  readonly weight?: Float64Array;
}

/** Rows in the bins of a model's own features. */
export function populationOf(
  { features, from, binOf }: Pick<TrainedBody<unknown>, 'features' | 'from' | 'binOf'>,
  { bins, rows, weight }: TrainRows,
): Population {
  return {
    features,
    bins: from.map((f, i) => translate(bins[f]!, binOf[i]!)),
    rows,
    ...(weight && { weight }),
  };
}

/** Weights are scaled to less than this: what a byte says goes a little further. */
const MOST_WEIGHT = 400_000;

/**
 * Makes the numbers of a forest small, for a bundle that stores them in a byte each. Leaves are rounded
 * to 8 bits times a power of two for each tree; that keeps their order, so what was monotone stays it.
 * Covers become how the population spreads over the leaves, in five significant bits.
 */
export function compactForest(forest: Forest, population: Population): Forest {
  return { ...forest, leaf: roundLeaves(forest), cover: coversOf(forest, population) };
}

function roundLeaves({ treeStart, leaf }: Forest): Int32Array {
  const rounded = leaf.slice();
  for (let tree = 0; tree + 1 < treeStart.length; tree++) {
    roundTree(rounded, treeStart[tree]!, treeStart[tree + 1]!);
  }
  return rounded;
}

/**
 * Rounds the leaves of a tree in their place, from node `start` to before `end`: they share their last
 * zero bits, as many as it takes for 8 bits to be left. What was rounded stays as it is.
 */
export function roundTree(leaf: Int32Array, start: number, end: number): void {
  let shift = 0;
  const units = (node: number) => Math.round(leaf[node]! / 2 ** shift);
  for (let node = start; node < end; node++) {
    while (units(node) > 0x7f || units(node) < -0x80) shift++;
  }
  for (let node = start; node < end; node++) leaf[node] = units(node) * 2 ** shift;
}

function coversOf(forest: Forest, population: Population): Float32Array {
  const { feature, right } = forest;
  const sums = spread(forest, population);
  const unit = weightUnit(sums);
  const cover = new Float32Array(feature.length);
  // Backwards: children come after their parent. Sums of these stay whole in float32.
  for (let node = feature.length - 1; node >= 0; node--) {
    cover[node] =
      feature[node] === LEAF
        ? nearestWeight(sums[node]! * unit)
        : cover[node + 1]! + cover[right[node]!]!;
  }
  return cover;
}

/** Weight of the rows in each leaf. */
function spread(forest: Forest, { features, bins, rows, weight }: Population): Float64Array {
  const sums = new Float64Array(forest.feature.length);
  leavesOf(forest, features, bins, rows, (leaves, first, count) => {
    for (let i = 0; i < count; i++) sums[leaves[i]!]! += weight ? weight[first + i]! : 1;
  });
  return sums;
}

/** A power of two that brings weights into the range of their codes, as large as they fit. */
export function weightUnit(weights: Float64Array): number {
  const largest = weights.reduce((most, each) => Math.max(most, each), 0);
  let unit = 1;
  while (largest * unit > MOST_WEIGHT) unit /= 2;
  return unit;
}
