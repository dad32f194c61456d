import { roundHalfEven } from '../core/fixed-point.js';
import { LEAF, treeCount, type Forest } from '../model/forest.js';
import { gaussCount } from './gauss.js';
import { backgroundPatterns, backgroundReach, pathReach } from './leaf-game.js';
import { coverRatio } from './leaf-paths.js';
import { innerCounts, MAX_BLOCK_BITS, type BlockPlan } from './block-layout.js';
import type { VirtualColumns } from './columns.js';
import type { Game } from './game.js';

export type { BlockPlan };

/**
 * Cuts a forest into maximal blocks of at most `bits` bits, and places their tables.
 *
 * @param bits - at most {@link MAX_BLOCK_BITS}. Sub-trees are blocks as soon as they fit; a leaf
 * always does, so no path may have more than {@link MAX_BLOCK_BITS} players (`selectMethod` sees to
 * it).
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

/**
 * Runs once per model before its first explanation, in cold code: hence typed arrays of the
 * largest possible size, cut at the end, and no objects.
 */
class Planner {
  readonly #inner: Uint32Array;
  readonly #background: Uint32Array | undefined;

  /** Path from the root to where the planner is: players, cover ratios; place of each player, or -1. */
  #count = 0;
  readonly #player = new Uint16Array(MAX_BLOCK_BITS + 1);
  readonly #ratio = new Float64Array(MAX_BLOCK_BITS + 1);
  readonly #place: Int32Array;
  /** Of the block in the making: slot, mask and want of each place, and from where they are `outside`. */
  readonly #slot = new Uint8Array(MAX_BLOCK_BITS + 1);
  readonly #mask = new Uint8Array(MAX_BLOCK_BITS + 1);
  readonly #want = new Uint8Array(MAX_BLOCK_BITS + 1);
  readonly #inside = new Uint8Array(MAX_BLOCK_BITS + 1);
  #firstTest = 0;
  #longest = 0;
  #expected = 0;

  #tests = 0;
  #steps = 0;
  #blocks = 0;
  #slots = 0;
  #leafCount = 0;
  #entries = 0;
  #patterns = 0;
  #cells = 0;
  #prefixes = 1;
  #widest = 1;
  #baseline: number;

  readonly #testColumn: Uint16Array;
  readonly #testThreshold: Uint8Array;
  readonly #treeStep: Uint32Array;
  readonly #treeBlock: Uint32Array;
  readonly #stepTest: Uint32Array;
  readonly #stepSource: Uint16Array;
  readonly #stepLeft: Uint16Array;
  readonly #stepRight: Uint16Array;
  readonly #stepFresh: Uint8Array;
  readonly #stepBit: Uint8Array;
  readonly #blockPrefix: Uint16Array;
  readonly #blockTest: Uint32Array;
  readonly #blockTests: Uint8Array;
  readonly #slotStart: Uint32Array;
  readonly #slotPlayer: Uint16Array;
  readonly #patternStart: Uint32Array;
  readonly #tableStart: Uint32Array;
  readonly #base: Int32Array;
  readonly #outside: Uint8Array;
  readonly #slotBit: Uint8Array;
  readonly #slotRatio: Float64Array;
  readonly #nodes: Uint8Array;
  readonly #leafStart: Uint32Array;
  readonly #leafValue: Int32Array;
  readonly #entryStart: Uint32Array;
  readonly #entrySlot: Uint8Array;
  readonly #entryPlace: Uint8Array;
  readonly #entryMask: Uint8Array;
  readonly #entryWant: Uint8Array;
  readonly #entryRatio: Float64Array;

  constructor(
    readonly forest: Forest,
    readonly columns: VirtualColumns,
    readonly game: Game,
    intercept: number,
    readonly bits: number,
  ) {
    this.#inner = innerCounts(forest);
    this.#place = new Int32Array(game.players).fill(-1);
    if (game.against === 'background') this.#background = backgroundPatterns(forest, game);
    this.#baseline = intercept;

    const trees = treeCount(forest);
    const leaves = (forest.feature.length + trees) >>> 1;
    const inner = leaves - trees;
    const cells = leaves * MAX_BLOCK_BITS;
    this.#testColumn = new Uint16Array(inner);
    this.#testThreshold = new Uint8Array(inner);
    this.#treeStep = new Uint32Array(trees + 1);
    this.#treeBlock = new Uint32Array(trees + 1);
    this.#stepTest = new Uint32Array(inner);
    this.#stepSource = new Uint16Array(inner);
    this.#stepLeft = new Uint16Array(inner);
    this.#stepRight = new Uint16Array(inner);
    this.#stepFresh = new Uint8Array(inner);
    this.#stepBit = new Uint8Array(inner);
    this.#blockPrefix = new Uint16Array(leaves);
    this.#blockTest = new Uint32Array(leaves);
    this.#blockTests = new Uint8Array(leaves);
    this.#slotStart = new Uint32Array(leaves + 1);
    this.#slotPlayer = new Uint16Array(cells);
    this.#patternStart = new Uint32Array(leaves + 1);
    this.#tableStart = new Uint32Array(leaves + 1);
    this.#base = new Int32Array(leaves);
    this.#outside = new Uint8Array(leaves);
    this.#slotBit = new Uint8Array(cells);
    this.#slotRatio = new Float64Array(cells);
    this.#nodes = new Uint8Array(leaves);
    this.#leafStart = new Uint32Array(leaves + 1);
    this.#leafValue = new Int32Array(leaves);
    this.#entryStart = new Uint32Array(leaves + 1);
    this.#entrySlot = new Uint8Array(cells);
    this.#entryPlace = new Uint8Array(cells);
    this.#entryMask = new Uint8Array(cells);
    this.#entryWant = new Uint8Array(cells);
    this.#entryRatio = new Float64Array(cells);
  }

