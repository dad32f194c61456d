import type { SourceTrees } from '../trees/source-trees.js';
import type { Ensemble } from './ensemble.js';
import { SplitFolder } from './fold-splits.js';
import type { InputFeature } from './graph-inputs.js';
import { RawFeature } from './raw-features.js';
import { ensembleOf, targetOf, type ScoreColumn } from './score-column.js';
import { TreeWriter } from './tree-writer.js';

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

/** The nodes that some path from a root reaches. */
function walk(ensemble: Ensemble): readonly number[] {
  const { roots, whenTrue, whenFalse } = ensemble;
  const met = new Uint8Array(whenTrue.length);
  const nodes: number[] = [];
  const stack = Array.from(roots).reverse();
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node < 0 || met[node] === 1) continue;
    met[node] = 1;
    nodes.push(node);
    stack.push(whenFalse[node]!, whenTrue[node]!);
  }
  return nodes;
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
