import { fromFixedPoint } from '../core/fixed-point.js';
import { shuffled, createRandom } from '../core/random.js';
import { createReferenceEngine } from '../engines/reference.js';
import { featureGame } from '../lowering/game.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';

/** As many rows as tell the order of features; all of them would take as long as training. */
const SAMPLE_ROWS = 500;

/** So many at a time: of thousands of deep trees all of them would take a minute without a word. */
const PART_ROWS = 50;

/**
 * Mean absolute contribution to the margin by feature, in log-odds: exact Shapley values of a sample
 * of rows, in integers.
 *
 * @param bins - of the model's features, one column each.
 * @param onPart - called after each few rows with the share that is done; what it throws ends the work.
 */
export async function importanceOf(
  model: RiskModel,
  bins: readonly Uint8Array[],
  rows: number,
  seed: number,
  onPart: (done: number) => Promise<void> = async () => {},
): Promise<Float64Array> {
  const sample = shuffled(rows, createRandom(seed)).subarray(0, SAMPLE_ROWS);
  const { features } = model;
  const columns = features.map((feature, f) =>
    Float64Array.from(sample, (row) => valueIn(feature, bins[f]![row]!)),
  );
  const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
  const table = { rows: sample.length, columns };
  const sums = new Float64Array(features.length);
  try {
    for (let start = 0; start < sample.length; start += PART_ROWS) {
      const count = Math.min(PART_ROWS, sample.length - start);
      const contributions = new Int32Array(features.length * count);
      engine.explain(table, start, count, new Int32Array(count), contributions);
      contributions.forEach((each, i) => (sums[Math.floor(i / count)]! += Math.abs(each)));
      await onPart((start + count) / sample.length);
    }
  } finally {
    engine.dispose();
  }
  return sums.map((sum) => fromFixedPoint(sum, model.scaleBits) / sample.length);
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
