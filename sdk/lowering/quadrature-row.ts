import { apportion, roundHalfEven } from '../core/fixed-point.js';
import { LEAF } from '../model/forest.js';
import { gaussRule, type GaussRule } from './gauss.js';
import type { QuadraturePlan } from './quadrature-plan.js';

const { fround } = Math;

/**
 * The sums of one segment for one row, in plain TypeScript: what the kernel does for many rows at
 * once, with the same bits.
 */
export class QuadratureRow {
  readonly #plan: QuadraturePlan;
  /** A segment's sums, and all of them in units of 2^-(scaleBits + guardBits). */
  readonly #sum: Int32Array;
  readonly #total: Float64Array;
  readonly #weight = new Map<GaussRule, { node: Float32Array; weight: Float32Array }>();
  /** Whether the row satisfies all its player's splits down to each node's left and right child. */
  readonly #satisfied: Uint8Array;
  #node: Float32Array = new Float32Array(0);
  #row: Uint8Array = new Uint8Array(0);

  constructor(plan: QuadraturePlan) {
    this.#plan = plan;
    this.#sum = new Int32Array(plan.game.players);
    this.#total = new Float64Array(plan.game.players);
    this.#satisfied = new Uint8Array(2 * plan.forest.feature.length);
  }

  /**
   * Shapley values of one row.
   *
   * @param row - u8[virtual columns].
   * @param margin - the row's margin, in units.
   * @param contributions - i32[players], overwritten.
   */
  explain(row: Uint8Array, margin: number, contributions: Int32Array): void {
    const { segments, forest, nodeCount, guardBits } = this.#plan;
    this.#row = row;
    this.#total.fill(0);
    for (const { bits, trees } of segments) {
      this.#sum.fill(0);
      for (const tree of trees) {
        const { node, weight } = this.#rule(nodeCount[tree]!);
        this.#node = node;
        this.#visit(forest.treeStart[tree]!, weight);
      }
      addSegment(this.#sum, 2 ** (guardBits - bits), this.#total);
    }
    settle(this.#plan, this.#total, 1, 0, margin, contributions, 1, 0);
  }

  /** Values of the tree below a node at the Gauss nodes, given the chance to get there. */
  #visit(node: number, reach: Float32Array): Float32Array {
    const { forest, ratio, value, earlier, coefficientStart, coefficients } = this.#plan;
    const count = reach.length;
    if (forest.feature[node] === LEAF) return new Float32Array(count).fill(value[node]!);
    const left =
      this.#row[this.#plan.columns.column[node]!]! <= this.#plan.columns.threshold[node]!;
    const before = earlier[node]!;
    const open = before === -1 || this.#satisfied[before] === 1;
    this.#satisfied[2 * node] = open && left ? 1 : 0;
    this.#satisfied[2 * node + 1] = open && !left ? 1 : 0;
    const r = ratio[node]!;
    const e = open ? (left ? 1 - r : -r) : 0;
    const start = coefficientStart[node]!;
    const a = before === -1 ? this.#node : coefficients.subarray(start, start + count);
    const kappa =
      before === -1 ? undefined : coefficients.subarray(start + count, start + 2 * count);
    const right = forest.right[node]!;

    if (forest.feature[node + 1] === LEAF && forest.feature[right] === LEAF) {
      // Both children are leaves: their difference is taken first.
      const scaled = fround(e * fround(value[node + 1]! - value[right]!));
      const mean = fround(value[right]! + r * (value[node + 1]! - value[right]!));
      const out = new Float32Array(count);
      let sum = 0;
      for (let q = 0; q < count; q++) {
        const part = kappa ? fround(reach[q]! * kappa[q]!) : reach[q]!;
        sum = q === 0 ? part : fround(sum + part);
        out[q] = fround(a[q]! * scaled) + mean;
      }
      this.#add(node, fround(scaled * sum));
      return out;
    }
    const onLeft = new Float32Array(count);
    const onRight = new Float32Array(count);
    const share = new Float32Array(count);
    for (let q = 0; q < count; q++) {
      share[q] = fround(a[q]! * e) + r;
      onLeft[q] = reach[q]! * share[q]!;
      onRight[q] = reach[q]! - onLeft[q]!;
    }
    const fromLeft = this.#visit(node + 1, onLeft);
    const fromRight = this.#visit(right, onRight);
    let sum = 0;
    for (let q = 0; q < count; q++) {
      const gain = fround(fromLeft[q]! - fromRight[q]!);
      const weight = kappa ? fround(reach[q]! * kappa[q]!) : reach[q]!;
      const part = fround(weight * gain);
      sum = q === 0 ? part : fround(sum + part);
      fromLeft[q] = fround(share[q]! * gain) + fromRight[q]!;
    }
    this.#add(node, fround(e * sum));
    return fromLeft;
  }

  #add(node: number, contribution: number): void {
    const { forest, game } = this.#plan;
    this.#sum[game.playerOf[forest.feature[node]!]!]! += roundHalfEven(contribution);
  }

  #rule(count: number): { node: Float32Array; weight: Float32Array } {
    const rule = gaussRule(count);
    let rounded = this.#weight.get(rule);
    if (!rounded) {
      rounded = { node: Float32Array.from(rule.node), weight: Float32Array.from(rule.weight) };
      this.#weight.set(rule, rounded);
    }
    return rounded;
  }
}

/** Adds a segment's sums to the totals, which doubles hold exactly. */
export function addSegment(sums: Int32Array, factor: number, totals: Float64Array): void {
  for (let i = 0; i < sums.length; i++) totals[i]! += sums[i]! * factor;
}

/**
 * Rounds a row's totals to units so that baseline + sum of contributions is the margin: each is
 * rounded down, and what is then missing goes to the players with the largest fractions, one unit
 * each, ties to the lower player. Players that the forest never tests get 0.
 *
 * @param totals - f64[players * stride], the row's at `[player * stride + at]`.
 * @param out - i32, the row's at `[player * outStride + outAt]`.
 */
export function settle(
  plan: QuadraturePlan,
  totals: Float64Array,
  stride: number,
  at: number,
  margin: number,
  out: Int32Array,
  outStride: number,
  outAt: number,
): void {
  const { used, guardBits, game, baseline } = plan;
  const scale = 2 ** -guardBits;
  if (EXACT.length < used.length) {
    EXACT = new Float64Array(used.length);
    WHOLE = new Int32Array(used.length);
  }
  for (let i = 0; i < used.length; i++) EXACT[i] = totals[used[i]! * stride + at]! * scale;
  apportion(EXACT, used.length, margin - baseline, WHOLE);
  for (let player = 0; player < game.players; player++) out[player * outStride + outAt] = 0;
  for (let i = 0; i < used.length; i++) out[used[i]! * outStride + outAt] = WHOLE[i]!;
}

let EXACT = new Float64Array(0);
let WHOLE = new Int32Array(0);
