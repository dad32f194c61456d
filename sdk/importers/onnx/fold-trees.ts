import { RiskError } from '../../core/errors.js';
import type { CategorySplit, SourceTrees } from '../trees/source-trees.js';
import { leafValue, type Ensemble } from './ensemble.js';
import { SplitFolder } from './fold-splits.js';
import type { InputFeature } from './graph-inputs.js';
import { RawFeature } from './raw-features.js';
import { ensembleOf, targetOf, type ScoreColumn } from './score-column.js';

/** Trees in the words of all importers, and what is known of their covers. */
export interface FoldedTrees {
  readonly source: SourceTrees;
  /** Where the weights of the nodes come from: the file, or the count of leaves below. */
  readonly covers: 'hitrates' | 'leaves';
}

/**
 * The trees that one score adds up, over the raw inputs: preprocessing is folded into thresholds
 * and category sets, targets and weights into one value a leaf, and nodes that send every row one
 * way are left out.
 *
 * O(nodes), with a bisection for each distinct threshold.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` for what cannot be folded, by feature; `MODEL_INVALID` for
 *   trees that are none.
 */
export function foldTrees(
  score: ScoreColumn,
  ensembles: readonly Ensemble[],
  inputs: readonly InputFeature[],
): FoldedTrees {
  const used = weightsByEnsemble(score);
  const path = used.map(([index]) => ensembles[index]!.path).join(', ');
  const features = inputs.map((input) => new RawFeature(input, path));
  const folder = new SplitFolder(features);
  const shapes = used.map(([index]) => walk(ensembles[index]!));
  const eachNode = (visit: (ensemble: Ensemble, node: number) => void) =>
    shapes.forEach((nodes, k) => {
      for (const node of nodes) visit(ensembles[used[k]![0]]!, node);
    });
  eachNode((ensemble, node) => folder.note(ensemble, node));
  for (const feature of features) feature.close();
  eachNode((ensemble, node) => folder.settle(ensemble, node));

  const writer = new TreeWriter(folder);
  for (const [index, weights] of used) writer.add(ensembles[index]!, weights);
  const covers = used.every(([index]) => hasCovers(ensembles[index]!)) ? 'hitrates' : 'leaves';
  return { source: writer.finish(features, covers), covers };
}

/** Weights of the targets of each ensemble that the score uses. */
function weightsByEnsemble(score: ScoreColumn): [number, Map<number, number>][] {
  const byEnsemble = new Map<number, Map<number, number>>();
  for (const [key, weight] of score.terms) {
    const index = ensembleOf(key);
    if (!byEnsemble.has(index)) byEnsemble.set(index, new Map());
    byEnsemble.get(index)!.set(targetOf(key), weight);
  }
  return [...byEnsemble].sort(([a], [b]) => a - b);
}

/** The nodes that a path from a root reaches, each met once. */
function walk(ensemble: Ensemble): readonly number[] {
  const { roots, whenTrue, whenFalse, path } = ensemble;
  const met = new Uint8Array(whenTrue.length);
  const nodes: number[] = [];
  const stack = Array.from(roots).reverse();
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < 0) continue;
    if (met[node] === 1) {
      const expected = 'nodes that no other node leads to';
      throw new RiskError('MODEL_INVALID', `ONNX: "${path}" expected ${expected}`, {
        path,
        issues: [{ code: 'NODE_SHARED', path, expected }],
      });
    }
    met[node] = 1;
    nodes.push(node);
    stack.push(whenFalse[node]!, whenTrue[node]!);
  }
  return nodes;
}

/** Writes folded trees one after another, each in preorder. */
class TreeWriter {
  private readonly start: number[] = [0];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly feature: number[] = [];
  private readonly value: number[] = [];
  private readonly missingLeft: number[] = [];
  private readonly hitrate: number[] = [];
  private readonly categories = new Map<number, CategorySplit>();

  constructor(private readonly folder: SplitFolder) {}

