import { fromFixedPoint } from '../../core/fixed-point.js';
import { binOf } from '../../model/binning.js';
import { missingBin, type Feature } from '../../model/feature.js';
import { goesLeft, LEAF } from '../../model/forest.js';
import type { ImportedFeatures } from './build-features.js';
import type { ImportedForest } from './build-forest.js';
import { Deck, probeValues } from './probe-rows.js';
import type { SourceTrees } from './read-trees.js';

const SAMPLE_ROWS = 1024;
/** Stops a model that is large beyond reason; 1000 trees of depth 8 need a fifth of it. */
const MAX_VISITS = 1e8;

export interface Replay {
  readonly largestMarginDifference: number;
  readonly sampleRows: number;
}

/**
 * Scores the same rows twice and compares: the file's own trees in float32, as XGBoost's CPU
 * predictor does it (the base margin, then tree after tree), and our bins, forest and integers.
 *
 * That this is XGBoost's arithmetic to the last bit was checked with 1.7.6, 2.0.3, 2.1.4, 3.0.5,
 * 3.1.3, 3.2.0, 3.3.0 and 3.4.1, DART included.
 */
export function replay(
  source: SourceTrees,
  imported: ImportedFeatures,
  body: ImportedForest,
  baseMargin: number,
): Replay {
  const { features } = imported;
  const probes = probeValues(imported);
  const decks = probes.map((probe, f) => new Deck(probe.ours.length, f));
  const row = new Float32Array(features.length);
  const bins = new Uint16Array(features.length);
  let visits = 0;
  let largest = 0;
  let rows = 0;
  while (rows < SAMPLE_ROWS && visits < MAX_VISITS) {
    decks.forEach((deck, f) => {
      const card = deck.deal();
      row[f] = probes[f]!.source[card]!;
      bins[f] = binOf(features[f]!, probes[f]!.ours[card]!);
    });
    const theirs = sourceMargin(source, row, baseMargin);
    const ours = fromFixedPoint(ourMargin(body, features, bins), body.scaleBits);
    largest = Math.max(largest, Math.abs(ours - theirs.margin));
    visits += theirs.visits;
    rows++;
  }
  return { largestMarginDifference: largest, sampleRows: rows };
}

/** The sum of XGBoost's CPU predictor: float32 after every addition. */
function sourceMargin(
  source: SourceTrees,
  row: Float32Array,
  baseMargin: number,
): { margin: number; visits: number } {
  const { start, left, right, value } = source;
  let margin = baseMargin;
  let visits = 0;
  for (let t = 0; t + 1 < start.length; t++) {
    const root = start[t]!;
    let node = root;
    while (left[node] !== -1) {
      node =
        root + (sourceGoesLeft(source, node, row[source.feature[node]!]!) ? left : right)[node]!;
      visits++;
    }
    margin = Math.fround(margin + value[node]!);
    visits++;
  }
  return { margin, visits };
}

/** RegTree's GetNext, and for categories common::Decision. */
function sourceGoesLeft(source: SourceTrees, node: number, value: number): boolean {
  if (Number.isNaN(value)) return source.defaultLeft[node] === 1;
  if (source.categorical[node] === 1) return !source.categories.get(node)!.includes(value);
  return value < source.value[node]!;
}

function ourMargin(
  { forest, intercept }: ImportedForest,
  features: readonly Feature[],
  bins: Uint16Array,
): number {
  let margin = intercept;
  for (let t = 0; t + 1 < forest.treeStart.length; t++) {
    let node = forest.treeStart[t]!;
    for (let f = forest.feature[node]!; f !== LEAF; f = forest.feature[node]!) {
      const feature = features[f]!;
      const categorical = feature.kind === 'categorical';
      const left = goesLeft(forest, node, bins[f]!, missingBin(feature), categorical);
      node = left ? node + 1 : forest.right[node]!;
    }
    margin += forest.leaf[node]!;
  }
  return margin;
}
