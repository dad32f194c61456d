import { RiskError } from '../../core/errors.js';
import type { VirtualColumn, VirtualColumns } from '../../lowering/columns.js';
import { firstPast, fitsFloat32 } from '../../lowering/float32-cuts.js';
import { binOf } from '../../model/binning.js';
import type { ColumnTable } from '../../model/column-table.js';
import { missingBin, splitCount, type Feature, type NumericFeature } from '../../model/feature.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';

/** Rows of a tile; see `wasm/tile.ts`. */
export const TILE = 64;

const FEATURE_WORDS = 12;
const COLUMN_WORDS = 4;
const KIND_VALUES = 0;
const KIND_BINS = 1;
const KIND_SET = 2;

/** Bins are u16 in the kernel. */
const MOST_CUTS = 65_533;

/**
 * Turns raw columns into the virtual columns of tiles, in the kernel.
 *
 * Numeric columns go in as float32; `TypedArray.set` rounds as `Math.fround` does, which is what
 * `compare: 'float32'` asks for. What float32 cannot carry exactly (a float64 column of a feature
 * compared in float64, and category codes) is binned here, and the kernel only spreads the bins.
 */
export class Binner {
  /** Virtual columns of a tile. */
  readonly columns: number;
  readonly #kernel: KernelExports;
  readonly #memory: KernelMemory;
  readonly #inputs: readonly Input[];
  readonly #records: number;
  #kinds: Uint32Array | undefined;
  #loaded = 0;

  /** @param rows - rows of a chunk, a multiple of two tiles. */
  constructor(
    kernel: KernelExports,
    memory: KernelMemory,
    features: readonly Feature[],
    { columns }: VirtualColumns,
    rows: number,
  ) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.columns = columns.length;
    const records: number[] = [];
    this.#inputs = features.flatMap((feature, index): Input[] => {
      const read = columns.flatMap((c, at) => (c.feature === index ? [{ ...c, at }] : []));
      if (read.length === 0) return [];
      const cuts = splitCount(feature);
      if (cuts > MOST_CUTS) {
        throw new RiskError('INTERNAL', `more than ${MOST_CUTS} cut points`, {
          path: feature.name,
        });
      }
      const levels = feature.kind === 'numeric' ? searchTree(feature) : [];
      const values = memory.reserve(4 * rows);
      const at = levels.map((level) => memory.place(level));
      const spread = memory.place(columnRecords(memory, read));
      records.push(
        feature.kind === 'numeric' ? KIND_VALUES : KIND_BINS,
        cuts,
        levels.length,
        values,
      );
      records.push(at[0] ?? 0, at[1] ?? 0, at[2] ?? 0, at[3] ?? 0);
      records.push(spread, read.length, missingBin(feature), 0);
      return [{ feature, index, values, rows }];
    });
    this.#records = memory.place(Uint32Array.from(records));
  }

  /** Bins rows [start, start + count) into `xb`: i8[tiles][columns][64]; gives the tiles: an even number. */
  binTiles(table: ColumnTable, start: number, count: number, xb: number): number {
    const tiles = 2 * Math.ceil(count / (2 * TILE));
    this.#load(table, start, count);
    const { length } = this.#inputs;
    this.#kernel.binTiles(this.#records, length, tiles, xb, this.columns * TILE);
    return tiles;
  }

  /** Bins one row into `row`: i8[columns]. */
  binRow(table: ColumnTable, row: number, at: number): void {
    this.#load(table, row, 1);
    this.#kernel.binRow(this.#records, this.#inputs.length, at);
  }

  /** Wipes the raw values of the rows last loaded, so that they do not outlive the call. */
  forget(): void {
    const count = this.#loaded;
    for (const { floats, bins } of this.#inputs) {
      if (floats) {
        if (count === 1) floats[0] = 0;
        else floats.fill(0, 0, count);
      }
      bins?.fill(0, 0, count);
    }
  }

  #load(table: ColumnTable, start: number, count: number): void {
    this.#loaded = count;
    this.#kinds ??= this.#memory.uint32(this.#records, this.#inputs.length * FEATURE_WORDS);
    for (let i = 0; i < this.#inputs.length; i++) {
      const input = this.#inputs[i]!;
      const column = table.columns[input.index]!;
      const exact = input.feature.kind === 'numeric' && fitsFloat32(input.feature, column);
      this.#kinds[i * FEATURE_WORDS] = exact ? KIND_VALUES : KIND_BINS;
      if (!exact) {
        const bins = (input.bins ??= this.#memory.uint16(input.values, input.rows));
        for (let row = 0; row < count; row++)
          bins[row] = binOf(input.feature, column[start + row]!);
        continue;
      }
      const values = (input.floats ??= this.#memory.float32(input.values, input.rows));
      // Two short-lived objects a column cost more than the copy when there is one row.
      if (count < 8) for (let row = 0; row < count; row++) values[row] = column[start + row]!;
      else values.set(column.subarray(start, start + count));
    }
  }
}

/** A feature that some virtual column reads, and where its values go. */
interface Input {
  readonly feature: Feature;
  readonly index: number;
  readonly values: number;
  readonly rows: number;
  floats?: Float32Array;
  bins?: Uint16Array;
}

function columnRecords(
  memory: KernelMemory,
  columns: readonly (VirtualColumn & { readonly at: number })[],
): Uint32Array {
  const words = new Uint32Array(columns.length * COLUMN_WORDS);
  columns.forEach((column, i) => {
    const isSet = column.kind === 'set';
    const kind = isSet ? KIND_SET : column.missing === 0 ? 0 : 1;
    const table = isSet ? memory.place(column.values.map((value) => value ^ 0x80)) : 0;
    words.set([column.at, kind, isSet ? 0 : column.base, table], i * COLUMN_WORDS);
  });
  return words;
}

/**
 * Cut points as a search tree of 16-ary nodes, finest level first; entry i of a level is the last
 * of node i on the level below. NaN pads: no value is past it. One node of padding follows each
 * level, for values past all cuts.
 */
function searchTree(feature: NumericFeature): Float32Array[] {
  const levels: Float32Array[] = [];
  let entries = Float32Array.from(feature.cuts, (cut) => firstPast(cut, feature.side === 'less'));
  for (;;) {
    const nodes = Math.max(1, Math.ceil(entries.length / 16));
    const level = new Float32Array((nodes + 1) * 16).fill(NaN);
    level.set(entries);
    levels.push(level);
    if (nodes === 1) break;
    entries = Float32Array.from({ length: nodes }, (_, node) => level[16 * node + 15]!);
  }
  // A single node has to be searched through a pivot level as well where the kernel expects two.
  if (levels.length === 1) levels.push(new Float32Array(32).fill(NaN));
  return levels;
}
