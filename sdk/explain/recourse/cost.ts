import { missingBin, splitCount } from '../../model/feature.js';
import type { RiskModel } from '../../model/model.js';

/** Costs are whole: "as cheap" is exact, and ties are broken alike everywhere. */
export const COST_UNIT = 1024;

/** Beyond this a cost says no more, and sums stay whole numbers. */
const LARGEST_COST = 2 ** 40;

/**
 * What changes of one feature cost, in whole units of 1/1024.
 *
 * Cost = the rule's `cost` (1 by default) times the distance, and at least one unit:
 * - a number: the share of the reference population between the bins, from middle to middle (the
 *   percentile shift of Ustun, Spangher and Liu, "Actionable Recourse in Linear Classification",
 *   2019); without a reference population, the bins between as a share of all bins. So 1 is from
 *   one end of the population to the other.
 * - within a bin, where only a follower crosses one of its cuts: half of that bin.
 * - another category, or a value taken back: 1, since nothing says which is further.
 * - a missing answer filled in: one bin, as a share of all bins. Nothing says where it was.
 */
export interface CostModel {
  /** @returns whole units of 1/1024, at least 1. */
  between(from: number, to: number): number;
}

export function costModel(model: RiskModel, f: number, weight: number): CostModel {
  const feature = model.features[f]!;
  const missing = missingBin(feature);
  const bins = splitCount(feature) + 1;
  const whole = (distance: number) =>
    Math.min(Math.max(Math.round(COST_UNIT * weight * distance), 1), LARGEST_COST);
  const filled = whole(1 / bins);
  if (feature.kind === 'categorical') {
    return { between: (from) => (from === missing ? filled : whole(1)) };
  }
  const { middle, half } = positions(model.baseline?.histograms[f], bins);
  return {
    between(from, to) {
      if (from === missing) return filled;
      if (to === missing) return whole(1);
      return whole(from === to ? half[from]! : Math.abs(middle[to]! - middle[from]!));
    },
  };
}

/** Where each bin's middle is along the population, 0 to 1, and half of the bin's share. */
function positions(histogram: Uint32Array | undefined, bins: number) {
  const counts = histogram?.subarray(0, bins).some((count) => count > 0)
    ? histogram.subarray(0, bins)
    : new Uint32Array(bins).fill(1);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const middle = new Float64Array(bins);
  const half = new Float64Array(bins);
  let below = 0;
  for (let bin = 0; bin < bins; bin++) {
    half[bin] = counts[bin]! / 2 / rows;
    middle[bin] = (below + counts[bin]! / 2) / rows;
    below += counts[bin]!;
  }
  return { middle, half };
}
