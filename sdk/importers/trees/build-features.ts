import { RiskError } from '../../core/errors.js';
import type { IssueList } from '../../model/check/issues.js';
import type { Feature } from '../../model/feature.js';
import type {
  CategoricalSource,
  CategoryNames,
  NumericSource,
  SourceTrees,
} from './source-trees.js';
import type { Preorder } from './walk-trees.js';

/** Cut points or categories of one feature: bins are u16, and two more are needed. */
const MAX_SPLITS = 0xfffd;

/** Our features, and how the source's category codes map to their bins. */
export interface ImportedFeatures {
  readonly features: readonly Feature[];
  /** Bin of each code, by feature; absent for numeric features. */
  readonly binOfCode: readonly (Uint16Array | undefined)[];
}

/**
 * One feature per column of the source, used by a split or not.
 *
 * Numeric: the distinct thresholds of its splits are the cut points. Categorical: what the names
 * say, or else the codes from 0 to the largest that a split names; any other code takes the bin
 * "other", if the source accepts one.
 */
export function buildFeatures(
  source: SourceTrees,
  order: Preorder,
  issues: IssueList,
): ImportedFeatures {
  const uses = collectUses(source, order);
  const binOfCode: (Uint16Array | undefined)[] = [];
  const features = source.features.map((feature, f) => {
    if (feature.kind === 'numeric') {
      binOfCode.push(undefined);
      return numericFeature(feature, uses[f]!.thresholds);
    }
    const { smallestCode, largestCode } = uses[f]!;
    const known = feature.names?.values.length ?? largestCode + 1;
    refuseTooMany(known, feature.name, 'categories');
    const inRange = smallestCode >= 0 && largestCode < known;
    const expected = `category codes from 0 to ${known - 1}`;
    issues.check(inRange, 'CATEGORY_RANGE', `features[${f}]`, expected);
    const { values, bins, labels } = orderCategories(feature.names, known);
    binOfCode.push(bins);
    return categoricalFeature(feature, values, labels);
  });
  return { features, binOfCode };
}

function numericFeature(source: NumericSource, thresholds: readonly number[]): Feature {
  const { name, missing, compare, side, zeroIsMissing } = source;
  const cuts = distinct(thresholds);
  refuseTooMany(cuts.length, name, 'cut points');
  const feature = { kind: 'numeric' as const, name, missing, cuts, compare, side };
  return zeroIsMissing ? { ...feature, zeroIsMissing } : feature;
}

function categoricalFeature(
  source: CategoricalSource,
  codes: Int32Array,
  labels: readonly string[],
): Feature {
  const { name, missing, unlisted } = source;
  return { kind: 'categorical', name, missing, codes, labels, unlisted };
}

interface FeatureUse {
  readonly thresholds: number[];
  smallestCode: number;
  largestCode: number;
}

function collectUses(source: SourceTrees, order: Preorder): FeatureUse[] {
  const uses = source.features.map((): FeatureUse => ({
    thresholds: [],
    smallestCode: 0,
    largestCode: -1,
  }));
  for (const node of order.node) {
    if (source.left[node] === -1) continue;
    const use = uses[source.feature[node]!]!;
    const split = source.categories.get(node);
    if (!split) {
      // -0 and 0 compare equal, so they are one cut point.
      use.thresholds.push(source.value[node]! + 0);
      continue;
    }
    for (const code of split.codes) {
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
 * the codes that the source gives them, or of their positions.
 */
function orderCategories(
  names: CategoryNames | undefined,
  count: number,
): { values: Int32Array; bins: Uint16Array; labels: readonly string[] } {
  const bins = Uint16Array.from({ length: count }, (_, code) => code);
  const numbers = names?.kind === 'integer' ? names.values : names?.codes;
  if (!numbers)
    return { values: Int32Array.from(bins), bins, labels: names?.values.map(String) ?? [] };
  const codes = Array.from(bins).sort((a, b) => numbers[a]! - numbers[b]!);
  codes.forEach((code, bin) => (bins[code] = bin));
  return {
    values: Int32Array.from(codes, (code) => numbers[code]!),
    bins,
    labels: codes.map((code) => String(names!.values[code]!)),
  };
}

function refuseTooMany(count: number, name: string, what: string): void {
  if (count <= MAX_SPLITS) return;
  throw new RiskError(
    'IMPORT_UNSUPPORTED',
    `feature "${name}" has ${count} ${what}; at most ${MAX_SPLITS} can be carried`,
    { path: name },
  );
}
