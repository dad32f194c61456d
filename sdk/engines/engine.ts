import type { ColumnTable } from '../model/column-table.js';

/** `webgpu` runs batches only, see `batch-engine`; `onnx-...`: ONNX Runtime, for networks. */
export type EngineName = 'reference' | 'wasm' | 'webgpu' | 'onnx-wasm' | 'onnx-webgpu';

/**
 * How rows are explained.
 * - `blocks`: compiled tables, one look-up for each block and row.
 * - `quadrature`: path-dependent, node by node, for deep trees.
 * - `leaves`: against a background, leaf by leaf, for deep trees.
 * - `additive`: sums of table entries.
 * - `coalitions`: networks; exact, from every coalition of at most 12 players.
 * - `permutations`: networks; sampled, with a standard error.
 * - `none`: a network without reference points.
 */
export type ExplanationMethod =
  'blocks' | 'quadrature' | 'leaves' | 'additive' | 'coalitions' | 'permutations' | 'none';

/**
 * What scores and explains one model in one game (`lowering/game`). Every engine gives the same
 * integers for the same rows, bit for bit; the reference engine is the oracle.
 */
export interface Engine {
  readonly name: EngineName;
  readonly method: ExplanationMethod;
  /** Players of the explanation game: features, or groups of features. */
  readonly players: number;
  /** Margin of the average applicant: contributions are measured from here. Units of 2^-scaleBits. */
  readonly baseline: number;

  /**
   * Margins of rows [start, start + count).
   *
   * @param margins - i32[count], overwritten; units of 2^-scaleBits.
   */
  score(table: ColumnTable, start: number, count: number, margins: Int32Array): void;

  /**
   * Margins and Shapley values of rows [start, start + count);
   * `baseline + sum over players(contributions) === margin` for every row.
   *
   * @param contributions - i32[players * count], overwritten, player-major: `[player * count + row]`.
   */
  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): void;

  /**
   * Does a slice of background work (compiling explanation tables); calls before it is finished
   * are correct, only slower.
   *
   * @param budgetMs - roughly how long to work, by the `now` given at creation.
   * @returns whether work is left.
   */
  warmUp(budgetMs: number): boolean;

  dispose(): void;
}
