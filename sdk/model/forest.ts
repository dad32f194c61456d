/** `Forest.feature` of a leaf. */
export const LEAF = 0xffff;

/**
 * A sum of trees over bins, as parallel arrays. Nodes of a tree are in preorder: the left child
 * of node `i` is `i + 1`, the right child `right[i]`; so a tree cannot have a cycle.
 *
 * A node sends a row left when
 * - the row's bin is the feature's "missing" bin and `defaultLeft[i]` is 1, or
 * - the feature is numeric and `bin <= split[i]`, or
 * - the feature is categorical and `bin` is in `categorySets[split[i]]`.
 */
export interface Forest {
  readonly kind: 'forest';
  /** First node of each tree, then the node count: u32[trees + 1]. */
  readonly treeStart: Uint32Array;
  /** Feature tested, or {@link LEAF}: u16[nodes]. */
  readonly feature: Uint16Array;
  /** Cut index (numeric) or category set (categorical); 0 in leaves: u16[nodes]. */
  readonly split: Uint16Array;
  /** Right child, counted from the forest's first node; 0 in leaves: u32[nodes]. */
  readonly right: Uint32Array;
  /** 1 when missing goes left: u8[nodes]. */
  readonly defaultLeft: Uint8Array;
  /** Leaf value in units of 2^-scaleBits; 0 in inner nodes: i32[nodes]. */
  readonly leaf: Int32Array;
  /** Training weight that reached the node (XGBoost: sum of hessians): f32[nodes]. */
  readonly cover: Float32Array;
  /** Sets of bins that go left. Each is a bit set over the feature's bins, "missing" not among them. */
  readonly categorySets: CategorySets;
  /** What the background population does at each leaf, for the background game. */
  readonly background?: BackgroundCounts;
}

export interface CategorySets {
  /** First word of each set, then the word count: u32[sets + 1]. */
  readonly start: Uint32Array;
  /** Bit b of word w: bin 32 w + b goes left. */
  readonly words: Uint32Array;
}

/**
 * For each leaf, how many background rows have which pattern. Bit u of a pattern says that the
 * row satisfies every condition on the leaf's u-th distinct feature, counted from the root.
 * This is all that exact background Shapley values need: the rows themselves never ship.
 */
export interface BackgroundCounts {
  /** Who the background is, e.g. `all` or `approved`. */
  readonly population: string;
  readonly rows: number;
  /** First entry of each leaf, leaves in node order, then the entry count: u32[leaves + 1]. */
  readonly start: Uint32Array;
  readonly pattern: Uint32Array;
  readonly count: Uint32Array;
}

export function treeCount(forest: Forest): number {
  return forest.treeStart.length - 1;
}

export function inCategorySet(sets: CategorySets, set: number, bin: number): boolean {
  const word = sets.start[set]! + (bin >>> 5);
  return word < sets.start[set + 1]! && ((sets.words[word]! >>> (bin & 31)) & 1) === 1;
}

/**
 * Whether a node sends a bin left.
 *
 * @param missing - the feature's "missing" bin.
 */
export function goesLeft(
  forest: Forest,
  node: number,
  bin: number,
  missing: number,
  categorical: boolean,
): boolean {
  if (bin === missing) return forest.defaultLeft[node] === 1;
  const split = forest.split[node]!;
  return categorical ? inCategorySet(forest.categorySets, split, bin) : bin <= split;
}
