import type { IssueList } from '../../model/check/issues.js';
import { MAX_DEPTH } from '../../model/check/forest.js';
import type { SourceTrees } from './source-trees.js';

/** The reachable nodes of all trees in preorder, left before right: the order of a Forest. */
export interface Preorder {
  /** First position of each tree, then the count. */
  readonly treeStart: Uint32Array;
  /** Node of the source at each position. */
  readonly node: Uint32Array;
  /** Position of the right child; 0 in leaves. */
  readonly right: Uint32Array;
}

/**
 * Walks every tree from its root and checks what it meets: children in range and met once, depth,
 * features, splits, leaves, covers. Nodes that no path reaches (XGBoost keeps the slots of pruned
 * ones) are left out, whatever they hold.
 *
 * O(nodes) and no recursion. The result may be used only while `issues` is empty.
 *
 * @param pathOf - where a tree stands in the file, for issues.
 */
export function walkTrees(
  source: SourceTrees,
  pathOf: (tree: number) => string,
  issues: IssueList,
): Preorder {
  const trees = source.start.length - 1;
  const total = source.left.length;
  const order = {
    treeStart: new Uint32Array(trees + 1),
    node: new Uint32Array(total),
    right: new Uint32Array(total),
  };
  const met = new Uint8Array(total);
  let count = 0;
  for (let t = 0; t < trees && !issues.full; t++) {
    count = walkTree(source, t, pathOf(t), met, order, count, issues);
    order.treeStart[t + 1] = count;
  }
  return { ...order, node: order.node.slice(0, count), right: order.right.slice(0, count) };
}

/** In place of a parent's position: nobody waits to hear where the node lands. */
const NOBODY = -1;

function walkTree(
  source: SourceTrees,
  tree: number,
  path: string,
  met: Uint8Array,
  order: Preorder,
  from: number,
  issues: IssueList,
): number {
  const start = source.start[tree]!;
  const size = source.start[tree + 1]! - start;
  // Three entries a node: itself, the position of the parent that waits for it, its depth.
  const stack = [start, NOBODY, 0];
  met[start] = 1;
  let count = from;
  while (stack.length > 0) {
    const depth = stack.pop()!;
    const parent = stack.pop()!;
    const node = stack.pop()!;
    const position = count++;
    order.node[position] = node;
    if (parent !== NOBODY) order.right[parent] = position;
    const at = `${path}.nodes[${node - start}]`;
    checkCover(source, node, at, issues);
    if (source.left[node] === -1) {
      checkLeaf(source, node, at, issues);
      continue;
    }
    checkSplit(source, node, at, issues);
    if (depth >= MAX_DEPTH) {
      issues.add('TREE_DEPTH', path, `at most ${MAX_DEPTH} levels`);
      return count;
    }
    // The left child is popped first, so it lands right behind its parent.
    for (const [side, waits] of [
      ['right', position],
      ['left', NOBODY],
    ] as const) {
      const child = source[side][node]!;
      if (child <= 0 || child >= size) {
        issues.add('CHILD_RANGE', `${at}.${side}`, `a node from 1 to ${size - 1}`);
      } else if (met[start + child] === 1) {
        issues.add('NODE_SHARED', `${at}.${side}`, 'a node that no other node leads to');
      } else {
        met[start + child] = 1;
        stack.push(start + child, waits, depth + 1);
      }
    }
    if (issues.full) return count;
  }
  return count;
}

function checkCover(source: SourceTrees, node: number, path: string, issues: IssueList): void {
  const cover = source.cover[node]!;
  if (!(cover >= 0 && cover < Infinity))
    issues.add('COVER', path, 'a weight that is finite and >= 0');
}

function checkLeaf(source: SourceTrees, node: number, path: string, issues: IssueList): void {
  if (source.right[node] !== -1) issues.add('CHILD_RANGE', `${path}.right`, 'no child of a leaf');
  if (!Number.isFinite(source.value[node]!)) {
    issues.add('LEAF_NOT_FINITE', path, 'a leaf that is a finite number');
  }
}

function checkSplit(source: SourceTrees, node: number, path: string, issues: IssueList): void {
  const { features } = source;
  const index = source.feature[node]!;
  const feature = features[index];
  if (!feature) {
    issues.add('FEATURE_RANGE', `${path}.feature`, `below ${features.length}`);
    return;
  }
  if (source.missingLeft[node]! > 1) issues.add('DEFAULT_LEFT', path, 'a default side, 0 or 1');
  const named = source.categories.has(node);
  if (feature.kind === 'categorical') {
    issues.check(named, 'CATEGORIES_MISSING', path, 'categories: the feature is categorical');
  } else if (named) {
    issues.add('SPLIT_MIXED', `features[${index}]`, 'numeric or categorical splits, not both');
  } else {
    const threshold = source.value[node]!;
    const sound =
      Number.isFinite(threshold) || (threshold === -Infinity && feature.side === 'less');
    issues.check(sound, 'THRESHOLD_NOT_FINITE', path, 'a threshold that is a finite number');
  }
}
