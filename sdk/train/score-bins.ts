import type { Additive } from '../model/additive.js';
import { binCount, type Feature } from '../model/feature.js';
import type { Forest } from '../model/forest.js';
import { leavesOf } from './forest-leaves.js';

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
  const { leaf } = forest;
  leavesOf(forest, features, bins, margins.length, (leaves, first, count) => {
    for (let i = 0; i < count; i++) margins[first + i]! += leaf[leaves[i]!]!;
  });
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
