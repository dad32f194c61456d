import { exactLog } from '../../core/exact-math.js';

/** Weight of rows, and how much of it is bad. */
export interface Tally {
  readonly rows: number;
  readonly bad: number;
}

/**
 * Weight of evidence of a group: ln(share of bad / share of good), above 0 is riskier.
 *
 * A group of one class only is taken together with one more row that is as the whole population is,
 * since its logarithm is infinite. So a few rows say little, no rows say nothing (0), and many say
 * much. OptBinning gives such a group 0 whatever its size. Every other group is as it is.
 */
export function woeOf(group: Tally, all: Tally): number {
  const { bad, rows } = group;
  const good = rows - bad;
  const allGood = all.rows - all.bad;
  if (bad > 0 && good > 0) return exactLog((bad * allGood) / (good * all.bad));
  const badRate = all.bad / all.rows;
  const goodRate = allGood / all.rows;
  return exactLog(((bad + badRate) * allGood) / ((good + goodRate) * all.bad));
}

/** What a group adds to the information value: (share of bad - share of good) * WOE, never below 0. */
export function ivOf(group: Tally, all: Tally): number {
  const { bad, rows } = group;
  const share = bad / all.bad - (rows - bad) / (all.rows - all.bad);
  return share === 0 ? 0 : share * woeOf(group, all);
}
