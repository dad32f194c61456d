import type { TrainRows } from '../train-rows.js';
import { KernelHeap } from './kernel-heap.js';
import type { BoostExports } from './kernel.js';
import type { LevelSplit, Shard, ShardSetup, ShardSums } from './shard.js';

/** Rows of a node: where they lie in the order, and how many. */
interface Range {
  readonly start: number;
  readonly count: number;
}

/** A shard whose rows live in the kernel's memory. */
export function createKernelShard(kernel: BoostExports, rows: TrainRows, setup: ShardSetup): Shard {
  return new KernelShard(kernel, rows, setup);
}

class KernelShard implements Shard {
  readonly #kernel: BoostExports;
  readonly #heap: KernelHeap;
  readonly #setup: ShardSetup;
  readonly #rows: number;
  readonly #features: number;
  /** Bytes from one column to the next, and from one row to the next. */
  readonly #columnBytes: number;
  readonly #rowBytes: number;
  readonly #columns: number;
  /** The bins once more, row by row; only where histograms are made. */
  #rowBins = 0;
  readonly #target: number;
  readonly #weight: number;
  readonly #margins: number;
  readonly #pairs: number;
  readonly #order: number;
  readonly #moved: number;
  readonly #right: number;
  readonly #sums: number;
  #cells = 0;
  #cellsBytes = 0;
  #level: Range[] = [];
  #leaves: Range[] = [];

  constructor(kernel: BoostExports, rows: TrainRows, setup: ShardSetup) {
    this.#kernel = kernel;
    this.#setup = setup;
    this.#rows = rows.rows;
    this.#features = rows.bins.length;
    const heap = (this.#heap = new KernelHeap(kernel));
    // The kernel takes four rows or features at a time.
    const room = Math.ceil(rows.rows / 4) * 4;
    this.#columnBytes = room;
    this.#rowBytes = Math.ceil(rows.bins.length / 4) * 4;
    this.#columns = heap.reserve(room * this.#rowBytes);
    this.#target = heap.reserve(4 * room);
    this.#weight = rows.weight ? heap.reserve(4 * room) : 0;
    this.#margins = heap.reserve(4 * room);
    this.#pairs = heap.reserve(8 * room);
    this.#order = heap.reserve(4 * room);
    this.#moved = heap.reserve(4 * room);
    this.#right = heap.reserve(256);
    this.#sums = heap.reserve(16);
    rows.bins.forEach((column, f) => heap.bytes(this.#column(f), room).set(column));
    heap.singles(this.#target, room).set(rows.target);
    if (rows.weight) heap.singles(this.#weight, room).set(rows.weight);
    heap.integers(this.#margins, room).fill(setup.intercept);
  }

  async measure(): Promise<ShardSums> {
    const { objective, sizeScale, lossScale } = this.#setup;
    const measure =
      objective === 'log-loss' ? this.#kernel.measureLogLoss : this.#kernel.measureSquaredError;
    const [margins, target, weight, pairs] = [
      this.#margins,
      this.#target,
      this.#weight,
      this.#pairs,
    ];
    measure(margins, target, weight, pairs, this.#rows, sizeScale, lossScale, this.#sums);
    const [loss, size] = this.#heap.doubles(this.#sums, 2);
    return { loss: loss!, size: size! };
  }

  async startTree(gradientScale?: number): Promise<Int32Array> {
    this.#level = [{ start: 0, count: this.#rows }];
    this.#leaves = [];
    if (gradientScale === undefined) return new Int32Array(0);
    this.#makeRowBins();
    this.#kernel.quantise(this.#pairs, this.#rows, this.#setup.hessianScale, gradientScale);
    return this.histograms(Int32Array.of(0));
  }

  async split(level: LevelSplit): Promise<Int32Array> {
    const next: Range[] = [];
    this.#level.forEach((range, node) => {
      if (level.feature[node]! < 0) this.#leaves.push(range);
      else next.push(...this.#part(range, level, node));
    });
    this.#level = next;
    return Int32Array.from(next, ({ count }) => count);
  }

  async histograms(nodes: Int32Array): Promise<Int32Array> {
    const width = 8 * this.#setup.stride;
    const size = width * this.#features;
    const bytes = size * nodes.length;
    if (bytes > this.#cellsBytes) {
      this.#cells = this.#heap.reserve(bytes);
      this.#cellsBytes = bytes;
    }
    this.#heap.bytes(this.#cells, bytes).fill(0);
    const { addRoot, addRows } = this.#kernel;
    nodes.forEach((node, i) => {
      const { start, count } = this.#level[node]!;
      const cells = this.#cells + i * size;
      const [bins, rowBytes, features, pairs] = [
        this.#rowBins,
        this.#rowBytes,
        this.#features,
        this.#pairs,
      ];
      if (count === this.#rows) addRoot(cells, bins, rowBytes, features, width, pairs, count);
      else {
        const order = this.#order + 4 * start;
        addRows(cells, bins, rowBytes, features, width, pairs, order, count);
      }
    });
    return this.#heap.integers(this.#cells, bytes / 4).slice();
  }

  async endTree(values: Int32Array, level?: LevelSplit): Promise<ShardSums> {
    const { addLeaf, addLeaves } = this.#kernel;
    let next = 0;
    const orderOf = (range: Range) => (this.#isWhole(range) ? 0 : this.#order + 4 * range.start);
    for (const range of this.#leaves) {
      addLeaf(this.#margins, orderOf(range), range.count, values[next++]!);
    }
    this.#level.forEach((range, node) => {
      const feature = level ? level.feature[node]! : -1;
      if (feature < 0) {
        addLeaf(this.#margins, orderOf(range), range.count, values[next++]!);
        return;
      }
      const column = this.#column(feature);
      const right = this.#placeRight(level!, node);
      const [left, other] = [values[next++]!, values[next++]!];
      addLeaves(this.#margins, orderOf(range), range.count, column, right, left, other);
    });
    return this.measure();
  }

  close(): void {
    this.#level = [];
    this.#leaves = [];
  }

  #column(feature: number): number {
    return this.#columns + feature * this.#columnBytes;
  }

  /** Whether a node is all rows, in their own order: then the order is not written yet. */
  #isWhole({ count }: Range): boolean {
    return count === this.#rows && this.#level.length + this.#leaves.length === 1;
  }

  #placeRight({ right }: LevelSplit, node: number): number {
    this.#heap.bytes(this.#right, 256).set(right.subarray(256 * node, 256 * node + 256));
    return this.#right;
  }

  #part(range: Range, level: LevelSplit, node: number): [Range, Range] {
    const { partition, partitionAll } = this.#kernel;
    const column = this.#column(level.feature[node]!);
    const right = this.#placeRight(level, node);
    const { start, count } = range;
    const order = this.#order + 4 * start;
    const left = this.#isWhole(range)
      ? partitionAll(order, count, column, right, this.#moved)
      : partition(order, count, column, right, this.#moved);
    return [
      { start, count: left },
      { start: start + left, count: count - left },
    ];
  }

  #makeRowBins(): void {
    if (this.#rowBins > 0) return;
    this.#rowBins = this.#heap.reserve(this.#rowBytes * this.#columnBytes);
    for (let f = 0; f < this.#rowBytes; f += 4) {
      const to = this.#rowBins + f;
      this.#kernel.transpose(this.#column(f), this.#columnBytes, this.#rows, to, this.#rowBytes);
    }
  }
}
