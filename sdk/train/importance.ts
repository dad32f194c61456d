import { fromFixedPoint } from '../core/fixed-point.js';
import { shuffled, createRandom } from '../core/random.js';
import { createReferenceEngine } from '../engines/reference.js';
import { featureGame } from '../lowering/game.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';

/** As many rows as tell the order of features; all of them would take as long as training. */
const SAMPLE_ROWS = 500;

/**
 * Mean absolute contribution to the margin by feature, in log-odds: exact Shapley values of a sample
 * of rows, in integers.
 *
 * @param bins - of the model's features, one column each.
 */
export function importanceOf(
  model: RiskModel,
  bins: readonly Uint8Array[],
  rows: number,
  seed: number,
): Float64Array {
  const sample = shuffled(rows, createRandom(seed)).subarray(0, SAMPLE_ROWS);
  const { features } = model;
  const columns = features.map((feature, f) =>
    Float64Array.from(sample, (row) => valueIn(feature, bins[f]![row]!)),
  );
  const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
  const contributions = new Int32Array(features.length * sample.length);
  const margins = new Int32Array(sample.length);
  engine.explain({ rows: sample.length, columns }, 0, sample.length, margins, contributions);
  engine.dispose();
  return Float64Array.from(features, (_, f) => {
    let sum = 0;
    for (let i = 0; i < sample.length; i++) sum += Math.abs(contributions[f * sample.length + i]!);
    return fromFixedPoint(sum, model.scaleBits) / sample.length;
  });
}

/** A value that falls into a bin. */
function valueIn(feature: Feature, bin: number): number {
  if (feature.kind === 'categorical') {
    const { codes } = feature;
    if (bin < codes.length) return codes[bin]!;
    return bin === codes.length ? -1 : NaN;
  }
  const { cuts, side } = feature;
  if (bin > cuts.length) return NaN;
  if (side === 'less') return bin === 0 ? -Infinity : cuts[bin - 1]!;
  return bin === cuts.length ? Infinity : cuts[bin]!;
}
