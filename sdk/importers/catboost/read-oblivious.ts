import { isFields, isList, type FieldReader, type Fields } from '../fields.js';
import type { Finding } from '../unsupported.js';
import { MAX_NODES, MAX_TREE_DEPTH } from './limits.js';
import type { Split, SplitReader } from './read-split.js';
import { TreeArrays } from './tree-arrays.js';

/** A tree that asks the same question at every node of a level. */
interface ObliviousTree {
  readonly splits: readonly Split[];
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Reads `oblivious_trees` and writes every one out as the binary tree that it is.
 *
 * Bit d of a leaf's number says whether the row passes split d; so the first split is the root,
 * as it is where CatBoost weighs paths for its Shapley values.
 *
 * @param scale - multiplies the leaves.
 */
export function readObliviousTrees(
  root: Fields,
  splits: SplitReader,
  scale: number,
  reader: FieldReader,
  findings: Finding[],
): TreeArrays | undefined {
  const list = reader.list(root, 'oblivious_trees', 'model');
  const trees: ObliviousTree[] = [];
  let nodes = 0;
  for (let t = 0; t < list.length && !reader.issues.full; t++) {
    const tree = readTree(list[t], `oblivious_trees[${t}]`, splits, reader, findings);
    if (!tree) continue;
    trees.push(tree);
    nodes += 2 * tree.values.length - 1;
    if (nodes > MAX_NODES) {
      findings.push([true, 'oblivious_trees', `over ${MAX_NODES} nodes`]);
      break;
    }
  }
  if (trees.length !== list.length) return undefined;
  const arrays = new TreeArrays(trees.length, nodes);
  for (const tree of trees) expand(tree, scale, arrays);
  return arrays;
}

function readTree(
  raw: unknown,
  path: string,
  splitReader: SplitReader,
  reader: FieldReader,
  findings: Finding[],
): ObliviousTree | undefined {
  const tree = isFields(raw) ? raw : {};
  // A tree without splits is one leaf; CatBoost then writes null.
  const list =
    tree.splits === null || tree.splits === undefined ? [] : reader.list(tree, 'splits', path);
  if (list.length > MAX_TREE_DEPTH) {
    reader.issues.add('TREE_DEPTH', `${path}.splits`, `at most ${MAX_TREE_DEPTH} levels`);
    return undefined;
  }
  const leaves = 2 ** list.length;
  const count = isList(tree.leaf_values) ? tree.leaf_values.length : 0;
  if (count > leaves && count % leaves === 0) {
    note(findings, [
      true,
      `${path}.leaf_values`,
      `several outputs (${count / leaves} values a leaf)`,
    ]);
    return undefined;
  }
  if (tree.leaf_weights === undefined || tree.leaf_weights === null) {
    note(findings, [true, path, 'trees without leaf_weights, which explanations need']);
    return undefined;
  }
  const values = new Float64Array(leaves);
  const weights = new Float64Array(leaves);
  reader.numbers(tree, 'leaf_values', path, values, 0, leaves);
  reader.numbers(tree, 'leaf_weights', path, weights, 0, leaves);
  const splits: Split[] = [];
  for (let d = 0; d < list.length; d++) {
    const split = splitReader.read(list[d], `${path}.splits[${d}]`);
    if (split) splits.push(split);
  }
  return splits.length === list.length ? { splits, values, weights } : undefined;
}

/** Once for all trees: what is wrong with one is wrong with all. */
function note(findings: Finding[], finding: Finding): void {
  if (!findings.some(([applies, , what]) => applies && what === finding[2])) findings.push(finding);
}

/** Level by level, as a heap: node p of a level has the children 2 p and 2 p + 1 of the next. */
function expand(
  { splits, values, weights }: ObliviousTree,
  scale: number,
  arrays: TreeArrays,
): void {
  const at = arrays.open();
  const leaves = at + values.length - 1;
  values.forEach((value, p) => {
    arrays.value[leaves + p] = value * scale;
    arrays.cover[leaves + p] = weights[p]!;
  });
  // From the leaves up: each round halves the width and takes the lowest bit that is left.
  for (let width = values.length / 2, d = 0; d < splits.length; width /= 2, d++) {
    const { feature, border, category, missingLeft } = splits[d]!;
    for (let p = 0; p < width; p++) {
      const node = at + width - 1 + p;
      const left = 2 * (width + p) - 1;
      arrays.left[node] = left;
      arrays.right[node] = left + 1;
      arrays.feature[node] = feature;
      arrays.value[node] = border;
      arrays.missingLeft[node] = missingLeft;
      arrays.cover[node] = arrays.cover[at + left]! + arrays.cover[at + left + 1]!;
      if (category) arrays.categories.set(node, category);
    }
  }
  arrays.close(2 * values.length - 1);
}
