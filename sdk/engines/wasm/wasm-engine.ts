import type { VirtualColumns } from '../../lowering/columns.js';
import { lowerColumns } from '../../lowering/columns.js';
import { lowerHeaps } from '../../lowering/heaps.js';
import type { ColumnTable } from '../../model/column-table.js';
import type { Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import { Binner, TILE } from './binner.js';
import { HeapScorer } from './heap-scorer.js';
import { instantiateKernel } from './kernel.js';
import { KernelMemory } from './kernel-memory.js';

/** Rows that are in the kernel's memory at a time; bounds memory, and keeps them in the caches. */
export const CHUNK = 1024;

/** Up to this many rows, one by one is quicker than a tile that is mostly padding. */
const FEW_ROWS = 16;

/** Scores a forest in the kernels. */
export class ForestScorer {
  readonly #binner: Binner;
  readonly #scorer: HeapScorer;
  readonly #memory: KernelMemory;
  readonly #xb: number;
  readonly #margins: number;

  constructor(module: WebAssembly.Module, model: RiskModel, forest: Forest) {
    const kernel = instantiateKernel(module);
    const memory = new KernelMemory(kernel);
    const columns: VirtualColumns = lowerColumns(model.features, forest);
    this.#memory = memory;
    this.#binner = new Binner(kernel, memory, model.features, columns, CHUNK);
    this.#scorer = new HeapScorer(kernel, memory, lowerHeaps(forest, columns), model.intercept);
    this.#xb = memory.reserve(Math.max(1, columns.columns.length) * CHUNK);
    this.#margins = memory.reserve(4 * CHUNK);
    memory.seal();
  }

  score(table: ColumnTable, start: number, count: number, margins: Int32Array): void {
    if (count <= FEW_ROWS) {
      for (let row = 0; row < count; row++) {
        this.#binner.binRow(table, start + row, this.#xb);
        margins[row] = this.#scorer.scoreRow(this.#xb);
      }
      return;
    }
    const tileBytes = this.#binner.columns * TILE;
    const view = this.#memory.int32(this.#margins, CHUNK);
    for (let done = 0; done < count; done += CHUNK) {
      const rows = Math.min(CHUNK, count - done);
      const tiles = this.#binner.binTiles(table, start + done, rows, this.#xb);
      this.#scorer.scoreTiles(this.#xb, tileBytes, tiles, this.#margins);
      margins.set(rows === CHUNK ? view : view.subarray(0, rows), done);
    }
  }
}
