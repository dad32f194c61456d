import { exactSigmoid, exactSoftplus } from '../../core/exact-math.js';

/** How far probabilities are from what happened, as a mean over rows. */
export interface Losses {
  readonly logLoss: number;
  readonly brier: number;
}

/**
 * Log loss and Brier score of rows by their log-odds of bad, the same on every machine.
 *
 * @param bad - 1 or 0.
 */
export function lossesOf(
  logOdds: Float64Array,
  bad: ArrayLike<number>,
  weight?: Float64Array,
): Losses {
  let [log, square, total] = [0, 0, 0];
  for (let row = 0; row < logOdds.length; row++) {
    const w = weight ? weight[row]! : 1;
    const margin = logOdds[row]!;
    const miss = exactSigmoid(margin) - bad[row]!;
    log += w * exactSoftplus(bad[row] === 1 ? -margin : margin);
    square += w * miss * miss;
    total += w;
  }
  return total > 0 ? { logLoss: log / total, brier: square / total } : { logLoss: 0, brier: 0 };
}
