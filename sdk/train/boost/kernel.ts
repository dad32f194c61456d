import { fromHex } from '../../core/bytes.js';
import type { TrainRows } from '../train-rows.js';
import { KERNEL_HEX } from './kernel-bytes.js';
import { createKernelCells } from './kernel-cells.js';
import { createKernelShard } from './kernel-shard.js';
import type { FeatureShape } from './layout.js';
import type { LevelCells } from './level-cells.js';
import type { Shard, ShardSetup } from './shard.js';

/** The compiled kernel: the same numbers as plain TypeScript, sooner. */
export interface BoostKernel {
  createShard(rows: TrainRows, setup: ShardSetup): Shard;
  createCells(shapes: readonly FeatureShape[], stride: number): LevelCells;
}

/** What the compiled kernel exports; see `wasm/boost/`. Addresses are bytes in `memory`. */
export interface BoostExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  measureLogLoss(...rows: MeasureArguments): void;
  measureSquaredError(...rows: MeasureArguments): void;
  quantise(pairs: number, rows: number, hessianScale: number, gradientScale: number): void;
  transpose(columns: number, columnBytes: number, rows: number, to: number, rowBytes: number): void;
  addRoot(
    cells: number,
    bins: number,
    rowBytes: number,
    features: number,
    width: number,
    pairs: number,
    rows: number,
  ): void;
  addRows(
    cells: number,
    bins: number,
    rowBytes: number,
    features: number,
    width: number,
    pairs: number,
    order: number,
    count: number,
  ): void;
  addWords(to: number, from: number, words: number): void;
  subtractWords(to: number, whole: number, part: number, words: number): void;
  partition(order: number, count: number, column: number, right: number, moved: number): number;
  partitionAll(order: number, rows: number, column: number, right: number, moved: number): number;
  addLeaf(margins: number, order: number, count: number, value: number): void;
  addLeaves(
    margins: number,
    order: number,
    count: number,
    column: number,
    right: number,
    leftValue: number,
    rightValue: number,
  ): void;
  setSearch(
    shapes: number,
    orders: number,
    features: number,
    width: number,
    lambda: number,
    minChild: number,
    leastGain: number,
    gradientUnit: number,
    hessianUnit: number,
  ): void;
  bestSplit(cells: number, node: number, allowed: number, found: number): void;
  bestLevelSplit(
    level: number,
    size: number,
    nodes: number,
    count: number,
    root: number,
    allowed: number,
    found: number,
  ): void;
}

type MeasureArguments = [
  margins: number,
  target: number,
  weight: number,
  pairs: number,
  rows: number,
  sizeScale: number,
  lossScale: number,
  sums: number,
];

let compiled: Promise<BoostKernel | null> | undefined;

/**
 * Compiles the booster's kernel, once; `null` where a page's policy lacks `wasm-unsafe-eval`, or
 * there is no SIMD128. What is trained is the same without it.
 */
export function compileBoostKernel(): Promise<BoostKernel | null> {
  return (compiled ??= compile());
}

async function compile(): Promise<BoostKernel | null> {
  if (typeof WebAssembly !== 'object') return null;
  try {
    const bytes = fromHex(KERNEL_HEX);
    if (!WebAssembly.validate(bytes)) return null;
    const module = await WebAssembly.compile(bytes);
    const instantiate = () =>
      new WebAssembly.Instance(module, {}).exports as unknown as BoostExports;
    // WebKit compiles what its policy forbids to run.
    instantiate();
    return {
      createShard: (rows, setup) => createKernelShard(instantiate(), rows, setup),
      createCells: (shapes, stride) => createKernelCells(instantiate(), shapes, stride),
    };
  } catch {
    return null;
  }
}
