import type { Game } from '../../sdk/lowering/game.js';
import { LEAF, treeCount, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { leftAt } from './shap-forest.js';

/**
 * Shapley values by their definition: every subset of the players, every tree walked for each. Knows
 * nothing of leaves, blocks or quadrature.
 */
export interface BruteForce {
  /** Value of the empty subset, in units. */
  readonly baseline: number;
  readonly contributions: readonly number[];
  /** Half the interaction index off the diagonal, what is left of the contribution on it. */
  readonly interactions: readonly (readonly number[])[];
}

/** @param background - rows of bins, for the background game. */
export function bruteForce(
  model: RiskModel,
  game: Game,
  row: readonly number[],
  background: readonly (readonly number[])[] = [],
): BruteForce {
  const { players } = game;
  const worth = Array.from({ length: 2 ** players }, (_, subset) =>
    worthOf(model, game, row, subset, background),
  );
  const contributions = Array.from({ length: players }, (_, i) => {
    let sum = 0;
    for (let s = 0; s < worth.length; s++) {
      if ((s >> i) & 1) continue;
      const size = bits(s);
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
      sum += weight * (worth[s | (1 << i)]! - worth[s]!);
    }
    return sum;
  });
  const interactions = contributions.map((own, i) => {
    const line = contributions.map((_, j) => (i === j ? 0 : pairIndex(worth, players, i, j) / 2));
    line[i] = own - line.reduce((a, b) => a + b, 0);
    return line;
  });
  return { baseline: worth[0]!, contributions, interactions };
}

function pairIndex(worth: readonly number[], players: number, i: number, j: number): number {
  let sum = 0;
  const [a, b] = [1 << i, 1 << j];
  for (let s = 0; s < worth.length; s++) {
    if (s & (a | b)) continue;
    const size = bits(s);
    const weight = (factorial(size) * factorial(players - size - 2)) / factorial(players - 1);
    sum += weight * (worth[s | a | b]! - worth[s | a]! - worth[s | b]! + worth[s]!);
  }
  return sum;
}

/** What the players in a subset (bit p: player p) are worth by themselves, in units. */
export function worthOf(
  model: RiskModel,
  game: Game,
  row: readonly number[],
  subset: number,
  background: readonly (readonly number[])[],
): number {
  return game.against === 'training'
    ? pathWorth(model, game, row, subset)
    : backgroundWorth(model, game, row, background, subset);
}

/** Present players go where the row goes, absent ones both ways, by training weight. */
function pathWorth(model: RiskModel, game: Game, row: readonly number[], subset: number): number {
  const forest = model.body as Forest;
  const value = (node: number): number => {
    const f = forest.feature[node]!;
    if (f === LEAF) return forest.leaf[node]!;
    const [left, right] = [node + 1, forest.right[node]!];
    if ((subset >> game.playerOf[f]!) & 1) return value(leftAt(model, node, row) ? left : right);
    const cover = forest.cover[node]!;
    if (cover === 0) return (value(left) + value(right)) / 2;
    return (
      (forest.cover[left]! / cover) * value(left) + (forest.cover[right]! / cover) * value(right)
    );
  };
  return sumTrees(model, value);
}

/** Absent players take the values of each background row in turn. */
function backgroundWorth(
  model: RiskModel,
  game: Game,
  row: readonly number[],
  background: readonly (readonly number[])[],
  subset: number,
): number {
  const worths = background.map((other) => {
    const mixed = row.map((bin, f) => ((subset >> game.playerOf[f]!) & 1 ? bin : other[f]!));
    return marginOf(model, mixed);
  });
  return worths.reduce((a, b) => a + b, 0) / worths.length;
}

export function marginOf(model: RiskModel, bins: readonly number[]): number {
  const forest = model.body as Forest;
  return sumTrees(model, (root) => {
    let node = root;
    while (forest.feature[node] !== LEAF) {
      node = leftAt(model, node, bins) ? node + 1 : forest.right[node]!;
    }
    return forest.leaf[node]!;
  });
}

function sumTrees(model: RiskModel, value: (root: number) => number): number {
  const forest = model.body as Forest;
  let sum = model.intercept;
  for (let tree = 0; tree < treeCount(forest); tree++) sum += value(forest.treeStart[tree]!);
  return sum;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
