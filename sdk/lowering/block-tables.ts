import type { Forest } from '../model/forest.js';
import { MAX_BLOCK_BITS, tableLength, type BlockPlan } from './block-layout.js';
import { BlockRow } from './block-row.js';

/**
 * The tables of a plan: for each block and pattern one row, the Shapley values of the block's
 * leaves in integer units, rounded so that the row adds up exactly to (the value of the leaf that
 * the pattern reaches, else 0) - base. So baseline + the sum of all rows met is the margin, in any
 * order of summation.
 *
 * {@link BlockTables.fill} compiles all rows in slices; until then a row that an applicant meets is
 * worked out when it is met, and kept. Either way {@link BlockRow} makes it, so the integers are the
 * same.
 */
export class BlockTables {
  /** Rows of all tables, at `plan.tableStart`: the array given at creation. */
  readonly cells: Int32Array;
  readonly #plan: BlockPlan;
  readonly #maker: BlockRow;
  /** Which rows are there already; by `plan.patternStart`. */
  readonly #known: Uint8Array;
  #nextBlock = 0;

  readonly #row = new Int32Array(MAX_BLOCK_BITS);
  readonly #prefix: Uint8Array;

  /** @param cells - i32[tableLength(plan)], where the tables go (a view of WASM memory, say). */
  constructor(
    plan: BlockPlan,
    forest: Forest,
    cells: Int32Array = new Int32Array(tableLength(plan)),
  ) {
    this.#plan = plan;
    this.cells = cells;
    this.#known = new Uint8Array(plan.patternStart[plan.base.length]!);
    this.#prefix = new Uint8Array(plan.prefixes);
    this.#maker = new BlockRow(plan, forest);
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
      if (now() >= end) break;
    }
    return !this.complete;
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
    const { stepLeft, stepRight, blockPrefix, blockTest, blockTests } = plan;
    const prefix = this.#prefix;
    const trees = plan.treeStep.length - 1;
    for (let tree = 0; tree < trees; tree++) {
      prefix[0] = 0;
      for (let step = plan.treeStep[tree]!; step < plan.treeStep[tree + 1]!; step++) {
        const test = stepTest[step]!;
        const both = prefix[stepSource[step]!]! | stepFresh[step]!;
        const right = goesRight(columns[testColumn[test]!]!, testThreshold[test]!);
        const bit = stepBit[step]!;
        prefix[stepLeft[step]!] = both & ~(bit & -right);
        prefix[stepRight[step]!] = both & ~(bit & (right - 1));
      }
      for (let block = plan.treeBlock[tree]!; block < plan.treeBlock[tree + 1]!; block++) {
        const tests = blockTests[block]!;
        const first = blockTest[block]!;
        let pattern = prefix[blockPrefix[block]!]! << tests;
        for (let k = 0; k < tests; k++) {
          pattern |= goesRight(columns[testColumn[first + k]!]!, testThreshold[first + k]!) << k;
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
    this.#maker.rowInto(block, pattern, row);
    const at = plan.tableStart[block]! + pattern * slots;
    for (let s = 0; s < slots; s++) this.cells[at + s] = row[s]!;
    this.#known[plan.patternStart[block]! + pattern] = 1;
  }
}

/** 1 when a byte is past a threshold, else 0, without a branch: no processor predicts these. */
function goesRight(byte: number, threshold: number): number {
  return (threshold - byte) >>> 31;
}
