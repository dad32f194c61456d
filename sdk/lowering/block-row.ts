import { apportion } from '../core/fixed-point.js';
import type { BackgroundCounts, Forest } from '../model/forest.js';
import { MAX_BLOCK_BITS, type BlockPlan } from './block-layout.js';
import { gaussRule } from './gauss.js';
import { backgroundShare } from './leaf-game.js';

/** Entries of all leaves of a block: at most 9 leaves of 8 players. */
const ENTRIES = 9 * MAX_BLOCK_BITS;

/**
 * Works out single rows of block tables. This is their only definition: compiled in advance or met
 * for the first time by an applicant, a row is the same integers.
 *
 * float64 in one fixed order with + - * / only, then rounded by largest remainder, so that a row
 * adds up exactly to (the value of the leaf that the pattern reaches, else 0) - base.
 */
export class BlockRow {
  readonly #plan: BlockPlan;
  readonly #background: BackgroundCounts | undefined;
  readonly #sum = new Float64Array(MAX_BLOCK_BITS);
  readonly #share = new Float64Array(MAX_BLOCK_BITS);
  /** (c - r) / k of the slots outside the block, and of the leaves' entries. */
  readonly #outer = new Float64Array(MAX_BLOCK_BITS);
  readonly #inner = new Float64Array(ENTRIES);

  constructor(plan: BlockPlan, forest: Forest) {
    this.#plan = plan;
    this.#background = plan.leaves.background ? forest.background : undefined;
  }

  /** @param out - i32[slots of the block], overwritten; units of 2^-scaleBits. */
  rowInto(block: number, pattern: number, out: Int32Array): void {
    const plan = this.#plan;
    const slots = plan.slotStart[block + 1]! - plan.slotStart[block]!;
    this.#sum.fill(0);
    if (this.#background) this.#sumBackground(this.#background, block, pattern);
    else this.#sumPath(block, pattern);
    apportion(this.#sum, slots, this.#reached(block, pattern) - plan.base[block]!, out);
  }

  /** Value of the leaf that the pattern reaches inside the block, else 0. */
  #reached(block: number, pattern: number): number {
    const { blockTests, leaves } = this.#plan;
    const { entryStart, entryMask, entryWant } = leaves;
    // Some split above the block sends the row elsewhere.
    const patterns = this.#plan.patternStart[block + 1]! - this.#plan.patternStart[block]!;
    if (pattern >>> blockTests[block]! !== (patterns - 1) >>> blockTests[block]!) return 0;
    for (let leaf = leaves.start[block]!; leaf < leaves.start[block + 1]!; leaf++) {
      let differing = 0;
      for (let e = entryStart[leaf]!; e < entryStart[leaf + 1]!; e++) {
        differing |= (pattern & entryMask[e]!) ^ entryWant[e]!;
      }
      if (differing === 0) return leaves.value[leaf]!;
    }
    return 0;
  }

  /**
   * The path-dependent game: an absent player is satisfied with its cover ratio r. With
   * k_w = (1-t) r_w + t c_w, where c_w says whether the row satisfies player w, a leaf of value v gives
   * player u v times the integral over t in [0, 1] of (c_u - r_u) * product over w != u of k_w: a
   * polynomial, which Gauss-Legendre integrates exactly. (Lundberg et al. 2020 define the game;
   * Wettenstein, Mitchell and Yu 2026, arXiv 2605.04497, the quadrature.)
   *
   * The product over players outside the block is shared by all its leaves, and so are their own values.
   */
  #sumPath(block: number, pattern: number): void {
    const { slotStart, slotBit, slotRatio, leaves } = this.#plan;
    const { entryStart, entrySlot, entryMask, entryWant, entryRatio } = leaves;
    const sum = this.#sum;
    const outer = this.#outer;
    const inner = this.#inner;
    const { node, weight } = gaussRule(leaves.nodes[block]!);
    const firstSlot = slotStart[block]!;
    const outside = this.#plan.outside[block]!;
    const firstLeaf = leaves.start[block]!;
    const endLeaf = leaves.start[block + 1]!;
    for (let q = 0; q < leaves.nodes[block]!; q++) {
      const t = node[q]!;
      const s = 1 - t;
      let above = weight[q]!;
      for (let slot = 0; slot < outside; slot++) {
        const c = (pattern >>> slotBit[firstSlot + slot]!) & 1;
        const ratio = slotRatio[firstSlot + slot]!;
        const k = s * ratio + t * c;
        above *= k;
        // k = 0 only where ratio and c are: then the product is 0, and so is what anyone gets.
        outer[slot] = k > 0 ? (c - ratio) / k : 0;
      }
      let all = 0;
      for (let leaf = firstLeaf; leaf < endLeaf; leaf++) {
        const value = leaves.value[leaf]!;
        // Oblivious trees have many leaves that no training row reached.
        if (value === 0) continue;
        const first = entryStart[leaf]!;
        const count = entryStart[leaf + 1]! - first;
        let product = above * value;
        for (let e = 0; e < count; e++) {
          const differing = (pattern & entryMask[first + e]!) ^ entryWant[first + e]!;
          const c = (differing - 1) >>> 31;
          const ratio = entryRatio[first + e]!;
          const k = s * ratio + t * c;
          product *= k;
          inner[e] = k > 0 ? (c - ratio) / k : 0;
        }
        all += product;
        for (let e = 0; e < count; e++) sum[entrySlot[first + e]!]! += product * inner[e]!;
      }
      for (let slot = 0; slot < outside; slot++) sum[slot]! += all * outer[slot]!;
    }
  }

  /** The background game, from the histogram of what the population does at each leaf. */
  #sumBackground(background: BackgroundCounts, block: number, pattern: number): void {
    const { slotStart, slotBit, blockTests, leaves } = this.#plan;
    const { entryStart, entrySlot, entryPlace, entryMask, entryWant } = leaves;
    const sum = this.#sum;
    const share = this.#share;
    const tests = blockTests[block]!;
    const firstSlot = slotStart[block]!;
    const outside = this.#plan.outside[block]!;
    for (let leaf = leaves.start[block]!; leaf < leaves.start[block + 1]!; leaf++) {
      const first = entryStart[leaf]!;
      const end = entryStart[leaf + 1]!;
      let satisfied = pattern >>> tests;
      for (let e = first; e < end; e++) {
        const differing = (pattern & entryMask[e]!) ^ entryWant[e]!;
        const place = entryPlace[e]!;
        satisfied = (satisfied & ~(1 << place)) | (((differing - 1) >>> 31) << place);
      }
      const count = outside + end - first;
      const value = leaves.value[leaf]! / background.rows;
      share.fill(0);
      backgroundShare(background, leaves.background!, leaf, count, value, satisfied, share, 0);
      for (let slot = 0; slot < outside; slot++)
        sum[slot]! += share[slotBit[firstSlot + slot]! - tests]!;
      for (let e = first; e < end; e++) sum[entrySlot[e]!]! += share[entryPlace[e]!]!;
    }
  }
}
