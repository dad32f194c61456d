import { binOf } from '../../model/binning.js';
import type { ColumnTable } from '../../model/column-table.js';
import { missingBin, splitCount, type Feature } from '../../model/feature.js';
import type { VirtualColumns } from '../../lowering/columns.js';
import { firstPast, fitsFloat32 } from '../../lowering/float32-cuts.js';
import { BIN_WGSL } from './bin.wgsl.js';
import { createPipeline, placeBuffer } from './device.js';
import { TILE, type Job } from './job.js';

const COLUMN_WORDS = 8;

/**
 * Raw columns to virtual columns, on the device: a float32 column is uploaded as it is, without a
 * look at its values here.
 */
export class BinPass {
  /** Raw columns that some virtual column reads. */
  readonly inputs: number;
  /** Virtual columns. */
  readonly columns: number;
  readonly #features: readonly { readonly feature: Feature; readonly index: number }[];
  readonly #pipeline: GPUComputePipeline;
  readonly #records: GPUBuffer;
  readonly #tables: GPUBuffer;

  constructor(
    readonly device: GPUDevice,
    features: readonly Feature[],
    { columns }: VirtualColumns,
  ) {
    const read = [...new Set(columns.map(({ feature }) => feature))];
    this.#features = read.map((index) => ({ feature: features[index]!, index }));
    this.inputs = read.length;
    this.columns = columns.length;
    const tables: number[] = [];
    const firstCut = this.#features.map(({ feature }) => {
      if (feature.kind === 'categorical') return 0;
      const past = Float32Array.from(feature.cuts, (cut) =>
        firstPast(cut, feature.side === 'less'),
      );
      return tables.push(...new Uint32Array(past.buffer).map(orderOf)) - past.length;
    });
    const records = new Uint32Array(columns.length * COLUMN_WORDS);
    columns.forEach((column, at) => {
      const input = read.indexOf(column.feature);
      const { feature } = this.#features[input]!;
      const cuts = feature.kind === 'numeric' ? splitCount(feature) : 0;
      const record = [input, firstCut[input]!, cuts, missingBin(feature)];
      if (column.kind === 'window') record.push(0, column.base, column.missing, 0);
      else record.push(1, 0, 0, tables.push(...column.values) - column.values.length);
      records.set(record, at * COLUMN_WORDS);
    });
    this.#pipeline = createPipeline(device, BIN_WGSL);
    this.#records = placeBuffer(device, records);
    this.#tables = placeBuffer(device, Uint32Array.from(tables));
  }

  /** Words of raw input that a number of rows takes. */
  rawWords(rows: number): number {
    return this.#firstRow + this.inputs * rows;
  }

  /**
   * Uploads rows [start, start + count), and bins them.
   *
   * @param rows - the job's: `count` rounded up to whole workgroups.
   * @returns u8[columns][rows], four to a word.
   */
  run(job: Job, table: ColumnTable, start: number, count: number, rows: number): GPUBuffer {
    const { queue } = this.device;
    const raw = job.reserve(this.rawWords(rows));
    const kinds = new Uint32Array(this.#firstRow);
    this.#features.forEach(({ feature, index }, input) => {
      const column = table.columns[index]!.subarray(start, start + count);
      const isExact = feature.kind === 'numeric' && fitsFloat32(feature, column);
      if (!isExact) kinds[input] = 1;
      const words = !isExact
        ? Uint32Array.from(column, (value) => binOf(feature, value))
        : column instanceof Float32Array
          ? column
          : Float32Array.from(column);
      queue.writeBuffer(
        raw,
        4 * (this.#firstRow + input * rows),
        words as Uint32Array<ArrayBuffer>,
      );
    });
    queue.writeBuffer(raw, 0, kinds);
    const columns = job.reserve((this.columns * rows) / 4);
    const params = job.params(rows / 4, this.#firstRow);
    const groups = Math.ceil(rows / 4 / TILE);
    const buffers = [params, raw, this.#records, this.#tables, columns];
    job.run(this.#pipeline, buffers, groups, this.columns);
    return columns;
  }

  dispose(): void {
    this.#records.destroy();
    this.#tables.destroy();
  }

  get #firstRow(): number {
    return Math.max(1, this.inputs);
  }
}

/** As in the shader: keeps the order of float32 numbers in their bits. */
function orderOf(bits: number): number {
  if (bits < 0x8000_0000) return bits + 0x8000_0000;
  return bits === 0x8000_0000 ? bits : ~bits >>> 0;
}
