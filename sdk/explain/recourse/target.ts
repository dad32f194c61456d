import { fromFixedPoint } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import { probabilityOf, type Calibration } from '../../model/calibration.js';
import type { RiskModel } from '../../model/model.js';
import { bandOf, decisionOf, pointsOf, type PointsScale } from '../../model/scale.js';

/** What is to be reached, as `Target` of the questions. */
export type Goal =
  | 'approved'
  | 'review'
  | { readonly points: number }
  | { readonly band: string }
  | { readonly probability: number };

/** Whether a margin, in units, reaches a goal. */
export type Reaches = (margin: number) => boolean;

const LOWEST = -(2 ** 31);
const HIGHEST = 2 ** 31 - 1;

/**
 * Whether margins reach a goal, by the functions that make a score's points, band, decision and
 * probability, so that no path is told to reach what its score then does not show. Whoever reaches a
 * goal still does with a lower margin: risk rises with the margin, and what is shown rises or falls
 * with it, never both.
 *
 * - `approved`, `review`: that decision or a better one
 * - points: at least so many; at most so many where more points mean more risk
 * - band: that band or a safer one
 * - probability: at most that
 *
 * @throws RiskError `OPTION_INVALID` for a goal that the bundle has no scale, line or band for.
 */
export function reachesGoal(model: RiskModel, goal: Goal): Reaches {
  const { scale, scaleBits } = model;
  if (goal === 'approved' || goal === 'review') {
    const cutoffs = scale?.cutoffs;
    if (!scale || !cutoffs) refuse('target', 'a bundle with a line of approval');
    if (goal === 'review' && cutoffs.review === undefined) {
      refuse('target', 'a bundle with a line of review');
    }
    return onPoints(scale, scaleBits, (points) => {
      const decision = decisionOf(scale, points);
      return decision === 'approved' || (goal === 'review' && decision === 'review');
    });
  }
  if (typeof goal !== 'object' || goal === null) refuse('target', 'a goal');
  const named = Object.keys(goal);
  if (named.length !== 1) refuse('target', 'one of points, band, probability');
  if ('points' in goal) {
    const { points: wanted } = goal;
    if (!scale) refuse('target.points', 'a bundle with a points scale');
    if (!Number.isFinite(wanted)) refuse('target.points', 'a finite number');
    const higherIsSafer = scale.factor >= 0;
    return onPoints(scale, scaleBits, (points) =>
      higherIsSafer ? points >= wanted : points <= wanted,
    );
  }
  if ('band' in goal) return reachesBand(scale, scaleBits, goal.band);
  if ('probability' in goal) return reachesProbability(model, goal.probability);
  return refuse('target', 'one of points, band, probability');
}

/**
 * The largest margin that reaches a goal, in units: reaching is "at most this margin", exactly.
 *
 * @returns -Infinity when no margin of 32 bits does, Infinity when all do.
 */
export function largestReaching(reaches: Reaches): number {
  if (!reaches(LOWEST)) return -Infinity;
  if (reaches(HIGHEST)) return Infinity;
  let low = LOWEST;
  let high = HIGHEST;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function onPoints(
  scale: PointsScale,
  scaleBits: number,
  reaches: (points: number) => boolean,
): Reaches {
  return (margin) => reaches(pointsOf(scale, fromFixedPoint(margin, scaleBits)));
}

function reachesBand(scale: PointsScale | undefined, scaleBits: number, band: string): Reaches {
  const place = (id: string | undefined) => scale?.bands.findIndex((each) => each.id === id) ?? -1;
  const wanted = place(band);
  if (!scale || wanted < 0) refuse('target.band', 'a band of the bundle');
  return onPoints(scale, scaleBits, (points) => {
    const at = place(bandOf(scale, points));
    return scale.factor >= 0 ? at >= wanted : at <= wanted;
  });
}

function reachesProbability(model: RiskModel, wanted: number): Reaches {
  const { link, calibration, scaleBits } = model;
  const within = link === 'identity' ? Number.isFinite(wanted) : wanted >= 0 && wanted <= 1;
  if (!within) refuse('target.probability', 'a number from 0 to 1');
  if (link === 'logistic' && !rises(calibration)) {
    refuse('target.probability', 'a calibration that rises with the margin');
  }
  return (margin) => probabilityOf(link, calibration, fromFixedPoint(margin, scaleBits)) <= wanted;
}

/** Whether a probability rises with the margin; one that falls has no largest margin to reach. */
function rises(calibration: Calibration): boolean {
  switch (calibration.kind) {
    case 'platt':
      return calibration.slope >= 0;
    case 'beta':
      return calibration.a >= 0 && calibration.b >= 0;
    default:
      return true;
  }
}

function refuse(path: string, expected: string): never {
  throw new RiskError('OPTION_INVALID', `option "${path}" expected ${expected}`, { path });
}
