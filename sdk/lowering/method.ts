import { LEAF, treeCount, type Forest } from '../model/forest.js';
import { innerCounts, MAX_BLOCK_BITS } from './block-layout.js';
import type { Game } from './game.js';

/**
 * How a forest is explained.
 * - `blocks`: compiled tables, one look-up for each block and row.
 * - `quadrature`: without tables, for deep trees: node by node in the path-dependent game, leaf by
 *   leaf over the histograms against a background.
 */
export type Method = BlocksMethod | { readonly kind: 'quadrature' };

export interface BlocksMethod {
  readonly kind: 'blocks';
  /** Largest pattern, see `planBlocks`. */
  readonly bits: number;
  /** What the tables will take. */
  readonly tableBytes: number;
}

/** Tables beyond this leave the caches, and quadrature wins. */
const TABLE_BUDGET_BYTES = 16 * 2 ** 20;

/** Deeper trees are not cut into blocks, so that the cutting may recurse. */
const MAX_BLOCK_DEPTH = 64;

/** Chooses the method from the shape of the forest alone, so that it is the same everywhere. */
export function selectMethod(forest: Forest, game: Game): Method {
  for (const { bits, budget } of BLOCK_SIZES) {
    const tableBytes = measureTables(forest, game, bits, budget);
    if (tableBytes !== undefined) return { kind: 'blocks', bits, tableBytes };
  }
  return { kind: 'quadrature' };
}

/** Tried in order: the largest blocks while the tables stay small enough. */
const BLOCK_SIZES = [{ bits: 7, budget: TABLE_BUDGET_BYTES }] as const;

/** Bytes of all tables at this block size; `undefined` when over budget or when paths are too long. */
function measureTables(
  forest: Forest,
  game: Game,
  bits: number,
  budget: number,
): number | undefined {
  const inner = innerCounts(forest);
  const uses = new Uint32Array(game.players);
  let distinct = 0;
  let bytes = 0;

  // Distinct players above and inside a block: marks those inside, counts, and unmarks them.
  const slotsInside = (node: number, end: number): number => {
    let fresh = 0;
    for (let i = node; i < end; i++) {
      const feature = forest.feature[i]!;
      if (feature !== LEAF && uses[game.playerOf[feature]!]!++ === 0) fresh++;
    }
    for (let i = node; i < end; i++) {
      const feature = forest.feature[i]!;
      if (feature !== LEAF) uses[game.playerOf[feature]!]!--;
    }
    return fresh;
  };
  const walk = (node: number, depth: number): boolean => {
    const tests = inner[node]!;
    if (tests === 0 || distinct + tests <= bits) {
      const slots = distinct + slotsInside(node, node + 2 * tests + 1);
      bytes += 4 * (slots << (distinct + tests));
      return distinct <= MAX_BLOCK_BITS && bytes <= budget;
    }
    if (depth === MAX_BLOCK_DEPTH || distinct > MAX_BLOCK_BITS) return false;
    const player = game.playerOf[forest.feature[node]!]!;
    if (uses[player]!++ === 0) distinct++;
    const fits = walk(node + 1, depth + 1) && walk(forest.right[node]!, depth + 1);
    if (--uses[player]! === 0) distinct--;
    return fits;
  };
  for (let tree = 0; tree < treeCount(forest); tree++) {
    if (!walk(forest.treeStart[tree]!, 0)) return undefined;
  }
  return bytes;
}
