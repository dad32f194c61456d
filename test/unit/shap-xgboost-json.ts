import { selectScaleBits, toFixedPoint } from '../../sdk/core/fixed-point.js';
import type { Feature } from '../../sdk/model/feature.js';
import { LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';

/** The parts of a saved tree that the tests need; see XGBoost's model schema. */
interface XgboostTree {
  readonly left_children: number[];
  readonly right_children: number[];
  readonly split_indices: number[];
  readonly split_conditions: number[];
  readonly default_left: (number | boolean)[];
  readonly sum_hessian: number[];
  readonly split_type?: number[];
  readonly categories?: number[];
  readonly categories_nodes?: number[];
  readonly categories_segments?: number[];
  readonly categories_sizes?: number[];
}

/**
 * An independent, minimal reading of an XGBoost logistic model, so that explanations are tested
 * without the importer. Trees of booster `gbtree`, optional `weight_drop`.
 */
export function readXgboostJson(text: string): RiskModel {
  const { learner } = JSON.parse(text.replaceAll(/\bNaN\b/g, '0'));
  const booster = learner.gradient_booster.gbtree ?? learner.gradient_booster;
  const drop: number[] | undefined =
    learner.gradient_booster.weight_drop ?? booster.model.weight_drop;
  const trees: XgboostTree[] = booster.model.trees;
  const count = Number(learner.learner_model_param.num_feature);
  const names: string[] = learner.feature_names?.length ? learner.feature_names : [];
  const baseScore = Number(String(learner.learner_model_param.base_score).replaceAll(/[[\]]/g, ''));
  const margin = learner.objective.name === 'reg:squarederror';
  const intercept = margin ? baseScore : Math.log(baseScore / (1 - baseScore));

  const cuts = Array.from({ length: count }, () => new Set<number>());
  const codes = Array.from({ length: count }, () => new Set<number>());
  const rightCodes = trees.map(categoriesOf);
  trees.forEach((tree, t) => {
    tree.left_children.forEach((left, node) => {
      if (left < 0) return;
      const feature = tree.split_indices[node]!;
      const listed = rightCodes[t]!.get(node);
      if (listed) listed.forEach((code) => codes[feature]!.add(code));
      else cuts[feature]!.add(Math.fround(tree.split_conditions[node]!));
    });
  });
  const ascending = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);
  const features = cuts.map((set, f): Feature => {
    const base = { name: names[f] ?? `f${f}`, missing: 'allowed' } as const;
    if (codes[f]!.size === 0) {
      const sorted = Float64Array.from(ascending(set));
      return { ...base, kind: 'numeric', cuts: sorted, compare: 'float32', side: 'less' };
    }
    const sorted = Int32Array.from(ascending(codes[f]!));
    return { ...base, kind: 'categorical', codes: sorted, labels: [], unlisted: 'other' };
  });

  const value = (t: number, node: number): number =>
    Math.fround(trees[t]!.split_conditions[node]!) * (drop ? Math.fround(drop[t]!) : 1);
  const bound = trees.reduce((sum, tree, t) => {
    const sizes = tree.left_children.map((left, node) => (left < 0 ? Math.abs(value(t, node)) : 0));
    return sum + Math.max(...sizes);
  }, Math.abs(intercept));
  const scaleBits = selectScaleBits(bound)!;

  const columns = {
    feature: [],
    split: [],
    right: [],
    defaultLeft: [],
    leaf: [],
    cover: [],
  } as Record<'feature' | 'split' | 'right' | 'defaultLeft' | 'leaf' | 'cover', number[]>;
  const treeStart = [0];
  const setStart = [0];
  const setWords: number[] = [];
  const emit = (t: number, node: number): void => {
    const tree = trees[t]!;
    const at = columns.feature.length;
    const leaf = tree.left_children[node]! < 0;
    const feature = leaf ? LEAF : tree.split_indices[node]!;
    const spec = leaf ? undefined : features[feature]!;
    let split = 0;
    if (spec?.kind === 'numeric') {
      // Left when value < cut, so when fewer cuts than its rank + 1 are <= value.
      split = spec.cuts.indexOf(Math.fround(tree.split_conditions[node]!));
    } else if (spec?.kind === 'categorical') {
      const listed = rightCodes[t]!.get(node) ?? [];
      const words = new Uint32Array(Math.ceil((spec.codes.length + 1) / 32));
      for (let bin = 0; bin <= spec.codes.length; bin++) {
        const goesRight = bin < spec.codes.length && listed.includes(spec.codes[bin]!);
        if (!goesRight) words[bin >>> 5]! |= 1 << (bin & 31);
      }
      split = setStart.length - 1;
      setWords.push(...words);
      setStart.push(setWords.length);
    }
    columns.feature.push(feature);
    columns.split.push(split);
    columns.right.push(0);
    columns.defaultLeft.push(Number(tree.default_left[node]));
    columns.leaf.push(leaf ? toFixedPoint(value(t, node), scaleBits) : 0);
    columns.cover.push(tree.sum_hessian[node]!);
    if (leaf) return;
    emit(t, tree.left_children[node]!);
    columns.right[at] = columns.feature.length;
    emit(t, tree.right_children[node]!);
  };
  trees.forEach((_, t) => {
    emit(t, 0);
    treeStart.push(columns.feature.length);
  });
  const body: Forest = {
    kind: 'forest',
    treeStart: Uint32Array.from(treeStart),
    feature: Uint16Array.from(columns.feature),
    split: Uint16Array.from(columns.split),
    right: Uint32Array.from(columns.right),
    defaultLeft: Uint8Array.from(columns.defaultLeft),
    leaf: Int32Array.from(columns.leaf),
    cover: Float32Array.from(columns.cover),
    categorySets: { start: Uint32Array.from(setStart), words: Uint32Array.from(setWords) },
  };
  return testModel(features, body, scaleBits, toFixedPoint(intercept, scaleBits));
}

function categoriesOf(tree: XgboostTree): Map<number, number[]> {
  const listed = new Map<number, number[]>();
  tree.categories_nodes?.forEach((node, i) => {
    const start = tree.categories_segments![i]!;
    listed.set(node, tree.categories!.slice(start, start + tree.categories_sizes![i]!));
  });
  return listed;
}

/** A model with nothing but what scores and explains. */
export function testModel(
  features: readonly Feature[],
  body: RiskModel['body'],
  scaleBits: number,
  intercept: number,
): RiskModel {
  return {
    name: 'test',
    version: '1',
    features,
    body,
    scaleBits,
    intercept,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: [],
    recourse: [],
    card: {},
  };
}
