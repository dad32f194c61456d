import { roundHalfEven } from '../core/fixed-point.js';
import { LEAF, treeCount, type Forest } from '../model/forest.js';
import { backgroundPatterns, backgroundReach, pathReach } from './leaf-game.js';
import { coverRatio } from './leaf-paths.js';
import type { VirtualColumns } from './columns.js';
import type { Game } from './game.js';

/** A pattern is one byte. */
export const MAX_BLOCK_BITS = 8;

/**
 * A forest cut into blocks, as parallel arrays.
 *
 * A block is a sub-tree together with the path that leads to it. What a row does there is a
 * pattern of few bits: one per player above the block (does the row satisfy every split of that
 * player on the way?), then one per inner node of the block (does it go right?). All Shapley values
 * of the block's leaves are a function of that pattern, hence a table. (Nadel and Wettenstein,
 * WOODELF, AAAI 2026, tabulate leaves and pairs of leaves.)
 *
 * Pattern: bits 0..tests-1 are the block's nodes in preorder, 1 for right; bit tests + i is the
 * i-th player from the root, 1 for satisfied.
 */
export interface BlockPlan {
  readonly players: number;
  /** intercept + sum of `base`, in units. */
  readonly baseline: number;

  /** Inner nodes of the forest in preorder: left when column value <= threshold. */
  readonly testColumn: Uint16Array;
  readonly testThreshold: Uint8Array;

  /** First step and first block of each tree, then the counts. */
  readonly treeStep: Uint32Array;
  readonly treeBlock: Uint32Array;
  /** Prefix patterns that the widest tree needs at a time. */
  readonly prefixes: number;

  /**
   * Steps lead from the root to the blocks: from prefix pattern `source` to those of the two
   * children. With q = source | fresh: left = test ? q : q & ~bit, right = test ? q & ~bit : q.
   * Prefix 0 is the root's: no bits.
   */
  readonly stepTest: Uint32Array;
  readonly stepSource: Uint16Array;
  readonly stepLeft: Uint16Array;
  readonly stepRight: Uint16Array;
  readonly stepFresh: Uint8Array;
  readonly stepBit: Uint8Array;

  readonly blockPrefix: Uint16Array;
  /** First test of the block; its tests follow one another. */
  readonly blockTest: Uint32Array;
  readonly blockTests: Uint8Array;
  /** Slots of a table row, and who plays in each. */
  readonly slotStart: Uint32Array;
  readonly slotPlayer: Uint16Array;
  /** First pattern of the block, counted over all blocks. */
  readonly patternStart: Uint32Array;
  /** First entry of the block's table: rows of as many slots as the block has, pattern after pattern. */
  readonly tableStart: Uint32Array;
  /** What the block gives the average row, in units, rounded. */
  readonly base: Int32Array;

  /** Leaves in node order, so that a leaf's place here is its ordinal in the forest. */
  readonly leafStart: Uint32Array;
  readonly leafValue: Int32Array;
  /** Players of each leaf from the root, merged; satisfied when pattern & mask === want. */
  readonly entryStart: Uint32Array;
  readonly entrySlot: Uint8Array;
  readonly entryMask: Uint8Array;
  readonly entryWant: Uint8Array;
  readonly entryRatio: Float64Array;
  /** Background patterns over players; absent for the path-dependent game. */
  readonly background?: Uint32Array;
}

/** Inner nodes below and including each node: u32[nodes]. */
export function innerCounts(forest: Forest): Uint32Array {
  const counts = new Uint32Array(forest.feature.length);
  for (let node = counts.length - 1; node >= 0; node--) {
    if (forest.feature[node] !== LEAF) counts[node] = 1 + counts[node + 1]! + counts[forest.right[node]!]!;
  }
  return counts;
}

/**
 * Cuts a forest into maximal blocks of at most `bits` bits, and places their tables.
 *
 * @param bits - at most {@link MAX_BLOCK_BITS}. Sub-trees are blocks as soon as they fit; a leaf
 * always does, so no path may have more than {@link MAX_BLOCK_BITS} players (`selectMethod` sees to it).
 */
export function planBlocks(
  forest: Forest,
  columns: VirtualColumns,
  game: Game,
  intercept: number,
  bits: number,
): BlockPlan {
  return new Planner(forest, columns, game, intercept, bits).plan();
}

