import { RiskError } from '../../core/errors.js';
import { isFields, isList, type FieldReader, type Fields } from '../fields.js';
import type { CategorySplit, SourceTrees } from '../trees/source-trees.js';
import type { Learner } from './read-learner.js';

/** The file's trees as it has them, before anything is known of the features. */
export interface XgboostTrees extends Omit<SourceTrees, 'features'> {
  /** Leaves are times their tree's DART weight. */
  readonly value: Float32Array;
  /** 1 where the split is on categories. */
  readonly categorical: Uint8Array;
  readonly treesInFile: number;
  /** Trees up to `best_iteration`; all of them where training did not stop early. */
  readonly treesToBest: number;
}

/** In place of categories that the file lacks: refused, if a path reaches the node. */
const NO_CATEGORIES: CategorySplit = { side: 'right', codes: new Set([-1]) };

/** Which trees to take: all, those up to `best_iteration`, or so many from the first on. */
export type TreeSelection = 'all' | 'best' | number;

/** Reads the trees that predict. Notes what is missing or of the wrong type. */
export function readTrees(
  learner: Learner,
  selection: TreeSelection,
  reader: FieldReader,
): XgboostTrees {
  const { model, modelPath: path } = learner;
  const list = reader.list(model, 'trees', path);
  const parameters = reader.object(model, 'gbtree_model_param', path);
  const counted = reader.count(parameters, 'num_trees', `${path}.gbtree_model_param`, list.length);
  reader.issues.check(counted === list.length, 'SHAPE', `${path}.trees`, `${counted} trees`);
  const all = Array.from(list, (tree) => (isFields(tree) ? tree : {}));
  const weights = readWeights(learner, all.length, reader);
  const treesToBest = countToBest(learner, parameters, all.length, reader);
  const trees = all.slice(0, countSelected(selection, all.length, treesToBest));
  const start = new Uint32Array(trees.length + 1);
  trees.forEach((tree, t) => {
    const { left_children: left } = tree;
    start[t + 1] = start[t]! + (isList(left) ? left.length : 0);
  });
  const nodes = start[trees.length]!;
  const categories = new Map<number, CategorySplit>();
  const source = {
    start,
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    value: new Float32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    cover: new Float32Array(nodes),
    categorical: new Uint8Array(nodes),
    categories,
    treesInFile: all.length,
    treesToBest,
  };
  for (let t = 0; t < trees.length && !reader.issues.full; t++) {
    readTree(trees[t]!, `${path}.trees[${t}]`, source, t, categories, reader);
    scaleLeaves(source, t, weights?.[t]);
  }
  return source;
}

/** @throws RiskError `OPTION_INVALID` when more trees are asked for than there are. */
function countSelected(selection: TreeSelection, all: number, best: number): number {
  if (selection === 'all') return all;
  if (selection === 'best') return best;
  if (Number.isInteger(selection) && selection >= 1 && selection <= all) return selection;
  throw new RiskError(
    'OPTION_INVALID',
    `option "trees" expected 'all', 'best' or a number from 1 to ${all}`,
    { path: 'trees' },
  );
}

function readTree(
  tree: Fields,
  path: string,
  source: XgboostTrees,
  t: number,
  categories: Map<number, CategorySplit>,
  reader: FieldReader,
): void {
  const at = source.start[t]!;
  const nodes = source.start[t + 1]! - at;
  if (nodes === 0) {
    reader.list(tree, 'left_children', path);
    reader.issues.add('TREE_EMPTY', path, 'at least one node');
    return;
  }
  reader.numbers(tree, 'left_children', path, source.left, at, nodes);
  reader.numbers(tree, 'right_children', path, source.right, at, nodes);
  reader.numbers(tree, 'split_indices', path, source.feature, at, nodes);
  reader.numbers(tree, 'split_conditions', path, source.value, at, nodes);
  reader.numbers(tree, 'default_left', path, source.missingLeft, at, nodes);
  reader.numbers(tree, 'sum_hessian', path, source.cover, at, nodes);
  // Versions without categorical splits have no split_type.
  if (tree.split_type !== undefined) {
    reader.numbers(tree, 'split_type', path, source.categorical, at, nodes);
  }
  if (!source.categorical.subarray(at, at + nodes).includes(1)) return;
  readCategories(tree, path, at, nodes, categories, reader);
  for (let node = at; node < at + nodes; node++) {
    if (source.categorical[node] === 0) categories.delete(node);
    else if (!categories.has(node)) categories.set(node, NO_CATEGORIES);
  }
}

