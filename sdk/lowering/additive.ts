import { roundHalfEven } from '../core/fixed-point.js';
import type { Additive } from '../model/additive.js';
import { binCount, type Feature } from '../model/feature.js';
import type { Game } from './game.js';

/**
 * An additive body, centred: what an entry gives is measured from its term's baseline, or its mean
 * over the reference weights. A term of one feature is that feature's contribution, exactly; a pair's is
 * shared half and half, the odd unit to its first feature.
 *
 * The mean is the same for every row, so both games (training, background) are this one.
 */
export interface AdditivePlan {
  readonly players: number;
  /** intercept + the terms' means, each rounded: integer units. */
  readonly baseline: number;
  readonly terms: readonly AdditiveTermPlan[];
}

export interface AdditiveTermPlan {
  readonly first: number;
  /** The pair's other feature, or -1. */
  readonly second: number;
  /** Bins of the second feature; 0 for one feature. Entry = bin of first * stride + bin of second. */
  readonly stride: number;
  readonly firstPlayer: number;
  readonly secondPlayer: number;
  /** Entry - mean, in units. */
  readonly centred: Int32Array;
}

export function planAdditive(
  additive: Additive,
  features: readonly Feature[],
  game: Game,
  intercept: number,
): AdditivePlan {
  let baseline = intercept;
  const terms = additive.terms.map((term): AdditiveTermPlan => {
    const mean = term.baseline ?? roundHalfEven(weightedMean(term.table, term.weight));
    baseline += mean;
    const first = term.features[0]!;
    const second = term.features.length > 1 ? term.features[1]! : -1;
    return {
      first,
      second,
      stride: second < 0 ? 0 : binCount(features[second]!),
      firstPlayer: game.playerOf[first]!,
      secondPlayer: game.playerOf[second < 0 ? first : second]!,
      centred: term.table.map((entry) => entry - mean),
    };
  });
  return { players: game.players, baseline, terms };
}

/** The mean by weight; where no entry has any, every entry counts alike. */
function weightedMean(table: Int32Array, weight: Float32Array): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < table.length; i++) {
    total += weight[i]!;
    sum += weight[i]! * table[i]!;
  }
  if (total > 0) return sum / total;
  for (let i = 0; i < table.length; i++) sum += table[i]!;
  return table.length > 0 ? sum / table.length : 0;
}

/** What a term gives a row, measured from its mean. */
export function termValue(term: AdditiveTermPlan, bins: ArrayLike<number>): number {
  const entry =
    term.second < 0 ? bins[term.first]! : bins[term.first]! * term.stride + bins[term.second]!;
  return term.centred[entry]!;
}

/** The second feature's half of a pair; the first gets the rest. */
export function secondHalf(units: number): number {
  return Math.trunc(units / 2);
}

/**
 * Contributions of one row; baseline + their sum is the margin.
 *
 * @param bins - one bin per feature.
 * @param contributions - i32[players], overwritten.
 */
export function explainAdditive(
  plan: AdditivePlan,
  bins: ArrayLike<number>,
  contributions: Int32Array,
): void {
  contributions.fill(0);
  for (const term of plan.terms) {
    const units = termValue(term, bins);
    const second = term.second < 0 ? 0 : secondHalf(units);
    contributions[term.firstPlayer]! += units - second;
    contributions[term.secondPlayer]! += second;
  }
}
