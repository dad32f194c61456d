import { apportion } from '../core/fixed-point.js';
import type { Forest } from '../model/forest.js';
import type { BlockPlan } from './block-plan.js';
import { BackgroundShares, fullPattern, PathShares, type LeafShares } from './leaf-game.js';

/** Most leaves of a block, patterns of a leaf, and players of a leaf. */
const LEAVES = 9;
const PATTERNS = 256;
const PLAYERS = 8;

/**
 * The tables of a plan: for each block and pattern one row, the Shapley values of the block's
 * leaves in integer units, rounded so that the row adds up exactly to (the value of the leaf that
 * the pattern reaches, else 0) - base. So baseline + the sum of all rows met is the margin, in any
 * order of summation.
 *
 * {@link BlockTables.rowInto} is the only definition of a row. {@link BlockTables.fill} compiles all
 * of them in slices; until then a row that an applicant meets is worked out when it is met and
 * kept. Either way the integers are the same.
 */
export class BlockTables {
  /** Rows of all tables, at `plan.tableStart`: the array given at creation. */
  readonly cells: Int32Array;
  readonly #plan: BlockPlan;
  readonly #shares: LeafShares;
  /** Which rows are there already; by `plan.patternStart`. */
  readonly #known: Uint8Array;
  #nextBlock = 0;

  /** Of the block that `rowInto` last worked on: its leaves' shares so far, and which are there. */
  #current = -1;
  #turn = 0;
  readonly #leafShare = new Float64Array(LEAVES * PATTERNS * PLAYERS);
  readonly #leafTurn = new Int32Array(LEAVES * PATTERNS);
  readonly #sum = new Float64Array(PLAYERS);
  readonly #row = new Int32Array(PLAYERS);
  readonly #prefix: Uint8Array;

  /** @param cells - i32[tableLength(plan)], where the tables go (a view of WASM memory, say). */
  constructor(plan: BlockPlan, forest: Forest, cells: Int32Array = new Int32Array(tableLength(plan))) {
    this.#plan = plan;
    this.cells = cells;
    this.#known = new Uint8Array(plan.patternStart[plan.base.length]!);
    this.#prefix = new Uint8Array(plan.prefixes);
    this.#shares = plan.background
      ? new BackgroundShares(forest.background!, plan.background)
      : new PathShares(plan.entryRatio);
  }

  /** Whether every row is there. */
  get complete(): boolean {
    return this.#nextBlock === this.#plan.base.length;
  }

  /**
   * Compiles tables for about `budgetMs`.
   *
   * @param now - monotonic milliseconds.
   * @returns whether work is left.
   */
  fill(budgetMs: number, now: () => number): boolean {
    const blocks = this.#plan.base.length;
    const { patternStart } = this.#plan;
    const end = now() + budgetMs;
    while (this.#nextBlock < blocks) {
      const block = this.#nextBlock++;
      const patterns = patternStart[block + 1]! - patternStart[block]!;
      for (let pattern = 0; pattern < patterns; pattern++) this.#keep(block, pattern);
      if ((block & 7) === 7 && now() >= end) break;
    }
    return !this.complete;
  }