class Planner {
  readonly #inner: Uint32Array;
  readonly #background: Uint32Array | undefined;
  /** Path from the root to where the planner is: players with their cover ratios, and place of each. */
  readonly #player: number[] = [];
  readonly #ratio: number[] = [];
  readonly #place: Int32Array;
  /** Of the block in the making. */
  readonly #mask: number[] = [];
  readonly #want: number[] = [];
  #baseSum = 0;
  #tests = 0;
  #patterns = 0;
  #cells = 0;
  #prefixes = 1;
  #widest = 1;

  readonly #testNode: number[] = [];
  readonly #treeStep: number[] = [0];
  readonly #treeBlock: number[] = [0];
  readonly #stepTest: number[] = [];
  readonly #stepSource: number[] = [];
  readonly #stepLeft: number[] = [];
  readonly #stepRight: number[] = [];
  readonly #stepFresh: number[] = [];
  readonly #stepBit: number[] = [];
  readonly #blockPrefix: number[] = [];
  readonly #blockTest: number[] = [];
  readonly #blockTests: number[] = [];
  readonly #slotStart: number[] = [0];
  readonly #slotPlayer: number[] = [];
  readonly #patternStart: number[] = [0];
  readonly #tableStart: number[] = [0];
  readonly #base: number[] = [];
  readonly #leafStart: number[] = [0];
  readonly #leafValue: number[] = [];
  readonly #entryStart: number[] = [0];
  readonly #entrySlot: number[] = [];
  readonly #entryMask: number[] = [];
  readonly #entryWant: number[] = [];
  readonly #entryRatio: number[] = [];

  constructor(
    readonly forest: Forest,
    readonly columns: VirtualColumns,
    readonly game: Game,
    readonly intercept: number,
    readonly bits: number,
  ) {
    this.#inner = innerCounts(forest);
    this.#place = new Int32Array(game.players).fill(-1);
    if (game.against === 'background') this.#background = backgroundPatterns(forest, game);
  }

