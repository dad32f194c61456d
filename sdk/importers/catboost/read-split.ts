import { isFields, type FieldReader } from '../fields.js';
import type { CategorySplit } from '../trees/source-trees.js';
import type { Finding } from '../unsupported.js';
import { isHash } from './read-categories.js';
import type { CatboostFeatures } from './read-features.js';

/** What an inner node tests: a row that passes goes right. */
export interface Split {
  /** Position among the model's features. */
  readonly feature: number;
  /** Of a float feature: values above it go right. */
  readonly border: number;
  readonly category?: CategorySplit;
  readonly missingLeft: 0 | 1;
}

/** Reads splits, and checks that what they say is what their `split_index` stands for. */
export class SplitReader {
  /** Kinds of splits that cannot be carried, with the place of the first of each. */
  readonly #foreign = new Map<string, string>();

  constructor(
    private readonly features: CatboostFeatures,
    private readonly reader: FieldReader,
  ) {}

  get findings(): readonly Finding[] {
    return Array.from(this.#foreign, ([type, path]) => [true, path, `splits of type ${type}`]);
  }

  /** One split; undefined after noting what is wrong with it. */
  read(raw: unknown, path: string): Split | undefined {
    const { issues } = this.reader;
    const split = isFields(raw) ? raw : {};
    const type = split.split_type;
    if (type === 'FloatFeature') {
      const { float_feature_index: index, border } = split;
      const column = typeof index === 'number' ? this.features.floats.get(index) : undefined;
      if (!column) {
        issues.add('FEATURE_RANGE', `${path}.float_feature_index`, 'a float feature of the file');
        return undefined;
      }
      if (typeof border !== 'number' || !Number.isFinite(Math.fround(border))) {
        issues.add('THRESHOLD_NOT_FINITE', `${path}.border`, 'a finite float32 number');
        return undefined;
      }
      if (!this.#agrees(split.split_index, type, index as number, border, path)) return undefined;
      const { position: feature, missingLeft } = column;
      return { feature, border: Math.fround(border), missingLeft };
    }
    if (type === 'OneHotFeature') {
      const { cat_feature_index: index, value } = split;
      const column = typeof index === 'number' ? this.features.categories.get(index) : undefined;
      if (!column) {
        issues.add(
          'FEATURE_RANGE',
          `${path}.cat_feature_index`,
          'a categorical feature with values',
        );
        return undefined;
      }
      const category = isHash(value) ? column.splits.get(value | 0) : undefined;
      if (!category) {
        issues.add('CATEGORY_RANGE', `${path}.value`, "one of the feature's values");
        return undefined;
      }
      if (!this.#agrees(split.split_index, type, index as number, value as number, path))
        return undefined;
      return { feature: column.position, border: 0, category, missingLeft: 1 };
    }
    if (typeof type === 'string') this.#note(type.slice(0, 40), path);
    else issues.add('FIELD_MISSING', `${path}.split_type`, 'FloatFeature or OneHotFeature');
    return undefined;
  }

  #note(type: string, path: string): void {
    if (this.#foreign.size < 16 && !this.#foreign.has(type)) this.#foreign.set(type, path);
  }

  /** CatBoost itself loads a file by these numbers alone, so they must not say something else. */
  #agrees(number: unknown, kind: string, index: number, value: number, path: string): boolean {
    if (number === undefined) return true;
    const test = typeof number === 'number' ? this.features.tests[number] : undefined;
    const same =
      kind === 'FloatFeature'
        ? Math.fround(test?.value ?? NaN) === Math.fround(value)
        : (test?.value ?? NaN | 0) === (value | 0);
    return this.reader.issues.check(
      test?.kind === kind && test.index === index && same,
      'SPLIT_INDEX',
      `${path}.split_index`,
      'the number of this split among the borders and values of features_info',
    );
  }
}
