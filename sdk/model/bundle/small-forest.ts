import { LEAF, treeCount, type Forest } from '../forest.js';
import { MOST_FULL_LEAVES } from './places-tested.js';
import { SMALL_FROM, smallIntegers } from './small-numbers.js';

/** The leaves of a forest in a byte or two each: the value is `leaf << shift` of its tree. */
export interface SmallLeaves {
  readonly leaf: Int8Array | Int16Array;
  /** One per tree; all 0 is not stored. */
  readonly shift: Uint8Array;
}

/** Which tests a forest makes, without those that its form implies. */
export interface SmallTests {
  /** Nodes whose tests are stored: all inner ones, or the leftmost of each level. */
  readonly nodes: readonly number[];
  /** One for each node: 1 where it makes a test. */
  readonly shape: readonly number[];
  /** Levels of each tree, where all nodes of a level make the same test: these imply the shape. */
  readonly levels?: Uint8Array;
}

/** `undefined` when leaves need more than 16 bits, or are too few to be worth it, or too many. */
export function smallLeaves(forest: Forest): SmallLeaves | undefined {
  const trees = treeCount(forest);
  const shift = new Uint8Array(trees);
  const values: number[] = [];
  for (let tree = 0; tree < trees; tree++) {
    const leaves: number[] = [];
    let used = 0;
    for (let node = forest.treeStart[tree]!; node < forest.treeStart[tree + 1]!; node++) {
      if (forest.feature[node] !== LEAF) continue;
      leaves.push(forest.leaf[node]!);
      used |= forest.leaf[node]!;
    }
    // Zeros at the end that all leaves of the tree share; a tree of zeros has none to spare.
    if (used !== 0) shift[tree] = 31 - Math.clz32(used & -used);
    for (const leaf of leaves) values.push(leaf >> shift[tree]!);
  }
  const isWorthIt = values.length >= SMALL_FROM && values.length <= MOST_FULL_LEAVES;
  const leaf = isWorthIt ? smallIntegers(values) : undefined;
  return leaf && { leaf, shift };
}

/** The tests of a forest in their smallest form. */
export function smallTests(forest: Forest): SmallTests {
  const nodes: number[] = [];
  const levels = new Uint8Array(treeCount(forest));
  for (let tree = 0; tree < levels.length; tree++) {
    const tests = levelsOf(forest, tree);
    if (!tests) return everyTest(forest);
    levels[tree] = tests.length;
    nodes.push(...tests);
  }
  return { nodes, levels, shape: [] };
}

export function everyTest({ feature }: Forest): SmallTests {
  const shape = Array.from(feature, (tested) => (tested === LEAF ? 0 : 1));
  return { nodes: shape.flatMap((tests, node) => (tests ? [node] : [])), shape };
}

/** The leftmost node of each level; `undefined` unless the tree is full and its levels test one thing each. */
function levelsOf(forest: Forest, tree: number): number[] | undefined {
  const { feature, split, defaultLeft, right } = forest;
  const root = forest.treeStart[tree]!;
  const first: number[] = [];
  for (let node = root; feature[node] !== LEAF; node++) first.push(node);
  const same = (a: number, b: number) =>
    feature[a] === feature[b] && split[a] === split[b] && defaultLeft[a] === defaultLeft[b];
  const fits = (node: number, level: number): boolean => {
    const test = first[level];
    if (test === undefined) return feature[node] === LEAF;
    return same(node, test) && fits(node + 1, level + 1) && fits(right[node]!, level + 1);
  };
  return first.length <= 0xff && fits(root, 0) ? first : undefined;
}
