import { exactLog } from '../../core/exact-math.js';

/** Points of each group of each characteristic: what an applicant has is their sum, exactly. */
export interface CardPoints {
  readonly points: readonly (readonly number[])[];
  /** points = offset - factor * log-odds of bad. */
  readonly offset: number;
  readonly factor: number;
}

/** A step of points is worth at most so much log-odds. */
const COARSEST = 0.1;

/**
 * Points of a card: each characteristic bears an equal share of the intercept, so that there are no
 * points that everybody has. Points are whole, unless so few double the odds that one of them would
 * be worth more than 0.1 log-odds: then they have the decimals that it takes.
 *
 * @param logOdds - of each group of each characteristic: coefficient times WOE.
 * @param scale - `points` at `odds` good to 1 bad; `pdo` more double the odds of good.
 */
export function cardPoints(
  logOdds: readonly (readonly number[])[],
  intercept: number,
  scale: { readonly points: number; readonly odds: number; readonly pdo: number },
): CardPoints {
  const factor = scale.pdo / Math.LN2;
  const offset = scale.points - factor * exactLog(scale.odds);
  let perPoint = 1;
  while (1 / (perPoint * Math.abs(factor)) > COARSEST) perPoint *= 10;
  const share = (offset - factor * intercept) / logOdds.length;
  const points = logOdds.map((groups) =>
    // + 0 turns -0 into 0.
    groups.map((value) => Math.round((share - factor * value) * perPoint) / perPoint + 0),
  );
  return { points, offset, factor };
}
