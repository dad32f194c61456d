import { twoSided } from '../../fairness/normal.js';
import type { TrainHooks } from '../progress.js';
import type { DropReason } from '../report/train-report.js';
import { correlations, inflationFactors } from './inflation.js';
import { fitLogistic, type CodedColumn, type LogisticFit } from './logistic.js';

/** A characteristic as the regression may take it: its WOE as a column. */
export interface Candidate extends CodedColumn {
  readonly iv: number;
  /** Whether the card has more than one group of it. */
  readonly constant: boolean;
}

/** What a characteristic must pass to stay. */
export interface SelectionLimits {
  readonly minIv: number;
  readonly maxVif: number;
  /** Absent where the target is no sample of outcomes: p-values mean nothing then, and drop nobody. */
  readonly maxP?: number;
  /** At most so many go into the regression, by information value. */
  readonly maxCharacteristics: number;
}

/** What stayed, in the order of the candidates, with the regression on it. */
export interface Selection {
  /** Indices of candidates. */
  readonly kept: readonly number[];
  readonly fit: LogisticFit;
  readonly p: Float64Array;
  readonly vif: Float64Array;
  readonly dropped: readonly {
    readonly index: number;
    readonly because: DropReason;
    readonly figure: number;
  }[];
}

/**
 * Chooses characteristics, one dropped at a time, in this order:
 *
 * 1. `constant`: one group only; the figure is its information value.
 * 2. `iv`: less than `minIv`, or not among the first `maxCharacteristics`.
 * 3. `vif`: while any factor exceeds `maxVif`, the one of least information value among those goes.
 * 4. `sign`: a coefficient that is not above 0; the least information value first. The figure is the
 *    coefficient.
 * 5. `p-value`: the largest p above `maxP`, where there is one; signs are looked at again after each.
 *
 * VIF comes before signs, since a wrong sign mostly comes of two characteristics that say the same.
 * Ties go to the later candidate.
 *
 * @returns `undefined` where nothing is left.
 * @throws RiskError as {@link fitLogistic}.
 */
export async function selectCharacteristics(
  candidates: readonly Candidate[],
  target: Float64Array,
  weight: Float64Array | undefined,
  limits: SelectionLimits,
  hooks: TrainHooks,
): Promise<Selection | undefined> {
  const dropped: { index: number; because: DropReason; figure: number }[] = [];
  const ranked = candidates
    .map((_, index) => index)
    .sort((a, b) => candidates[b]!.iv - candidates[a]!.iv || a - b);
  let kept: number[] = [];
  const drop = (index: number, because: DropReason, figure: number): void => {
    dropped.push({ index, because, figure });
    kept = kept.filter((other) => other !== index);
  };
  for (const index of ranked) {
    const { constant, iv } = candidates[index]!;
    if (constant) drop(index, 'constant', iv);
    else if (!(iv >= limits.minIv) || kept.length >= limits.maxCharacteristics)
      drop(index, 'iv', iv);
    else kept.push(index);
  }
  // From here on `kept` goes from the largest information value to the smallest.
  const first = kept;
  const columns = first.map((index) => candidates[index]!);
  const matrix = correlations(columns, target.length, weight);
  const factors = (): Float64Array =>
    inflationFactors(
      matrix,
      first.length,
      kept.map((index) => first.indexOf(index)),
    );
  let vif = factors();
  for (
    let worst = lastAbove(vif, limits.maxVif);
    worst >= 0;
    worst = lastAbove(vif, limits.maxVif)
  ) {
    hooks.checkStop?.();
    drop(kept[worst]!, 'vif', vif[worst]!);
    vif = factors();
  }
  let start: Float64Array | undefined;
  for (let steps = 0; kept.length > 0; steps++) {
    hooks.onProgress?.({ stage: 'training', done: 1 - 1 / (1 + steps / 4) });
    const now = kept.map((index) => candidates[index]!);
    const fit = await fitLogistic(now, target, weight, start, hooks);
    const p = kept.map((_, i) => twoSided(fit.coefficients[i + 1]! / fit.standardErrors[i + 1]!));
    let worst = kept.findLastIndex((_, i) => !(fit.coefficients[i + 1]! > 0));
    if (worst >= 0) drop(kept[worst]!, 'sign', fit.coefficients[worst + 1]!);
    else {
      worst = p.reduce((most, value, i) => (most < 0 || value >= p[most]! ? i : most), -1);
      const { maxP = Infinity } = limits;
      if (!(p[worst]! > maxP)) return inOrder(kept, fit, p, factors(), dropped);
      drop(kept[worst]!, 'p-value', p[worst]!);
    }
    start = without(fit, worst + 1);
  }
  return undefined;
}

function lastAbove(values: Float64Array, bound: number): number {
  return values.findLastIndex((value) => value > bound);
}

/** Where the other coefficients go, to first order, once one of them is held at 0. */
function without({ coefficients, covariance }: LogisticFit, gone: number): Float64Array {
  const size = coefficients.length;
  const share = coefficients[gone]! / covariance[gone * size + gone]!;
  return coefficients
    .map((value, j) => value - covariance[j * size + gone]! * share)
    .filter((_, j) => j !== gone);
}

/** The selection in the order of the candidates, as people listed them. */
function inOrder(
  kept: readonly number[],
  fit: LogisticFit,
  p: readonly number[],
  vif: Float64Array,
  dropped: Selection['dropped'],
): Selection {
  const order = kept.map((_, i) => i).sort((a, b) => kept[a]! - kept[b]!);
  const places = [0, ...order.map((i) => i + 1)];
  const size = places.length;
  const covariance = new Float64Array(size * size);
  places.forEach((from, i) =>
    places.forEach((to, j) => (covariance[i * size + j] = fit.covariance[from * size + to]!)),
  );
  return {
    kept: order.map((i) => kept[i]!),
    fit: {
      ...fit,
      coefficients: Float64Array.from(places, (i) => fit.coefficients[i]!),
      standardErrors: Float64Array.from(places, (i) => fit.standardErrors[i]!),
      covariance,
    },
    p: Float64Array.from(order, (i) => p[i]!),
    vif: Float64Array.from(order, (i) => vif[i]!),
    dropped,
  };
}
