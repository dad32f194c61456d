import { LEAF, type Forest } from '../model/forest.js';

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
 *
 * Where all nodes of a level ask the same, a level takes one bit: an oblivious tree of few
 * levels is one block, and one row of its table is all that the tree says.
 */
export interface BlockShape {
  readonly players: number;

  /** First step and first block of each tree, then the counts. */
  readonly treeStep: Uint32Array;
  readonly treeBlock: Uint32Array;
  /** Prefix patterns that the widest tree has. */
  readonly prefixes: number;

  /**
   * Steps lead from the root to the blocks: from prefix pattern `source` to those of the two
   * children. With q = source | fresh: left = goes left ? q : q & ~bit, right the other way round.
   * Prefix 0 is the root's: no bits. Tests are the forest's inner nodes in preorder.
   */
  readonly stepTest: Uint32Array;
  readonly stepSource: Uint16Array;
  readonly stepLeft: Uint16Array;
  readonly stepRight: Uint16Array;
  readonly stepFresh: Uint8Array;
  readonly stepBit: Uint8Array;

  readonly blockPrefix: Uint16Array;
  /** Root of the block's sub-tree. */
  readonly blockNode: Uint32Array;
  /** First test of the block; its tests follow one another: all nodes, or the first of each level. */
  readonly blockTest: Uint32Array;
  readonly blockTests: Uint8Array;
  /** 1 where tests are levels. */
  readonly blockLevels: Uint8Array;
  /** Slots of a table row, and who plays in each. */
  readonly slotStart: Uint32Array;
  readonly slotPlayer: Uint16Array;
  /**
   * The first slots of a block are the players above it, with their bit in the pattern and their
   * cover ratio; of these, the first `outside` are tested by no node inside the block.
   */
  readonly slotBit: Uint8Array;
  readonly slotRatio: Float64Array;
  readonly outside: Uint8Array;
  /** First pattern of the block, counted over all blocks. */
  readonly patternStart: Uint32Array;
  /** First entry of the block's table: rows of as many slots as the block has, pattern after pattern. */
  readonly tableStart: Uint32Array;
}

/** What a row is explained by, once its tables are there. */
export interface BlockProgram extends BlockShape {
  /** Inner nodes of the forest in preorder: left when column value <= threshold. */
  readonly testColumn: Uint16Array;
  readonly testThreshold: Uint8Array;
}

/** And what the tables are made from. */
export interface BlockPlan extends BlockProgram {
  /** intercept + sum of `base`, in units. */
  readonly baseline: number;
  /** What the block gives the average row, in units, rounded. */
  readonly base: Int32Array;
  readonly leaves: BlockLeaves;
}

/** The leaves of all blocks. */
export interface BlockLeaves {
  /** Gauss-Legendre nodes that the block's longest path needs. */
  readonly nodes: Uint8Array;

  /** First leaf of each block. Leaves in node order, so that a leaf's place is its ordinal. */
  readonly start: Uint32Array;
  readonly value: Int32Array;
  /** The players of each leaf's path who are not outside: satisfied when pattern & mask === want. */
  readonly entryStart: Uint32Array;
  readonly entrySlot: Uint8Array;
  /** Place in the path, counted from the root. */
  readonly entryPlace: Uint8Array;
  readonly entryMask: Uint8Array;
  readonly entryWant: Uint8Array;
  readonly entryRatio: Float64Array;
  /** Background patterns over players; `undefined` for the path-dependent game. */
  readonly background: Uint32Array | undefined;
}

/** Entries of all tables, i32 each. */
export function tableLength(shape: BlockShape): number {
  return shape.tableStart[shape.blockNode.length]!;
}

/** Inner nodes below and including each node: u32[nodes]. */
export function innerCounts(forest: Forest): Uint32Array {
  const { feature, right } = forest;
  const counts = new Uint32Array(feature.length);
  for (let node = counts.length - 1; node >= 0; node--) {
    if (feature[node] !== LEAF) counts[node] = 1 + counts[node + 1]! + counts[right[node]!]!;
  }
  return counts;
}

/**
 * Levels of the sub-trees that are full and ask the same at all nodes of a level, 0 of all others:
 * u8[nodes]. The first nodes in preorder of such a sub-tree are one of each level.
 */
export function symmetricLevels({ feature, split, defaultLeft, right }: Forest): Uint8Array {
  const levels = new Uint8Array(feature.length);
  for (let node = levels.length - 1; node >= 0; node--) {
    if (feature[node] === LEAF) continue;
    const a = node + 1;
    const b = right[node]!;
    let same = feature[a] === LEAF && feature[b] === LEAF ? 1 : 0;
    if (levels[a] !== 0 && levels[a] === levels[b] && levels[a]! < MAX_BLOCK_BITS) {
      same = 1 + levels[a]!;
      for (let k = levels[a]! - 1; k >= 0; k--) {
        if (
          feature[a + k] !== feature[b + k] ||
          split[a + k] !== split[b + k] ||
          defaultLeft[a + k] !== defaultLeft[b + k]
        ) {
          same = 0;
        }
      }
    }
    levels[node] = same;
  }
  return levels;
}
