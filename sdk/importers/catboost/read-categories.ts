import { isFields, isList, type FieldReader, type Fields } from '../fields.js';

/** The names of the categories of all features, by CatBoost's hash of each (an i32). */
export type NamesByHash = ReadonlyMap<number, string>;

/**
 * Reads `features_info.cat_features_hash`, which is there where the file was saved with the
 * training pool, and `string_values`.
 *
 * CatBoost compares hashes, and a model has nothing else of a category. The list is of the whole
 * pool: it does not say which feature a name belongs to.
 */
export function readNames(features: Fields, reader: FieldReader): NamesByHash {
  const names = new Map<number, string>();
  const path = 'features_info.cat_features_hash';
  const raw = features.cat_features_hash;
  const list =
    raw === undefined || raw === null
      ? []
      : reader.list(features, 'cat_features_hash', 'features_info');
  const seen = new Map<string, number>();
  const add = (hash: number, name: string, at: string): void => {
    const known = names.get(hash);
    const other = seen.get(name);
    const sound =
      (known === undefined || known === name) && (other === undefined || other === hash);
    if (!reader.issues.check(sound, 'NAME_TWICE', at, 'one name for each hash')) return;
    names.set(hash, name);
    seen.set(name, hash);
  };
  for (let i = 0; i < list.length && !reader.issues.full; i++) {
    const entry = list[i];
    const at = `${path}[${i}]`;
    const { hash, value } = isFields(entry) ? entry : {};
    if (typeof value === 'string' && isHash(hash)) add(hash | 0, value, at);
    else reader.issues.add('TYPE', at, 'a 32-bit hash and a string');
  }
  readStringValues(features, add);
  return names;
}

/** What a feature's own list says, where a version writes one beside `values`. */
function readStringValues(
  features: Fields,
  add: (hash: number, name: string, at: string) => void,
): void {
  const list = features.categorical_features;
  if (!isList(list)) return;
  for (let f = 0; f < list.length; f++) {
    const feature = list[f];
    if (!isFields(feature)) continue;
    const { values, string_values: texts } = feature;
    if (!isList(values) || !isList(texts) || values.length !== texts.length) continue;
    for (let i = 0; i < values.length; i++) {
      const [hash, text] = [values[i], texts[i]];
      const at = `features_info.categorical_features[${f}].string_values[${i}]`;
      if (isHash(hash) && typeof text === 'string') add(hash | 0, text, at);
    }
  }
}

/** CatBoost writes a hash unsigned among the names, and signed in splits. */
export function isHash(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32
  );
}

/**
 * The numbers by which a caller may give a category, besides by its name: of `"3"` it is 3, since
 * CatBoost takes an integer for the text it spells; of any other text it is the hash.
 *
 * Both kinds stand in one list, so a number would be ambiguous where a text hashes to one of the
 * integers; such a text takes the next number that is free.
 */
export function codesOf(names: NamesByHash): readonly number[] {
  const taken = new Set<number>();
  for (const name of names.values()) {
    const code = integerOf(name);
    if (code !== undefined) taken.add(code);
  }
  return Array.from(names, ([hash, name]) => {
    let code = integerOf(name);
    if (code !== undefined) return code;
    for (code = hash; taken.has(code); code = (code + 1) | 0);
    taken.add(code);
    return code;
  });
}

/** The i32 that a text spells as CatBoost would write it. */
function integerOf(name: string): number | undefined {
  const value = Number(name) | 0;
  return String(value) === name ? value : undefined;
}
