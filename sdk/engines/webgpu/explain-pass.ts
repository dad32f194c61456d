import type { BlockPlan } from '../../lowering/block-layout.js';
import { BlockTables } from '../../lowering/block-tables.js';
import type { Forest } from '../../model/forest.js';
import { writeBlockStream } from './block-stream.js';
import { createPipeline, placeBuffer } from './device.js';
import { explainWgsl } from './explain.wgsl.js';
import { TILE, type Job } from './job.js';

/** Virtual columns to margins and Shapley values, by block tables. */
export class ExplainPass {
  readonly #pipeline: GPUComputePipeline;
  readonly #stream: GPUBuffer;
  readonly #cells: GPUBuffer;
  /** Players whose sums fit a workgroup's memory. */
  readonly #atOnce: number;

  /** Compiles all tables: some 30 to 300 ms. */
  constructor(
    device: GPUDevice,
    readonly plan: BlockPlan,
    forest: Forest,
  ) {
    const fitting = Math.floor(device.limits.maxComputeWorkgroupStorageSize / (4 * TILE));
    this.#atOnce = Math.max(1, Math.min(plan.players, fitting));
    const tables = new BlockTables(plan, forest);
    tables.fill(Infinity, () => 0);
    this.#pipeline = createPipeline(device, explainWgsl(this.#atOnce));
    this.#stream = placeBuffer(device, writeBlockStream(plan));
    this.#cells = placeBuffer(device, tables.cells as Int32Array<ArrayBuffer>);
  }

  /** @param sums - i32[1 + players][rows]: margins, then contributions. */
  run(job: Job, columns: GPUBuffer, sums: GPUBuffer, rows: number): void {
    const { players, baseline, base } = this.plan;
    for (let first = 0; first < players; first += this.#atOnce) {
      const count = Math.min(this.#atOnce, players - first);
      const params = job.params(rows / 4, base.length, baseline, first, count);
      const buffers = [params, columns, this.#stream, this.#cells, sums];
      job.run(this.#pipeline, buffers, rows / TILE);
    }
  }

  dispose(): void {
    this.#stream.destroy();
    this.#cells.destroy();
  }
}
