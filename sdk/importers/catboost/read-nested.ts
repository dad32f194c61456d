import { isFields, isList, type FieldReader, type Fields } from '../fields.js';
import type { Finding } from '../unsupported.js';
import { MAX_TREE_DEPTH } from './limits.js';
import type { Split, SplitReader } from './read-split.js';
import { TreeArrays } from './tree-arrays.js';

/** A node in preorder: a leaf, or a split whose left child is the next node. */
interface Node {
  readonly split?: Split;
  /** Position of the right child in its tree. */
  right: number;
  readonly value: number;
  readonly weight: number;
}

/**
 * Reads `trees`, which are nested as they grow: what Depthwise and Lossguide leave.
 *
 * @param scale - multiplies the leaves.
 */
export function readNestedTrees(
  root: Fields,
  splits: SplitReader,
  scale: number,
  reader: FieldReader,
  findings: Finding[],
): TreeArrays | undefined {
  const list = reader.list(root, 'trees', 'model');
  const problems = new Map<string, string>();
  const trees: (readonly Node[])[] = [];
  let nodes = 0;
  for (let t = 0; t < list.length && !reader.issues.full; t++) {
    const tree = readTree(list[t], `trees[${t}]`, splits, reader, problems);
    trees.push(tree);
    nodes += tree.length;
  }
  findings.push(...Array.from(problems, ([what, path]): Finding => [true, path, what]));
  if (!reader.issues.empty) return undefined;
  const arrays = new TreeArrays(trees.length, nodes);
  for (const tree of trees) write(tree, scale, arrays);
  return arrays;
}

/** In place of a parent's position: nobody waits to hear where the node lands. */
const NOBODY = -1;

function readTree(
  root: unknown,
  path: string,
  splits: SplitReader,
  reader: FieldReader,
  problems: Map<string, string>,
): readonly Node[] {
  const nodes: Node[] = [];
  const stack = [{ raw: root, path, parent: NOBODY, depth: 0 }];
  while (stack.length > 0) {
    const { raw, path: at, parent, depth } = stack.pop()!;
    const node = isFields(raw) ? raw : {};
    const position = nodes.length;
    if (parent !== NOBODY) nodes[parent]!.right = position;
    if (node.value !== undefined || !isFields(node.split)) {
      nodes.push({ right: NOBODY, ...readLeaf(node, at, reader, problems) });
      continue;
    }
    if (depth >= MAX_TREE_DEPTH) {
      reader.issues.add('TREE_DEPTH', path, `at most ${MAX_TREE_DEPTH} levels`);
      return nodes;
    }
    const split = splits.read(node.split, `${at}.split`);
    nodes.push({ ...(split ? { split } : {}), right: NOBODY, value: 0, weight: 0 });
    // The left child is popped first, so it lands right behind its parent.
    for (const side of ['right', 'left'] as const) {
      const waits = side === 'right' ? position : NOBODY;
      stack.push({ raw: node[side], path: `${at}.${side}`, parent: waits, depth: depth + 1 });
    }
    if (reader.issues.full) break;
  }
  return nodes;
}

function readLeaf(
  node: Fields,
  path: string,
  reader: FieldReader,
  problems: Map<string, string>,
): Pick<Node, 'value' | 'weight'> {
  const { value, weight } = node;
  const leaf = { value: 0, weight: 0 };
  if (isList(value)) keep(problems, `several outputs (${value.length} values a leaf)`, path);
  else if (typeof value === 'number') leaf.value = value;
  else reader.issues.add('LEAF_NOT_FINITE', path, 'a split, or a leaf with a value');
  if (typeof weight === 'number') leaf.weight = weight;
  else if (weight === undefined)
    keep(problems, 'leaves without weight, which explanations need', path);
  else reader.issues.add('COVER', `${path}.weight`, 'a number');
  return leaf;
}

/** The first place of each kind: what is wrong with one tree is wrong with all. */
function keep(problems: Map<string, string>, what: string, path: string): void {
  if (problems.size < 16 && !problems.has(what)) problems.set(what, path);
}

function write(nodes: readonly Node[], scale: number, arrays: TreeArrays): void {
  const at = arrays.open();
  // Children stand behind their parent, so their covers are known first.
  for (let i = nodes.length - 1; i >= 0; i--) {
    const { split, right, value, weight } = nodes[i]!;
    const node = at + i;
    if (!split) {
      arrays.value[node] = value * scale;
      arrays.cover[node] = weight;
      continue;
    }
    arrays.left[node] = i + 1;
    arrays.right[node] = right;
    arrays.feature[node] = split.feature;
    arrays.value[node] = split.border;
    arrays.missingLeft[node] = split.missingLeft;
    arrays.cover[node] = arrays.cover[node + 1]! + arrays.cover[at + right]!;
    if (split.category) arrays.categories.set(node, split.category);
  }
  arrays.close(nodes.length);
}
