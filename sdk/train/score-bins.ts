import type { Additive } from '../model/additive.js';
import { binCount, missingBin, type Feature } from '../model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../model/forest.js';

/**
 * Margins of rows in bins, in the model's units: the same integers as every engine gives.
 *
 * @param bins - one column per feature.
 */
export function scoreBins(
  { features, body, intercept }: ScoredModel,
  bins: readonly Uint8Array[],
  rows: number,
): Int32Array {
  const margins = new Int32Array(rows).fill(intercept);
  if (body.kind === 'forest') addForest(features, body, bins, margins);
  else addTables(features, body, bins, margins);
  return margins;
}

/** What decides a margin. */
interface ScoredModel {
  readonly features: readonly Feature[];
  readonly body: Forest | Additive;
  readonly intercept: number;
}

function addForest(
  features: readonly Feature[],
  forest: Forest,
  bins: readonly Uint8Array[],
  margins: Int32Array,
): void {
  const { treeStart, feature, right, leaf } = forest;
  for (let tree = 0; tree < treeCount(forest); tree++) {
    const start = treeStart[tree]!;
    const nodes = treeStart[tree + 1]! - start;
    // By node and bin, so that the walk asks nothing but where to go.
    const next = new Uint16Array(nodes * 256);
    const columns: Uint8Array[] = [];
    for (let n = 0; n < nodes; n++) {
      const f = feature[start + n]!;
      if (f === LEAF) continue;
      columns[n] = bins[f]!;
      const categorical = features[f]!.kind === 'categorical';
      const missing = missingBin(features[f]!);
      for (let bin = 0; bin <= missing; bin++) {
        const left = goesLeft(forest, start + n, bin, missing, categorical);
        next[n * 256 + bin] = left ? n + 1 : right[start + n]! - start;
      }
    }
    for (let row = 0; row < margins.length; row++) {
      let n = 0;
      for (let column = columns[0]; column; column = columns[n]) {
        n = next[n * 256 + column[row]!]!;
      }
      margins[row]! += leaf[start + n]!;
    }
  }
}

function addTables(
  features: readonly Feature[],
  { terms }: Additive,
  bins: readonly Uint8Array[],
  margins: Int32Array,
): void {
  for (const { features: of, table } of terms) {
    const first = bins[of[0]!]!;
    if (of.length === 1) {
      for (let row = 0; row < margins.length; row++) margins[row]! += table[first[row]!]!;
    } else {
      const second = bins[of[1]!]!;
      const width = binCount(features[of[1]!]!);
      for (let row = 0; row < margins.length; row++) {
        margins[row]! += table[first[row]! * width + second[row]!]!;
      }
    }
  }
}
