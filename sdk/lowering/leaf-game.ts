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
  for (let k = start[leaf]!; k < start[leaf + 1]!; k++) if (patterns[k] === full) reached += counts[k]!;
  return reached / rows;
}

/** All of `count` players satisfied; at most 32. */
export function fullPattern(count: number): number {
  return count >= 32 ? 0xffffffff : 2 ** count - 1;
}

/**
 * The background's patterns over players instead of features: a player is satisfied when all its
 * features are. Same entries as `forest.background.pattern`.
 */
export function backgroundPatterns(forest: Forest, game: Game): Uint32Array {
  const { start, pattern } = forest.background as BackgroundCounts;
  const features = forest.feature.reduce((most, f) => (f < 0xffff ? Math.max(most, f) : most), -1) + 1;
  if (game.playerOf.every((player, feature) => player === feature)) return pattern;
  const merged = new Uint32Array(pattern.length);
  const byFeature: Game = {
    against: game.against,
    players: features,
    playerOf: Uint16Array.from({ length: features }, (_, f) => f),
  };
  forEachLeaf(forest, byFeature, () => true, (leaf, _node, path) => {
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
  });
  return merged;
}

/**
 * Weight of one background row for one leaf, by how many players only the explained row
 * satisfies (`more`) and how many only the background row does (`less`):
 * the former get +(more-1)! less! / (more+less)!, the latter -(less-1)! more! / (more+less)!.
 * (Lundberg et al. 2020, "independent" TreeSHAP; the closed form of WOODELF, formula 6.)
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

/** How the leaves of one block share out their values, for any pattern of satisfied players. */
export interface LeafShares {
  /**
   * Turns to a leaf.
   *
   * @param place - 0..8, to tell the block's leaves apart.
   * @param leaf - ordinal in the forest.
   * @param value - the leaf's value in units.
   * @param first - first entry of the leaf in the ratios given at creation.
   * @param count - players on the path.
   */
  load(place: number, leaf: number, value: number, first: number, count: number): void;
  /** Shapley values of the loaded leaf's `count` players when those in `satisfied` are, in units. */
  share(place: number, satisfied: number, out: Float64Array, at: number): void;
}

/** Most players of a leaf, leaves of a block, and quadrature nodes for so many players. */
const PLAYERS = 8;
const LEAVES = 9;
const NODES = 4;

/**
 * The path-dependent game: an absent player is satisfied with its cover ratio r. With k_w =
 * (1-t) r_w + t c_w, player u gets v times the integral over t in [0, 1] of
 * (c_u - r_u) prod over w != u of k_w, a polynomial that Gauss-Legendre integrates exactly.
 * (Lundberg et al. 2020 define the game; Wettenstein, Mitchell and Yu 2026, arXiv 2605.04497, the
 * quadrature.)
 */
export class PathShares implements LeafShares {
  readonly #ratios: Float64Array;
  readonly #count = new Uint8Array(LEAVES);
  readonly #nodes = new Uint8Array(LEAVES);
  /** Weight * v of each node, and for each node and player the factor k and the quotient (c-r)/k. */
  readonly #weight = new Float64Array(LEAVES * NODES);
  readonly #factor = new Float64Array(LEAVES * NODES * PLAYERS * 2);
  readonly #quotient = new Float64Array(LEAVES * NODES * PLAYERS * 2);

  constructor(ratios: Float64Array) {
    this.#ratios = ratios;
  }

  load(place: number, _leaf: number, value: number, first: number, count: number): void {
    const nodes = gaussCount(count - 1);
    const { node, weight } = gaussRule(nodes);
    this.#count[place] = count;
    this.#nodes[place] = nodes;
    for (let q = 0; q < nodes; q++) {
      const t = node[q]!;
      const row = place * NODES + q;
      this.#weight[row] = weight[q]! * value;
      for (let u = 0; u < count; u++) {
        const ratio = this.#ratios[first + u]!;
        const absent = (1 - t) * ratio;
        const cell = (row * PLAYERS + u) * 2;
        this.#factor[cell] = absent;
        this.#factor[cell + 1] = absent + t;
        // -r / ((1-t) r): for r = 0 the other factor k is 0, and so is what u gets.
        this.#quotient[cell] = -1 / (1 - t);
        this.#quotient[cell + 1] = (1 - ratio) / (absent + t);
      }
    }
  }

  share(place: number, satisfied: number, out: Float64Array, at: number): void {
    const count = this.#count[place]!;
    const nodes = this.#nodes[place]!;
    const factor = this.#factor;
    const quotient = this.#quotient;
    for (let u = 0; u < count; u++) out[at + u] = 0;
    for (let q = 0; q < nodes; q++) {
      const row = place * NODES + q;
      const cell = row * PLAYERS * 2;
      let product = this.#weight[row]!;
      for (let u = 0; u < count; u++) product *= factor[cell + 2 * u + ((satisfied >> u) & 1)]!;
      for (let u = 0; u < count; u++) {
        out[at + u]! += product * quotient[cell + 2 * u + ((satisfied >> u) & 1)]!;
      }
    }
  }
}

/** The background game, from the histogram of what the population does at each leaf. */
export class BackgroundShares implements LeafShares {
  readonly #background: BackgroundCounts;
  readonly #patterns: Uint32Array;
  readonly #leaf = new Uint32Array(LEAVES);
  readonly #count = new Uint8Array(LEAVES);
  readonly #value = new Float64Array(LEAVES);

  constructor(background: BackgroundCounts, patterns: Uint32Array) {
    this.#background = background;
    this.#patterns = patterns;
  }

  load(place: number, leaf: number, value: number, _first: number, count: number): void {
    this.#leaf[place] = leaf;
    this.#count[place] = count;
    this.#value[place] = value / this.#background.rows;
  }

  share(place: number, satisfied: number, out: Float64Array, at: number): void {
    const count = this.#count[place]!;
    for (let u = 0; u < count; u++) out[at + u] = 0;
    backgroundShare(
      this.#background,
      this.#patterns,
      this.#leaf[place]!,
      count,
      this.#value[place]!,
      satisfied,
      out,
      at,
    );
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
