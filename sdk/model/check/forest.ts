import { MAX_MARGIN_UNITS } from '../../core/fixed-point.js';
import { splitCount, type Feature } from '../feature.js';
import { LEAF, type Forest } from '../forest.js';
import { checkBackground } from './background.js';
import type { IssueList } from './issues.js';

/** Deeper trees than this are hostile: a preorder walk needs a stack of its depth. */
export const MAX_DEPTH = 512;

/** Checks a forest against its features: shapes, preorder, ranges, covers, and the sum's size. */
export function checkForest(
  forest: Forest,
  features: readonly Feature[],
  intercept: number,
  list: IssueList,
): void {
  if (!shapesAgree(forest, list) || !categorySetsAgree(forest, list)) return;
  const trees = forest.treeStart.length - 1;
  // Splits of numeric features need no closer look; sets do.
  const sound = features.map((each) => (each.kind === 'numeric' ? each.cuts.length : 0));
  let bound = Math.abs(intercept);
  let leaves = 0;
  for (let tree = 0; tree < trees && !list.full; tree++) {
    const facts = checkTree(forest, features, sound, tree, list);
    bound += facts.largestLeaf;
    leaves += facts.leaves;
  }
  list.check(
    bound <= MAX_MARGIN_UNITS,
    'SCALE_OVERFLOW',
    'body',
    `|intercept| + sum of largest leaves <= ${MAX_MARGIN_UNITS} units`,
  );
  // Whose patterns these are follows from the paths, so only sound trees have a background to check.
  if (list.empty) checkBackground(forest, leaves, list);
}

function shapesAgree(forest: Forest, list: IssueList): boolean {
  const nodes = forest.feature.length;
  const { treeStart } = forest;
  let ok = list.check(treeStart.length >= 1, 'SHAPE', 'body.treeStart', 'at least one entry');
  for (const name of ['split', 'right', 'defaultLeft', 'leaf', 'cover'] as const) {
    ok = list.check(forest[name].length === nodes, 'SHAPE', `body.${name}`, 'one per node') && ok;
  }
  if (!ok) return false;
  ok = list.check(treeStart[0] === 0, 'TREE_START', 'body.treeStart[0]', '0');
  for (let t = 1; t < treeStart.length && ok; t++) {
    ok = list.check(
      treeStart[t]! > treeStart[t - 1]!,
      'TREE_START',
      `body.treeStart[${t}]`,
      'ascending',
    );
  }
  return (
    ok &&
    list.check(
      treeStart[treeStart.length - 1] === nodes,
      'TREE_START',
      `body.treeStart[${treeStart.length - 1}]`,
      'the node count',
    )
  );
}

function categorySetsAgree(forest: Forest, list: IssueList): boolean {
  const { start, words } = forest.categorySets;
  let ok = list.check(
    start.length >= 1 && start[0] === 0 && start[start.length - 1] === words.length,
    'SHAPE',
    'body.categorySets.start',
    'from 0 to the word count',
  );
  for (let s = 1; s < start.length && ok; s++) {
    ok = list.check(
      start[s]! >= start[s - 1]!,
      'SHAPE',
      `body.categorySets.start[${s}]`,
      'ascending',
    );
  }
  return ok;
}

interface TreeFacts {
  readonly largestLeaf: number;
  readonly leaves: number;
}

/**
 * Walks one tree in preorder. `pending` holds where right children must begin; since each node is
 * visited once and in order, a tree that passes has no cycle, no shared and no lost node.
 *
 * @param sound - by feature: splits below this are surely in range.
 */
function checkTree(
  forest: Forest,
  features: readonly Feature[],
  sound: readonly number[],
  tree: number,
  list: IssueList,
): TreeFacts {
  const start = forest.treeStart[tree]!;
  const end = forest.treeStart[tree + 1]!;
  const pending: number[] = [];
  let largestLeaf = 0;
  let leaves = 0;
  const { feature, split, right, defaultLeft, leaf, cover } = forest;
  // Written only for what is wrong: a path for each node would cost more than all checks.
  const pathOf = (node: number): string => `trees[${tree}].nodes[${node - start}]`;
  for (let node = start; node < end; node++) {
    const weight = cover[node]!;
    if (!(weight >= 0 && weight < Infinity)) {
      list.add('COVER', `${pathOf(node)}.cover`, 'a finite number >= 0');
    }
    if (feature[node] === LEAF) {
      leaves++;
      const size = Math.abs(leaf[node]!);
      if (size > largestLeaf) largestLeaf = size;
      const next = pending.pop();
      if (next === undefined) {
        list.check(node + 1 === end, 'TREE_SHAPE', pathOf(node), 'the last node of its tree');
        return { largestLeaf, leaves };
      }
      if (next !== node + 1) {
        list.add('TREE_SHAPE', pathOf(node), 'nodes in preorder, each reached once');
        return { largestLeaf, leaves };
      }
    } else {
      // Negated, so that a feature that is not there fails as well.
      if (!(split[node]! < sound[feature[node]!]!) || defaultLeft[node]! > 1) {
        checkSplit(forest, features, node, pathOf(node), list);
      }
      const other = right[node]!;
      if (other <= node + 1 || other >= end) {
        list.add('CHILD_RANGE', `${pathOf(node)}.right`, 'a later node of the same tree');
        return { largestLeaf, leaves };
      }
      pending.push(other);
      if (pending.length > MAX_DEPTH) {
        list.add('TREE_DEPTH', `trees[${tree}]`, `at most ${MAX_DEPTH} levels`);
        return { largestLeaf, leaves };
      }
    }
    if (list.full) return { largestLeaf, leaves };
  }
  list.add('TREE_SHAPE', `trees[${tree}]`, 'every branch ends in a leaf');
  return { largestLeaf, leaves };
}

function checkSplit(
  forest: Forest,
  features: readonly Feature[],
  node: number,
  path: string,
  list: IssueList,
): void {
  const feature = features[forest.feature[node]!];
  const split = forest.split[node]!;
  if (!feature) list.add('FEATURE_RANGE', `${path}.feature`, `below ${features.length}`);
  else if (feature.kind === 'numeric') {
    list.check(split < feature.cuts.length, 'SPLIT_RANGE', `${path}.split`, 'a cut of its feature');
  } else {
    const { start } = forest.categorySets;
    if (!list.check(split < start.length - 1, 'SPLIT_RANGE', `${path}.split`, 'a category set'))
      return;
    const words = start[split + 1]! - start[split]!;
    list.check(
      words <= (splitCount(feature) + 32) >>> 5,
      'SET_RANGE',
      `${path}.split`,
      'a set over the bins of its feature',
    );
  }
  if (forest.defaultLeft[node]! > 1) list.add('DEFAULT_LEFT', `${path}.defaultLeft`, '0 or 1');
}
