import type { Additive } from '../model/additive.js';
import { binCount, splitCount, type Feature } from '../model/feature.js';
import { LEAF, type Forest } from '../model/forest.js';
import type { RiskModel } from '../model/model.js';

/** How risk goes as a feature's values rise; `both` where it turns; `none` where it does not move. */
export type Effect = 'rises' | 'falls' | 'both' | 'none';

/** The share of all its movement that goes one way, for a curve to go that way. */
const ONE_WAY = 0.9;

/**
 * The direction of each numeric feature's effect on risk; `undefined` for categories, which have no
 * order, and for every feature of a network, whose graph is not opened here.
 *
 * It is read off the model's own body: the curve of the margin over the feature's bins ("missing"
 * left out), with everything else averaged. Of an additive body that is the table's own curve (of a
 * pair, its mean by weight); of a forest it is the path-dependent partial dependence, each branch on
 * another feature weighed by its training cover. Steps up and down are added apart: a curve has a
 * direction when nine tenths of its movement go one way. So a few crossed leaves of a boosted model do
 * not hide where it leads, and one that truly turns is called `both`.
 */
export function effectsOf(model: RiskModel): (Effect | undefined)[] {
  const { body, features } = model;
  if (body.kind === 'network') return features.map(() => undefined);
  const curves = features.map((feature) => new Float64Array(splitCount(feature) + 1));
  if (body.kind === 'additive') additiveCurves(body, features, curves);
  else forestCurves(body, features, curves);
  return features.map(({ kind }, f) => (kind === 'numeric' ? effectOf(curves[f]!) : undefined));
}

function effectOf(curve: Float64Array): Effect {
  let up = 0;
  let down = 0;
  for (let bin = 1; bin < curve.length; bin++) {
    const step = curve[bin]! - curve[bin - 1]!;
    if (step > 0) up += step;
    else down -= step;
  }
  const all = up + down;
  // Rounding of averages is no movement: the unit of a margin is 1.
  if (all < 0.5) return 'none';
  if (up >= ONE_WAY * all) return 'rises';
  return down >= ONE_WAY * all ? 'falls' : 'both';
}

function additiveCurves(
  { terms }: Additive,
  features: readonly Feature[],
  curves: readonly Float64Array[],
): void {
  for (const { features: members, table, weight } of terms) {
    const [first, second] = members as readonly [number, number | undefined];
    const stride = second === undefined ? 1 : binCount(features[second]!);
    const mean = (entries: readonly number[]): number => {
      const total = entries.reduce((sum, entry) => sum + weight[entry]!, 0);
      const each = (entry: number) => (total > 0 ? weight[entry]! / total : 1 / entries.length);
      return entries.reduce((sum, entry) => sum + each(entry) * table[entry]!, 0);
    };
    const rows = binCount(features[first]!);
    const curve = curves[first]!;
    for (let bin = 0; bin < curve.length; bin++) {
      curve[bin]! += mean(Array.from({ length: stride }, (_, other) => bin * stride + other));
    }
    if (second === undefined) continue;
    const across = curves[second]!;
    for (let bin = 0; bin < across.length; bin++) {
      across[bin]! += mean(Array.from({ length: rows }, (_, row) => row * stride + bin));
    }
  }
}

/** O(nodes of a tree * features it tests), for each tree. */
function forestCurves(
  forest: Forest,
  features: readonly Feature[],
  curves: readonly Float64Array[],
): void {
  const { treeStart, feature } = forest;
  for (let tree = 0; tree + 1 < treeStart.length; tree++) {
    const root = treeStart[tree]!;
    const tested = new Set(feature.subarray(root, treeStart[tree + 1]));
    for (const f of tested) {
      if (f !== LEAF && features[f]!.kind === 'numeric') addSteps(forest, f, root, curves[f]!);
    }
  }
  // Steps so far: the curve is their sum.
  for (const curve of curves) {
    for (let bin = 1; bin < curve.length; bin++) curve[bin]! += curve[bin - 1]!;
  }
}

/** A node, the share of applicants who reach it, and from which bins of the feature in question. */
interface Place {
  readonly node: number;
  readonly weight: number;
  readonly low: number;
  readonly high: number;
}

/** Adds what a tree gives on average over all but one feature, as steps from bin to bin. */
function addSteps(forest: Forest, f: number, root: number, steps: Float64Array): void {
  const waiting: Place[] = [{ node: root, weight: 1, low: 0, high: steps.length - 1 }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { node, weight, low, high } = place;
    if (weight === 0 || low > high) continue;
    const tested = forest.feature[node]!;
    if (tested === LEAF) {
      const units = weight * forest.leaf[node]!;
      steps[low]! += units;
      if (high + 1 < steps.length) steps[high + 1]! -= units;
      continue;
    }
    const left = node + 1;
    const right = forest.right[node]!;
    if (tested === f) {
      const split = forest.split[node]!;
      waiting.push({ ...place, node: left, high: Math.min(high, split) });
      waiting.push({ ...place, node: right, low: Math.max(low, split + 1) });
      continue;
    }
    const total = forest.cover[left]! + forest.cover[right]!;
    const share = total > 0 ? forest.cover[left]! / total : 0.5;
    waiting.push({ ...place, node: left, weight: weight * share });
    waiting.push({ ...place, node: right, weight: weight * (1 - share) });
  }
}
