import type { Estimate } from './report.js';
import type { Subset } from './subset.js';

/** Predictions of exactly 0 or 1 have no log-odds; they are taken for this near to it. */
const EDGE = 1e-9;

const MAX_STEPS = 100;

/** Intercept and slope of a logistic regression, and where it stands. */
interface Fit {
  readonly intercept: number;
  readonly slope: number;
  readonly likelihood: number;
  /** Derivatives of the likelihood. */
  readonly gradient: readonly [number, number];
  /** Information: second derivatives, turned positive. */
  readonly information: readonly [number, number, number];
}

/** What a group's predictions lack: see `GroupCalibration`. */
export interface Recalibration {
  readonly intercept: Estimate | undefined;
  readonly slope: Estimate | undefined;
}

/**
 * Logistic recalibration (Cox 1958): bad on the log-odds of its predicted probability, once with the
 * slope held at 1 (calibration in the large) and once with it free. Newton's method; intervals are
 * Wald's, from the information.
 */
export function recalibrate(
  subset: Subset,
  probability: Float64Array,
  outcome: Int8Array,
  reach: number,
): Recalibration {
  const x = Float64Array.from(subset.rows, (row) => logOddsOf(probability[row]!));
  const y = Float64Array.from(subset.rows, (row) => outcome[row]!);
  const w = Float64Array.from(subset.rows, subset.scaled);
  if (!y.includes(0) || !y.includes(1)) return { intercept: undefined, slope: undefined };
  const large = fit(x, y, w, false);
  const free = isSeparated(x, y) ? undefined : fit(x, y, w, true);
  return {
    intercept: large && around(large.intercept, 1 / large.information[0], reach),
    slope: free && isDetermined(free) ? around(free.slope, slopeVariance(free), reach) : undefined,
  };
}

function logOddsOf(probability: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, probability));
  return Math.log(p / (1 - p));
}

function around(value: number, variance: number, reach: number): Estimate {
  const half = reach * Math.sqrt(variance);
  return { value, low: value - half, high: value + half };
}

/** Whether rows weigh enough on both sides for the slope to have a variance at all. */
function isDetermined({ information: [a, b, c] }: Fit): boolean {
  return a * c - b * b > 1e-12 * a * c;
}

function slopeVariance({ information: [a, b, c] }: Fit): number {
  return a / (a * c - b * b);
}

/**
 * Whether a point splits good from bad, ties on it allowed, or nothing varies: then no finite slope is
 * the likeliest (Albert and Anderson 1984).
 */
function isSeparated(x: Float64Array, y: Float64Array): boolean {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ] as [number[], number[]];
  x.forEach((value, i) => {
    const side = y[i]!;
    low[side] = Math.min(low[side]!, value);
    high[side] = Math.max(high[side]!, value);
  });
  return high[0]! <= low[1]! || high[1]! <= low[0]!;
}

/** Newton's steps, halved while they do not help; `undefined` where they do not settle. */
function fit(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array,
  hasSlope: boolean,
): Fit | undefined {
  let at = evaluate(x, y, w, 0, 1);
  for (let step = 0; step < MAX_STEPS; step++) {
    const [u, v] = newtonStep(at, hasSlope);
    const settled =
      Math.abs(u) <= 1e-12 * (1 + Math.abs(at.intercept)) &&
      Math.abs(v) <= 1e-12 * (1 + Math.abs(at.slope));
    if (settled) return at;
    if (!Number.isFinite(u) || !Number.isFinite(v)) return undefined;
    let next = evaluate(x, y, w, at.intercept + u, at.slope + v);
    for (let part = 0.5; next.likelihood < at.likelihood && part > 1e-6; part /= 2) {
      next = evaluate(x, y, w, at.intercept + u * part, at.slope + v * part);
    }
    // Nothing along the way is likelier: rounding decides, and this is the top.
    if (next.likelihood <= at.likelihood && step > 0) return at;
    at = next;
  }
  return undefined;
}

function newtonStep(
  { gradient: [g, h], information: [a, b, c] }: Fit,
  hasSlope: boolean,
): [number, number] {
  if (!hasSlope) return [g / a, 0];
  const determinant = a * c - b * b;
  return [(c * g - b * h) / determinant, (a * h - b * g) / determinant];
}

function evaluate(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array,
  intercept: number,
  slope: number,
): Fit {
  const sums = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const value = intercept + slope * x[i]!;
    // ln(1 + e^v) without overflow.
    const soft = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
    const p = 1 / (1 + Math.exp(-value));
    const [rest, spread] = [w[i]! * (y[i]! - p), w[i]! * p * (1 - p)];
    sums[0]! += w[i]! * (y[i]! * value - soft);
    sums[1]! += rest;
    sums[2]! += rest * x[i]!;
    sums[3]! += spread;
    sums[4]! += spread * x[i]!;
    sums[5]! += spread * x[i]! ** 2;
  }
  const [likelihood, g, h, a, b, c] = sums as [number, number, number, number, number, number];
  return { intercept, slope, likelihood, gradient: [g, h], information: [a, b, c] };
}
