import { exactExp, exactLog } from '../../core/exact-math.js';
import {
  effectsOf,
  fitEvidence,
  layOut,
  type CorrectionRows,
  type EvidenceFit,
  type Priors,
} from './evidence-fit.js';

/** Standard deviations of a correction that are tried, in log-odds; 0 corrects intercept and slope alone. */
const TAUS = [0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6] as const;

/** With so few of the rarer class, larger corrections than this are not tried. */
const GUARDS = [
  { below: 15, tau: 0.4 },
  { below: 40, tau: 0.8 },
] as const;

const PRIORS: Priors = { intercept: 3, slope: 0.3 };

/** Chance, before any label, that intercept and slope are all that differs. */
const NO_SHIFT = 0.5;

/** A correction averaged over how large corrections may be, by the evidence for each. */
export interface CardFit {
  /** In log-odds. */
  readonly intercept: number;
  /** About the source's own: the source's margin from its centre counts 1 + slope times. */
  readonly slope: number;
  /** What each group of each block adds, in log-odds. */
  readonly effects: readonly Float64Array[];
  /** Intercept, slope and the coefficient of each column. */
  readonly coefficients: Float64Array;
  /** One for each tau that was tried. */
  readonly fits: readonly EvidenceFit[];
  /** Weight of each of them; they add up to 1. */
  readonly weights: Float64Array;
  /** Log-evidence of the average. */
  readonly logEvidence: number;
}

/**
 * The evidence-averaged delta card: a ridge on a correction's coefficients for each of a few prior
 * sizes, averaged by Laplace's evidence for the size. There are no folds and no chance in it: the same
 * rows give the same card, bit for bit, wherever it is computed.
 *
 * O(sizes * steps * (rows * blocks^2 + columns^3)).
 *
 * @param onSize - waited for before each size; rejects to stop.
 */
export async function fitCard(
  rows: CorrectionRows,
  onSize?: (done: number, all: number) => Promise<void>,
): Promise<CardFit> {
  const { blocks, labels } = rows;
  const bads = labels.reduce((count, label) => count + label, 0);
  const rarer = Math.min(bads, labels.length - bads);
  const limit = GUARDS.find(({ below }) => rarer < below)?.tau ?? Infinity;
  // Without anything to correct by, there is only intercept and slope.
  const taus = TAUS.filter((tau) => tau <= limit && (tau === 0 || blocks.length > 0));
  const size = 2 + blocks.reduce((sum, { columns }) => sum + columns, 0);
  const fits: EvidenceFit[] = [];
  for (const tau of taus) {
    await onSize?.(fits.length, taus.length);
    // From the one before: the next larger size is not far.
    const start = fits.at(-1)?.coefficients ?? new Float64Array(size);
    fits.push(fitEvidence(rows, tau, PRIORS, start));
  }
  const { weights, logEvidence } = posterior(fits);
  const coefficients = new Float64Array(size);
  fits.forEach((fit, k) => {
    fit.coefficients.forEach((value, j) => (coefficients[j]! += weights[k]! * value));
  });
  return {
    intercept: coefficients[0]!,
    slope: coefficients[1]!,
    effects: layOut(blocks, 1).map((part) => effectsOf(part, coefficients)),
    coefficients,
    fits,
    weights,
    logEvidence,
  };
}

function posterior(fits: readonly EvidenceFit[]): { weights: Float64Array; logEvidence: number } {
  const others = fits.length - 1;
  const logs = fits.map(({ tau, logEvidence }) => {
    const prior = others === 0 ? 1 : tau === 0 ? NO_SHIFT : (1 - NO_SHIFT) / others;
    return logEvidence + exactLog(prior);
  });
  const largest = logs.reduce((most, each) => Math.max(most, each), -Infinity);
  const weights = Float64Array.from(logs, (each) => exactExp(each - largest));
  const total = weights.reduce((sum, each) => sum + each, 0);
  return {
    weights: weights.map((each) => each / total),
    logEvidence: largest + exactLog(total),
  };
}
