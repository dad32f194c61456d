/** More players than this are sampled: every one doubles the coalitions. */
export const MAX_EXACT_PLAYERS = 12;

/** Shapley values of a game of few players. */
export interface ShapleyValues {
  /** One per player, in the game's own unit. */
  readonly values: Float64Array;
  /** Largest standard error of a value, in the same unit; 0 when exact. */
  readonly error: number;
}

/** Weight of a player's part in a coalition of each size without it: |S|! (n - |S| - 1)! / n!. */
function shapleyWeights(players: number): Float64Array {
  const weights = new Float64Array(players);
  // 1 / (n * C(n - 1, size)), from one size to the next.
  let choose = 1;
  for (let size = 0; size < players; size++) {
    weights[size] = 1 / (players * choose);
    choose = (choose * (players - 1 - size)) / (size + 1);
  }
  return weights;
}

/**
 * Exact Shapley values from what every coalition is worth.
 *
 * O(players * 2^players).
 * @param worth - f64[2^players]: bit p of the index says that player p is present.
 */
export function shapleyOf(worth: Float64Array, players: number): ShapleyValues {
  const weights = shapleyWeights(players);
  const values = new Float64Array(players);
  for (let coalition = 0; coalition < worth.length; coalition++) {
    const weight = weights[bitCount(coalition)]!;
    for (let p = 0; p < players; p++) {
      if ((coalition >>> p) & 1) continue;
      values[p]! += weight * (worth[coalition | (1 << p)]! - worth[coalition]!);
    }
  }
  return { values, error: 0 };
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
