import { RiskError } from '../../core/errors.js';
import { parseJson } from '../json.js';
import { isList } from '../fields.js';
import type { CategoryNames } from '../trees/source-trees.js';
import { refuseUnsupported } from '../unsupported.js';

const PATH = 'pandas_categorical';

/**
 * Reads the lists behind `pandas_categorical:`, one for each column of the data frame whose dtype
 * is category, in the frame's order; empty when there are none.
 */
export function readCategoryLists(json: string | undefined): readonly CategoryNames[] {
  if (json === undefined || json.trim() === 'null') return [];
  const lists = parseJson(new TextEncoder().encode(json));
  if (!isList(lists))
    throw new RiskError('IMPORT_FORMAT', `"${PATH}" expected lists`, { path: PATH });
  return Array.from(lists, (list, k) => readList(list, `${PATH}[${k}]`));
}

/** Bins are u16, and two more are needed. */
const MAX_CATEGORIES = 0xfffd;

/** pandas counts True and False, and floats without a fraction, as the integers they equal. */
function readList(list: unknown, path: string): CategoryNames {
  if (!isList(list)) throw new RiskError('IMPORT_FORMAT', `"${path}" expected a list`, { path });
  refuseUnsupported('LightGBM', [
    [list.length > MAX_CATEGORIES, path, `more than ${MAX_CATEGORIES} categories of one feature`],
  ]);
  const values: unknown[] = Array.from(list, (value) =>
    typeof value === 'boolean' ? Number(value) : value,
  );
  if (values.every((value) => typeof value === 'string')) return { kind: 'text', values };
  const whole = values.every((value): value is number => (Number(value) | 0) === value);
  refuseUnsupported('LightGBM', [
    [!whole, path, 'categories that are neither all text nor all 32-bit integers'],
  ]);
  return { kind: 'integer', values: values as number[] };
}

/** What is known of a feature before its category names are. */
export interface FeatureUse {
  readonly name: string;
  /** `unused`: training saw a single value, so the file does not say. */
  readonly kind: 'numeric' | 'categorical' | 'unused';
  /** Smallest and largest value or code that training saw or a split names, where known. */
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export interface NamedFeatures {
  /** Names by feature. */
  readonly names: ReadonlyMap<number, CategoryNames>;
  readonly notes: readonly string[];
}

/**
 * Finds the feature of each list: the file has only their order. Lists belong to the categorical
 * features where there are as many; else the one way in which every list can hold its feature's
 * codes, which includes ordered categories (trained on as numbers).
 *
 * @param chosen - names of the features that the lists belong to, from the caller.
 * @throws RiskError `IMPORT_UNSUPPORTED` when there is no such way, or more than one.
 */
export function assignCategoryNames(
  lists: readonly CategoryNames[],
  features: readonly FeatureUse[],
  chosen: readonly string[] | undefined,
): NamedFeatures {
  if (chosen !== undefined)
    return { names: pair(lists, chosenOf(chosen, lists, features)), notes: [] };
  if (lists.length === 0) return { names: new Map(), notes: [] };
  const { ways, first } = assignments(lists, features);
  if (ways === 1) return { names: pair(lists, first), notes: [] };
  const categorical = features.flatMap(({ kind }, f) => (kind === 'categorical' ? [f] : []));
  const natural =
    categorical.length === lists.length &&
    categorical.every((f, k) => fits(lists[k]!, features[f]!));
  refuseUnsupported('LightGBM', [
    [
      !natural,
      PATH,
      `category names whose features the file does not tell (name them, in order, with the option categoryFeatures)`,
    ],
  ]);
  const shown = categorical.slice(0, 8).map((f) => `"${features[f]!.name}"`);
  return {
    names: pair(lists, categorical),
    notes: [
      `the category names are taken to be those of ${shown.join(', ')}${categorical.length > 8 ? ', ...' : ''}: the file has only their order (the option categoryFeatures says otherwise)`,
    ],
  };
}

function pair(
  lists: readonly CategoryNames[],
  chosen: readonly number[],
): ReadonlyMap<number, CategoryNames> {
  return new Map(chosen.map((f, k) => [f, lists[k]!]));
}

function chosenOf(
  chosen: readonly string[],
  lists: readonly CategoryNames[],
  features: readonly FeatureUse[],
): readonly number[] {
  const indices = chosen.map((name) => features.findIndex((feature) => feature.name === name));
  const sound =
    chosen.length === lists.length &&
    indices.every(
      (f, k) => f >= 0 && (k === 0 || f > indices[k - 1]!) && fits(lists[k]!, features[f]!),
    );
  if (sound) return indices;
  throw new RiskError(
    'OPTION_INVALID',
    `categoryFeatures must name ${lists.length} features in the file's order, each with codes that its list of categories has`,
    { path: 'categoryFeatures' },
  );
}

function fits({ values }: CategoryNames, { kind, min, max, whole }: FeatureUse): boolean {
  return kind === 'unused' || (whole && min >= 0 && max < values.length);
}

/** How many ways there are to deal the lists out in order (2 stands for more), and one of them. */
function assignments(
  lists: readonly CategoryNames[],
  features: readonly FeatureUse[],
): { readonly ways: number; readonly first: readonly number[] } {
  const width = lists.length + 1;
  const cells = (features.length + 1) * width;
  // Hostile files only: a frame with a thousand columns of categories has a million cells.
  if (lists.length > features.length || cells > 2 ** 24) return { ways: 0, first: [] };
  // ways[f][k]: ways to deal the lists from k on to the features from f on.
  const ways = new Uint8Array(cells);
  ways[features.length * width + lists.length] = 1;
  for (let f = features.length - 1; f >= 0; f--) {
    for (let k = lists.length; k >= 0; k--) {
      const skip = ways[(f + 1) * width + k]!;
      const take =
        k < lists.length && fits(lists[k]!, features[f]!) ? ways[(f + 1) * width + k + 1]! : 0;
      ways[f * width + k] = Math.min(2, skip + take);
    }
  }
  const first: number[] = [];
  for (let f = 0, k = 0; f < features.length && k < lists.length; f++) {
    const take = fits(lists[k]!, features[f]!) && ways[(f + 1) * width + k + 1]! > 0;
    if (!take) continue;
    first.push(f);
    k++;
  }
  return { ways: ways[0]!, first };
}
