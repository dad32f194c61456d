import { apportion, roundHalfEven } from '../core/fixed-point.js';
import type { Forest } from '../model/forest.js';
import {
  backgroundPatterns,
  backgroundReach,
  backgroundShare,
  pathReach,
  pathShare,
} from './leaf-game.js';
import type { Game } from './game.js';
import { forEachLeaf, type LeafPath } from './leaf-paths.js';

/**
 * Shapley values of forests whose tables would be too large: leaf by leaf, in float64, in one fixed
 * order, rounded once per row. Slower than tables by orders of magnitude, and exact all the same.
 * A background pattern holds 32 players of a path at most; the path-dependent game takes any number.
 */
export class LeafByLeaf {
  /** intercept + the rounded expectation, in units. */
  readonly baseline: number;
  readonly #forest: Forest;
  readonly #game: Game;
  readonly #patterns: Uint32Array | undefined;
  readonly #sum: Float64Array;
  readonly #share: Float64Array;

  constructor(forest: Forest, game: Game, intercept: number) {
    this.#forest = forest;
    this.#game = game;
    this.#sum = new Float64Array(game.players);
    this.#share = new Float64Array(game.players);
    const patterns = game.against === 'background' ? backgroundPatterns(forest, game) : undefined;
    this.#patterns = patterns;
    let expected = 0;
    forEachLeaf(
      forest,
      game,
      () => true,
      (leaf, node, path) => {
        const reach = patterns
          ? backgroundReach(forest, patterns, leaf, path.count)
          : pathReach(path.ratio, path.count);
        expected += forest.leaf[node]! * reach;
      },
    );
    this.baseline = intercept + roundHalfEven(expected);
  }

  /**
   * @param goesLeft - where the row goes at a node.
   * @param margin - the row's margin, in units.
   * @param contributions - i32[players], overwritten.
   */
  explain(goesLeft: (node: number) => boolean, margin: number, contributions: Int32Array): void {
    const sum = this.#sum.fill(0);
    const share = this.#share;
    forEachLeaf(this.#forest, this.#game, goesLeft, (leaf, node, path) => {
      this.#shareLeaf(leaf, this.#forest.leaf[node]!, path);
      for (let u = 0; u < path.count; u++) sum[path.player[u]!]! += share[u]!;
    });
    apportion(sum, sum.length, margin - this.baseline, contributions);
  }

  #shareLeaf(leaf: number, value: number, { count, ratio, satisfied }: LeafPath): void {
    if (!this.#patterns) {
      pathShare(ratio, satisfied, count, value, this.#share);
      return;
    }
    const background = this.#forest.background!;
    let bits = 0;
    for (let u = 0; u < count; u++) if (satisfied[u]) bits |= 1 << u;
    this.#share.fill(0, 0, count);
    const each = value / background.rows;
    backgroundShare(background, this.#patterns, leaf, count, each, bits, this.#share, 0);
  }
}
