import { exactExp, exactLog1p } from '../../core/exact-math.js';
import { RiskError } from '../../core/errors.js';
import { Cholesky } from '../cholesky.js';
import type { TrainHooks } from '../progress.js';

/** A column of a regression: few values, by code. */
export interface CodedColumn {
  /** For messages. */
  readonly name: string;
  /** u8[rows] */
  readonly codes: Uint8Array;
  /** Value of each code. */
  readonly values: Float64Array;
}

/** A fitted regression: the intercept first, then the columns. */
export interface LogisticFit {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** f64[size * size]: the inverse of the information matrix. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
}

/** Newton's steps double the right digits; far fewer than these do, or none would. */
const MOST_STEPS = 60;

/** Squared length of a step, in standard errors, after which nothing changes. */
const SETTLED = 1e-16;

/** No log-odds of applicants come near this, unless they run away. */
const RUNAWAY = 30;

/**
 * Fits P(bad) = logistic(intercept + sum of columns) by maximum likelihood: Newton's method, which is
 * iteratively reweighted least squares here, with halved steps where one went too far.
 *
 * @param target - 0..1.
 * @param weight - frequency weights; their sum counts as the number of rows.
 * @param start - coefficients to begin with: near ones save steps, and change nothing else.
 * @throws RiskError `TRAINING_FAILED` with the issue `SEPARATION` where a column tells the classes
 * apart without error and so has no finite coefficient, `COLLINEAR` where a column says nothing
 * that others do not, `NOT_CONVERGED` otherwise.
 */
export async function fitLogistic(
  columns: readonly CodedColumn[],
  target: Float64Array,
  weight?: Float64Array,
  start?: Float64Array,
  hooks: TrainHooks = {},
): Promise<LogisticFit> {
  const size = columns.length + 1;
  let coefficients = Float64Array.from(start ?? new Float64Array(size));
  let state = pass(columns, target, weight, coefficients);
  for (let iterations = 1; iterations <= MOST_STEPS; iterations++) {
    hooks.checkStop?.();
    await hooks.pause?.();
    if (state.farthest > RUNAWAY) throw separated(columns, coefficients);
    const cholesky = new Cholesky(state.information, size);
    if (cholesky.failed >= 0) throw failure('COLLINEAR', columns[cholesky.failed - 1]?.name);
    const step = cholesky.solve(state.gradient);
    let length = 0;
    for (let j = 0; j < size; j++) length += step[j]! * state.gradient[j]!;
    let next = coefficients.map((value, j) => value + step[j]!);
    if (length < SETTLED) {
      const covariance = cholesky.inverse();
      const standardErrors = next.map((_, j) => Math.sqrt(covariance[j * size + j]!));
      const { logLikelihood } = state;
      return { coefficients: next, standardErrors, covariance, logLikelihood, iterations };
    }
    let after = pass(columns, target, weight, next);
    for (
      let share = 0.5;
      after.logLikelihood < state.logLikelihood - 1e-9 * Math.abs(state.logLikelihood);
      share /= 2
    ) {
      if (share < 1e-6) throw failure('NOT_CONVERGED');
      hooks.checkStop?.();
      next = coefficients.map((value, j) => value + share * step[j]!);
      after = pass(columns, target, weight, next);
    }
    coefficients = next;
    state = after;
  }
  throw failure('NOT_CONVERGED');
}

interface Pass {
  readonly logLikelihood: number;
  readonly gradient: Float64Array;
  /** Lower triangle. */
  readonly information: Float64Array;
  /** Largest |log-odds| of a row. */
  readonly farthest: number;
}

/** Log-likelihood and its first two derivatives, in one walk over the rows. */
function pass(
  columns: readonly CodedColumn[],
  target: Float64Array,
  weight: Float64Array | undefined,
  coefficients: Float64Array,
): Pass {
  const size = columns.length + 1;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  const x = new Float64Array(size);
  x[0] = 1;
  let logLikelihood = 0;
  let farthest = 0;
  for (let row = 0; row < target.length; row++) {
    const w = weight ? weight[row]! : 1;
    if (w === 0) continue;
    let margin = coefficients[0]!;
    for (let j = 1; j < size; j++) {
      const { codes, values } = columns[j - 1]!;
      const value = values[codes[row]!]!;
      x[j] = value;
      margin += coefficients[j]! * value;
    }
    const size_ = Math.abs(margin);
    if (size_ > farthest) farthest = size_;
    // One exponential serves the logistic function and ln(1 + e^margin).
    const e = exactExp(-size_);
    const p = margin >= 0 ? 1 / (1 + e) : e / (1 + e);
    const y = target[row]!;
    logLikelihood += w * (y * margin - (margin > 0 ? margin : 0) - exactLog1p(e));
    const residual = w * (y - p);
    const curvature = (w * e) / ((1 + e) * (1 + e));
    for (let j = 0; j < size; j++) {
      gradient[j]! += residual * x[j]!;
      const scaled = curvature * x[j]!;
      const at = j * size;
      for (let k = 0; k <= j; k++) information[at + k]! += scaled * x[k]!;
    }
  }
  return { logLikelihood, gradient, information, farthest };
}

/** Names the column that reaches farthest. */
function separated(columns: readonly CodedColumn[], coefficients: Float64Array): RiskError {
  let worst = '';
  let most = -1;
  columns.forEach(({ name, values }, j) => {
    const reach =
      Math.abs(coefficients[j + 1]!) * values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    if (reach > most) [worst, most] = [name, reach];
  });
  return failure('SEPARATION', worst);
}

const MESSAGES = {
  SEPARATION: [
    'tells bad from good without error: no coefficient is large enough',
    'a characteristic with bad and good on both sides',
  ],
  COLLINEAR: [
    'says nothing that other characteristics do not',
    'characteristics that do not follow from each other',
  ],
  NOT_CONVERGED: ['the regression did not settle', 'a likelihood with a highest point'],
} as const;

function failure(code: keyof typeof MESSAGES, name?: string): RiskError {
  const [message, expected] = MESSAGES[code];
  const path = name ?? 'target';
  return new RiskError('TRAINING_FAILED', name ? `"${name}" ${message}` : message, {
    path,
    issues: [{ code, path, expected }],
  });
}