  plan(): BlockPlan {
    const { forest, columns } = this;
    for (let tree = 0; tree < treeCount(forest); tree++) {
      this.#prefixes = 1;
      this.#walk(forest.treeStart[tree]!, 0);
      this.#widest = Math.max(this.#widest, this.#prefixes);
      this.#treeStep.push(this.#stepTest.length);
      this.#treeBlock.push(this.#base.length);
    }
    let baseline = this.intercept;
    for (const base of this.#base) baseline += base;
    const plan: BlockPlan = {
      players: this.game.players,
      baseline,
      testColumn: Uint16Array.from(this.#testNode, (node) => columns.column[node]!),
      testThreshold: Uint8Array.from(this.#testNode, (node) => columns.threshold[node]!),
      treeStep: Uint32Array.from(this.#treeStep),
      treeBlock: Uint32Array.from(this.#treeBlock),
      prefixes: this.#widest,
      stepTest: Uint32Array.from(this.#stepTest),
      stepSource: Uint16Array.from(this.#stepSource),
      stepLeft: Uint16Array.from(this.#stepLeft),
      stepRight: Uint16Array.from(this.#stepRight),
      stepFresh: Uint8Array.from(this.#stepFresh),
      stepBit: Uint8Array.from(this.#stepBit),
      blockPrefix: Uint16Array.from(this.#blockPrefix),
      blockTest: Uint32Array.from(this.#blockTest),
      blockTests: Uint8Array.from(this.#blockTests),
      slotStart: Uint32Array.from(this.#slotStart),
      slotPlayer: Uint16Array.from(this.#slotPlayer),
      patternStart: Uint32Array.from(this.#patternStart),
      tableStart: Uint32Array.from(this.#tableStart),
      base: Int32Array.from(this.#base),
      leafStart: Uint32Array.from(this.#leafStart),
      leafValue: Int32Array.from(this.#leafValue),
      entryStart: Uint32Array.from(this.#entryStart),
      entrySlot: Uint8Array.from(this.#entrySlot),
      entryMask: Uint8Array.from(this.#entryMask),
      entryWant: Uint8Array.from(this.#entryWant),
      entryRatio: Float64Array.from(this.#entryRatio),
    };
    return this.#background ? { ...plan, background: this.#background } : plan;
  }

  #walk(node: number, prefix: number): void {
    const tests = this.#inner[node]!;
    if (tests === 0 || tests + this.#player.length <= this.bits) {
      this.#cutBlock(node, prefix);
      return;
    }
    const { forest } = this;
    const at = this.#enter(node);
    const left = this.#prefixes++;
    const right = this.#prefixes++;
    this.#stepTest.push(this.#tests++);
    this.#testNode.push(node);
    this.#stepSource.push(prefix);
    this.#stepLeft.push(left);
    this.#stepRight.push(right);
    this.#stepFresh.push(at.fresh ? 1 << at.place : 0);
    this.#stepBit.push(1 << at.place);

    this.#ratio[at.place] = at.ratio * coverRatio(forest, node, node + 1);
    this.#walk(node + 1, left);
    this.#ratio[at.place] = at.ratio * coverRatio(forest, node, forest.right[node]!);
    this.#walk(forest.right[node]!, right);
    this.#leave(at);
  }

  #cutBlock(node: number, prefix: number): void {
    const tests = this.#inner[node]!;
    const prefixPlayers = this.#player.length;
    const firstSlot = this.#slotPlayer.length;
    this.#blockPrefix.push(prefix);
    this.#blockTest.push(this.#tests);
    this.#blockTests.push(tests);
    for (let i = 0; i < prefixPlayers; i++) {
      this.#slotPlayer.push(this.#player[i]!);
      this.#mask[i] = this.#want[i] = 1 << (tests + i);
    }
    this.#baseSum = 0;
    this.#descend(node, this.#tests, firstSlot);

    const slots = this.#slotPlayer.length - firstSlot;
    this.#slotStart.push(this.#slotPlayer.length);
    this.#base.push(roundHalfEven(this.#baseSum));
    this.#leafStart.push(this.#leafValue.length);
    this.#patterns += 1 << (prefixPlayers + tests);
    this.#cells += slots << (prefixPlayers + tests);
    this.#patternStart.push(this.#patterns);
    this.#tableStart.push(this.#cells);
  }

  #descend(node: number, blockTest: number, firstSlot: number): void {
    const { forest } = this;
    if (forest.feature[node] === LEAF) {
      this.#addLeaf(node, firstSlot);
      return;
    }
    const test = 1 << (this.#tests++ - blockTest);
    this.#testNode.push(node);
    const at = this.#enter(node);
    const { place } = at;
    if (at.fresh) {
      this.#mask[place] = this.#want[place] = 0;
      const player = this.#player[place]!;
      if (this.#slotPlayer.indexOf(player, firstSlot) < 0) this.#slotPlayer.push(player);
    }
    const mask = this.#mask[place]!;
    const want = this.#want[place]!;
    this.#mask[place] = mask | test;
    this.#ratio[place] = at.ratio * coverRatio(forest, node, node + 1);
    this.#descend(node + 1, blockTest, firstSlot);
    this.#want[place] = want | test;
    this.#ratio[place] = at.ratio * coverRatio(forest, node, forest.right[node]!);
    this.#descend(forest.right[node]!, blockTest, firstSlot);
    this.#mask[place] = mask;
    this.#want[place] = want;
    this.#leave(at);
  }

  #addLeaf(node: number, firstSlot: number): void {
    const value = this.forest.leaf[node]!;
    const leaf = this.#leafValue.length;
    const count = this.#player.length;
    for (let i = 0; i < count; i++) {
      this.#entrySlot.push(this.#slotPlayer.indexOf(this.#player[i]!, firstSlot) - firstSlot);
      this.#entryMask.push(this.#mask[i]!);
      this.#entryWant.push(this.#want[i]!);
      this.#entryRatio.push(this.#ratio[i]!);
    }
    const reach = this.#background
      ? backgroundReach(this.forest, this.#background, leaf, count)
      : pathReach(this.#ratio, count);
    this.#baseSum += value * reach;
    this.#leafValue.push(value);
    this.#entryStart.push(this.#entrySlot.length);
  }

  #enter(node: number): Place {
    const player = this.game.playerOf[this.forest.feature[node]!]!;
    let place = this.#place[player]!;
    const fresh = place < 0;
    if (fresh) {
      place = this.#place[player] = this.#player.length;
      this.#player.push(player);
      this.#ratio.push(1);
    }
    return { place, fresh, ratio: this.#ratio[place]! };
  }

  #leave({ place, fresh, ratio }: Place): void {
    this.#ratio[place] = ratio;
    if (!fresh) return;
    this.#place[this.#player.pop()!] = -1;
    this.#ratio.pop();
  }
}

/** A player's entry in the path, and its ratio before the node. */
interface Place {
  readonly place: number;
  readonly fresh: boolean;
  readonly ratio: number;
}