  add(ensemble: Ensemble, weights: ReadonlyMap<number, number>): void {
    for (const root of ensemble.roots) {
      this.addTree(ensemble, weights, root);
      this.start.push(this.left.length);
    }
  }

  finish(features: readonly RawFeature[], covers: 'hitrates' | 'leaves'): SourceTrees {
    return {
      features: features.map((feature) => feature.toSource()),
      start: Uint32Array.from(this.start),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      feature: Int32Array.from(this.feature),
      value: Float64Array.from(this.value),
      missingLeft: Uint8Array.from(this.missingLeft),
      cover: covers === 'hitrates' ? Float64Array.from(this.hitrate) : this.leafCounts(),
      categories: this.categories,
    };
  }

  private addTree(ensemble: Ensemble, weights: ReadonlyMap<number, number>, root: number): void {
    const first = this.left.length;
    // Nodes of the ensemble, each with the parent whose right child it becomes, or -1.
    const stack: [node: number, parent: number][] = [[root, -1]];
    while (stack.length > 0) {
      const [from, parent] = stack.pop()!;
      const at = this.left.length;
      if (parent >= 0) this.right[parent] = at - first;
      const { node, split } = this.resolve(ensemble, from);
      if (!split) {
        this.push(-1, 0, leafValue(ensemble.leaves, ~node, weights) / ensemble.divisor, 0);
        this.hitrate.push(ensemble.hitrates?.leaves[~node] ?? 0);
        continue;
      }
      const branches = [ensemble.whenFalse[node]!, ensemble.whenTrue[node]!];
      const left = split.trueLeft ? 1 : 0;
      // Behind its parent comes the left child, which is popped first.
      this.push(at - first + 1, split.feature, split.threshold, split.missingLeft ? 1 : 0);
      this.hitrate.push(ensemble.hitrates?.nodes[node] ?? 0);
      if (split.categories) this.categories.set(at, split.categories);
      stack.push([branches[1 - left]!, at], [branches[left]!, -1]);
    }
  }

  /** The node or leaf at which rows really part: what sends all rows one way is passed over. */
  private resolve(ensemble: Ensemble, from: number) {
    let node = from;
    while (node >= 0) {
      const split = this.folder.fold(ensemble, node);
      if (split.kind === 'split') return { node, split };
      node = (split.branch ? ensemble.whenTrue : ensemble.whenFalse)[node]!;
    }
    return { node, split: undefined };
  }

  private push(left: number, feature: number, value: number, missingLeft: number): void {
    this.left.push(left);
    this.right.push(-1);
    this.feature.push(feature);
    this.value.push(value);
    this.missingLeft.push(missingLeft);
  }

  /** The leaves below each node: in preorder, children come after their parents. */
  private leafCounts(): Float64Array {
    const counts = new Float64Array(this.left.length);
    for (let tree = this.start.length - 2; tree >= 0; tree--) {
      const first = this.start[tree]!;
      for (let node = this.start[tree + 1]! - 1; node >= first; node--) {
        const left = this.left[node]!;
        counts[node] = left === -1 ? 1 : counts[first + left]! + counts[first + this.right[node]!]!;
      }
    }
    return counts;
  }
}

/**
 * Whether hitrates are weights: each node's is the sum of its children's. Converters that do not
 * know them write 1 everywhere.
 */
function hasCovers(ensemble: Ensemble): boolean {
  const { hitrates, whenTrue, whenFalse } = ensemble;
  if (!hitrates) return false;
  const of = (at: number) => (at < 0 ? hitrates.leaves[~at]! : hitrates.nodes[at]!);
  for (let node = 0; node < whenTrue.length; node++) {
    const sum = of(whenTrue[node]!) + of(whenFalse[node]!);
    const close = Math.abs(of(node) - sum) <= 1e-4 * sum;
    if (!(sum > 0 && close)) return false;
  }
  return whenTrue.length > 0;
}