  plan(): BlockPlan {
    const trees = treeCount(this.forest);
    for (let tree = 0; tree < trees; tree++) {
      this.#prefixes = 1;
      this.#walk(this.forest.treeStart[tree]!, 0);
      this.#widest = Math.max(this.#widest, this.#prefixes);
      this.#treeStep[tree + 1] = this.#steps;
      this.#treeBlock[tree + 1] = this.#blocks;
    }
    const blocks = this.#blocks;
    return {
      players: this.game.players,
      baseline: this.#baseline,
      testColumn: this.#testColumn,
      testThreshold: this.#testThreshold,
      treeStep: this.#treeStep,
      treeBlock: this.#treeBlock,
      prefixes: this.#widest,
      stepTest: this.#stepTest.slice(0, this.#steps),
      stepSource: this.#stepSource.slice(0, this.#steps),
      stepLeft: this.#stepLeft.slice(0, this.#steps),
      stepRight: this.#stepRight.slice(0, this.#steps),
      stepFresh: this.#stepFresh.slice(0, this.#steps),
      stepBit: this.#stepBit.slice(0, this.#steps),
      blockPrefix: this.#blockPrefix.slice(0, blocks),
      blockTest: this.#blockTest.slice(0, blocks),
      blockTests: this.#blockTests.slice(0, blocks),
      slotStart: this.#slotStart.slice(0, blocks + 1),
      slotPlayer: this.#slotPlayer.slice(0, this.#slots),
      patternStart: this.#patternStart.slice(0, blocks + 1),
      tableStart: this.#tableStart.slice(0, blocks + 1),
      base: this.#base.slice(0, blocks),
      leaves: {
        outside: this.#outside.slice(0, blocks),
        slotBit: this.#slotBit.slice(0, this.#slots),
        slotRatio: this.#slotRatio.slice(0, this.#slots),
        nodes: this.#nodes.slice(0, blocks),
        start: this.#leafStart.slice(0, blocks + 1),
        value: this.#leafValue,
        entryStart: this.#entryStart,
        entrySlot: this.#entrySlot.slice(0, this.#entries),
        entryPlace: this.#entryPlace.slice(0, this.#entries),
        entryMask: this.#entryMask.slice(0, this.#entries),
        entryWant: this.#entryWant.slice(0, this.#entries),
        entryRatio: this.#entryRatio.slice(0, this.#entries),
        background: this.#background,
      },
    };
  }

  #walk(node: number, prefix: number): void {
    const tests = this.#inner[node]!;
    if (tests === 0 || tests + this.#count <= this.bits) {
      this.#cutBlock(node, tests, prefix);
      return;
    }
    const { forest } = this;
    const count = this.#count;
    const place = this.#enter(node);
    const ratio = this.#ratio[place]!;
    const left = this.#prefixes++;
    const right = this.#prefixes++;
    const step = this.#steps++;
    this.#stepTest[step] = this.#test(node);
    this.#stepSource[step] = prefix;
    this.#stepLeft[step] = left;
    this.#stepRight[step] = right;
    this.#stepFresh[step] = place === count ? 1 << place : 0;
    this.#stepBit[step] = 1 << place;

