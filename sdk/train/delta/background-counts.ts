import { binCount, missingBin, type Feature } from '../../model/feature.js';
import { goesLeft, LEAF, type BackgroundCounts, type Forest } from '../../model/forest.js';
import type { PopulationBaseline } from '../../model/model.js';

/**
 * The background of a forest that correction trees were appended to, where the source's reference
 * population is its background: then the reference says how the background spreads over the bins of a
 * tree with one feature.
 *
 * That they are the same rows is not taken on trust: whatever the background tells of single
 * features must be what the reference says.
 *
 * @param corrected - the source's trees, then those of corrections.
 * @returns `undefined` where they are not, or there is none: the corrected forest has no background.
 */
export function correctedBackground(
  source: Forest,
  corrected: Forest,
  features: readonly Feature[],
  baseline: PopulationBaseline | undefined,
): BackgroundCounts | undefined {
  const { background } = source;
  if (!background || !baseline) return undefined;
  const { rows, population } = background;
  if (baseline.rows !== rows || baseline.population !== population) return undefined;
  const start = [...background.start];
  const pattern = [...background.pattern];
  const count = [...background.count];
  const sourceLeaves = start.length - 1;
  let agrees = true;
  let leaf = 0;
  const countOf = ({ feature, bins }: Condition): number =>
    bins.reduce((sum, bin) => sum + baseline.histograms[feature]![bin]!, 0);

  const visit = (path: readonly Condition[]): void => {
    if (leaf < sourceLeaves) {
      path.forEach((condition, place) => {
        let satisfied = 0;
        for (let k = start[leaf]!; k < start[leaf + 1]!; k++) {
          if ((pattern[k]! >>> place) & 1) satisfied += count[k]!;
        }
        if (satisfied !== countOf(condition)) agrees = false;
      });
    } else {
      const inside = path.length === 0 ? 0 : countOf(path[0]!);
      const entries = [[0, rows - inside] as const, [1, inside] as const];
      for (const [bits, of] of entries) {
        if (of === 0) continue;
        pattern.push(bits);
        count.push(of);
      }
      start.push(pattern.length);
    }
    leaf++;
  };
  for (let tree = 0; tree + 1 < corrected.treeStart.length && agrees; tree++) {
    walk(corrected, features, corrected.treeStart[tree]!, [], visit);
  }
  if (!agrees) return undefined;
  return {
    ...{ population, rows, start: Uint32Array.from(start) },
    pattern: Uint32Array.from(pattern),
    count: Uint32Array.from(count),
  };
}

/** Bins of a feature that get to a node. */
interface Condition {
  readonly feature: number;
  readonly bins: readonly number[];
}

/** Visits leaves in node order, each with its features in their order from the root. */
function walk(
  forest: Forest,
  features: readonly Feature[],
  node: number,
  path: readonly Condition[],
  visit: (path: readonly Condition[]) => void,
): void {
  const f = forest.feature[node]!;
  if (f === LEAF) return visit(path);
  const feature = features[f]!;
  const at = path.findIndex((condition) => condition.feature === f);
  const bins = path[at]?.bins ?? Array.from({ length: binCount(feature) }, (_, bin) => bin);
  const isCategory = feature.kind === 'categorical';
  const left = bins.filter((bin) => goesLeft(forest, node, bin, missingBin(feature), isCategory));
  const kept = new Set(left);
  const right = bins.filter((bin) => !kept.has(bin));
  for (const [child, some] of [[node + 1, left] as const, [forest.right[node]!, right] as const]) {
    const condition = { feature: f, bins: some };
    const below =
      at < 0 ? [...path, condition] : path.map((each, place) => (place === at ? condition : each));
    walk(forest, features, child, below, visit);
  }
}
