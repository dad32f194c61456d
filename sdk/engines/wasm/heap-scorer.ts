import type { HeapProgram } from '../../lowering/heaps.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';

/** A forest's scoring program, in the kernel's memory (`wasm/score.ts` says how). */
export class HeapScorer {
  readonly #kernel: KernelExports;
  readonly #program: number;

  constructor(
    kernel: KernelExports,
    memory: KernelMemory,
    program: HeapProgram,
    intercept: number,
  ) {
    this.#kernel = kernel;
    const words = [program.groups.length, intercept + program.constant];
    for (const group of program.groups) {
      words.push(group.levels, group.trees, memory.place(group.column));
      words.push(memory.place(group.threshold), memory.place(group.exit));
      if (group.walk) {
        const { column, threshold, left, value } = group.walk;
        const nodes = new Uint32Array(2 * left.length);
        left.forEach((child, i) => {
          nodes[2 * i] = column[i]! | ((threshold[i]! & 0xff) << 16);
          nodes[2 * i + 1] = child;
        });
        words.push(memory.place(nodes), memory.place(value));
      } else {
        words.push(0, 0);
      }
      words.push(0);
    }
    this.#program = memory.place(Int32Array.from(words));
  }

  /** Margins of tiles: i32[tiles][64] at `margins`. */
  scoreTiles(xb: number, tileBytes: number, tiles: number, margins: number): void {
    this.#kernel.scoreTiles(this.#program, xb, tileBytes, tiles, margins);
  }

  /** Margin of one row. */
  scoreRow(row: number): number {
    return this.#kernel.scoreRow(this.#program, row);
  }
}
