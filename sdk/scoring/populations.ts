import { RiskError } from '../core/errors.js';
import { featureGame } from '../lowering/game.js';
import { forEachLeaf } from '../lowering/leaf-paths.js';
import { binOf } from '../model/binning.js';
import type { ColumnTable } from '../model/column-table.js';
import { binCount, missingBin, type Feature } from '../model/feature.js';
import { goesLeft, LEAF, type BackgroundCounts, type Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';
import { referencePoints } from './reference-points.js';

/** A pattern of a leaf is a u32: one bit for each of its features. */
const MAX_FEATURES = 32;

/** The model with the bin histograms of a reference population; the rows themselves do not stay. */
export function withReference(model: RiskModel, table: ColumnTable, population: string): RiskModel {
  const histograms = model.features.map((feature, f) => {
    const counts = new Uint32Array(binCount(feature));
    for (let row = 0; row < table.rows; row++) {
      counts[binOf(feature, table.columns[f]![row]!)]! += 1;
    }
    return counts;
  });
  return { ...model, baseline: { population, rows: table.rows, histograms } };
}

/**
 * The model with what explanations against a population need: for each leaf, how many of its rows
 * satisfy which of the leaf's features; for a network, a few points that stand for them. The rows
 * themselves do not stay.
 *
 * O(rows * nodes).
 * @throws RiskError `EXPLAIN_UNSUPPORTED` when a leaf has more than 32 distinct features above it,
 *   or the model is a table.
 */
export function withBackground(
  model: RiskModel,
  table: ColumnTable,
  population: string,
  onRows?: (done: number, total: number) => void,
): RiskModel {
  const { body, features } = model;
  if (body.kind === 'network') {
    const background = referencePoints(features, table, population);
    return { ...model, body: { ...body, background } };
  }
  if (body.kind !== 'forest') {
    throw new RiskError(
      'EXPLAIN_UNSUPPORTED',
      'a background population is for forests and networks',
    );
  }
  const game = featureGame(model, 'training');
  const missing = Uint32Array.from(features, missingBin);
  const categorical = features.map((feature) => feature.kind === 'categorical');
  const leaves = body.feature.reduce((n, feature) => n + (feature === LEAF ? 1 : 0), 0);
  const counts = Array.from({ length: leaves }, () => new Map<number, number>());
  for (let row = 0; row < table.rows; row++) {
    const bins = binsOf(features, table, row);
    const left = (node: number): boolean => {
      const f = body.feature[node]!;
      return goesLeft(body, node, bins[f]!, missing[f]!, categorical[f]!);
    };
    forEachLeaf(body, game, left, (leaf, _, path) => {
      if (path.count > MAX_FEATURES) {
        throw new RiskError(
          'EXPLAIN_UNSUPPORTED',
          `a background population needs leaves with at most ${MAX_FEATURES} features above them`,
        );
      }
      let pattern = 0;
      for (let u = 0; u < path.count; u++) if (path.satisfied[u]) pattern |= 1 << u;
      const count = counts[leaf]!;
      count.set(pattern >>> 0, (count.get(pattern >>> 0) ?? 0) + 1);
    });
    if (row % 16 === 0) onRows?.(row, table.rows);
  }
  const background = flatten(counts, table.rows, population);
  return { ...model, body: { ...body, background } satisfies Forest };
}

function binsOf(features: readonly Feature[], table: ColumnTable, row: number): number[] {
  return features.map((feature, f) => binOf(feature, table.columns[f]![row]!));
}

function flatten(
  counts: readonly ReadonlyMap<number, number>[],
  rows: number,
  population: string,
): BackgroundCounts {
  const start = new Uint32Array(counts.length + 1);
  counts.forEach((count, leaf) => (start[leaf + 1] = start[leaf]! + count.size));
  const pattern = new Uint32Array(start[counts.length]!);
  const count = new Uint32Array(pattern.length);
  counts.forEach((ofLeaf, leaf) => {
    [...ofLeaf]
      .sort(([a], [b]) => a - b)
      .forEach(([bits, n], i) => {
        pattern[start[leaf]! + i] = bits;
        count[start[leaf]! + i] = n;
      });
  });
  return { population, rows, start, pattern, count };
}
