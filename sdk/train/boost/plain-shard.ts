import type { TrainRows } from '../train-rows.js';
import { measureLogLoss, measureSquaredError, quantise } from './gradients.js';
import type { LevelSplit, Shard, ShardSetup, ShardSums } from './shard.js';

/** Rows of a node, as a range of the order in which nodes lie together. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** A shard in plain TypeScript: what the kernel is tried against, and what runs where it may not. */
export function createPlainShard(rows: TrainRows, setup: ShardSetup): Shard {
  return new PlainShard(rows, setup);
}

class PlainShard implements Shard {
  readonly #setup: ShardSetup;
  readonly #bins: readonly Uint8Array[];
  readonly #target: Float32Array;
  readonly #weight: Float32Array | undefined;
  readonly #margins: Int32Array;
  /** Hessian and gradient of each row, first as float32, then as integers in the same place. */
  readonly #pairs: Float32Array;
  readonly #integers: Int32Array;
  readonly #order: Int32Array;
  readonly #moved: Int32Array;
  #level: Range[] = [];
  #leaves: Range[] = [];

  constructor(rows: TrainRows, setup: ShardSetup) {
    this.#setup = setup;
    this.#bins = rows.bins;
    this.#target = Float32Array.from(rows.target);
    this.#weight = rows.weight && Float32Array.from(rows.weight);
    this.#margins = new Int32Array(rows.rows).fill(setup.intercept);
    this.#pairs = new Float32Array(2 * rows.rows);
    this.#integers = new Int32Array(this.#pairs.buffer);
    this.#order = new Int32Array(rows.rows);
    this.#moved = new Int32Array(rows.rows);
  }

  async measure(): Promise<ShardSums> {
    const measure = this.#setup.objective === 'log-loss' ? measureLogLoss : measureSquaredError;
    const { sizeScale, lossScale } = this.#setup;
    return measure(this.#margins, this.#target, this.#weight, this.#pairs, sizeScale, lossScale);
  }

  async startTree(gradientScale?: number): Promise<Int32Array> {
    this.#open();
    if (gradientScale === undefined) return new Int32Array(0);
    quantise(this.#pairs, this.#integers, this.#setup.hessianScale, gradientScale);
    return this.histograms(Int32Array.of(0));
  }

  async split({ feature, right }: LevelSplit): Promise<Int32Array> {
    const next: Range[] = [];
    this.#level.forEach((range, node) => {
      const tested = feature[node]!;
      if (tested < 0) this.#leaves.push(range);
      else next.push(...this.#partition(range, tested, right.subarray(256 * node)));
    });
    this.#level = next;
    return Int32Array.from(next, ({ start, end }) => end - start);
  }

  async histograms(nodes: Int32Array): Promise<Int32Array> {
    const { stride } = this.#setup;
    const size = 2 * stride * this.#bins.length;
    const cells = new Int32Array(size * nodes.length);
    nodes.forEach((node, i) => {
      const { start, end } = this.#level[node]!;
      this.#bins.forEach((column, f) => {
        const first = i * size + 2 * stride * f;
        for (let at = start; at < end; at++) {
          const row = this.#order[at]!;
          const cell = first + 2 * column[row]!;
          cells[cell]! += this.#integers[2 * row]!;
          cells[cell + 1]! += this.#integers[2 * row + 1]!;
        }
      });
    });
    return cells;
  }

  async endTree(values: Int32Array, level?: LevelSplit): Promise<ShardSums> {
    const ranges = [...this.#leaves];
    this.#level.forEach((range, node) => {
      const tested = level ? level.feature[node]! : -1;
      if (tested < 0) ranges.push(range);
      else ranges.push(...this.#partition(range, tested, level!.right.subarray(256 * node)));
    });
    ranges.forEach((range, leaf) => this.#add(range, values[leaf]!));
    return this.measure();
  }

  close(): void {
    this.#level = [];
    this.#leaves = [];
  }

  #open(): void {
    for (let row = 0; row < this.#order.length; row++) this.#order[row] = row;
    this.#level = [{ start: 0, end: this.#order.length }];
    this.#leaves = [];
  }

  #add({ start, end }: Range, value: number): void {
    for (let at = start; at < end; at++) this.#margins[this.#order[at]!]! += value;
  }

  /** Moves the rows that go left before the others; both keep their order. */
  #partition({ start, end }: Range, feature: number, right: Uint8Array): [Range, Range] {
    const column = this.#bins[feature]!;
    let left = start;
    let others = 0;
    for (let at = start; at < end; at++) {
      const row = this.#order[at]!;
      if (right[column[row]!]) this.#moved[others++] = row;
      else this.#order[left++] = row;
    }
    this.#order.set(this.#moved.subarray(0, others), left);
    return [
      { start, end: left },
      { start: left, end },
    ];
  }
}
