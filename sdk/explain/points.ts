import { fromFixedPoint } from '../core/fixed-point.js';
import { exactPoints, type PointsScale } from '../model/scale.js';

/** Whole points of one contribution, rounded on its own. */
export function contributionPoints(scale: PointsScale, scaleBits: number, margin: number): number {
  // + 0 turns -0 into 0, which people would otherwise see as "−0".
  return Math.round(-scale.factor * fromFixedPoint(margin, scaleBits)) + 0;
}

/** Whole points of the average applicant, not clamped to the range shown. */
export function baselinePoints(scale: PointsScale, scaleBits: number, margin: number): number {
  return Math.round(exactPoints(scale, fromFixedPoint(margin, scaleBits))) + 0;
}

/**
 * Points of the rest row, so that baseline + listed + rest is the score exactly: what the other
 * groups bring, the rounding remainder, and what the range shown cuts off.
 */
export function restPoints(points: number, baseline: number, listed: readonly number[]): number {
  let rest = points - baseline;
  for (const value of listed) rest -= value;
  return rest;
}