/** `categories` holds all sets of the tree; a node's is `categories_sizes` codes from its segment. */
function readCategories(
  tree: Fields,
  path: string,
  at: number,
  nodes: number,
  categories: Map<number, CategorySplit>,
  reader: FieldReader,
): void {
  const codes = integers(tree, 'categories', path, reader);
  const owners = integers(tree, 'categories_nodes', path, reader);
  const segments = integers(tree, 'categories_segments', path, reader, owners.length);
  const sizes = integers(tree, 'categories_sizes', path, reader, owners.length);
  if (!reader.issues.empty) return;
  let total = 0;
  for (let i = 0; i < owners.length; i++) {
    const begin = segments[i]!;
    const end = begin + sizes[i]!;
    total += sizes[i]!;
    // Sets do not overlap, so together they are no longer than the list: more would be an attack.
    const sound =
      owners[i]! >= 0 && owners[i]! < nodes && begin >= 0 && end >= begin && end <= codes.length;
    if (!sound || total > codes.length) {
      reader.issues.add(
        'CATEGORY_SEGMENT',
        `${path}.categories_segments[${i}]`,
        'a part of categories',
      );
      return;
    }
    // Its categories go right, all others left (common::Decision, src/common/categorical.h).
    const named = new Set(codes.subarray(begin, end));
    categories.set(at + owners[i]!, { side: 'right', codes: named });
  }
}

function integers(
  tree: Fields,
  key: string,
  path: string,
  reader: FieldReader,
  length?: number,
): Int32Array {
  const expected = length ?? reader.list(tree, key, path).length;
  const target = new Int32Array(expected);
  reader.numbers(tree, key, path, target, 0, expected);
  return target;
}

/** DART: each tree's leaves times its weight, rounded to float32 before the sum, as XGBoost does. */
function scaleLeaves(source: XgboostTrees, t: number, weight: number | undefined): void {
  if (weight === undefined) return;
  const { left, value } = source;
  for (let node = source.start[t]!; node < source.start[t + 1]!; node++) {
    if (left[node] === -1) value[node]! *= weight;
  }
}

function readWeights(
  learner: Learner,
  trees: number,
  reader: FieldReader,
): Float32Array | undefined {
  if (!learner.weightDrop) return undefined;
  const weights = new Float32Array(trees);
  const { owner, path } = learner.weightDrop;
  reader.numbers(owner, 'weight_drop', path, weights, 0, trees);
  return weights;
}

/** Trees up to `best_iteration`: by `iteration_indptr` where the file has it (since 2.0). */
function countToBest(
  learner: Learner,
  parameters: Fields,
  trees: number,
  reader: FieldReader,
): number {
  if (learner.bestIteration === undefined) return trees;
  const rounds = learner.bestIteration + 1;
  const { model, modelPath: path } = learner;
  if (model.iteration_indptr !== undefined) {
    const ends = integers(model, 'iteration_indptr', path, reader);
    const end = ends[Math.min(rounds, ends.length - 1)] ?? trees;
    const sound = end >= 0 && end <= trees;
    return reader.issues.check(sound, 'RANGE', `${path}.iteration_indptr`, 'counts of trees')
      ? end
      : trees;
  }
  const parallel = reader.count(parameters, 'num_parallel_tree', `${path}.gbtree_model_param`, 1);
  return Math.min(trees, rounds * Math.max(1, parallel));
}