  /**
   * One row of one table: the definition.
   *
   * @param out - receives a number for each slot of the block; units of 2^-scaleBits.
   */
  rowInto(block: number, pattern: number, out: Int32Array): void {
    const plan = this.#plan;
    if (block !== this.#current) this.#turnTo(block);
    const { entryStart, entrySlot, entryMask, entryWant } = plan;
    const slots = plan.slotStart[block + 1]! - plan.slotStart[block]!;
    const sum = this.#sum;
    const leafShare = this.#leafShare;
    let total = -plan.base[block]!;
    for (let slot = 0; slot < slots; slot++) sum[slot] = 0;

    const firstLeaf = plan.leafStart[block]!;
    const leaves = plan.leafStart[block + 1]! - firstLeaf;
    for (let place = 0; place < leaves; place++) {
      const first = entryStart[firstLeaf + place]!;
      const count = entryStart[firstLeaf + place + 1]! - first;
      let satisfied = 0;
      for (let u = 0; u < count; u++) {
        if ((pattern & entryMask[first + u]!) === entryWant[first + u]!) satisfied |= 1 << u;
      }
      if (satisfied === fullPattern(count)) total += plan.leafValue[firstLeaf + place]!;
      const known = place * PATTERNS + satisfied;
      const at = known * PLAYERS;
      if (this.#leafTurn[known] !== this.#turn) {
        this.#leafTurn[known] = this.#turn;
        this.#shares.share(place, satisfied, leafShare, at);
      }
      for (let u = 0; u < count; u++) sum[entrySlot[first + u]!]! += leafShare[at + u]!;
    }
    apportion(sum, slots, total, out);
  }

  /**
   * Which pattern a row has in each block.
   *
   * @param columns - u8[virtual columns], the row.
   * @param patterns - u8[blocks], overwritten.
   */
  patterns(columns: Uint8Array, patterns: Uint8Array): void {
    const plan = this.#plan;
    const { testColumn, testThreshold, stepTest, stepSource, stepFresh, stepBit } = plan;
    const prefix = this.#prefix;
    const trees = plan.treeStep.length - 1;
    for (let tree = 0; tree < trees; tree++) {
      prefix[0] = 0;
      for (let step = plan.treeStep[tree]!; step < plan.treeStep[tree + 1]!; step++) {
        const test = stepTest[step]!;
        const both = prefix[stepSource[step]!]! | stepFresh[step]!;
        const less = both & ~stepBit[step]!;
        const left = columns[testColumn[test]!]! <= testThreshold[test]!;
        prefix[plan.stepLeft[step]!] = left ? both : less;
        prefix[plan.stepRight[step]!] = left ? less : both;
      }
      for (let block = plan.treeBlock[tree]!; block < plan.treeBlock[tree + 1]!; block++) {
        const tests = plan.blockTests[block]!;
        const first = plan.blockTest[block]!;
        let pattern = prefix[plan.blockPrefix[block]!]! << tests;
        for (let k = 0; k < tests; k++) {
          if (columns[testColumn[first + k]!]! > testThreshold[first + k]!) pattern |= 1 << k;
        }
        patterns[block] = pattern;
      }
    }
  }

  /** Works out and keeps the rows of these patterns that are not there yet. */
  ensure(patterns: Uint8Array): void {
    if (this.complete) return;
    const { patternStart } = this.#plan;
    const known = this.#known;
    for (let block = this.#nextBlock; block < patterns.length; block++) {
      if (known[patternStart[block]! + patterns[block]!] === 0) this.#keep(block, patterns[block]!);
    }
  }

  /**
   * Adds the rows of these patterns, which must be there, to the players they belong to.
   *
   * @param contributions - i32[players], added to.
   */
  addRows(patterns: Uint8Array, contributions: Int32Array): void {
    const { slotStart, slotPlayer, tableStart } = this.#plan;
    const cells = this.cells;
    for (let block = 0; block < patterns.length; block++) {
      const first = slotStart[block]!;
      const slots = slotStart[block + 1]! - first;
      const at = tableStart[block]! + patterns[block]! * slots;
      for (let s = 0; s < slots; s++) contributions[slotPlayer[first + s]!]! += cells[at + s]!;
    }
  }

  #keep(block: number, pattern: number): void {
    const plan = this.#plan;
    const slots = plan.slotStart[block + 1]! - plan.slotStart[block]!;
    const row = this.#row;
    this.rowInto(block, pattern, row);
    const at = plan.tableStart[block]! + pattern * slots;
    for (let s = 0; s < slots; s++) this.cells[at + s] = row[s]!;
    this.#known[plan.patternStart[block]! + pattern] = 1;
  }

  #turnTo(block: number): void {
    const plan = this.#plan;
    this.#current = block;
    this.#turn++;
    const firstLeaf = plan.leafStart[block]!;
    const leaves = plan.leafStart[block + 1]! - firstLeaf;
    for (let place = 0; place < leaves; place++) {
      const leaf = firstLeaf + place;
      const first = plan.entryStart[leaf]!;
      const count = plan.entryStart[leaf + 1]! - first;
      this.#shares.load(place, leaf, plan.leafValue[leaf]!, first, count);
    }
  }
}

/** Entries of all tables of a plan, i32 each. */
export function tableLength(plan: BlockPlan): number {
  return plan.tableStart[plan.base.length]!;
}
