import type { VirtualColumns } from '../../lowering/columns.js';
import { LEAF, treeCount, type Forest } from '../../model/forest.js';
import { createPipeline, placeBuffer } from './device.js';
import { TILE, type Job } from './job.js';
import { SCORE_WGSL } from './score.wgsl.js';

const LEAF_TEST = 0xffff_ffff;

/** Virtual columns to margins. */
export class ScorePass {
  readonly #pipeline: GPUComputePipeline;
  readonly #nodes: GPUBuffer;
  readonly #roots: GPUBuffer;
  readonly #trees: number;

  constructor(
    device: GPUDevice,
    forest: Forest,
    { column, threshold }: VirtualColumns,
    readonly intercept: number,
  ) {
    const { feature, right, leaf } = forest;
    const nodes = new Uint32Array(2 * feature.length);
    for (let node = 0; node < feature.length; node++) {
      const isLeaf = feature[node] === LEAF;
      nodes[2 * node] = isLeaf ? LEAF_TEST : column[node]! | (threshold[node]! << 16);
      nodes[2 * node + 1] = isLeaf ? leaf[node]! : right[node]!;
    }
    this.#trees = treeCount(forest);
    this.#pipeline = createPipeline(device, SCORE_WGSL);
    this.#nodes = placeBuffer(device, nodes);
    this.#roots = placeBuffer(device, Uint32Array.from(forest.treeStart));
  }

  /** @param sums - margins go to its first words. */
  run(job: Job, columns: GPUBuffer, sums: GPUBuffer, rows: number): void {
    const params = job.params(rows / 4, this.#trees, this.intercept);
    const buffers = [params, columns, this.#nodes, this.#roots, sums];
    job.run(this.#pipeline, buffers, rows / TILE);
  }

  dispose(): void {
    this.#nodes.destroy();
    this.#roots.destroy();
  }
}
