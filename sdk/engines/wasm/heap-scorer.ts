import type { HeapProgram, WalkNodes } from '../../lowering/heaps.js';
import { sliceHeaps } from '../../lowering/slices.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';

/** A forest's scoring programs in the kernel's memory: one for batches, one for single rows. */
export class HeapScorer {
  readonly #kernel: KernelExports;
  readonly #memory: KernelMemory;
  /** Margin of a row before any tree. */
  readonly #constant: number;
  readonly #parts: readonly number[];
  readonly #rowProgram: number;

  constructor(kernel: KernelExports, memory: KernelMemory, heaps: HeapProgram, intercept: number) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#constant = intercept + heaps.constant;
    const walks = new Map<WalkNodes, [nodes: number, values: number]>();
    const placeWalk = (walk: WalkNodes | undefined): [number, number] => {
      if (!walk) return [0, 0];
      let placed = walks.get(walk);
      if (!placed) {
        placed = [memory.place(packNodes(walk)), memory.place(walk.value)];
        walks.set(walk, placed);
      }
      return placed;
    };

    this.#parts = sliceHeaps(heaps).map(({ column, threshold, groups }) => {
      const words = [column.length, memory.place(column), memory.place(threshold)];
      words.push(memory.reserve(16 * column.length), groups.length);
      for (const { levels, trees, stream, exit, walk } of groups) {
        words.push(levels, trees, memory.place(stream), memory.place(exit), ...placeWalk(walk));
      }
      return memory.place(Uint32Array.from(words));
    });

    const words = [heaps.groups.length, this.#constant];
    for (const { levels, trees, column, threshold, exit, walk } of heaps.groups) {
      words.push(levels, trees, memory.place(column), memory.place(threshold));
      words.push(memory.place(exit), ...placeWalk(walk), 0);
    }
    this.#rowProgram = memory.place(Int32Array.from(words));
  }

  /**
   * Margins of an even number of tiles: i32[tiles][64] at `margins`.
   *
   * @param tileBytes - bytes of a tile's virtual columns.
   */
  scoreTiles(xb: number, tileBytes: number, tiles: number, margins: number): void {
    this.#memory.int32(margins, 64 * tiles).fill(this.#constant);
    for (const part of this.#parts) {
      this.#kernel.addTrees(part, xb, tileBytes, tiles >>> 1, margins);
    }
  }

  /** Margin of one row: i8[columns] at `row`. */
  scoreRow(row: number): number {
    return this.#kernel.scoreRow(this.#rowProgram, row);
  }
}

/** Eight bytes a node: u16 column, i8 threshold, padding, u32 left child. */
function packNodes({ column, threshold, left }: WalkNodes): Uint32Array {
  const nodes = new Uint32Array(2 * left.length);
  for (let i = 0; i < left.length; i++) {
    nodes[2 * i] = column[i]! | ((threshold[i]! & 0xff) << 16);
    nodes[2 * i + 1] = left[i]!;
  }
  return nodes;
}
