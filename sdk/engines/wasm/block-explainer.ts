import type { BlockProgram } from '../../lowering/block-layout.js';
import { TILE } from './binner.js';
import { placeBlocks, type BlocksMemory } from './blocks-memory.js';
import type { TileExplainer } from './forest-explainer.js';
import { CHUNK } from './forest-scorer.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';
import { placeRowProgram, type RowProgram } from './row-program.js';

/** Explains by compiled block tables, which move into the kernel's memory. */
export class BlockExplainer implements TileExplainer {
  readonly #placed: BlocksMemory;
  readonly #rowProgram: RowProgram;
  /** i32[players][CHUNK]. */
  readonly #phi: number;
  /** The tables, until the memory is sealed and they are copied in. */
  #cells: Int32Array | undefined;

  constructor(
    readonly kernel: KernelExports,
    readonly memory: KernelMemory,
    readonly plan: BlockProgram,
    cells: Int32Array,
    columns: number,
  ) {
    this.#placed = placeBlocks(memory, plan);
    this.#rowProgram = placeRowProgram(memory, plan, this.#placed.tables, columns);
    this.#phi = memory.reserve(4 * CHUNK * plan.players + TILE);
    this.#cells = cells;
  }

  explainTiles(
    xb: number,
    tileBytes: number,
    rows: number,
    _margins: Int32Array,
    contributions: Int32Array,
    stride: number,
    at: number,
  ): void {
    this.#settle();
    const { players } = this.plan;
    const tiles = Math.ceil(rows / TILE);
    const { program } = this.#placed;
    this.kernel.blocksTiles(program, players, xb, tileBytes, tiles, this.#phi, 4 * CHUNK);
    const phi = this.memory.int32(this.#phi, players * CHUNK);
    for (let player = 0; player < players; player++) {
      const first = player * CHUNK;
      contributions.set(phi.subarray(first, first + rows), player * stride + at);
    }
  }

  explainRow(
    row: number,
    _margin: number,
    contributions: Int32Array,
    stride: number,
    at: number,
  ): void {
    this.#settle();
    this.kernel.blocksRow(this.#rowProgram.program, row, this.#phi);
    const { players } = this.plan;
    const phi = this.memory.int32(this.#phi, players);
    for (let player = 0; player < players; player++) {
      contributions[player * stride + at] = phi[player]!;
    }
  }

  #settle(): void {
    const cells = this.#cells;
    if (!cells) return;
    this.memory.int32(this.#placed.tables, cells.length).set(cells);
    this.#cells = undefined;
  }
}
