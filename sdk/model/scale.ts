/**
 * Points from log-odds: points = round(offset - factor * logOdds), for logOdds = ln(odds of bad).
 * With PDO (points to double the odds): factor = PDO / ln 2; higher is safer.
 * A negative factor makes higher riskier.
 */
export interface PointsScale {
  readonly offset: number;
  readonly factor: number;
  /** Points are clamped to this range when shown; contributions are not. */
  readonly min?: number;
  readonly max?: number;
  /** Ascending by `from`. The first band also takes everything below its `from`. */
  readonly bands: readonly Band[];
  /** Points from which an application is approved, or reviewed by a person. */
  readonly cutoffs?: { readonly approve: number; readonly review?: number };
}

/** A range of points with a name, from `from` up to the next one. */
export interface Band {
  readonly id: string;
  readonly from: number;
}

/** What follows from points by the cutoffs of a bundle. */
export type Decision = 'approved' | 'review' | 'declined';

/** Unrounded points of a margin. */
export function exactPoints(scale: PointsScale, logOdds: number): number {
  return scale.offset - scale.factor * logOdds;
}

/** Whole points of a margin; halves go up. */
export function pointsOf(scale: PointsScale, logOdds: number): number {
  const points = Math.round(exactPoints(scale, logOdds));
  if (scale.min !== undefined && points < scale.min) return scale.min;
  if (scale.max !== undefined && points > scale.max) return scale.max;
  return points;
}

export function bandOf(scale: PointsScale, points: number): string | undefined {
  let band = scale.bands[0]?.id;
  for (const candidate of scale.bands) if (points >= candidate.from) band = candidate.id;
  return band;
}

/**
 * Which side of the approval line the points fall on; `undefined` when the bundle has no line.
 * Where more points mean more risk (a negative factor), the lines are upper bounds.
 */
export function decisionOf(scale: PointsScale, points: number): Decision | undefined {
  const { cutoffs, factor } = scale;
  if (!cutoffs) return undefined;
  const reaches = (line: number) => (factor >= 0 ? points >= line : points <= line);
  if (reaches(cutoffs.approve)) return 'approved';
  return cutoffs.review !== undefined && reaches(cutoffs.review) ? 'review' : 'declined';
}

/**
 * The usual scorecard parameters as a scale.
 *
 * @param pdo - points that double the odds of being good; @param points - at `odds` good to bad.
 */
export function scaleFromPdo(
  pdo: number,
  points: number,
  odds: number,
): Pick<PointsScale, 'offset' | 'factor'> {
  const factor = pdo / Math.LN2;
  // At odds good:bad, logOdds of bad is -ln(odds): points = offset + factor * ln(odds).
  return { offset: points - factor * Math.log(odds), factor };
}
