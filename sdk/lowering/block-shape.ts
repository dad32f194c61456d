import { LEAF, treeCount, type Forest } from '../model/forest.js';
import { innerCounts, MAX_BLOCK_BITS, symmetricLevels, type BlockShape } from './block-layout.js';
import type { Game } from './game.js';
import { coverRatio } from './leaf-paths.js';

/** Deeper trees are not cut into blocks, so that the cutting may recurse. */
const MAX_BLOCK_DEPTH = 64;

/**
 * Cuts a forest into maximal blocks of at most `bits` bits, and places their tables. Sub-trees are
 * blocks as soon as they fit; a leaf always does.
 *
 * Runs once per model before its first explanation, in cold code: hence one pass, typed arrays of
 * the largest possible size, closures over locals, and no objects.
 *
 * @param bits - at most {@link MAX_BLOCK_BITS}.
 * @param budgetBytes - what the tables may take.
 * @returns `undefined` when they would take more, a path has more than {@link MAX_BLOCK_BITS}
 * players, or a tree is too deep.
 */
export function cutBlocks(
  forest: Forest,
  game: Game,
  bits: number,
  budgetBytes = Infinity,
): BlockShape | undefined {
  const { feature, right } = forest;
  const { playerOf, players } = game;
  const inner = innerCounts(forest);
  const levels = symmetricLevels(forest);
  const trees = treeCount(forest);
  const leaves = (feature.length + trees) >>> 1;
  const most = leaves * MAX_BLOCK_BITS;

  const treeStep = new Uint32Array(trees + 1);
  const treeBlock = new Uint32Array(trees + 1);
  const stepTest = new Uint32Array(leaves);
  const stepSource = new Uint16Array(leaves);
  const stepLeft = new Uint16Array(leaves);
  const stepRight = new Uint16Array(leaves);
  const stepFresh = new Uint8Array(leaves);
  const stepBit = new Uint8Array(leaves);
  const blockPrefix = new Uint16Array(leaves);
  const blockNode = new Uint32Array(leaves);
  const blockTest = new Uint32Array(leaves);
  const blockTests = new Uint8Array(leaves);
  const blockLevels = new Uint8Array(leaves);
  const slotStart = new Uint32Array(leaves + 1);
  const slotPlayer = new Uint16Array(most);
  const slotBit = new Uint8Array(most);
  const slotRatio = new Float64Array(most);
  const outside = new Uint8Array(leaves);
  const patternStart = new Uint32Array(leaves + 1);
  const tableStart = new Uint32Array(leaves + 1);
  const mostCells = budgetBytes / 4;

  /** Path from the root to here: players, cover ratios; place of each player, or -1. */
  const player = new Uint16Array(MAX_BLOCK_BITS + 1);
  const ratio = new Float64Array(MAX_BLOCK_BITS + 1);
  const place = new Int32Array(players).fill(-1);
  /** The last block inside which a player was met for the first time, counted from 1. */
  const metIn = new Uint32Array(players);
  let count = 0;
  let tests = 0;
  let steps = 0;
  let blocks = 0;
  let slots = 0;
  let patterns = 0;
  let cells = 0;
  let prefixes = 1;
  let widest = 1;

  const cut = (node: number, testCount: number, prefix: number): boolean => {
    blockPrefix[blocks] = prefix;
    blockNode[blocks] = node;
    blockTest[blocks] = tests;
    blockTests[blocks] = testCount;
    if (testCount < inner[node]!) blockLevels[blocks] = 1;
    tests += inner[node]!;
    const stamp = blocks + 1;
    // Slots: players of the path whom no test inside concerns, then those whom one does, then in
    // preorder those who are new.
    let fresh = slots + count;
    let inside = 0;
    for (let i = node, end = node + 2 * testCount; i < end; i++) {
      const tested = feature[i]!;
      if (tested === LEAF) continue;
      const who = playerOf[tested]!;
      const at = place[who]!;
      if (at >= 0) inside |= 1 << at;
      else if (metIn[who] !== stamp) {
        metIn[who] = stamp;
        slotPlayer[fresh++] = who;
      }
    }
    let slot = slots;
    for (let wanted = 0; wanted < 2; wanted++) {
      for (let i = 0; i < count; i++) {
        if (((inside >>> i) & 1) !== wanted) continue;
        slotPlayer[slot] = player[i]!;
        slotBit[slot] = testCount + i;
        slotRatio[slot++] = ratio[i]!;
      }
      if (wanted === 0) outside[blocks] = slot - slots;
    }
    patterns += 1 << (count + testCount);
    cells += (fresh - slots) << (count + testCount);
    slots = fresh;
    blocks = stamp;
    slotStart[stamp] = slots;
    patternStart[stamp] = patterns;
    tableStart[stamp] = cells;
    return cells <= mostCells;
  };

  const walk = (node: number, prefix: number, depth: number): boolean => {
    const testCount = levels[node]! || inner[node]!;
    if (count > MAX_BLOCK_BITS) return false;
    if (testCount === 0 || testCount + count <= bits) return cut(node, testCount, prefix);
    if (depth === MAX_BLOCK_DEPTH) return false;
    const who = playerOf[feature[node]!]!;
    const known = place[who]!;
    const at = known < 0 ? count++ : known;
    const before = known < 0 ? 1 : ratio[at]!;
    place[who] = at;
    player[at] = who;
    const left = prefixes++;
    const other = prefixes++;
    stepTest[steps] = tests++;
    stepSource[steps] = prefix;
    stepLeft[steps] = left;
    stepRight[steps] = other;
    stepFresh[steps] = known < 0 ? 1 << at : 0;
    stepBit[steps++] = 1 << at;
    ratio[at] = before * coverRatio(forest, node, node + 1);
    if (!walk(node + 1, left, depth + 1)) return false;
    ratio[at] = before * coverRatio(forest, node, right[node]!);
    if (!walk(right[node]!, other, depth + 1)) return false;
    ratio[at] = before;
    if (known < 0) {
      place[who] = -1;
      count--;
    }
    return true;
  };

  for (let tree = 0; tree < trees; tree++) {
    prefixes = 1;
    if (!walk(forest.treeStart[tree]!, 0, 0)) return undefined;
    if (prefixes > widest) widest = prefixes;
    treeStep[tree + 1] = steps;
    treeBlock[tree + 1] = blocks;
  }
  return {
    players,
    treeStep,
    treeBlock,
    prefixes: widest,
    stepTest: upTo(stepTest, steps),
    stepSource: upTo(stepSource, steps),
    stepLeft: upTo(stepLeft, steps),
    stepRight: upTo(stepRight, steps),
    stepFresh: upTo(stepFresh, steps),
    stepBit: upTo(stepBit, steps),
    blockPrefix: upTo(blockPrefix, blocks),
    blockNode: upTo(blockNode, blocks),
    blockTest: upTo(blockTest, blocks),
    blockTests: upTo(blockTests, blocks),
    blockLevels: upTo(blockLevels, blocks),
    slotStart: upTo(slotStart, blocks + 1),
    slotPlayer: upTo(slotPlayer, slots),
    slotBit: upTo(slotBit, slots),
    slotRatio: upTo(slotRatio, slots),
    outside: upTo(outside, blocks),
    patternStart: upTo(patternStart, blocks + 1),
    tableStart: upTo(tableStart, blocks + 1),
  };
}

function upTo<T extends { subarray(start: number, end: number): T }>(array: T, length: number): T {
  return array.subarray(0, length);
}
