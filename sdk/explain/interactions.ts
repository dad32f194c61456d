import { RiskError } from '../core/errors.js';
import { roundHalfEven } from '../core/fixed-point.js';
import { planAdditive, secondHalf, termValue } from '../lowering/additive.js';
import type { Game } from '../lowering/game.js';
import { gaussCount, gaussRule } from '../lowering/gauss.js';
import { backgroundPatterns, bitCount, cubeWeight, fullPattern } from '../lowering/leaf-game.js';
import { forEachLeaf, type LeafPath } from '../lowering/leaf-paths.js';
import type { Additive } from '../model/additive.js';
import { binOf } from '../model/binning.js';
import { missingBin } from '../model/feature.js';
import { goesLeft, type Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';

/**
 * Pairwise Shapley interaction values of one row, as XGBoost's `pred_interactions` lays them out:
 * off the diagonal half of the pair's interaction index on each side, on the diagonal what is left
 * of the player's own contribution.
 *
 * Exact in float64 (per leaf, see below), then integers in units of 2^-scaleBits: symmetric, and
 * row i adds up exactly to `contributions[i]`. Each cell off the diagonal is within half a unit, and
 * the diagonal takes the rounding of its row. O(leaves * players of a path squared).
 *
 * @param values - the row's checked raw values, one per feature: numbers, codes, NaN for missing.
 * @param contributions - its Shapley values in the same game, as an engine gave them.
 * @returns i32[players * players], `[i * players + j]`.
 */
export function interactionsOf(
  model: RiskModel,
  game: Game,
  values: Float64Array,
  contributions: Int32Array,
): Int32Array {
  const bins = Uint16Array.from(values, (raw, f) => binOf(model.features[f]!, raw));
  const { body } = model;
  if (body.kind === 'network') {
    throw new RiskError('EXPLAIN_UNSUPPORTED', 'interactions are for trees and tables only');
  }
  const cells =
    body.kind === 'forest'
      ? forestPairs(model, body, game, bins)
      : additivePairs(model, body, game, bins);
  bins.fill(0);
  const { players } = game;
  for (let i = 0; i < players; i++) {
    let others = 0;
    for (let j = 0; j < players; j++) if (j !== i) others += cells[i * players + j]!;
    cells[i * players + i] = contributions[i]! - others;
  }
  return cells;
}

/** A pair's term is all interaction; its halves as `explainAdditive` deals them out. */
function additivePairs(
  model: RiskModel,
  body: Additive,
  game: Game,
  bins: Uint16Array,
): Int32Array {
  const { players } = game;
  const plan = planAdditive(body, model.features, game, model.intercept);
  const cells = new Int32Array(players * players);
  for (const term of plan.terms) {
    const { firstPlayer, secondPlayer } = term;
    if (firstPlayer === secondPlayer) continue;
    const half = secondHalf(termValue(term, bins));
    cells[firstPlayer * players + secondPlayer]! += half;
    cells[secondPlayer * players + firstPlayer]! += half;
  }
  return cells;
}

function forestPairs(model: RiskModel, forest: Forest, game: Game, bins: Uint16Array): Int32Array {
  const { features } = model;
  const { players } = game;
  const missing = features.map(missingBin);
  const categorical = features.map((feature) => feature.kind === 'categorical');
  const sum = new Float64Array(players * players);
  const addLeaf = game.against === 'background' ? backgroundLeaf(forest, game) : pathLeaf(players);
  const left = (node: number): boolean => {
    const feature = forest.feature[node]!;
    return goesLeft(forest, node, bins[feature]!, missing[feature]!, categorical[feature]!);
  };
  forEachLeaf(forest, game, left, (leaf, node, path) => {
    if (path.count > 1) addLeaf(leaf, forest.leaf[node]!, path, sum);
  });

  const cells = new Int32Array(players * players);
  for (let i = 0; i < players; i++) {
    for (let j = i + 1; j < players; j++) {
      const both = sum[i * players + j]! + sum[j * players + i]!;
      cells[i * players + j] = cells[j * players + i] = roundHalfEven(both / 2);
    }
  }
  return cells;
}

type AddLeaf = (leaf: number, value: number, path: LeafPath, sum: Float64Array) => void;

/**
 * Path-dependent: with k_w = (1-t) r_w + t c_w, players i and j of a leaf of value v interact by v times
 * the integral over t in [0, 1] of (c_i - r_i) (c_j - r_j) * product over the others of k_w, a
 * polynomial of degree d - 2 that Gauss-Legendre integrates exactly.
 */
function pathLeaf(players: number): AddLeaf {
  const quotient = new Float64Array(players);
  return (_leaf, value, { count, player, ratio, satisfied }, sum) => {
    const { node, weight } = gaussRule(gaussCount(count - 2));
    for (let q = 0; q < node.length; q++) {
      const t = node[q]!;
      let product = weight[q]! * value;
      for (let u = 0; u < count; u++) {
        const k = (1 - t) * ratio[u]! + t * satisfied[u]!;
        product *= k;
        quotient[u] = k > 0 ? (satisfied[u]! - ratio[u]!) / k : 0;
      }
      if (product === 0) continue;
      for (let u = 1; u < count; u++) {
        const scaled = product * quotient[u]!;
        for (let w = 0; w < u; w++) {
          sum[player[w]! * players + player[u]!]! += scaled * quotient[w]!;
        }
      }
    }
  };
}

/**
 * Against a background: with p players that only the explained row satisfies and q that only the
 * background row does, two of the p interact by (p-2)! q! / (p+q-1)!, two of the q by
 * (q-2)! p! / (p+q-1)!, one of each by -(p-1)! (q-1)! / (p+q-1)!. (Nadel and Wettenstein, WOODELF,
 * AAAI 2026.)
 */
function backgroundLeaf(forest: Forest, game: Game): AddLeaf {
  const { players } = game;
  const patterns = backgroundPatterns(forest, game);
  const { start, count: counts, rows } = forest.background!;
  return (leaf, value, { count, player, satisfied }, sum) => {
    const full = fullPattern(count) | 0;
    let row = 0;
    for (let u = 0; u < count; u++) if (satisfied[u]) row |= 1 << u;
    const less = full & ~row;
    const q = bitCount(less);
    for (let entry = start[leaf]!; entry < start[leaf + 1]!; entry++) {
      const pattern = patterns[entry]! | 0;
      if ((row | pattern) !== full) continue;
      const more = full & ~pattern;
      const p = bitCount(more);
      if (p + q < 2) continue;
      const each = (value / rows) * counts[entry]!;
      const moreMore = p > 1 ? each * cubeWeight(p - 1, q) : 0;
      const lessLess = q > 1 ? each * cubeWeight(q - 1, p) : 0;
      const mixed = p > 0 && q > 0 ? -each * cubeWeight(p, q - 1) : 0;
      for (let u = 1; u < count; u++) {
        if ((((more | less) >>> u) & 1) === 0) continue;
        for (let w = 0; w < u; w++) {
          if ((((more | less) >>> w) & 1) === 0) continue;
          const gains = ((more >>> u) & 1) + ((more >>> w) & 1);
          const share = gains === 2 ? moreMore : gains === 0 ? lessLess : mixed;
          sum[player[w]! * players + player[u]!]! += share;
        }
      }
    }
  };
}
