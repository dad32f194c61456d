import { fromFixedPoint } from '../../core/fixed-point.js';
import { binOf, ZERO_BOUND } from '../../model/binning.js';
import { missingBin, splitCount, type Feature } from '../../model/feature.js';
import { goesLeft, LEAF, type Forest } from '../../model/forest.js';
import type { ImportedFeatures } from './build-features.js';
import type { ImportedForest } from './build-forest.js';
import { Deck, probeValues } from './probe-rows.js';
import type { SourceArithmetic, SourceFeature, SourceTrees } from './source-trees.js';

const SAMPLE_ROWS = 1024;
/** Rows in flight at once are as many as have this many cells together. */
const MAX_CELLS = 2 ** 20;
/** Stops a model that is large beyond reason; 1000 trees of depth 8 need a tenth of it. */
const MAX_VISITS = 1e8;

export interface Replay {
  readonly largestMarginDifference: number;
  readonly sampleRows: number;
}

/**
 * Scores the same rows twice and compares: the file's own trees in the source's own arithmetic
 * (the base margin, then tree after tree), and our bins, forest and integers.
 *
 * That this is XGBoost's arithmetic to the last bit was checked with 1.7.6, 2.0.3, 2.1.4, 3.0.5,
 * 3.1.3, 3.2.0, 3.3.0 and 3.4.1, DART included.
 */
export function replay(
  source: SourceTrees,
  imported: ImportedFeatures,
  body: ImportedForest,
  arithmetic: SourceArithmetic,
): Replay {
  const { features } = imported;
  const probes = probeValues(imported);
  const decks = probes.map((probe, f) => new Deck(probe.ours.length, f));
  // What no split tests may be anything: a file can have many such features, and few that count.
  const tested = Array.from(features.keys()).filter((f) => splitCount(features[f]!) > 0);
  const size = Math.max(1, Math.min(SAMPLE_ROWS, Math.floor(MAX_CELLS / features.length)));
  let visits = 0;
  let largest = 0;
  let rows = 0;
  while (rows < SAMPLE_ROWS && visits < MAX_VISITS) {
    const block = { rows: Math.min(size, SAMPLE_ROWS - rows), width: features.length };
    const values = new Float64Array(block.rows * block.width);
    const bins = new Uint16Array(block.rows * block.width);
    for (let row = 0; row < block.rows; row++) {
      for (const f of tested) {
        const cell = row * block.width + f;
        const card = decks[f]!.deal();
        values[cell] = probes[f]!.source[card]!;
        bins[cell] = binOf(features[f]!, probes[f]!.ours[card]!);
      }
    }
    visits += block.rows * tested.length;
    const margins = arithmetic.sum === 'float32' ? Float32Array : Float64Array;
    const theirs = new margins(block.rows).fill(arithmetic.base);
    visits += addSourceTrees(source, values, block.width, theirs);
    const ours = new Float64Array(block.rows).fill(body.intercept);
    addOurTrees(body.forest, features, bins, ours);
    for (let row = 0; row < block.rows; row++) {
      const difference = Math.abs(fromFixedPoint(ours[row]!, body.scaleBits) - theirs[row]!);
      largest = Math.max(largest, difference);
    }
    rows += block.rows;
  }
  return { largestMarginDifference: largest, sampleRows: rows };
}

/**
 * Adds every tree to every row's margin, in the precision of `margins` after every addition. Tree
 * by tree, so that a tree stays in the cache; each row still meets the trees in order.
 *
 * @returns the nodes visited.
 */
function addSourceTrees(
  source: SourceTrees,
  values: Float64Array,
  width: number,
  margins: Float32Array | Float64Array,
): number {
  const { start, left, right, feature, value } = source;
  const traits = traitsOf(source.features);
  let visits = 0;
  for (let t = 0; t + 1 < start.length; t++) {
    const root = start[t]!;
    for (let row = 0; row < margins.length; row++) {
      let node = root;
      while (left[node] !== -1) {
        const cell = values[row * width + feature[node]!]!;
        const goesLeft = sourceGoesLeft(source, traits, node, cell);
        node = root + (goesLeft ? left : right)[node]!;
        visits++;
      }
      margins[row]! += value[node]!;
    }
    visits += margins.length;
  }
  return visits;
}

/** What {@link SourceTrees} says of a node, word by word. */
function sourceGoesLeft(source: SourceTrees, traits: Uint8Array, node: number, value: number) {
  const trait = traits[source.feature[node]!]!;
  if (value !== value) return source.missingLeft[node] === 1;
  if (trait === 0) return value < source.value[node]!;
  if ((trait & CATEGORICAL) !== 0) {
    const { side, codes } = source.categories.get(node)!;
    return codes.has(value) === (side === 'left');
  }
  if ((trait & ZERO_IS_MISSING) !== 0 && Math.abs(value) <= ZERO_BOUND) {
    return source.missingLeft[node] === 1;
  }
  return (trait & LESS_EQUAL) === 0 ? value < source.value[node]! : value <= source.value[node]!;
}

/** By feature, since a walk asks millions of times; 0 is the plain numeric `less`. */
const [CATEGORICAL, LESS_EQUAL, ZERO_IS_MISSING] = [1, 2, 4] as const;

function traitsOf(features: readonly SourceFeature[]): Uint8Array {
  return Uint8Array.from(features, (feature) => {
    if (feature.kind === 'categorical') return CATEGORICAL;
    return (
      (feature.side === 'less-equal' ? LESS_EQUAL : 0) |
      (feature.zeroIsMissing ? ZERO_IS_MISSING : 0)
    );
  });
}

function addOurTrees(
  forest: Forest,
  features: readonly Feature[],
  bins: Uint16Array,
  margins: Float64Array,
): void {
  const missing = features.map(missingBin);
  const categorical = features.map(({ kind }) => kind === 'categorical');
  for (let t = 0; t + 1 < forest.treeStart.length; t++) {
    for (let row = 0; row < margins.length; row++) {
      let node = forest.treeStart[t]!;
      for (let f = forest.feature[node]!; f !== LEAF; f = forest.feature[node]!) {
        const bin = bins[row * features.length + f]!;
        const left = goesLeft(forest, node, bin, missing[f]!, categorical[f]!);
        node = left ? node + 1 : forest.right[node]!;
      }
      margins[row]! += forest.leaf[node]!;
    }
  }
}
