import type { BackgroundCounts, Forest } from '../model/forest.js';
import { gaussCount, gaussRule } from './gauss.js';
import type { Game } from './game.js';
import { forEachLeaf } from './leaf-paths.js';

/**
 * The game of one leaf: v if every player on its path is satisfied, and in expectation over the
 * absent ones. A forest's Shapley values are the sum over its leaves.
 *
 * Everything here is float64, in one fixed order of operations, with + - * / only: the same bits
 * in every browser.
 */

/** Chance that an absent row reaches the leaf, by cover: the product of the ratios. */
export function pathReach(ratios: ArrayLike<number>, count: number): number {
  let reach = 1;
  for (let u = 0; u < count; u++) reach *= ratios[u]!;
  return reach;
}

/** Share of the background rows that reach a leaf. */
export function backgroundReach(
  forest: Forest,
  patterns: Uint32Array,
  leaf: number,
  count: number,
): number {
  const { start, count: counts, rows } = forest.background!;
  const full = fullPattern(count);
  let reached = 0;
  for (let k = start[leaf]!; k < start[leaf + 1]!; k++)
    if (patterns[k] === full) reached += counts[k]!;
  return reached / rows;
}

/** All of `count` players satisfied; at most 32. */
export function fullPattern(count: number): number {
  return count >= 32 ? 0xffffffff : ((1 << count) - 1) >>> 0;
}

/**
 * The background's patterns over players instead of features: a player is satisfied when all its
 * features are. Same entries as `forest.background.pattern`.
 */
export function backgroundPatterns(forest: Forest, game: Game): Uint32Array {
  const { start, pattern } = forest.background as BackgroundCounts;
  const features =
    forest.feature.reduce((most, f) => (f < 0xffff ? Math.max(most, f) : most), -1) + 1;
  if (game.playerOf.every((player, feature) => player === feature)) return pattern;
  const merged = new Uint32Array(pattern.length);
  const byFeature: Game = {
    against: game.against,
    players: features,
    playerOf: Uint16Array.from({ length: features }, (_, f) => f),
  };
  forEachLeaf(
    forest,
    byFeature,
    () => true,
    (leaf, _node, path) => {
      const place: number[] = [];
      const players: number[] = [];
      for (let u = 0; u < path.count; u++) {
        const player = game.playerOf[path.player[u]!]!;
        let at = players.indexOf(player);
        if (at < 0) at = players.push(player) - 1;
        place.push(at);
      }
      const full = fullPattern(players.length);
      for (let k = start[leaf]!; k < start[leaf + 1]!; k++) {
        let failed = 0;
        for (let u = 0; u < place.length; u++) {
          if (((pattern[k]! >>> u) & 1) === 0) failed |= 1 << place[u]!;
        }
        merged[k] = full & ~failed;
      }
    },
  );
  return merged;
}

/**
 * (gain - 1)! other! / (gain + other)!: what one background row gives, for a leaf of value 1, to
 * each of the `gain` players that the explained row satisfies and the background row does not,
 * when for `other` players it is the other way round. Those get minus cubeWeight(other, gain).
 * At most 32 players. (Lundberg et al. 2020, "independent" TreeSHAP.)
 */
export function cubeWeight(gain: number, other: number): number {
  return CUBE[gain * CUBE_SIDE + other]!;
}

const CUBE_SIDE = 33;
const CUBE = /* @__PURE__ */ cubeWeights();

function cubeWeights(): Float64Array {
  const weights = new Float64Array(CUBE_SIDE * CUBE_SIDE);
  for (let gain = 1; gain < CUBE_SIDE; gain++) {
    // (gain-1)! other! / (gain+other)! = 1 / gain for other = 0, then * other / (gain + other).
    let weight = 1 / gain;
    weights[gain * CUBE_SIDE] = weight;
    for (let other = 1; gain + other < CUBE_SIDE; other++) {
      weight = (weight * other) / (gain + other);
      weights[gain * CUBE_SIDE + other] = weight;
    }
  }
  return weights;
}

/**
 * Writes one leaf's path-dependent Shapley values to `out[0..count)`: value * integral over t in
 * [0, 1] of (c_u - r_u) * product over w != u of ((1-t) r_w + t c_w), by Gauss-Legendre, exactly.
 *
 * @param satisfied - c, 0 or 1 for each player; @param ratio - r.
 */
export function pathShare(
  ratio: Float64Array,
  satisfied: Uint8Array,
  count: number,
  value: number,
  out: Float64Array,
): void {
  const { node, weight } = gaussRule(gaussCount(count - 1));
  out.fill(0, 0, count);
  for (let q = 0; q < node.length; q++) {
    const t = node[q]!;
    let product = weight[q]! * value;
    for (let w = 0; w < count; w++) product *= (1 - t) * ratio[w]! + t * satisfied[w]!;
    if (product === 0) continue;
    for (let u = 0; u < count; u++) {
      out[u]! +=
        (product * (satisfied[u]! - ratio[u]!)) / ((1 - t) * ratio[u]! + t * satisfied[u]!);
    }
  }
}

/**
 * Adds one leaf's background Shapley values to `out[at..at + count)`.
 *
 * @param value - leaf value / background rows.
 * @param satisfied - bit u: the explained row satisfies player u; at most 32 players.
 */
export function backgroundShare(
  { start, count: counts }: BackgroundCounts,
  patterns: Uint32Array,
  leaf: number,
  count: number,
  value: number,
  satisfied: number,
  out: Float64Array,
  at: number,
): void {
  const full = fullPattern(count) | 0;
  for (let k = start[leaf]!; k < start[leaf + 1]!; k++) {
    const pattern = patterns[k]! | 0;
    // Neither row satisfies some player: the leaf cannot be reached by any mixture of them.
    if ((satisfied | pattern) !== full) continue;
    const more = full & ~pattern;
    const less = full & ~satisfied;
    const gains = bitCount(more);
    const losses = bitCount(less);
    const weighted = value * counts[k]!;
    const gain = weighted * cubeWeight(gains, losses);
    const loss = weighted * cubeWeight(losses, gains);
    for (let u = 0; u < count; u++) {
      if ((more >>> u) & 1) out[at + u]! += gain;
      else if ((less >>> u) & 1) out[at + u]! -= loss;
    }
  }
}

export function bitCount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
