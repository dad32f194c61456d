import { isFields, isList, type FieldReader } from '../fields.js';
import type { CategoryNames } from '../trees/source-trees.js';
import { refuseUnsupported } from '../unsupported.js';
import type { Learner } from './read-learner.js';

/**
 * Reads `model.cats.enc`: one entry per feature, or none at all; empty for numeric features.
 *
 * @param notes - receives what a person should know.
 */
export function readCategoryNames(
  learner: Learner,
  reader: FieldReader,
  notes: string[],
): readonly (CategoryNames | undefined)[] {
  const { cats } = learner.model;
  if (!isFields(cats) || !isList(cats.enc)) return [];
  const path = `${learner.modelPath}.cats.enc`;
  const features = learner.featureNames.length;
  if (cats.enc.length !== 0 && cats.enc.length !== features) {
    reader.issues.add('SHAPE', path, `${features} entries`);
    return [];
  }
  return Array.from(cats.enc, (entry, f) => {
    const name = learner.featureNames[f]!;
    const names = readEntry(entry, `${path}[${f}]`, learner, name, reader);
    if (names !== 'damaged') return names;
    notes.push(
      `the category names of "${name}" are not used, only their codes: XGBoost ${learner.version.join('.')} or a version before it damaged them (3.1 to 3.3 do, outside ASCII)`,
    );
    return undefined;
  });
}

function readEntry(
  entry: unknown,
  path: string,
  learner: Learner,
  name: string,
  reader: FieldReader,
): CategoryNames | 'damaged' | undefined {
  if (!isFields(entry) || !isList(entry.values)) {
    reader.issues.add('TYPE', path, 'category values');
    return undefined;
  }
  const { length } = entry.values;
  if (entry.offsets !== undefined) {
    if (length === 0 && isList(entry.offsets) && entry.offsets.length < 2) return undefined;
    return readTexts(entry, path, learner, reader);
  }
  if (length === 0) return undefined;
  const values = new Float64Array(length);
  reader.numbers(entry, 'values', path, values, 0, length);
  refuseUnsupported('XGBoost', [
    [
      !values.every((value) => (value | 0) === value),
      path,
      `categories of "${name}" that are neither text nor 32-bit integers`,
    ],
  ]);
  return { kind: 'integer', values: Array.from(values) };
}

/** Arrow's layout: all UTF-8 bytes end to end (as signed integers), and where each string begins. */
function readTexts(
  entry: Readonly<Record<string, unknown>>,
  path: string,
  learner: Learner,
  reader: FieldReader,
): CategoryNames | 'damaged' | undefined {
  const offsets = new Int32Array(reader.list(entry, 'offsets', path).length);
  const bytes = new Int32Array(reader.list(entry, 'values', path).length);
  reader.numbers(entry, 'offsets', path, offsets, 0, offsets.length);
  reader.numbers(entry, 'values', path, bytes, 0, bytes.length);
  const utf8 = Uint8Array.from(bytes);
  if (damagesNames(learner.version) && utf8.some((byte) => byte >= 0x80)) return 'damaged';
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const values: string[] = [];
  for (let i = 0; i + 1 < offsets.length; i++) {
    const [from, to] = [offsets[i]!, offsets[i + 1]!];
    const sound = from >= 0 && to >= from && to <= utf8.length;
    if (!reader.issues.check(sound, 'RANGE', `${path}.offsets[${i}]`, 'ascending offsets')) break;
    try {
      values.push(decoder.decode(utf8.subarray(from, to)));
    } catch {
      return 'damaged';
    }
  }
  return { kind: 'text', values };
}

/**
 * 3.1 to 3.3 write offsets in characters and cut the bytes to as many. The first byte of the first
 * character outside ASCII is always among those kept, so that damage shows.
 */
function damagesNames([major, minor]: readonly number[]): boolean {
  return major === 3 && minor! < 4;
}
