import { exactExp, exactLog, exactLog1p } from '../../core/exact-math.js';

/** What boosting minimises: log loss on labels or probabilities, squared error on log-odds. */
export type Objective = 'log-loss' | 'squared-error';

/** The constant margin that fits best. */
export function bestConstant(
  objective: Objective,
  target: Float64Array,
  weight: Float64Array | undefined,
): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < target.length; row++) {
    const w = weight ? weight[row]! : 1;
    total += w;
    sum += w * target[row]!;
  }
  return objective === 'log-loss' ? exactLog(sum / (total - sum)) : sum / total;
}

/**
 * Mean loss at some margins; with `gradient` and `hessian`, these are overwritten by its derivatives
 * of each row, weights included.
 */
export function meanLoss(
  objective: Objective,
  margin: Float64Array,
  target: Float64Array,
  weight: Float64Array | undefined,
  gradient?: Float64Array,
  hessian?: Float64Array,
): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < target.length; row++) {
    const w = weight ? weight[row]! : 1;
    const m = margin[row]!;
    const y = target[row]!;
    total += w;
    if (objective === 'squared-error') {
      const residual = m - y;
      sum += (w * residual * residual) / 2;
      if (gradient) gradient[row] = w * residual;
      if (hessian) hessian[row] = w;
      continue;
    }
    // One exponential serves the loss and both derivatives.
    const e = exactExp(m > 0 ? -m : m);
    sum += w * ((m > 0 ? m : 0) + exactLog1p(e) - y * m);
    const low = e / (1 + e);
    if (gradient) gradient[row] = w * ((m > 0 ? 1 - low : low) - y);
    if (hessian) hessian[row] = w * low * (1 - low);
  }
  return sum / total;
}
