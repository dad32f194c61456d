import type { SourceFeature, SourceTrees } from '../trees/source-trees.js';
import type { BinaryLeaf, BinaryTree } from './compile-tree.js';
import { categoryNames } from './describe-fields.js';
import type { RawField } from './raw-field.js';
import type { PmmlNode, PmmlTree } from './read-tree.js';
import { OTHER } from './values.js';

/** A compiled tree with what its leaves are multiplied by. */
export interface CompiledTree {
  readonly source: PmmlTree;
  readonly tree: BinaryTree;
  readonly factor: number;
}

/** Compiled trees in the arrays that all importers of trees share. */
export function emitTrees(
  trees: readonly CompiledTree[],
  fields: readonly RawField[],
): SourceTrees {
  const arrays = new TreeArrays(fields);
  for (const tree of trees) arrays.add(tree);
  return arrays.finish();
}

class TreeArrays {
  readonly #fields: readonly RawField[];
  readonly #codes: readonly ReadonlyMap<unknown, number>[];
  readonly #indexOf: ReadonlyMap<RawField, number>;
  readonly #start = [0];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #feature: number[] = [];
  readonly #value: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #cover: number[] = [];
  readonly #categories = new Map<number, { side: 'left' | 'right'; codes: Set<number> }>();

  constructor(fields: readonly RawField[]) {
    this.#fields = fields;
    this.#indexOf = new Map(fields.map((field, f) => [field, f]));
    this.#codes = fields.map(
      ({ categories }) => new Map([...categories.keys()].map((value, code) => [value, code])),
    );
  }

  add({ source, tree, factor }: CompiledTree): void {
    const root = this.#left.length;
    this.#emit(tree, factor, root, leafWeights(source, tree));
    this.#start.push(this.#left.length);
  }

  /** @returns the training weight that reaches the node. */
  #emit(
    tree: BinaryTree,
    factor: number,
    root: number,
    weightOf: (leaf: BinaryLeaf) => number,
  ): number {
    const node = this.#left.length;
    this.#left.push(-1);
    this.#right.push(-1);
    this.#feature.push(0);
    this.#value.push(0);
    this.#missingLeft.push(0);
    this.#cover.push(0);
    if (tree.kind === 'leaf') {
      this.#value[node] = tree.value * factor;
      return (this.#cover[node] = weightOf(tree));
    }
    const f = this.#indexOf.get(tree.field)!;
    this.#feature[node] = f;
    this.#missingLeft[node] = Number(tree.missingLeft);
    if (tree.field.kind === 'numeric') this.#value[node] = tree.cut;
    else this.#categories.set(node, this.#splitOf(f, tree.categories));
    this.#left[node] = this.#left.length - root;
    const left = this.#emit(tree.left, factor, root, weightOf);
    this.#right[node] = this.#left.length - root;
    const right = this.#emit(tree.right, factor, root, weightOf);
    return (this.#cover[node] = left + right);
  }

  /** Named codes are on one side, whatever is not named on the other. */
  #splitOf(f: number, left: readonly unknown[]): { side: 'left' | 'right'; codes: Set<number> } {
    const codes = this.#codes[f]!;
    const named = new Set(left.flatMap((value) => codes.get(value) ?? []));
    if (!left.includes(OTHER)) return { side: 'left', codes: named };
    const rest = [...codes.values()].filter((code) => !named.has(code));
    return { side: 'right', codes: new Set(rest) };
  }

  finish(): SourceTrees {
    return {
      features: this.#fields.map(describe),
      start: Uint32Array.from(this.#start),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      feature: Int32Array.from(this.#feature),
      value: Float64Array.from(this.#value),
      missingLeft: Uint8Array.from(this.#missingLeft),
      cover: Float64Array.from(this.#cover),
      categories: this.#categories,
    };
  }
}

function describe(field: RawField): SourceFeature {
  const { name, missing, unlisted } = field;
  if (field.kind === 'categorical') {
    return { kind: 'categorical', name, missing, names: categoryNames(field), unlisted };
  }
  const compare = field.type.float32 ? 'float32' : 'float64';
  return { kind: 'numeric', name, missing, compare, side: 'less' };
}

/**
 * Training weight of each leaf: the records that ended at its node, shared by the leaves that the
 * node became. A file without counts says nothing: then each leaf that a known value reaches
 * weighs the same.
 */
function leafWeights(source: PmmlTree, tree: BinaryTree): (leaf: BinaryLeaf) => number {
  const leaves = new Map<PmmlNode, { known: number; all: number }>();
  const count = (each: BinaryTree): void => {
    if (each.kind === 'split') {
      count(each.left);
      count(each.right);
      return;
    }
    const found = leaves.get(each.node) ?? { known: 0, all: 0 };
    found.all++;
    if (!each.missing) found.known++;
    leaves.set(each.node, found);
  };
  count(tree);
  if (!source.counted) return ({ missing }) => Number(!missing);
  return ({ node, missing }) => {
    const { known, all } = leaves.get(node)!;
    const passed = node.children.reduce((sum, each) => sum + each.records, 0);
    const ended = Math.max(0, node.records - passed);
    if (known === 0) return ended / all;
    return missing ? 0 : ended / known;
  };
}
