import {
  bestLevelSplit,
  bestSplit,
  type FoundSplit,
  type SearchNode,
  type SearchSetup,
} from './split-search.js';

/** Which child of a split node has its histogram built; its sister's is what the parent has over it. */
export interface BuiltChild {
  /** Place of the parent in the level above. */
  readonly parent: number;
  readonly isLeft: boolean;
}

/** The histograms of a level of a tree, summed over the shards, and the search in them. */
export interface LevelCells {
  /** Takes the root's histogram, one part from each shard. */
  setRoot(parts: readonly Int32Array[]): void;
  /** Goes a level down. Split i has its children at places 2i (left) and 2i + 1. */
  descend(children: readonly BuiltChild[], parts: readonly Int32Array[]): void;
  /** Histogram of a place; valid until the level changes. */
  at(place: number): Int32Array;
  bestSplit(
    place: number,
    node: SearchNode,
    allowed: Uint8Array,
    setup: SearchSetup,
  ): FoundSplit | undefined;
  /** For nodes at places 0..nodes-1. */
  bestLevelSplit(
    nodes: readonly SearchNode[],
    root: Int32Array,
    allowed: Uint8Array,
    setup: SearchSetup,
  ): FoundSplit | undefined;
}

/** @param size - of a histogram, in words. */
export function createPlainCells(size: number): LevelCells {
  return new PlainCells(size);
}

class PlainCells implements LevelCells {
  #level = new Int32Array(0);

  constructor(readonly size: number) {}

  setRoot(parts: readonly Int32Array[]): void {
    this.#level = new Int32Array(this.size);
    addParts(this.#level, parts, 0);
  }

  descend(children: readonly BuiltChild[], parts: readonly Int32Array[]): void {
    const { size } = this;
    const above = this.#level;
    this.#level = new Int32Array(2 * size * children.length);
    children.forEach(({ parent, isLeft }, i) => {
      const left = this.at(2 * i);
      const right = this.at(2 * i + 1);
      const [built, other] = isLeft ? [left, right] : [right, left];
      addParts(built, parts, i * size);
      const whole = above.subarray(parent * size, (parent + 1) * size);
      for (let word = 0; word < size; word++) other[word] = whole[word]! - built[word]!;
    });
  }

  at(place: number): Int32Array {
    return this.#level.subarray(place * this.size, (place + 1) * this.size);
  }

  bestSplit(
    place: number,
    node: SearchNode,
    allowed: Uint8Array,
    setup: SearchSetup,
  ): FoundSplit | undefined {
    return bestSplit(this.at(place), node, allowed, setup);
  }

  bestLevelSplit(
    nodes: readonly SearchNode[],
    root: Int32Array,
    allowed: Uint8Array,
    setup: SearchSetup,
  ): FoundSplit | undefined {
    return bestLevelSplit(this.#level, nodes, root, allowed, setup);
  }
}

/** Adds up what the shards have from `first` on. Sums of hessians wrap as u32, which they are. */
function addParts(sum: Int32Array, parts: readonly Int32Array[], first: number): void {
  for (const part of parts) {
    for (let word = 0; word < sum.length; word++) sum[word]! += part[first + word]!;
  }
}
