import type { Forest } from '../model/forest.js';
import type { BlockShape } from './block-layout.js';
import { cutBlocks } from './block-shape.js';
import type { Game } from './game.js';

/**
 * How a forest is explained.
 * - `blocks`: compiled tables, one look-up for each block and row.
 * - `quadrature`: without tables, for deep trees: node by node in the path-dependent game, leaf by
 *   leaf over the histograms against a background.
 */
export type Method =
  { readonly kind: 'blocks'; readonly shape: BlockShape } | { readonly kind: 'quadrature' };

/** The largest blocks whose tables usually stay small enough. */
const BLOCK_BITS = 7;

/** Tables beyond this leave the caches, and quadrature wins. */
const TABLE_BUDGET_BYTES = 16 * 2 ** 20;

/** Chooses the method from the shape of the forest alone, so that it is the same everywhere. */
export function selectMethod(forest: Forest, game: Game): Method {
  const shape = cutBlocks(forest, game, BLOCK_BITS, TABLE_BUDGET_BYTES);
  return shape ? { kind: 'blocks', shape } : { kind: 'quadrature' };
}
