import type { TopReasons } from '../batch-engine.js';
import { createPipeline, placeBuffer } from './device.js';
import { TILE, type Job } from './job.js';
import { REASONS_WGSL } from './reasons.wgsl.js';

/** Contributions to top reasons. */
export class ReasonPass {
  readonly #pipeline: GPUComputePipeline;
  readonly #members: GPUBuffer;
  /** Reasons a row: no more than there are groups. */
  readonly places: number;

  constructor(
    device: GPUDevice,
    readonly groups: TopReasons['groups'],
    most: number,
    readonly direction: TopReasons['direction'],
  ) {
    this.places = Math.min(most, groups.length);
    let end = groups.length + 1;
    const ends = groups.map((members) => (end += members.length));
    const words = [groups.length + 1, ...ends, ...groups.flat()];
    this.#pipeline = createPipeline(device, REASONS_WGSL);
    this.#members = placeBuffer(device, Uint32Array.from(words));
  }

  /** @returns u32[rows][places]. */
  run(job: Job, sums: GPUBuffer, rows: number): GPUBuffer {
    const { groups, direction, places } = this;
    const reasons = job.reserve(places * rows);
    const params = job.params(rows, groups.length, places, direction === 'adverse' ? 1 : 0);
    job.run(this.#pipeline, [params, sums, this.#members, reasons], rows / TILE);
    return reasons;
  }

  dispose(): void {
    this.#members.destroy();
  }
}
