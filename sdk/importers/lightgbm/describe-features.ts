import { RiskError } from '../../core/errors.js';
import type { IssueList } from '../../model/check/issues.js';
import type { CategoryNames, CategorySplit, SourceFeature } from '../trees/source-trees.js';
import type { FeatureUse } from './category-names.js';
import type { MissingTypes } from './missing-types.js';
import { readCount, readDecimal } from './read-numbers.js';
import type { Header } from './read-header.js';
import type { LightgbmTrees } from './read-trees.js';

/** Categories of one feature that are listed though no split names them: bins are u16. */
const MAX_LISTED = 0xfff0;
/** LightGBM holds codes as int. */
const MAX_CODE = 2 ** 31 - 1;
/** Category codes in the sets that splits of ordered categories become. */
const MAX_SET_CODES = 2 ** 22;

/** What the file says of a feature before its category names are known. */
export interface FeatureFacts extends FeatureUse {
  /** Codes that training saw or a split names, ascending; empty for numbers. */
  readonly codes: readonly number[];
}

/**
 * Reads `feature_infos` beside the splits, which tell what a feature is where it tells nothing.
 *
 * @param declared - indices of the features that training was told are categories.
 */
export function readFeatureFacts(
  header: Header,
  trees: LightgbmTrees,
  declared: ReadonlySet<number>,
  issues: IssueList,
): readonly FeatureFacts[] {
  const named = header.featureNames.map(() => new Set<number>());
  const split = new Uint8Array(named.length);
  trees.left.forEach((child, node) => {
    const f = trees.feature[node]!;
    if (child === -1 || f < 0 || f >= named.length) return;
    split[f] = 1;
    for (const code of trees.codes.get(node) ?? []) named[f]!.add(code);
  });
  const hasSets = new Set([...trees.codes.keys()].map((node) => trees.feature[node]!));
  return header.featureInfos.map((info, f): FeatureFacts => {
    const name = header.featureNames[f]!;
    const range = /^\[([^:]*):([^:]*)\]$/.exec(info);
    // Bounds may be infinite, which does not matter: nothing is compared with them.
    const [min, max] = range ? [readDecimal(range[1]!), readDecimal(range[2]!)] : [];
    const seen = range || info === 'none' ? new Set<number>() : readCodes(info);
    issues.check(
      seen !== undefined,
      'FEATURE_INFO',
      `feature_infos[${f}]`,
      '[min:max], categories or none',
    );
    const isCategorical = !range && (info !== 'none' || declared.has(f));
    if (!hasSets.has(f) && !isCategorical) {
      const kind = range || split[f] === 1 ? 'numeric' : 'unused';
      const whole = Number.isInteger(min) && Number.isInteger(max);
      return { name, kind, min: min ?? 0, max: max ?? 0, whole, codes: [] };
    }
    const set = named[f]!;
    if (seen && seen.size + set.size <= MAX_LISTED) for (const code of seen) set.add(code);
    const codes = Array.from(Int32Array.from(set).sort());
    return { name, kind: 'categorical', min: 0, max: codes.at(-1) ?? -1, whole: true, codes };
  });
}

/**
 * The codes of an info such as `0:3:1`, without the -1 that stands for missing values; one more
 * than are listed when there are more, and `undefined` when some are no codes.
 */
function readCodes(info: string): ReadonlySet<number> | undefined {
  const codes = new Set<number>();
  for (let from = 0; from <= info.length;) {
    const colon = info.indexOf(':', from);
    const to = colon < 0 ? info.length : colon;
    const text = info.slice(from, Math.min(to, from + 12));
    const code = text === '-1' ? -1 : readCount(text);
    if (code === undefined || code > MAX_CODE) return undefined;
    if (code >= 0 && codes.size <= MAX_LISTED) codes.add(code);
    from = to + 1;
  }
  return codes;
}

export interface Described {
  readonly features: readonly SourceFeature[];
  readonly categories: ReadonlyMap<number, CategorySplit>;
  readonly notes: readonly string[];
}

/**
 * The features and category splits in the words that all tree importers share.
 *
 * A value outside a feature's categories goes right everywhere (`CategoricalDecision`), as a code
 * that no split names does. Codes without names are the values themselves, and may be far apart.
 */
export function describeFeatures(
  facts: readonly FeatureFacts[],
  names: ReadonlyMap<number, CategoryNames>,
  trees: LightgbmTrees,
  missing: MissingTypes,
): Described {
  const notes: string[] = [];
  const isOrdered = facts.map(({ kind }, f) => kind === 'numeric' && names.has(f));
  const features = facts.map(({ name, kind, codes }, f): SourceFeature => {
    const known = names.get(f);
    if (isOrdered[f]) {
      notes.push(
        `"${name}" has ordered categories, which LightGBM compares by their place: a value that is none of them is refused here, and taken for missing there`,
      );
      return { kind: 'categorical', name, missing: 'allowed', names: known!, unlisted: 'refused' };
    }
    if (kind === 'categorical' || known) {
      const values = known ?? { kind: 'integer' as const, values: codes };
      return { kind: 'categorical', name, missing: 'allowed', names: values, unlisted: 'other' };
    }
    const feature = {
      kind: 'numeric',
      name,
      missing: 'allowed',
      compare: 'float64',
      side: 'less-equal',
    } as const;
    return missing.zeroIsMissing[f] ? { ...feature, zeroIsMissing: true } : feature;
  });
  const places = facts.map(({ codes }, f) =>
    names.has(f) ? undefined : new Map(codes.map((code, i) => [code, i])),
  );
  const categories = new Map<number, CategorySplit>();
  for (const [node, codes] of trees.codes) {
    const place = places[trees.feature[node]!];
    categories.set(node, {
      side: 'left',
      codes: new Set(place ? codes.map((code) => place.get(code)!) : codes),
    });
  }
  addOrderedSplits(isOrdered, names, trees, missing, categories);
  return { features, categories, notes };
}

/** Splits of ordered categories: the places up to the threshold go left. */
function addOrderedSplits(
  isOrdered: readonly boolean[],
  names: ReadonlyMap<number, CategoryNames>,
  { left, feature, value, codes: sets }: LightgbmTrees,
  { missingLeft, zeroIsMissing }: MissingTypes,
  categories: Map<number, CategorySplit>,
): void {
  if (!isOrdered.includes(true)) return;
  let budget = MAX_SET_CODES;
  for (let node = 0; node < left.length; node++) {
    const f = feature[node]!;
    if (left[node] === -1 || !isOrdered[f] || sets.has(node)) continue;
    const { length } = names.get(f)!.values;
    budget -= length;
    if (budget < 0) {
      throw new RiskError(
        'IMPORT_UNSUPPORTED',
        'the model has too many splits of ordered categories',
      );
    }
    const codes = new Set<number>();
    for (let code = 0; code < length; code++) {
      const isMissing = code === 0 && zeroIsMissing[f];
      if (isMissing ? missingLeft[node] === 1 : code <= value[node]!) codes.add(code);
    }
    categories.set(node, { side: 'left', codes });
  }
}
