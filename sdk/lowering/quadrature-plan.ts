import { roundHalfEven } from '../core/fixed-point.js';
import { LEAF, treeCount, type Forest } from '../model/forest.js';
import type { VirtualColumns } from './columns.js';
import type { Game } from './game.js';
import { gaussCount, gaussRule } from './gauss.js';
import { coverRatio } from './leaf-paths.js';
import {
  contributionBounds,
  isWide,
  playerBounds,
  Segments,
  unitBits,
  type QuadratureSegment,
} from './quadrature-units.js';

/**
 * A forest prepared for Shapley values by quadrature, path-dependent game.
 *
 * The value of a tree to a random coalition that every player joins with probability t is a
 * polynomial in t, and a player's Shapley value is the integral of its derivative: Gauss-Legendre
 * with half as many nodes as players on a path is exact. One pass down and one up a tree give the
 * whole tree's values at a node t (Wettenstein, Mitchell and Yu 2026, arXiv 2605.04497).
 *
 * All arithmetic on a row is float32 in one fixed order, so that plain TypeScript
 * (`quadrature-row.ts`) and the kernel (`wasm/quadrature.ts`) agree to the last bit:
 *
 *   for node n with left ratio r, e = (the row goes left ? 1 : 0) - r, and t the q-th Gauss node
 *   down  u = a e + r      P_left = P u        P_right = P - P_left
 *   up    D = V_left - V_right                 V = u D + V_right
 *   phi   += round(e sum_q (P kappa) D)
 *
 * with a = t, kappa = 1. Where the player split above on the path, with accumulated ratio z:
 * m = t + z (1 - t), a = t / m, kappa = z / m^2, and e = 0 for rows that failed there already.
 * Each node's phi is rounded to an integer and added in i32, so that neither the order of trees nor
 * of nodes matters. What rounding leaves over is dealt out per row, see {@link settle}.
 */
export interface QuadraturePlan {
  readonly forest: Forest;
  readonly columns: VirtualColumns;
  readonly game: Game;
  /** intercept + sum over trees of the rounded expectation, in units of 2^-scaleBits. */
  readonly baseline: number;
  /** Players that some node belongs to, ascending. */
  readonly used: Uint16Array;
  /** Contributions are collected in units of 2^-(scaleBits + guardBits); may be negative. */
  readonly guardBits: number;
  /** Trees that are summed in one unit. */
  readonly segments: readonly QuadratureSegment[];
  /** Gauss nodes of each tree, at least {@link FEWEST_NODES}: u8[trees]. */
  readonly nodeCount: Uint8Array;
  /** Share of training weight that goes left, a multiple of 2^-24: f32[forest nodes]. */
  readonly ratio: Float32Array;
  /** 1 where a contribution may be 2^22 or more, see `quadrature-units`: u8[forest nodes]. */
  readonly wide: Uint8Array;
  /** Leaf values in the segment's unit: f64[forest nodes]. */
  readonly value: Float64Array;
  /**
   * Where the same player split last above: 2 * node + (1 when on its right), or -1:
   * i32[forest nodes].
   */
  readonly earlier: Int32Array;
  /** First coefficient of nodes with an earlier split: a for each Gauss node, then kappa. */
  readonly coefficientStart: Uint32Array;
  readonly coefficients: Float32Array;
}

/** The kernel's unrolled path; fewer would be exact for fewer than 7 players and not faster. */
export const FEWEST_NODES = 4;

/** Prepares a forest for quadrature; `columns` is the forest's own lowering. */
export function planQuadrature(
  forest: Forest,
  columns: VirtualColumns,
  game: Game,
  intercept: number,
): QuadraturePlan {
  const nodes = forest.feature.length;
  const trees = treeCount(forest);
  const ratio = leftRatios(forest);
  const value = new Float64Array(nodes);
  const earlier = new Int32Array(nodes).fill(-1);
  const coefficientStart = new Uint32Array(nodes);
  const coefficients: number[] = [];
  const nodeCount = new Uint8Array(trees);
  const segments = new Segments(game.players);
  const wide = new Uint8Array(nodes);
  const isUsed = new Uint8Array(game.players);

  for (let node = 0; node < nodes; node++) {
    if (forest.feature[node] === LEAF) continue;
    isUsed[game.playerOf[forest.feature[node]!]!] = 1;
  }
  const path = new PathWalk(forest, game, ratio, earlier);
  for (let tree = 0; tree < trees; tree++) {
    const start = forest.treeStart[tree]!;
    const end = forest.treeStart[tree + 1]!;
    const longest = path.walk(start);
    const count = Math.max(FEWEST_NODES, gaussCount(longest - 1));
    nodeCount[tree] = count;
    const rule = gaussRule(count);
    for (let node = start; node < end; node++) {
      if (earlier[node] === -1) continue;
      coefficientStart[node] = coefficients.length;
      const z = path.accumulated[node]!;
      for (const t of rule.node) coefficients.push(t / (t + z * (1 - t)));
      for (const t of rule.node) {
        const m = t + z * (1 - t);
        coefficients.push(z / (m * m));
      }
    }
    const bound = contributionBounds(forest, ratio, path.accumulated, start, end, rule);
    const bits = unitBits(bound);
    segments.add(tree, bits, playerBounds(forest, game, bound, start, 2 ** bits));
    for (let node = start; node < end; node++) {
      value[node] = forest.leaf[node]! * 2 ** bits;
      wide[node] = isWide(bound[node - start]!, bits) ? 1 : 0;
    }
  }
  const cut = segments.finish();
  return {
    forest,
    columns,
    game,
    baseline: quadratureBaseline(forest, intercept, ratio),
    used: Uint16Array.from(Array.from(isUsed.keys()).filter((player) => isUsed[player])),
    guardBits: cut.reduce((most, { bits }) => Math.max(most, bits), -32),
    segments: cut,
    nodeCount,
    ratio,
    wide,
    value,
    earlier,
    coefficientStart,
    coefficients: Float32Array.from(coefficients),
  };
}

