import type { QuadraturePlan } from '../../lowering/quadrature-plan.js';
import { addSegment, settle } from '../../lowering/quadrature-row.js';
import { TILE } from './binner.js';
import type { TileExplainer } from './forest-explainer.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';
import { levelBytes, writeStream } from './quadrature-stream.js';

/** A plan's programs in the kernel's memory. */
export class QuadratureExplainer implements TileExplainer {
  readonly #kernel: KernelExports;
  readonly #memory: KernelMemory;
  readonly #plan: QuadraturePlan;
  readonly #programs: readonly { readonly at: number; readonly factor: number }[];
  readonly #phi: number;
  readonly #totals: Float64Array;

  constructor(kernel: KernelExports, memory: KernelMemory, plan: QuadraturePlan) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#plan = plan;
    const { players } = plan.game;
    const bytes = levelBytes(plan.nodeCount.reduce((most, count) => Math.max(most, count), 1));
    const rules = new Map<number, number>();
    const streams = plan.segments.map((segment) => ({
      ...writeStream(plan, segment, memory, rules, bytes),
      factor: 2 ** (plan.guardBits - segment.bits),
    }));
    const levels = streams.reduce((most, stream) => Math.max(most, stream.levels), 1);
    const scratch = memory.reserve(levels * bytes);
    this.#programs = streams.map(({ words, start, factor }) => {
      const stream = memory.place(words);
      const program = [stream, stream + words.byteLength, scratch, bytes];
      program.push(players, memory.place(start));
      return { at: memory.place(Uint32Array.from(program)), factor };
    });
    this.#phi = memory.reserve(4 * TILE * players);
    this.#totals = new Float64Array(TILE * players);
  }

  explainTiles(
    xb: number,
    tileBytes: number,
    rows: number,
    margins: Int32Array,
    contributions: Int32Array,
    stride: number,
    at: number,
  ): void {
    const phi = this.#memory.int32(this.#phi, this.#totals.length);
    for (let first = 0; first < rows; first += TILE) {
      const totals = this.#totals.fill(0);
      for (const { at: program, factor } of this.#programs) {
        this.#kernel.quadratureTile(program, xb + (first / TILE) * tileBytes, this.#phi);
        addSegment(phi, factor, totals);
      }
      for (let row = 0; row < Math.min(TILE, rows - first); row++) {
        const margin = margins[first + row]!;
        settle(this.#plan, totals, TILE, row, margin, contributions, stride, at + first + row);
      }
    }
  }

  explainRow(
    row: number,
    margin: number,
    contributions: Int32Array,
    stride: number,
    at: number,
  ): void {
    const totals = this.#totals.fill(0);
    const phi = this.#memory.int32(this.#phi, totals.length);
    for (const { at: program, factor } of this.#programs) {
      this.#kernel.quadratureRow(program, row, this.#phi);
      for (const player of this.#plan.used) {
        totals[player * TILE]! += phi[player * TILE]! * factor;
      }
    }
    settle(this.#plan, totals, TILE, 0, margin, contributions, stride, at);
  }
}
