import { LEAF, treeCount, type Forest } from '../model/forest.js';
import type { VirtualColumns } from './columns.js';

/**
 * A forest laid out for scoring by comparing a row with all nodes of the upper levels at once:
 * every tree padded to a perfect heap, trees of one height together. The order of the trees does
 * not matter, because leaves are integers.
 */
export interface HeapProgram {
  /** Sum of the trees that are a single leaf. */
  readonly constant: number;
  readonly groups: readonly HeapGroup[];
}

/** Trees of one height. Node `i` of a heap has the children `2 i + 1` and `2 i + 2`. */
export interface HeapGroup {
  /** Levels of inner nodes: 3 to 8. */
  readonly levels: number;
  readonly trees: number;
  /** Virtual column tested: u16[trees][2^levels - 1]. */
  readonly column: Uint16Array;
  /** Threshold minus 128: i8, as `column`. A padding node has 127, so that rows go left. */
  readonly threshold: Int8Array;
  /** Leaf values, or with `walk` the node to go on from: i32[trees][2^levels]. */
  readonly exit: Int32Array;
  /** What lies below the heap, in trees too high to be padded. */
  readonly walk?: WalkNodes;
}

/** Nodes that rows walk one by one. The right child follows the left one. */
export interface WalkNodes {
  readonly column: Uint16Array;
  /** Threshold minus 128; 127 in leaves, where nobody goes right. */
  readonly threshold: Int8Array;
  /** Left child; a leaf is its own. */
  readonly left: Uint32Array;
  /** Leaf value; 0 in inner nodes. */
  readonly value: Int32Array;
}

/** Padding doubles with each level: higher trees are walked below their first six levels. */
const HIGHEST_HEAP = 8;
const WALKED_HEAP = 6;

/** Lays out a forest for scoring; `columns` is the forest's own lowering. */
export function lowerHeaps(forest: Forest, columns: VirtualColumns): HeapProgram {
  const classes = new Map<number, number[]>();
  let constant = 0;
  for (let tree = 0; tree < treeCount(forest); tree++) {
    const root = forest.treeStart[tree]!;
    if (forest.feature[root] === LEAF) {
      constant += forest.leaf[root]!;
      continue;
    }
    const height = treeHeight(forest, root, forest.treeStart[tree + 1]!);
    const levels = Math.max(3, Math.min(height, HIGHEST_HEAP + 1));
    const roots = classes.get(levels);
    if (roots) roots.push(root);
    else classes.set(levels, [root]);
  }
  const groups = [...classes.entries()]
    .sort(([a], [b]) => a - b)
    .map(([levels, roots]) =>
      levels > HIGHEST_HEAP
        ? heapGroup(forest, columns, roots, WALKED_HEAP, true)
        : heapGroup(forest, columns, roots, levels, false),
    );
  return { constant, groups };
}

/** Longest way down, in inner nodes. Without recursion: a tree may be one long chain. */
function treeHeight(forest: Forest, root: number, end: number): number {
  const below = new Uint32Array(end - root);
  for (let node = end - 1; node >= root; node--) {
    if (forest.feature[node] === LEAF) continue;
    below[node - root] = 1 + Math.max(below[node + 1 - root]!, below[forest.right[node]! - root]!);
  }
  return below[0]!;
}

function heapGroup(
  forest: Forest,
  columns: VirtualColumns,
  roots: readonly number[],
  levels: number,
  walked: boolean,
): HeapGroup {
  const inner = 2 ** levels - 1;
  const column = new Uint16Array(roots.length * inner);
  const threshold = new Int8Array(roots.length * inner).fill(127);
  const exit = new Int32Array(roots.length * (inner + 1));
  const walk = new WalkBuilder(forest, columns);

  roots.forEach((root, tree) => {
    const fill = (place: number, node: number): void => {
      if (place >= inner) {
        exit[tree * (inner + 1) + place - inner] = walked ? walk.add(node) : forest.leaf[node]!;
        return;
      }
      let right = node;
      let left = node;
      if (forest.feature[node] !== LEAF) {
        column[tree * inner + place] = columns.column[node]!;
        threshold[tree * inner + place] = columns.threshold[node]! - 128;
        left = node + 1;
        right = forest.right[node]!;
      }
      fill(2 * place + 1, left);
      fill(2 * place + 2, right);
    };
    fill(0, root);
  });
  const group = { levels, trees: roots.length, column, threshold, exit };
  return walked ? { ...group, walk: walk.build() } : group;
}

/** Lays out the parts of trees that are walked, children side by side. */
class WalkBuilder {
  readonly #forest: Forest;
  readonly #columns: VirtualColumns;
  /** Node of the forest at each place. */
  readonly #source: number[] = [];
  readonly #left: number[] = [];
  /** Where a node was put: a leaf above the heap's floor is asked for by several exits. */
  readonly #placed = new Map<number, number>();

  constructor(forest: Forest, columns: VirtualColumns) {
    this.#forest = forest;
    this.#columns = columns;
  }

  /** Lays out a node and all below it; gives its place. */
  add(root: number): number {
    const known = this.#placed.get(root);
    if (known !== undefined) return known;
    const first = this.#push(root);
    this.#placed.set(root, first);
    for (let place = first; place < this.#source.length; place++) {
      const node = this.#source[place]!;
      if (this.#forest.feature[node] === LEAF) continue;
      this.#left[place] = this.#push(node + 1);
      this.#push(this.#forest.right[node]!);
    }
    return first;
  }

  #push(node: number): number {
    const place = this.#source.length;
    this.#source.push(node);
    this.#left.push(place);
    return place;
  }

  build(): WalkNodes {
    const { feature, leaf } = this.#forest;
    const { column, threshold } = this.#columns;
    const isLeaf = (node: number): boolean => feature[node] === LEAF;
    return {
      column: Uint16Array.from(this.#source, (node) => (isLeaf(node) ? 0 : column[node]!)),
      threshold: Int8Array.from(this.#source, (n) => (isLeaf(n) ? 127 : threshold[n]! - 128)),
      left: Uint32Array.from(this.#left),
      value: Int32Array.from(this.#source, (node) => (isLeaf(node) ? leaf[node]! : 0)),
    };
  }
}
