import { RiskError } from '../../core/errors.js';
import type { IssueList } from '../../model/check/issues.js';
import type { Feature } from '../../model/feature.js';
import type { CategoryNames } from './read-category-names.js';
import type { Learner } from './read-learner.js';
import type { SourceTrees } from './read-trees.js';
import type { Preorder } from './walk-trees.js';

/** Cut points or categories of one feature: bins are u16, and two more are needed. */
const MAX_SPLITS = 0xfffd;

/** Our features, and how XGBoost's category codes map to their bins. */
export interface ImportedFeatures {
  readonly features: readonly Feature[];
  /** Bin of each code, by feature; absent for numeric features. */
  readonly binOfCode: readonly (Uint16Array | undefined)[];
}

/**
 * One feature per column of the source, used by a split or not.
 *
 * Numeric: the distinct float32 thresholds of its splits are the cut points. Categorical: the
 * codes that a split names, from 0 without gaps, or what the file's category names say. Any other
 * code goes left at every split, as in XGBoost, and takes the bin "other".
 */
export function buildFeatures(
  learner: Learner,
  source: SourceTrees,
  order: Preorder,
  names: readonly (CategoryNames | undefined)[],
  issues: IssueList,
): ImportedFeatures {
  const uses = collectUses(learner, source, order);
  const binOfCode: (Uint16Array | undefined)[] = [];
  const features = learner.featureNames.map((name, f): Feature => {
    const { thresholds, codes, smallestCode, largestCode } = uses[f]!;
    const declared = learner.featureTypes[f] === 'c' || names[f] !== undefined;
    if (!declared && !codes) {
      binOfCode.push(undefined);
      const cuts = distinct(thresholds);
      refuseTooMany(cuts.length, name, 'cut points');
      return { kind: 'numeric', name, missing: 'allowed', cuts, compare: 'float32', side: 'less' };
    }
    const unmixed = thresholds.length === 0;
    issues.check(
      unmixed,
      'SPLIT_MIXED',
      `features[${f}]`,
      'numeric or categorical splits, not both',
    );
    const known = names[f]?.values.length ?? largestCode + 1;
    refuseTooMany(known, name, 'categories');
    const inRange = smallestCode >= 0 && largestCode < known;
    issues.check(
      inRange,
      'CATEGORY_RANGE',
      `features[${f}]`,
      `category codes from 0 to ${known - 1}`,
    );
    const { values, bins, labels } = orderCategories(names[f], known);
    binOfCode.push(bins);
    return {
      kind: 'categorical',
      name,
      missing: 'allowed',
      codes: values,
      labels,
      // XGBoost refuses a value that its category names do not have, and takes any bare code.
      unlisted: names[f] ? 'refused' : 'other',
    };
  });
  return { features, binOfCode };
}

interface FeatureUse {
  readonly thresholds: number[];
  codes: boolean;
  smallestCode: number;
  largestCode: number;
}

function collectUses(learner: Learner, source: SourceTrees, order: Preorder): FeatureUse[] {
  const uses = learner.featureNames.map((): FeatureUse => ({
    thresholds: [],
    codes: false,
    smallestCode: 0,
    largestCode: -1,
  }));
  for (const node of order.node) {
    if (source.left[node] === -1) continue;
    const use = uses[source.feature[node]!]!;
    if (source.categorical[node] === 0) {
      // -0 and 0 compare equal, so they are one cut point.
      use.thresholds.push(source.value[node]! + 0);
      continue;
    }
    use.codes = true;
    for (const code of source.categories.get(node)!) {
      use.smallestCode = Math.min(use.smallestCode, code);
      use.largestCode = Math.max(use.largestCode, code);
    }
  }
  return uses;
}

function distinct(thresholds: readonly number[]): Float64Array {
  const sorted = Float64Array.from(thresholds).sort();
  return sorted.filter((cut, k) => k === 0 || cut !== sorted[k - 1]);
}

/**
 * Integer categories are their own codes, ascending as a Feature wants them; texts are labels of
 * the file's codes.
 */
function orderCategories(
  names: CategoryNames | undefined,
  count: number,
): { values: Int32Array; bins: Uint16Array; labels: readonly string[] } {
  const bins = Uint16Array.from({ length: count }, (_, code) => code);
  if (names?.kind !== 'integer') {
    return { values: Int32Array.from(bins), bins, labels: names?.values ?? [] };
  }
  const codes = Array.from(bins).sort((a, b) => names.values[a]! - names.values[b]!);
  codes.forEach((code, bin) => (bins[code] = bin));
  const values = Int32Array.from(codes, (code) => names.values[code]!);
  return { values, bins, labels: Array.from(values, String) };
}

function refuseTooMany(count: number, name: string, what: string): void {
  if (count <= MAX_SPLITS) return;
  throw new RiskError(
    'IMPORT_UNSUPPORTED',
    `feature "${name}" has ${count} ${what}; at most ${MAX_SPLITS} can be carried`,
    { path: name },
  );
}
