import { exactExp, exactLog } from '../../core/exact-math.js';
import { wilson } from '../../fairness/proportions.js';
import type { Estimate } from '../../fairness/report.js';
import type { Ranked } from './ranked.js';

/** Standard errors that a 95 % interval of a normal reaches to each side. */
export const REACH = 1.959963984540054;

/** Weight of one class, and how many rows of equal weight would say as much (Kish). */
interface ClassTotal {
  readonly weight: number;
  readonly rows: number;
  readonly effective: number;
}

/**
 * Chance that a bad row is rated riskier than a good one, ties counting half, with DeLong's interval
 * (1988; by placements in sorted order, Sun and Xu 2014). A perfect order has no variance: its bound
 * is what that many pairs agreeing by luck leave open.
 *
 * @returns `undefined` where one class is missing.
 */
export function aucOf(ranked: Ranked): Estimate | undefined {
  const totals = totalsOf(ranked);
  if (!totals) return undefined;
  const { good, bad } = totals;
  const { length } = ranked.margins;
  let [sum, below] = [0, 0];
  for (let i = 0; i < length; i++) {
    sum += ranked.bad[i]! * (below + ranked.good[i]! / 2);
    below += ranked.good[i]!;
  }
  const value = sum / (good.weight * bad.weight);
  let [ofBad, ofGood, badBelow, goodBelow] = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const placedBad = (goodBelow + ranked.good[i]! / 2) / good.weight - value;
    const placedGood = 1 - (badBelow + ranked.bad[i]! / 2) / bad.weight - value;
    ofBad += ranked.badSquares[i]! * placedBad * placedBad;
    ofGood += ranked.goodSquares[i]! * placedGood * placedGood;
    goodBelow += ranked.good[i]!;
    badBelow += ranked.bad[i]!;
  }
  const variance = varianceOf(ofBad, bad) + varianceOf(ofGood, good);
  if (variance > 0 && Math.min(good.rows, bad.rows) > 1) return within(value, variance);
  const pairs = Math.min(good.effective, bad.effective);
  const room = 1 - exactExp(exactLog(0.025) / pairs);
  return { value, low: Math.max(0, value - room), high: Math.min(1, value + room) };
}

function within(value: number, variance: number): Estimate {
  const half = REACH * Math.sqrt(variance);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}

/** Variance of a weighted mean, from the sum of squared weighted deviations. */
function varianceOf(squares: number, { weight, rows }: ClassTotal): number {
  return rows > 1 ? (squares / (weight * weight)) * (rows / (rows - 1)) : 0;
}

/**
 * Kolmogorov and Smirnov's distance: the largest gap between the shares of bad and of good rows from
 * a score on. Its interval is Newcombe's (1998, method 10) of these two shares at that very score;
 * that the same rows chose the score is left out of account, so it is a little narrow for few rows.
 *
 * @returns `undefined` where one class is missing.
 */
export function ksOf(ranked: Ranked): Estimate | undefined {
  const totals = totalsOf(ranked);
  if (!totals) return undefined;
  const { good, bad } = totals;
  let [goodAbove, badAbove] = [good.weight, bad.weight];
  let value = 0;
  let [goodShare, badShare] = [1, 1];
  for (let i = 0; i < ranked.margins.length; i++) {
    goodAbove -= ranked.good[i]!;
    badAbove -= ranked.bad[i]!;
    const gap = badAbove / bad.weight - goodAbove / good.weight;
    if (gap > value) {
      value = gap;
      [goodShare, badShare] = [goodAbove / good.weight, badAbove / bad.weight];
    }
  }
  const ofBad = wilson({ hits: clamp(badShare) * bad.effective, of: bad.effective }, REACH);
  const ofGood = wilson({ hits: clamp(goodShare) * good.effective, of: good.effective }, REACH);
  const low = value - root(ofBad.value - ofBad.low, ofGood.high - ofGood.value);
  const high = value + root(ofBad.high - ofBad.value, ofGood.value - ofGood.low);
  return { value, low: Math.max(0, low), high: Math.min(1, high) };
}

function root(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/** Subtracted weights may miss an end by a rounding error. */
function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function totalsOf(
  ranked: Ranked,
): { readonly good: ClassTotal; readonly bad: ClassTotal } | undefined {
  const badRows = sum(ranked.badRows);
  const goodRows = sum(ranked.rows) - badRows;
  const bad = totalOf(ranked.bad, ranked.badSquares, badRows);
  const good = totalOf(ranked.good, ranked.goodSquares, goodRows);
  return good.weight > 0 && bad.weight > 0 ? { good, bad } : undefined;
}

function totalOf(weights: Float64Array, squares: Float64Array, rows: number): ClassTotal {
  const weight = sum(weights);
  return { weight, rows, effective: weight === 0 ? 0 : (weight * weight) / sum(squares) };
}

function sum(values: Float64Array | Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
