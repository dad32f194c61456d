import { RiskError } from '../../core/errors.js';
import type { VirtualColumn, VirtualColumns } from '../../lowering/columns.js';
import { firstPast } from '../../lowering/float32-cuts.js';
import { binOf } from '../../model/binning.js';
import type { ColumnTable } from '../../model/column-table.js';
import { missingBin, splitCount, type Feature, type NumericFeature } from '../../model/feature.js';
import type { KernelExports } from './kernel.js';
import type { KernelMemory } from './kernel-memory.js';

/** Rows of a tile; see `wasm/tile.ts`. */
export const TILE = 64;

const COLUMN_WORDS = 4;
/** Of a feature: what its values go in as. See `wasm/binning.ts`. */
const KIND_SINGLES = 0;
const KIND_BINS = 1;
const KIND_DOUBLES = 2;
const KIND_ZEROS = 3;
/** Of a column. */
const KIND_SET = 2;

/** Bins are u16 in the kernel. */
const MOST_CUTS = 65_533;

/**
 * Turns raw columns into the virtual columns of tiles, in the kernel.
 *
 * Numeric columns go in in the precision in which they are compared; `TypedArray.set` rounds to
 * float32 as `Math.fround` does. Category codes are binned here: the kernel only spreads the bins.
 */
export class Binner {
  /** Virtual columns of a tile. */
  readonly columns: number;
  readonly #kernel: KernelExports;
  readonly #memory: KernelMemory;
  readonly #inputs: readonly Input[];
  readonly #records: number;
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
      const past = feature.kind === 'numeric' ? numbersPast(feature) : undefined;
      const levels = past ? searchTree(past) : [];
      const kind = kindOf(feature);
      const values = memory.reserve((kind >= KIND_DOUBLES ? 8 : 4) * rows);
      const at = levels.map((level) => memory.place(level));
      const spread = memory.place(columnRecords(memory, read));
      const doubles = past && kind >= KIND_DOUBLES ? memory.place(afterFirst(past)) : 0;
      records.push(kind, cuts, levels.length, values);
      records.push(at[0] ?? 0, at[1] ?? 0, at[2] ?? 0, at[3] ?? 0);
      records.push(spread, read.length, missingBin(feature), doubles);
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
    for (const input of this.#inputs) {
      const { feature, values: at, rows } = input;
      const column = table.columns[input.index]!;
      if (feature.kind === 'categorical') {
        const bins = (input.bins ??= this.#memory.uint16(at, rows));
        for (let row = 0; row < count; row++) bins[row] = binOf(feature, column[start + row]!);
        continue;
      }
      const values = (input.floats ??=
        feature.compare === 'float32'
          ? this.#memory.float32(at, rows)
          : this.#memory.float64(at, rows));
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
  floats?: Float32Array | Float64Array;
  bins?: Uint16Array;
}

function kindOf(feature: Feature): number {
  if (feature.kind === 'categorical') return KIND_BINS;
  if (feature.compare === 'float32') return KIND_SINGLES;
  return feature.zeroIsMissing ? KIND_ZEROS : KIND_DOUBLES;
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

/** The smallest number past each cut, in the precision of the comparison. */
function numbersPast({ cuts, side, compare }: NumericFeature): Float64Array {
  if (side === 'less') return cuts;
  return cuts.map((cut) => (compare === 'float32' ? firstPast(cut, false) : nextFloat64(cut)));
}

/** Cut points behind one that no value lies below: entry n is the last of n that a value is past. */
function afterFirst(cuts: Float64Array): Float64Array {
  const placed = new Float64Array(cuts.length + 1).fill(-Infinity);
  placed.set(cuts, 1);
  return placed;
}

/**
 * Cut points, rounded to float32, as a search tree of 16-ary nodes, finest level first; entry i of
 * a level is the last of node i on the level below. NaN pads: no value is past it. One node of
 * padding follows each level, for values past all cuts.
 */
function searchTree(cuts: Float64Array): Float32Array[] {
  const levels: Float32Array[] = [];
  let entries = Float32Array.from(cuts);
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

const DOUBLE = new Float64Array(1);
const DOUBLE_BITS = new BigInt64Array(DOUBLE.buffer);

function nextFloat64(value: number): number {
  // -0 is 0 here: next to both is the smallest number.
  DOUBLE[0] = value || 0;
  DOUBLE_BITS[0]! += value < 0 ? -1n : 1n;
  return DOUBLE[0]!;
}
