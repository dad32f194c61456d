import type { IssueList } from '../../model/check/issues.js';
import { isFields, isList, type FieldReader, type Fields } from '../fields.js';
import type { CategorySplit, SourceFeature } from '../trees/source-trees.js';
import type { Finding } from '../unsupported.js';
import { MAX_NAMES } from './limits.js';
import { codesOf, isHash, readNames } from './read-categories.js';

/** What the trees of a file test, and what its splits mean. */
export interface CatboostFeatures {
  /** In the order of the training data's columns. */
  readonly features: readonly SourceFeature[];
  /** By `float_feature_index`. */
  readonly floats: ReadonlyMap<number, FloatColumn>;
  /** By `cat_feature_index`: those that a split tests. */
  readonly categories: ReadonlyMap<number, CategoryColumn>;
  /** By `split_index`: every test that the trees may use. */
  readonly tests: readonly Test[];
  /** Names of categorical features that no split tests. */
  readonly unused: readonly string[];
}

export interface FloatColumn {
  readonly position: number;
  /** 1 where a missing value fails every test, 0 where it passes every test. */
  readonly missingLeft: 0 | 1;
}

export interface CategoryColumn {
  readonly position: number;
  /** By the hash that a split names: that category goes right. */
  readonly splits: ReadonlyMap<number, CategorySplit>;
}

/** A border of a float feature, or a category's hash, by the feature's own index. */
export interface Test {
  readonly kind: 'FloatFeature' | 'OneHotFeature';
  readonly index: number;
  readonly value: number;
}

/** `feature index`, read and checked, before the columns are put in order. */
interface Column {
  readonly index: number;
  readonly flat: number;
  readonly name: string;
  readonly raw: Fields;
  readonly path: string;
}

/** `Forest.feature` is a u16, of which one number says "leaf". */
const MAX_FEATURES = 0xfffe;

/**
 * A NaN fails `value > border`. AsFalse puts it below every border, AsTrue above (TFloatFeature in
 * catboost/libs/model/features.h): nan_mode Min and Max of the training.
 */
const MISSING_LEFT: Readonly<Record<string, 0 | 1>> = { AsIs: 1, AsFalse: 1, AsTrue: 0 };

/** Reads `features_info`. @param findings - receives what cannot be carried. */
export function readFeatures(
  root: Fields,
  reader: FieldReader,
  findings: Finding[],
): CatboostFeatures {
  const info = reader.object(root, 'features_info', 'model');
  const floats = readColumns(info, 'float_features', reader);
  const all = readColumns(info, 'categorical_features', reader);
  const tested = all.filter(({ raw }) => isList(raw.values) && raw.values.length > 0);
  const columns = [...floats, ...tested].sort((a, b) => a.flat - b.flat);
  checkFlat(columns, reader.issues);
  findings.push(...findForeign(info, all), [
    columns.length > MAX_FEATURES,
    'features_info',
    `over ${MAX_FEATURES} features`,
  ]);
  const position = new Map(columns.map((column, at) => [column, at]));
  const categories = readCategories(info, tested, position, reader, findings);
  const features = columns.map((column): SourceFeature => {
    const feature = categories.features.get(column);
    if (feature) return feature;
    const { name } = column;
    const kind = { kind: 'numeric', compare: 'float32', side: 'less-equal' } as const;
    return { ...kind, name, missing: 'allowed' };
  });
  return {
    features,
    floats: new Map(
      floats.map((column) => [
        column.index,
        { position: position.get(column)!, missingLeft: missingLeftOf(column, reader.issues) },
      ]),
    ),
    categories: categories.columns,
    tests: [...testsOf(floats, 'FloatFeature'), ...testsOf(tested, 'OneHotFeature')],
    unused: all.filter((column) => !tested.includes(column)).map(({ name }) => name),
  };
}

function readColumns(info: Fields, key: string, reader: FieldReader): readonly Column[] {
  if (info[key] === undefined || info[key] === null) return [];
  const seen = new Set<number>();
  return Array.from(reader.list(info, key, 'features_info'), (entry, i): Column => {
    const path = `features_info.${key}[${i}]`;
    const raw = isFields(entry) ? entry : {};
    const index = reader.count(raw, 'feature_index', path);
    const flat = reader.count(raw, 'flat_feature_index', path, index);
    reader.issues.check(!seen.has(index), 'INDEX_TWICE', `${path}.feature_index`, 'each once');
    seen.add(index);
    const given = [raw.feature_name, raw.feature_id].find(
      (name) => typeof name === 'string' && name !== '',
    );
    // As CatBoost itself calls a feature without a name.
    const name = typeof given === 'string' ? given : String(flat);
    return { index, flat, name, raw, path };
  });
}

