import { missingBin, type Feature } from '../model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../model/forest.js';

/** Places of a node in the table of steps: one for each bin, and the last for what it asks. */
const PLACES = 256;

/** Where a node says which feature it asks. Features that were trained have 255 bins at most. */
const ASKS = PLACES - 1;

/** Rows that go through a tree one after the other: their bins stay in the processor's cache. */
const BLOCK = 4096;

/**
 * Sends rows through every tree, and tells where each of them ends. Four rows step at a time, since
 * none has to wait for another.
 *
 * @param features - that were trained: with 255 bins at most, "missing" among them.
 * @param bins - one column per feature.
 * @param take - told of a tree's leaves, as nodes of the forest, of the rows from `first` on; the array
 * is used again.
 */
export function leavesOf(
  forest: Forest,
  features: readonly Feature[],
  bins: readonly Uint8Array[],
  rows: number,
  take: (leaves: Uint32Array, first: number, count: number) => void,
): void {
  const { treeStart } = forest;
  const steps = stepsOf(forest, features);
  const depths = depthsOf(forest);
  const width = bins.length;
  const block = new Uint8Array(BLOCK * width);
  const leaves = new Uint32Array(BLOCK);
  for (let first = 0; first < rows; first += BLOCK) {
    const count = Math.min(BLOCK, rows - first);
    // Rows beyond the last are of no one, and walk along.
    bins.forEach((column, f) => {
      for (let i = 0, at = f; i < count; i++, at += width) block[at] = column[first + i]!;
    });
    for (let tree = 0; tree < depths.length; tree++) {
      const root = treeStart[tree]! * PLACES;
      const depth = depths[tree]!;
      for (let i = 0, row = 0; i < count; i += 4, row += 4 * width) {
        let [a, b, c, d] = [root, root, root, root];
        for (let level = 0; level < depth; level++) {
          a = steps[a + block[row + steps[a + ASKS]!]!]!;
          b = steps[b + block[row + width + steps[b + ASKS]!]!]!;
          c = steps[c + block[row + 2 * width + steps[c + ASKS]!]!]!;
          d = steps[d + block[row + 3 * width + steps[d + ASKS]!]!]!;
        }
        leaves[i] = a / PLACES;
        leaves[i + 1] = b / PLACES;
        leaves[i + 2] = c / PLACES;
        leaves[i + 3] = d / PLACES;
      }
      take(leaves, first, count);
    }
  }
}

/** Where each node sends each bin, as the first place of the node there; a leaf keeps every row. */
function stepsOf(forest: Forest, features: readonly Feature[]): Uint32Array {
  const { feature, right } = forest;
  const steps = new Uint32Array(feature.length * PLACES);
  feature.forEach((f, node) => {
    const own = node * PLACES;
    if (f === LEAF) {
      steps.fill(own, own, own + ASKS);
      return;
    }
    const categorical = features[f]!.kind === 'categorical';
    const missing = missingBin(features[f]!);
    for (let bin = 0; bin <= missing; bin++) {
      const left = goesLeft(forest, node, bin, missing, categorical);
      steps[own + bin] = (left ? node + 1 : right[node]!) * PLACES;
    }
    steps[own + ASKS] = f;
  });
  return steps;
}

/** Steps from the root of each tree to its deepest leaf. */
function depthsOf(forest: Forest): Uint32Array {
  const { treeStart, feature, right } = forest;
  const below = new Uint32Array(feature.length);
  // Backwards: children come after their parent.
  for (let node = feature.length - 1; node >= 0; node--) {
    if (feature[node] === LEAF) continue;
    below[node] = 1 + Math.max(below[node + 1]!, below[right[node]!]!);
  }
  const depths = new Uint32Array(treeCount(forest));
  for (let tree = 0; tree < depths.length; tree++) depths[tree] = below[treeStart[tree]!]!;
  return depths;
}
