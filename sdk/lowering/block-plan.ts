import { roundHalfEven } from '../core/fixed-point.js';
import { LEAF, treeCount, type Forest } from '../model/forest.js';
import { MAX_BLOCK_BITS, type BlockPlan, type BlockShape } from './block-layout.js';
import type { VirtualColumns } from './columns.js';
import type { Game } from './game.js';
import { gaussCount } from './gauss.js';
import { backgroundPatterns, backgroundReach, pathReach } from './leaf-game.js';
import { coverRatio } from './leaf-paths.js';

/**
 * Completes a shape with what its tables are made from: the leaves of each block.
 */
export function planBlocks(
  forest: Forest,
  columns: VirtualColumns,
  game: Game,
  intercept: number,
  shape: BlockShape,
): BlockPlan {
  const { testColumn, testThreshold } = columns;
  const plan = { ...shape, testColumn, testThreshold };
  return new LeafPlanner(forest, game, shape).plan(plan, intercept);
}

class LeafPlanner {
  readonly #background: Uint32Array | undefined;

  /** Path from the root: cover ratios; place of each player, or -1. */
  #count = 0;
  readonly #ratio = new Float64Array(MAX_BLOCK_BITS + 1);
  readonly #place: Int32Array;
  /** Slot, mask and want of each place; 1 where the block tests its player. */
  readonly #slot = new Uint8Array(MAX_BLOCK_BITS + 1);
  readonly #mask = new Uint8Array(MAX_BLOCK_BITS + 1);
  readonly #want = new Uint8Array(MAX_BLOCK_BITS + 1);
  readonly #inside = new Uint8Array(MAX_BLOCK_BITS + 1);
  #tests = 0;
  #longest = 0;
  #expected = 0;
  #leafCount = 0;
  #entries = 0;

  readonly #value: Int32Array;
  readonly #entryStart: Uint32Array;
  readonly #entrySlot: Uint8Array;
  readonly #entryPlace: Uint8Array;
  readonly #entryMask: Uint8Array;
  readonly #entryWant: Uint8Array;
  readonly #entryRatio: Float64Array;

  constructor(
    readonly forest: Forest,
    readonly game: Game,
    readonly shape: BlockShape,
  ) {
    this.#place = new Int32Array(game.players).fill(-1);
    if (game.against === 'background') this.#background = backgroundPatterns(forest, game);
    const leaves = (forest.feature.length + treeCount(forest)) >>> 1;
    const entries = leaves * MAX_BLOCK_BITS;
    this.#value = new Int32Array(leaves);
    this.#entryStart = new Uint32Array(leaves + 1);
    this.#entrySlot = new Uint8Array(entries);
    this.#entryPlace = new Uint8Array(entries);
    this.#entryMask = new Uint8Array(entries);
    this.#entryWant = new Uint8Array(entries);
    this.#entryRatio = new Float64Array(entries);
  }

  plan(program: Omit<BlockPlan, 'base' | 'baseline' | 'leaves'>, intercept: number): BlockPlan {
    const blocks = this.shape.blockNode.length;
    const base = new Int32Array(blocks);
    const nodes = new Uint8Array(blocks);
    const start = new Uint32Array(blocks + 1);
    let baseline = intercept;
    for (let block = 0; block < blocks; block++) {
      this.#visit(block);
      base[block] = roundHalfEven(this.#expected);
      baseline += base[block]!;
      nodes[block] = gaussCount(this.#longest - 1);
      start[block + 1] = this.#leafCount;
    }
    const leaves = {
      nodes,
      start,
      value: this.#value,
      entryStart: this.#entryStart,
      entrySlot: this.#entrySlot.subarray(0, this.#entries),
      entryPlace: this.#entryPlace.subarray(0, this.#entries),
      entryMask: this.#entryMask.subarray(0, this.#entries),
      entryWant: this.#entryWant.subarray(0, this.#entries),
      entryRatio: this.#entryRatio.subarray(0, this.#entries),
      background: this.#background,
    };
    return { ...program, base, baseline, leaves };
  }

  #visit(block: number): void {
    const { slotStart, slotPlayer, slotBit, slotRatio, blockTests, outside } = this.shape;
    const { patternStart, blockNode, blockLevels } = this.shape;
    const tests = blockTests[block]!;
    const firstSlot = slotStart[block]!;
    const patterns = patternStart[block + 1]! - patternStart[block]!;
    const players = 31 - Math.clz32(patterns) - tests;
    for (let slot = 0; slot < players; slot++) {
      const bit = slotBit[firstSlot + slot]!;
      const place = bit - tests;
      this.#ratio[place] = slotRatio[firstSlot + slot]!;
      this.#slot[place] = slot;
      this.#mask[place] = this.#want[place] = 1 << bit;
      this.#inside[place] = slot < outside[block]! ? 0 : 1;
      this.#place[slotPlayer[firstSlot + slot]!] = place;
    }
    this.#count = players;
    this.#tests = 0;
    this.#expected = 0;
    this.#longest = 0;
    this.#descend(blockNode[block]!, firstSlot, blockLevels[block]!);
    for (let slot = 0; slot < players; slot++) this.#place[slotPlayer[firstSlot + slot]!] = -1;
  }

  /** @param level - the bit of the node's level, where tests are levels; else 0. */
  #descend(node: number, firstSlot: number, level: number): void {
    const { forest } = this;
    if (forest.feature[node] === LEAF) {
      this.#addLeaf(node);
      return;
    }
    const test = level || 1 << this.#tests++;
    const player = this.game.playerOf[forest.feature[node]!]!;
    const known = this.#place[player]!;
    const place = known < 0 ? this.#count++ : known;
    if (known < 0) {
      this.#place[player] = place;
      this.#ratio[place] = 1;
      this.#slot[place] = this.shape.slotPlayer.indexOf(player, firstSlot) - firstSlot;
      this.#mask[place] = this.#want[place] = 0;
      this.#inside[place] = 1;
    }
    const ratio = this.#ratio[place]!;
    const mask = this.#mask[place]!;
    const want = this.#want[place]!;
    this.#mask[place] = mask | test;
    this.#ratio[place] = ratio * coverRatio(forest, node, node + 1);
    this.#descend(node + 1, firstSlot, level << 1);
    this.#want[place] = want | test;
    this.#ratio[place] = ratio * coverRatio(forest, node, forest.right[node]!);
    this.#descend(forest.right[node]!, firstSlot, level << 1);
    this.#mask[place] = mask;
    this.#want[place] = want;
    this.#ratio[place] = ratio;
    if (known < 0) {
      this.#place[player] = -1;
      this.#count--;
    }
  }

  #addLeaf(node: number): void {
    const leaf = this.#leafCount++;
    const count = this.#count;
    const value = this.forest.leaf[node]!;
    let entry = this.#entries;
    for (let place = 0; place < count; place++) {
      if (this.#inside[place] === 0) continue;
      this.#entrySlot[entry] = this.#slot[place]!;
      this.#entryPlace[entry] = place;
      this.#entryMask[entry] = this.#mask[place]!;
      this.#entryWant[entry] = this.#want[place]!;
      this.#entryRatio[entry] = this.#ratio[place]!;
      entry++;
    }
    this.#entries = entry;
    this.#entryStart[leaf + 1] = entry;
    this.#value[leaf] = value;
    if (count > this.#longest) this.#longest = count;
    const reach = this.#background
      ? backgroundReach(this.forest, this.#background, leaf, count)
      : pathReach(this.#ratio, count);
    this.#expected += value * reach;
  }
}