    this.#ratio[place] = ratio * coverRatio(forest, node, node + 1);
    this.#walk(node + 1, left);
    this.#ratio[place] = ratio * coverRatio(forest, node, forest.right[node]!);
    this.#walk(forest.right[node]!, right);
    this.#leave(place, count, ratio);
  }

  #cutBlock(node: number, tests: number, prefix: number): void {
    const block = this.#blocks++;
    const prefixPlayers = this.#count;
    const firstSlot = this.#slots;
    this.#blockPrefix[block] = prefix;
    this.#blockTest[block] = this.#firstTest = this.#tests;
    this.#blockTests[block] = tests;
    this.#expected = 0;
    this.#longest = 0;

    // Slots: players of the prefix whom no test inside concerns, then those whom one does, then,
    // as the descent meets them, those who are new.
    const { feature } = this.forest;
    const inside = this.#inside.fill(0);
    for (let i = node; i < node + 2 * tests; i++) {
      const player = feature[i] === LEAF ? -1 : this.game.playerOf[feature[i]!]!;
      if (player >= 0 && this.#place[player]! >= 0) inside[this.#place[player]!] = 1;
    }
    for (let wanted = 0; wanted < 2; wanted++) {
      for (let i = 0; i < prefixPlayers; i++) {
        if (inside[i] !== wanted) continue;
        const slot = this.#slots++;
        this.#slotPlayer[slot] = this.#player[i]!;
        this.#slotBit[slot] = tests + i;
        this.#slotRatio[slot] = this.#ratio[i]!;
        this.#slot[i] = slot - firstSlot;
        this.#mask[i] = this.#want[i] = 1 << (tests + i);
      }
      if (wanted === 0) this.#outside[block] = this.#slots - firstSlot;
    }
    this.#descend(node, firstSlot, prefixPlayers);

    this.#patterns += 1 << (prefixPlayers + tests);
    this.#cells += (this.#slots - firstSlot) << (prefixPlayers + tests);
    this.#base[block] = roundHalfEven(this.#expected);
    this.#baseline += this.#base[block]!;
    this.#nodes[block] = gaussCount(this.#longest - 1);
    this.#slotStart[block + 1] = this.#slots;
    this.#leafStart[block + 1] = this.#leafCount;
    this.#patternStart[block + 1] = this.#patterns;
    this.#tableStart[block + 1] = this.#cells;
  }

  #descend(node: number, firstSlot: number, prefixPlayers: number): void {
    const { forest } = this;
    if (forest.feature[node] === LEAF) {
      this.#addLeaf(node, prefixPlayers);
      return;
    }
    const test = 1 << (this.#test(node) - this.#firstTest);
    const count = this.#count;
    const place = this.#enter(node);
    const ratio = this.#ratio[place]!;
    if (place === count) {
      this.#slot[place] = this.#slotOf(this.#player[place]!, firstSlot);
      this.#mask[place] = this.#want[place] = 0;
    }
    const mask = this.#mask[place]!;
    const want = this.#want[place]!;
    this.#mask[place] = mask | test;
    this.#ratio[place] = ratio * coverRatio(forest, node, node + 1);
    this.#descend(node + 1, firstSlot, prefixPlayers);
    this.#want[place] = want | test;
    this.#ratio[place] = ratio * coverRatio(forest, node, forest.right[node]!);
    this.#descend(forest.right[node]!, firstSlot, prefixPlayers);
    this.#mask[place] = mask;
    this.#want[place] = want;
    this.#leave(place, count, ratio);
  }

  #addLeaf(node: number, prefixPlayers: number): void {
    const leaf = this.#leafCount++;
    const count = this.#count;
    const value = this.forest.leaf[node]!;
    let entry = this.#entries;
    for (let i = 0; i < count; i++) {
      if (i < prefixPlayers && this.#inside[i] === 0) continue;
      this.#entrySlot[entry] = this.#slot[i]!;
      this.#entryPlace[entry] = i;
      this.#entryMask[entry] = this.#mask[i]!;
      this.#entryWant[entry] = this.#want[i]!;
      this.#entryRatio[entry] = this.#ratio[i]!;
      entry++;
    }
    this.#entries = entry;
    this.#entryStart[leaf + 1] = entry;
    this.#leafValue[leaf] = value;
    if (count > this.#longest) this.#longest = count;
    const reach = this.#background
      ? backgroundReach(this.forest, this.#background, leaf, count)
      : pathReach(this.#ratio, count);
    this.#expected += value * reach;
  }

  #test(node: number): number {
    const test = this.#tests++;
    this.#testColumn[test] = this.columns.column[node]!;
    this.#testThreshold[test] = this.columns.threshold[node]!;
    return test;
  }

  /** Puts the node's player on the path, if it is not there yet; gives its place. */
  #enter(node: number): number {
    const player = this.game.playerOf[this.forest.feature[node]!]!;
    const known = this.#place[player]!;
    if (known >= 0) return known;
    const place = this.#count++;
    this.#place[player] = place;
    this.#player[place] = player;
    this.#ratio[place] = 1;
    return place;
  }

  #leave(place: number, countBefore: number, ratio: number): void {
    this.#ratio[place] = ratio;
    if (place < countBefore) return;
    this.#place[this.#player[place]!] = -1;
    this.#count = countBefore;
  }

  /** Slot of a player whom the block tests and the prefix does not: another branch may have it. */
  #slotOf(player: number, firstSlot: number): number {
    for (let slot = firstSlot; slot < this.#slots; slot++) {
      if (this.#slotPlayer[slot] === player) return slot - firstSlot;
    }
    this.#slotPlayer[this.#slots] = player;
    return this.#slots++ - firstSlot;
  }
}