/**
 * What the average row gets: intercept + the trees' rounded expectations, in units. All that a first
 * score needs of a plan.
 */
export function quadratureBaseline(
  forest: Forest,
  intercept: number,
  ratio: Float32Array = leftRatios(forest),
): number {
  let baseline = intercept;
  for (let tree = 0; tree < treeCount(forest); tree++) {
    const [start, end] = [forest.treeStart[tree]!, forest.treeStart[tree + 1]!];
    baseline += roundHalfEven(expectation(forest, ratio, start, end));
  }
  return baseline;
}

/** Share of the training weight that goes left, for each inner node. */
function leftRatios(forest: Forest): Float32Array {
  return Float32Array.from(forest.feature, (feature, node) =>
    feature === LEAF ? 0 : leftRatio(forest, node),
  );
}

/**
 * On a grid of 2^-24, so that both r and 1 - r are exact in float32. Covers that do not add up
 * (a model that was refreshed or edited) are normalised: shares have to be probabilities here.
 */
function leftRatio(forest: Forest, node: number): number {
  const left = coverRatio(forest, node, node + 1);
  const right = coverRatio(forest, node, forest.right[node]!);
  const share = left + right > 0 ? left / (left + right) : 0.5;
  return Math.round(share * 2 ** 24) / 2 ** 24;
}

/** The average row's leaf, in units. */
function expectation(forest: Forest, ratio: Float32Array, start: number, end: number): number {
  const below = new Float64Array(end - start);
  for (let node = end - 1; node >= start; node--) {
    const at = node - start;
    if (forest.feature[node] === LEAF) below[at] = forest.leaf[node]!;
    else {
      const r = ratio[node]!;
      below[at] = r * below[at + 1]! + (1 - r) * below[forest.right[node]! - start]!;
    }
  }
  return below[0]!;
}

/** Finds, for each node of a tree, where its player split before. */
class PathWalk {
  /** Product of the player's ratios above each node. */
  readonly accumulated: Float64Array;
  readonly #last: Int32Array;
  readonly #product: Float64Array;
  #distinct = 0;
  #longest = 0;

  constructor(
    readonly forest: Forest,
    readonly game: Game,
    readonly ratio: Float32Array,
    readonly earlier: Int32Array,
  ) {
    this.accumulated = new Float64Array(forest.feature.length);
    this.#last = new Int32Array(game.players).fill(-1);
    this.#product = new Float64Array(game.players).fill(1);
  }

  /** Most players on a path from the root of a tree. */
  walk(root: number): number {
    this.#longest = 0;
    this.#visit(root);
    return this.#longest;
  }

  #visit(node: number): void {
    const feature = this.forest.feature[node]!;
    if (feature === LEAF) {
      this.#longest = Math.max(this.#longest, this.#distinct);
      return;
    }
    const player = this.game.playerOf[feature]!;
    const last = this.#last[player]!;
    const product = this.#product[player]!;
    this.earlier[node] = last;
    this.accumulated[node] = product;
    if (last === -1) this.#distinct++;
    const r = this.ratio[node]!;
    this.#last[player] = 2 * node;
    this.#product[player] = product * r;
    this.#visit(node + 1);
    this.#last[player] = 2 * node + 1;
    this.#product[player] = product * (1 - r);
    this.#visit(this.forest.right[node]!);
    this.#last[player] = last;
    this.#product[player] = product;
    if (last === -1) this.#distinct--;
  }
}
