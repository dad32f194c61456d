import { apportion, roundHalfEven } from '../core/fixed-point.js';
import type { Forest } from '../model/forest.js';
import { backgroundPatterns, backgroundReach, backgroundShare } from './leaf-game.js';
import type { Game } from './game.js';
import { forEachLeaf } from './leaf-paths.js';

/**
 * Shapley values against a background for forests whose tables would be too large: leaf by leaf
 * over the sparse histograms, in float64, in one fixed order; rounded once per row. Slower than
 * tables by orders of magnitude, and exact all the same. At most 32 players on a path, which is
 * what a background pattern holds.
 */
export class LeafByLeaf {
  /** intercept + the rounded expectation, in units. */
  readonly baseline: number;
  readonly #forest: Forest;
  readonly #game: Game;
  readonly #patterns: Uint32Array;
  readonly #sum: Float64Array;
  readonly #leaf = new Float64Array(32);

  constructor(forest: Forest, game: Game, intercept: number) {
    this.#forest = forest;
    this.#game = game;
    this.#patterns = backgroundPatterns(forest, game);
    this.#sum = new Float64Array(game.players);
    let expected = 0;
    forEachLeaf(forest, game, () => true, (leaf, node, path) => {
      const reach = backgroundReach(forest, this.#patterns, leaf, path.count);
      expected += forest.leaf[node]! * reach;
    });
    this.baseline = intercept + roundHalfEven(expected);
  }

  /**
   * @param goesLeft - where the row goes at a node.
   * @param margin - the row's margin, in units.
   * @param contributions - i32[players], overwritten.
   */
  explain(goesLeft: (node: number) => boolean, margin: number, contributions: Int32Array): void {
    const background = this.#forest.background!;
    const sum = this.#sum.fill(0);
    forEachLeaf(this.#forest, this.#game, goesLeft, (leaf, node, path) => {
      let satisfied = 0;
      for (let u = 0; u < path.count; u++) if (path.satisfied[u]) satisfied |= 1 << u;
      const value = this.#forest.leaf[node]! / background.rows;
      const share = this.#leaf.fill(0, 0, path.count);
      backgroundShare(background, this.#patterns, leaf, path.count, value, satisfied, share, 0);
      for (let u = 0; u < path.count; u++) sum[path.player[u]!]! += share[u]!;
    });
    apportion(sum, sum.length, margin - this.baseline, contributions);
  }
}
