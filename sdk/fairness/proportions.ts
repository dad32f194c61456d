import { twoSided } from './normal.js';
import type { Estimate, Interval, Ratio, Test } from './report.js';

/**
 * Successes of a number of trials. With weights these are not whole: the weighted share of the
 * effective sample size.
 */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

/** A table with a smaller expected cell is tested exactly (Cochran's rule). */
const SMALL_CELL = 5;

/** Wilson's score interval (1927) of a share of at least one trial. */
export function wilson({ hits, of }: Share, reach: number): Estimate {
  const value = hits / of;
  const z2 = reach * reach;
  const centre = (hits + z2 / 2) / (of + z2);
  const half = (reach / (of + z2)) * Math.sqrt((hits * (of - hits)) / of + z2 / 4);
  // At the ends one bound is the end itself, which rounding would miss.
  return {
    value,
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === of ? 1 : Math.min(1, centre + half),
  };
}

/** `a - b` with Newcombe's hybrid score interval (1998, method 10). */
export function differenceOf(a: Share, b: Share, reach: number): Estimate {
  const [of, against] = [wilson(a, reach), wilson(b, reach)];
  const value = of.value - against.value;
  return {
    value,
    low: value - Math.hypot(of.value - of.low, against.high - against.value),
    high: value + Math.hypot(of.high - of.value, against.value - against.low),
  };
}

/**
 * `a / b` with the interval of Katz and others (1978), symmetric on the logarithm.
 *
 * Where a cell of the two-by-two table holds less than one row, the interval (never the ratio itself) is of the
 * table with half a row added to each cell, widened to hold the ratio; `corrected` says so.
 *
 * @returns `undefined` where `b` has no hits: nothing is a share of zero.
 */
export function ratioOf(a: Share, b: Share, reach: number): Ratio | undefined {
  if (b.hits === 0) return undefined;
  const value = a.hits / a.of / (b.hits / b.of);
  const corrected = [a, b].some(({ hits, of }) => hits < 1 || of - hits < 1);
  const [x, y] = corrected ? [a, b].map(withHalves) : [a, b];
  const { low, high } = katz(x!, y!, reach);
  return {
    value,
    low: a.hits === 0 ? 0 : Math.min(low, value),
    high: Math.max(high, value),
    corrected,
  };
}

function withHalves({ hits, of }: Share): Share {
  return { hits: hits + 0.5, of: of + 1 };
}

function katz(a: Share, b: Share, reach: number): Interval {
  const centre = Math.log(a.hits / a.of) - Math.log(b.hits / b.of);
  const half = reach * Math.sqrt(1 / a.hits - 1 / a.of + 1 / b.hits - 1 / b.of);
  return { low: Math.exp(centre - half), high: Math.exp(centre + half) };
}

/**
 * Whether two shares may be one and the same: the pooled z test, or Fisher's exact test where a
 * cell of the table is expected to hold fewer than 5 rows. Weighted counts are not whole, so
 * they are always tested by z.
 */
export function testOf(a: Share, b: Share): Omit<Test, 'holm'> {
  const [all, hits] = [a.of + b.of, a.hits + b.hits];
  const smallest = (Math.min(a.of, b.of) * Math.min(hits, all - hits)) / all;
  const whole = [a.hits, a.of, b.hits, b.of].every(Number.isInteger);
  if (whole && smallest < SMALL_CELL) return { method: 'fisher', p: fisher(a, b) };
  const pooled = hits / all;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of));
  const gap = a.hits / a.of - b.hits / b.of;
  return { method: 'z', p: error === 0 ? 1 : twoSided(gap / error) };
}

/**
 * Fisher's exact test, two-sided: the probability, with all margins given, of a table no likelier
 * than this one. Likelihoods are multiplied out from the likeliest table: nothing overflows, and
 * no factorial is formed.
 */
function fisher(a: Share, b: Share): number {
  const hits = a.hits + b.hits;
  const first = Math.max(0, hits - b.of);
  const last = Math.min(hits, a.of);
  /** Likelihood of `x + 1` hits in `a`, over that of `x`. */
  const step = (x: number): number => ((a.of - x) * (hits - x)) / ((x + 1) * (b.of - hits + x + 1));
  const mode = Math.floor(((a.of + 1) * (hits + 1)) / (a.of + b.of + 2));
  const likelihoods = new Float64Array(last - first + 1);
  likelihoods[mode - first] = 1;
  for (let x = mode; x < last; x++) likelihoods[x + 1 - first] = likelihoods[x - first]! * step(x);
  for (let x = mode; x > first; x--)
    likelihoods[x - 1 - first] = likelihoods[x - first]! / step(x - 1);
  // Tables that are equally likely must count as such in spite of rounding.
  const limit = likelihoods[a.hits - first]! * (1 + 1e-7);
  let total = 0;
  let extreme = 0;
  for (const likelihood of likelihoods) {
    total += likelihood;
    if (likelihood <= limit) extreme += likelihood;
  }
  return Math.min(1, extreme / total);
}

/**
 * Holm's adjustment (1979): each p as it stands among all that were tried, in their order. Below
 * 0.05 it says so with at most a 5 % chance of any false alarm in the whole family.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((x, y) => values[x]! - values[y]!);
  const adjusted = new Array<number>(values.length);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (values.length - rank) * values[index]!));
    adjusted[index] = least;
  });
  return adjusted;
}
