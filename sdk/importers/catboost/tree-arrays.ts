import type { CategorySplit } from '../trees/source-trees.js';

/** Trees under construction, end to end, in the form of SourceTrees. Every node begins as a leaf. */
export class TreeArrays {
  readonly start: Uint32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly value: Float64Array;
  readonly missingLeft: Uint8Array;
  readonly cover: Float64Array;
  readonly categories = new Map<number, CategorySplit>();
  #trees = 0;

  constructor(trees: number, nodes: number) {
    this.start = new Uint32Array(trees + 1);
    this.left = new Int32Array(nodes).fill(-1);
    this.right = new Int32Array(nodes).fill(-1);
    this.feature = new Int32Array(nodes);
    this.value = new Float64Array(nodes);
    this.missingLeft = new Uint8Array(nodes);
    this.cover = new Float64Array(nodes);
  }

  /** Where the next tree begins. */
  open(): number {
    return this.start[this.#trees]!;
  }

  /** Ends the tree that {@link TreeArrays.open} began. */
  close(nodes: number): void {
    this.start[this.#trees + 1] = this.open() + nodes;
    this.#trees++;
  }
}
