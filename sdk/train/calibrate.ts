import { exactSigmoid, exactSoftplus } from '../core/exact-math.js';
import type { Calibration } from '../model/calibration.js';
import { REACH } from './metrics/ranking.js';

/** Fewer rows of a class than this say nothing of calibration. */
const LEAST_OF_A_CLASS = 50;

/** Corrections that are not seen in any figure are not made. */
const MATTERS = 0.05;

const MAX_STEPS = 50;

/**
 * What turns margins into probabilities: nothing where they already are log-odds, as far as the
 * validation part can tell; else a line fitted there (Platt 1999; Cox's recalibration 1958), where its
 * slope is surely not 1 or its intercept surely not 0, and the difference matters.
 *
 * @param logOdds - margins of rows that no tree was grown on.
 */
export function calibrate(
  logOdds: Float64Array,
  bad: ArrayLike<number>,
  weight?: Float64Array,
): Calibration {
  let bads = 0;
  for (let row = 0; row < logOdds.length; row++) bads += bad[row]!;
  if (Math.min(bads, logOdds.length - bads) < LEAST_OF_A_CLASS) return { kind: 'identity' };
  const level = fit(logOdds, bad, weight, false);
  const line = fit(logOdds, bad, weight, true);
  if (!level || !line) return { kind: 'identity' };
  const shifted = isOff(level.intercept, level.interceptError);
  const turned = isOff(line.slope - 1, line.slopeError);
  if (turned && line.slope > 0) {
    return { kind: 'platt', slope: line.slope, intercept: line.intercept };
  }
  return shifted ? { kind: 'platt', slope: 1, intercept: level.intercept } : { kind: 'identity' };
}

function isOff(value: number, error: number): boolean {
  return Math.abs(value) > MATTERS && Math.abs(value) > REACH * error;
}

interface Line {
  readonly intercept: number;
  readonly slope: number;
  readonly interceptError: number;
  readonly slopeError: number;
}

/** Newton's method on the likelihood of a logistic line; `undefined` where it does not settle. */
function fit(
  x: Float64Array,
  y: ArrayLike<number>,
  w: Float64Array | undefined,
  hasSlope: boolean,
): Line | undefined {
  let [intercept, slope] = [0, 1];
  let at = sumsAt(x, y, w, intercept, slope);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { g, h, a, b, c } = at;
    const determinant = a * c - b * b;
    const [u, v] = hasSlope
      ? [(c * g - b * h) / determinant, (a * h - b * g) / determinant]
      : [g / a, 0];
    if (!Number.isFinite(u) || !Number.isFinite(v)) return undefined;
    if (Math.abs(u) + Math.abs(v) < 1e-9 * (1 + Math.abs(intercept) + Math.abs(slope))) {
      const [ofIntercept, ofSlope] = hasSlope ? [c / determinant, a / determinant] : [1 / a, 0];
      return {
        ...{ intercept, slope },
        interceptError: Math.sqrt(ofIntercept),
        slopeError: Math.sqrt(ofSlope),
      };
    }
    let part = 1;
    let next = sumsAt(x, y, w, intercept + u, slope + v);
    while (next.likelihood < at.likelihood && part > 1e-6) {
      part /= 2;
      next = sumsAt(x, y, w, intercept + part * u, slope + part * v);
    }
    intercept += part * u;
    slope += part * v;
    at = next;
  }
  return undefined;
}

function sumsAt(
  x: Float64Array,
  y: ArrayLike<number>,
  w: Float64Array | undefined,
  intercept: number,
  slope: number,
) {
  let [likelihood, g, h, a, b, c] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    const each = w ? w[row]! : 1;
    const value = intercept + slope * x[row]!;
    const p = exactSigmoid(value);
    const rest = each * (y[row]! - p);
    const spread = each * p * (1 - p);
    likelihood += each * (y[row]! * value - exactSoftplus(value));
    g += rest;
    h += rest * x[row]!;
    a += spread;
    b += spread * x[row]!;
    c += spread * x[row]! * x[row]!;
  }
  return { likelihood, g, h, a, b, c };
}
