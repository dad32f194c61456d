import { planBlocks } from '../../lowering/block-plan.js';
import type { VirtualColumns } from '../../lowering/columns.js';
import type { Game } from '../../lowering/game.js';
import type { Method } from '../../lowering/method.js';
import { planQuadrature, quadratureBaseline } from '../../lowering/quadrature-plan.js';
import type { ColumnTable } from '../../model/column-table.js';
import type { Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import { BlockRowExplainer } from '../reference-explainers.js';
import { readBins, spread } from '../rows.js';
import { Binner, TILE } from './binner.js';
import { BlockExplainer } from './block-explainer.js';
import { CHUNK, FEW_ROWS } from './forest-scorer.js';
import { instantiateKernel, type KernelExports } from './kernel.js';
import { KernelMemory } from './kernel-memory.js';
import { QuadratureExplainer } from './quadrature-explainer.js';

/** One way to explain rows whose virtual columns are in the kernel's memory. */
export interface TileExplainer {
  /**
   * Contributions of a chunk: `[player * stride + at + row]`.
   *
   * @param margins - of the chunk's rows; not read without `needsMargins`.
   */
  explainTiles(
    xb: number,
    tileBytes: number,
    rows: number,
    margins: Int32Array,
    contributions: Int32Array,
    stride: number,
    at: number,
  ): void;
  /** The same for one row: i8[columns] at `row`. */
  explainRow(
    row: number,
    margin: number,
    contributions: Int32Array,
    stride: number,
    at: number,
  ): void;
}

/** Makes a method's explainer in a memory; what it returns may be called once the memory is sealed. */
type Placing = (kernel: KernelExports, memory: KernelMemory) => TileExplainer;

/**
 * Explains a forest, in a kernel and a memory of its own.
 *
 * Nothing waits for block tables: while `warmUp` compiles them, single rows are explained in plain
 * TypeScript, with the same integers. Then the tables move into the kernel's memory. A batch has
 * them compiled first.
 */
export class ForestExplainer {
  readonly method: Method['kind'];
  readonly baseline: number;
  /** Whether contributions depend on the margin; else it is baseline + their sum. */
  readonly needsMargins: boolean;
  readonly #place: Placing;
  /** Explains until the tables are compiled. */
  #cold: BlockRowExplainer | undefined;
  #explainer: TileExplainer | undefined;
  #binner: Binner | undefined;
  #xb = 0;

  constructor(
    readonly module: WebAssembly.Module,
    readonly model: RiskModel,
    readonly columns: VirtualColumns,
    forest: Forest,
    readonly game: Game,
    method: Method,
    now: () => number,
  ) {
    this.method = method.kind;
    this.needsMargins = method.kind !== 'blocks';
    if (method.kind === 'blocks') {
      const plan = planBlocks(forest, columns, game, model.intercept, method.shape);
      this.baseline = plan.baseline;
      const cold = new BlockRowExplainer(model.features, forest, columns, plan, now);
      this.#cold = cold;
      this.#place = (kernel, memory) =>
        new BlockExplainer(kernel, memory, plan, cold.cells, columns.columns.length);
    } else {
      this.baseline = quadratureBaseline(forest, model.intercept);
      this.#place = (kernel, memory) => {
        const plan = planQuadrature(forest, columns, game, model.intercept);
        return new QuadratureExplainer(kernel, memory, plan);
      };
    }
  }

  /** See {@link Engine.explain}; with `needsMargins` the margins are there already. */
  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): void {
    if (this.#cold && count <= FEW_ROWS) {
      this.#explainCold(this.#cold, table, start, count, contributions);
      this.#sumMargins(count, margins, contributions);
      return;
    }
    this.warmUp(Infinity);
    const explainer = this.#open();
    const binner = this.#binner!;
    if (count <= FEW_ROWS) {
      for (let row = 0; row < count; row++) {
        binner.binRow(table, start + row, this.#xb);
        explainer.explainRow(this.#xb, margins[row]!, contributions, count, row);
      }
      binner.forget();
      if (!this.needsMargins) this.#sumMargins(count, margins, contributions);
      return;
    }
    const tileBytes = binner.columns * TILE;
    for (let done = 0; done < count; done += CHUNK) {
      const rows = Math.min(CHUNK, count - done);
      binner.binTiles(table, start + done, rows, this.#xb);
      const some = margins.subarray(done, done + rows);
      explainer.explainTiles(this.#xb, tileBytes, rows, some, contributions, count, done);
    }
    binner.forget();
    if (!this.needsMargins) this.#sumMargins(count, margins, contributions);
  }

  /** Margins from contributions, which add up to them. */
  #sumMargins(count: number, margins: Int32Array, contributions: Int32Array): void {
    margins.fill(this.baseline);
    const end = count * this.game.players;
    for (let at = 0; at < end;) {
      for (let row = 0; row < count; row++) margins[row]! += contributions[at++]!;
    }
  }

  /** See {@link Engine.warmUp}. */
  warmUp(budgetMs: number): boolean {
    if (this.#cold?.warmUp(budgetMs)) return true;
    this.#open();
    this.#cold = undefined;
    return false;
  }

  #explainCold(
    cold: BlockRowExplainer,
    table: ColumnTable,
    start: number,
    count: number,
    contributions: Int32Array,
  ): void {
    const { features } = this.model;
    const bins = new Uint16Array(features.length);
    const row = new Int32Array(cold.players);
    for (let at = 0; at < count; at++) {
      readBins(features, table, start + at, bins);
      cold.explain(bins, 0, row);
      spread(row, contributions, at, count);
    }
  }

  #open(): TileExplainer {
    if (!this.#explainer) {
      const kernel = instantiateKernel(this.module);
      const memory = new KernelMemory(kernel);
      const { features } = this.model;
      this.#binner = new Binner(kernel, memory, features, this.columns, CHUNK);
      // The one-row kernels read up to four vectors past a row's columns.
      this.#xb = memory.reserve(this.columns.columns.length * CHUNK + TILE);
      const explainer = this.#place(kernel, memory);
      memory.seal();
      this.#explainer = explainer;
    }
    return this.#explainer;
  }
}