function checkFlat(columns: readonly Column[], issues: IssueList): void {
  for (let i = 1; i < columns.length; i++) {
    const { flat, path } = columns[i]!;
    issues.check(
      flat !== columns[i - 1]!.flat,
      'INDEX_TWICE',
      `${path}.flat_feature_index`,
      'each once',
    );
  }
}

/** Features that are computed from others while scoring. */
function findForeign(info: Fields, categorical: readonly Column[]): readonly Finding[] {
  const count = (key: string): number => (isList(info[key]) ? info[key].length : 0);
  const findings: Finding[] = (
    ['text_features', 'embedding_features', 'estimated_features'] as const
  ).map((key) => [count(key) > 0, `features_info.${key}`, key.replace('_', ' ')]);
  const ctrs = isList(info.ctrs) ? Array.from(info.ctrs) : [];
  const names = new Map(categorical.map(({ index, name }) => [index, name]));
  const seen = new Set<string>();
  ctrs.forEach((ctr, i) => {
    const what = isFields(ctr) ? describeCtr(ctr, names) : 'CTR';
    if (seen.has(what)) return;
    seen.add(what);
    findings.push([true, `features_info.ctrs[${i}]`, what]);
  });
  return findings;
}

/** `CTR Borders of "city", "job"`: a statistic of the target by category. */
function describeCtr(ctr: Fields, names: ReadonlyMap<number, string>): string {
  const parts = isList(ctr.elements) ? Array.from(ctr.elements) : [];
  const of = parts.slice(0, 8).map((part) => {
    const index = isFields(part) ? Number(part.cat_feature_index ?? part.float_feature_index) : NaN;
    return `"${(names.get(index) ?? `feature ${index}`).slice(0, 40)}"`;
  });
  return `CTR ${String(ctr.ctr_type).slice(0, 40)} of ${of.join(', ')}`;
}

function missingLeftOf({ raw, path }: Column, issues: IssueList): 0 | 1 {
  const treatment = raw.nan_value_treatment ?? 'AsIs';
  if (typeof treatment === 'string' && Object.hasOwn(MISSING_LEFT, treatment)) {
    return MISSING_LEFT[treatment]!;
  }
  issues.add('NAN_TREATMENT', `${path}.nan_value_treatment`, 'AsIs, AsFalse or AsTrue');
  return 1;
}

function readCategories(
  info: Fields,
  tested: readonly Column[],
  position: ReadonlyMap<Column, number>,
  reader: FieldReader,
  findings: Finding[],
): {
  readonly features: ReadonlyMap<Column, SourceFeature>;
  readonly columns: ReadonlyMap<number, CategoryColumn>;
} {
  const features = new Map<Column, SourceFeature>();
  const columns = new Map<number, CategoryColumn>();
  if (tested.length === 0) return { features, columns };
  const names = readNames(info, reader);
  const total = names.size * tested.length;
  if (total > MAX_NAMES) {
    findings.push([true, 'features_info.cat_features_hash', `over ${MAX_NAMES} categories`]);
    return { features, columns };
  }
  const values = [...names.values()];
  const codes = codesOf(names);
  const at = new Map([...names.keys()].map((hash, code) => [hash, code]));
  for (const column of tested) {
    const { index, name, raw, path } = column;
    const hashes = Array.from(reader.list(raw, 'values', path));
    if (!reader.issues.check(hashes.every(isHash), 'TYPE', `${path}.values`, '32-bit hashes'))
      continue;
    const known = hashes.every((hash) => at.has((hash as number) | 0));
    // Without names a caller's values cannot be told from one another.
    findings.push([
      !known,
      `${path}.values`,
      `category names of "${name.slice(0, 40)}" missing (${HINT})`,
    ]);
    if (!known) continue;
    const splits = hashes.map(
      (hash) =>
        [
          (hash as number) | 0,
          { side: 'right' as const, codes: new Set([at.get((hash as number) | 0)!]) },
        ] as const,
    );
    columns.set(index, { position: position.get(column)!, splits: new Map(splits) });
    features.set(column, {
      kind: 'categorical',
      name,
      // CatBoost takes no missing category; data that has some names them, as "nan" or "".
      missing: 'refused',
      names: { kind: 'text', values, codes },
      unlisted: 'other',
    });
  }
  return { features, columns };
}

const HINT = 'save the model with save_model(path, format="json", pool=training_pool)';

/** CatBoost numbers all tests: those of float features first, then categories (its BinFeatures). */
function testsOf(columns: readonly Column[], kind: Test['kind']): readonly Test[] {
  return columns.flatMap(({ index, raw }) => {
    const list = kind === 'FloatFeature' ? raw.borders : raw.values;
    if (!isList(list)) return [];
    return Array.from(list, (value) => ({ kind, index, value: Number(value) }));
  });
}
