import { lowerHeaps } from '../../lowering/heaps.js';
import type { VirtualColumns } from '../../lowering/columns.js';
import type { ColumnTable } from '../../model/column-table.js';
import type { Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import { Binner, TILE } from './binner.js';
import { HeapScorer } from './heap-scorer.js';
import { instantiateKernel } from './kernel.js';
import { KernelMemory } from './kernel-memory.js';

/** Rows that are in a kernel's memory at a time: bounds memory, and keeps them in the caches. */
export const CHUNK = 1024;

/** Up to this many rows, one by one is quicker than blocks of 128 that are mostly padding. */
export const FEW_ROWS = 16;

/** Scores a forest, in a kernel and a memory of its own. */
export class ForestScorer {
  readonly #binner: Binner;
  readonly #scorer: HeapScorer;
  readonly #xb: number;
  readonly #margins: Int32Array;
  readonly #marginsAt: number;

  constructor(
    module: WebAssembly.Module,
    model: RiskModel,
    forest: Forest,
    columns: VirtualColumns,
  ) {
    const kernel = instantiateKernel(module);
    const memory = new KernelMemory(kernel);
    this.#binner = new Binner(kernel, memory, model.features, columns, CHUNK);
    this.#scorer = new HeapScorer(kernel, memory, lowerHeaps(forest, columns), model.intercept);
    this.#xb = memory.reserve(columns.columns.length * CHUNK);
    this.#marginsAt = memory.reserve(4 * CHUNK);
    memory.seal();
    this.#margins = memory.int32(this.#marginsAt, CHUNK);
  }

  /** See {@link Engine.score}. */
  score(table: ColumnTable, start: number, count: number, margins: Int32Array): void {
    if (count <= FEW_ROWS) {
      for (let row = 0; row < count; row++) margins[row] = this.#scoreRow(table, start + row);
      this.#binner.forget();
      return;
    }
    const tileBytes = this.#binner.columns * TILE;
    for (let done = 0; done < count; done += CHUNK) {
      const rows = Math.min(CHUNK, count - done);
      const tiles = this.#binner.binTiles(table, start + done, rows, this.#xb);
      this.#scorer.scoreTiles(this.#xb, tileBytes, tiles, this.#marginsAt);
      margins.set(rows === CHUNK ? this.#margins : this.#margins.subarray(0, rows), done);
    }
    this.#binner.forget();
  }

  #scoreRow(table: ColumnTable, row: number): number {
    this.#binner.binRow(table, row, this.#xb);
    return this.#scorer.scoreRow(this.#xb);
  }
}
