import { BlockTables, tableLength } from '../../lowering/block-tables.js';
import type { BlockPlan } from '../../lowering/block-plan.js';
import type { Forest } from '../../model/forest.js';
import { TILE } from './binner.js';
import { placeBlocks, type BlocksMemory } from './blocks-memory.js';
import type { TileExplainer } from './forest-explainer.js';
import { CHUNK } from './forest-scorer.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';
import { placeRowProgram, type RowProgram } from './row-program.js';

/**
 * Explains by block tables that lie in the kernel's memory.
 *
 * Tables are compiled by `warmUp`. Until they are, a single row works out the table rows that it
 * meets; a batch has all of them compiled first.
 */
export class BlockExplainer implements TileExplainer {
  readonly #placed: BlocksMemory;
  readonly #rowProgram: RowProgram;
  /** i32[players][CHUNK]. */
  readonly #phi: number;
  #tables: BlockTables | undefined;
  #patterns: Uint8Array | undefined;

  constructor(
    readonly kernel: KernelExports,
    readonly memory: KernelMemory,
    readonly plan: BlockPlan,
    readonly forest: Forest,
    readonly columns: number,
    readonly now: () => number,
  ) {
    this.#placed = placeBlocks(memory, plan);
    this.#rowProgram = placeRowProgram(memory, plan, this.#placed.tables, columns);
    this.#phi = memory.reserve(4 * CHUNK * plan.players + TILE);
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
    const { players } = this.plan;
    this.warmUp(Infinity);
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
    const tables = this.#open();
    if (!tables.complete) {
      const bytes = this.memory.int8(row, this.columns).map((byte) => byte ^ 0x80);
      this.#patterns ??= new Uint8Array(this.plan.base.length);
      tables.patterns(new Uint8Array(bytes.buffer), this.#patterns);
      tables.ensure(this.#patterns);
    }
    this.kernel.blocksRow(this.#rowProgram.program, row, this.#phi);
    const { players } = this.plan;
    const phi = this.memory.int32(this.#phi, players);
    for (let player = 0; player < players; player++) {
      contributions[player * stride + at] = phi[player]!;
    }
  }

  warmUp(budgetMs: number): boolean {
    const tables = this.#open();
    return tables.complete ? false : tables.fill(budgetMs, this.now);
  }

  #open(): BlockTables {
    this.#tables ??= new BlockTables(
      this.plan,
      this.forest,
      this.memory.int32(this.#placed.tables, tableLength(this.plan)),
    );
    return this.#tables;
  }
}
