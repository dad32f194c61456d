import { RiskError } from '../../core/errors.js';
import { hasPopulation } from '../../model/additive.js';
import { binOf } from '../../model/binning.js';
import type { ColumnTable } from '../../model/column-table.js';
import { binCount, type Feature } from '../../model/feature.js';
import type { RiskModel } from '../../model/model.js';

/** How the source's population spreads over each feature's bins: shares that add up to 1. */
export interface Spread {
  readonly population: string;
  readonly shares: readonly Float64Array[];
}

/**
 * The spread that a model knows: its reference population, or the weights of its tables; where it
 * knows none, that of given rows.
 *
 * @throws RiskError `TRAINING_FAILED` with an issue of code `NO_POPULATION`.
 */
export function spreadOf(model: RiskModel, rows?: ColumnTable): Spread {
  const { features, baseline, body } = model;
  if (rows) {
    const bins = binRows(features, rows);
    const counts = features.map((feature, f) => countBins(feature, bins[f]!));
    return { population: 'rows', shares: counts.map(toShares) };
  }
  if (baseline) {
    const { population, histograms } = baseline;
    return { population, shares: histograms.map((each) => toShares(Float64Array.from(each))) };
  }
  if (body.kind === 'additive' && hasPopulation(body)) {
    const shares = features.map((feature, f) => {
      const term = body.terms.find((each) => each.features.length === 1 && each.features[0] === f);
      return toShares(term ? Float64Array.from(term.weight) : new Float64Array(binCount(feature)));
    });
    return { population: 'training', shares };
  }
  const path = 'options.population';
  const expected = 'rows of the source: the model carries no reference population';
  throw new RiskError('TRAINING_FAILED', `"${path}" expected ${expected}`, {
    path,
    issues: [{ code: 'NO_POPULATION', path, expected }],
  });
}

/** The bin of every value: u16[rows], one per feature. */
export function binRows(features: readonly Feature[], table: ColumnTable): readonly Uint16Array[] {
  return features.map((feature, f) => {
    const column = table.columns[f]!;
    return Uint16Array.from({ length: table.rows }, (_, row) => binOf(feature, column[row]!));
  });
}

function countBins(feature: Feature, bins: Uint16Array): Float64Array {
  const counts = new Float64Array(binCount(feature));
  for (const bin of bins) counts[bin]! += 1;
  return counts;
}

/** All zero where nothing was counted: then nothing is corrected by this feature. */
function toShares(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, each) => sum + each, 0);
  return total > 0 ? counts.map((each) => each / total) : counts;
}
