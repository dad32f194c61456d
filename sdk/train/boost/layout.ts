import { binCount, splitCount, type Feature } from '../../model/feature.js';
import type { BoostSettings } from './boost-types.js';

/** Categorical features with so few codes are split one code against the rest. */
const FEW_CODES = 4;

/** What the search for splits knows of a feature. */
export interface FeatureShape {
  /**
   * `ordered`: bins up to a cut go left. `sorted`: so do the first bins in the tree's order, which is
   * by ratio of gradient to hessian, "other" among them; with lambda 0 no partition of the tree's rows
   * gains more (Fisher 1958). `single`: one bin goes left.
   */
  readonly kind: 'ordered' | 'sorted' | 'single';
  /** Bins of values, which "missing" follows. */
  readonly values: number;
  readonly monotone: number;
}

export function shapesOf(
  features: readonly Feature[],
  monotone: BoostSettings['monotone'],
): FeatureShape[] {
  return features.map((feature, f) => {
    const splits = splitCount(feature);
    const few = splits <= FEW_CODES ? 'single' : 'sorted';
    return {
      kind: feature.kind === 'numeric' ? 'ordered' : few,
      values: splits + 1,
      monotone: monotone?.[f] ?? 0,
    };
  });
}

/** Cells of a feature in a histogram: enough for each. The kernel knows no other widths. */
export function strideOf(features: readonly Feature[]): number {
  const most = features.reduce((sum, feature) => Math.max(sum, binCount(feature)), 0);
  return most <= 72 ? 72 : most <= 144 ? 144 : 288;
}
