import { KernelHeap } from './kernel-heap.js';
import type { BoostExports } from './kernel.js';
import type { FeatureShape } from './layout.js';
import type { BuiltChild, LevelCells } from './level-cells.js';
import type { FoundSplit, SearchNode, SearchSetup } from './split-search.js';

const SHAPE_WORDS = 3;
/** An order: how many bins, then the bins. */
const ORDER_BYTES = 256;
const NODE_BYTES = 32;
const KINDS = { ordered: 0, sorted: 1, single: 2 } as const;

/** Histograms of a level in the kernel's memory. */
export function createKernelCells(
  kernel: BoostExports,
  shapes: readonly FeatureShape[],
  stride: number,
): LevelCells {
  return new KernelCells(kernel, shapes, stride);
}

/** A piece of memory that is made anew, larger, when it is too small. */
interface Room {
  at: number;
  byteLength: number;
}

class KernelCells implements LevelCells {
  readonly #kernel: BoostExports;
  readonly #heap: KernelHeap;
  readonly #features: number;
  readonly #width: number;
  /** Words of a histogram. */
  readonly #size: number;
  readonly #shapes: number;
  readonly #orders: number;
  readonly #allowed: number;
  readonly #found: number;
  readonly #root: Room = { at: 0, byteLength: 0 };
  readonly #part: Room = { at: 0, byteLength: 0 };
  readonly #nodes: Room = { at: 0, byteLength: 0 };
  #level: Room = { at: 0, byteLength: 0 };
  #above: Room = { at: 0, byteLength: 0 };
  #setup: SearchSetup | undefined;
  #rootOf: Int32Array | undefined;

  constructor(kernel: BoostExports, shapes: readonly FeatureShape[], stride: number) {
    this.#kernel = kernel;
    const heap = (this.#heap = new KernelHeap(kernel));
    this.#features = shapes.length;
    this.#width = 8 * stride;
    this.#size = 2 * stride * shapes.length;
    this.#shapes = heap.reserve(4 * SHAPE_WORDS * shapes.length);
    this.#orders = heap.reserve(ORDER_BYTES * shapes.length);
    this.#allowed = heap.reserve(shapes.length);
    this.#found = heap.reserve(12);
    const words = shapes.flatMap(({ kind, values, monotone }) => [KINDS[kind], values, monotone]);
    heap.integers(this.#shapes, words.length).set(words);
  }

  setRoot(parts: readonly Int32Array[]): void {
    this.#make(this.#level, 4 * this.#size);
    this.#put(this.#level.at, parts, 0);
  }

  descend(children: readonly BuiltChild[], parts: readonly Int32Array[]): void {
    const size = this.#size;
    [this.#level, this.#above] = [this.#above, this.#level];
    this.#make(this.#level, 8 * size * children.length);
    children.forEach(({ parent, isLeft }, i) => {
      const left = this.#level.at + 8 * size * i;
      const right = left + 4 * size;
      const [built, other] = isLeft ? [left, right] : [right, left];
      this.#put(built, parts, i * size);
      this.#kernel.subtractWords(other, this.#above.at + 4 * size * parent, built, size);
    });
  }

  at(place: number): Int32Array {
    return this.#heap.integers(this.#level.at + 4 * this.#size * place, this.#size);
  }

  bestSplit(
    place: number,
    node: SearchNode,
    allowed: Uint8Array,
    setup: SearchSetup,
  ): FoundSplit | undefined {
    this.#prepare([node], allowed, setup);
    const cells = this.#level.at + 4 * this.#size * place;
    this.#kernel.bestSplit(cells, this.#nodes.at, this.#allowed, this.#found);
    return this.#result();
  }

  bestLevelSplit(
    nodes: readonly SearchNode[],
    root: Int32Array,
    allowed: Uint8Array,
    setup: SearchSetup,
  ): FoundSplit | undefined {
    this.#prepare(nodes, allowed, setup);
    if (root !== this.#rootOf) {
      this.#make(this.#root, 4 * this.#size);
      this.#heap.integers(this.#root.at, this.#size).set(root);
      this.#rootOf = root;
    }
    const size = 4 * this.#size;
    this.#kernel.bestLevelSplit(
      this.#level.at,
      size,
      this.#nodes.at,
      nodes.length,
      this.#root.at,
      this.#allowed,
      this.#found,
    );
    return this.#result();
  }

  /** Sums up what the shards have from `first` on. */
  #put(at: number, parts: readonly Int32Array[], first: number): void {
    const size = this.#size;
    parts.forEach((part, i) => {
      const words = part.subarray(first, first + size);
      if (i === 0) {
        this.#heap.integers(at, size).set(words);
        return;
      }
      this.#make(this.#part, 4 * size);
      this.#heap.integers(this.#part.at, size).set(words);
      this.#kernel.addWords(at, this.#part.at, size);
    });
  }

  #prepare(nodes: readonly SearchNode[], allowed: Uint8Array, setup: SearchSetup): void {
    if (setup !== this.#setup) {
      this.#setup = setup;
      this.#kernel.setSearch(
        this.#shapes,
        this.#orders,
        this.#features,
        this.#width,
        setup.lambda,
        setup.minChild,
        setup.leastGain,
        setup.gradientUnit,
        setup.hessianUnit,
      );
      setup.orders.forEach((order, feature) => {
        const bytes = this.#heap.bytes(this.#orders + ORDER_BYTES * feature, ORDER_BYTES);
        bytes[0] = order.length;
        bytes.set(order, 1);
      });
    }
    this.#make(this.#nodes, NODE_BYTES * nodes.length);
    const doubles = this.#heap.doubles(this.#nodes.at, 4 * nodes.length);
    const sums = this.#heap.integers(this.#nodes.at, 8 * nodes.length);
    nodes.forEach(({ gradient, hessian, low, high, score }, n) => {
      sums[8 * n] = hessian;
      sums[8 * n + 1] = gradient;
      doubles[4 * n + 1] = low;
      doubles[4 * n + 2] = high;
      doubles[4 * n + 3] = score;
    });
    this.#heap.bytes(this.#allowed, allowed.length).set(allowed);
  }

  #result(): FoundSplit | undefined {
    const [feature, entry, missing] = this.#heap.integers(this.#found, 3);
    if (feature! < 0) return undefined;
    return {
      feature: feature!,
      entry: entry!,
      missingLeft: missing === 2 ? undefined : missing === 1,
    };
  }

  #make(room: Room, byteLength: number): void {
    if (byteLength <= room.byteLength) return;
    room.at = this.#heap.reserve(byteLength);
    room.byteLength = byteLength;
  }
}
