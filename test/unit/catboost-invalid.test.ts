import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { importCatboost } from '../../sdk/importers/catboost/import.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { CATBOOST, CATBOOST_REFUSED } from './catboost-cases.js';
import { bytesOf, foldersWith } from './xgboost-cases.js';

/** A parsed model file, loosely: these tests break it in ways that types would forbid. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const SOURCES = {
  plain: 'logistic-1.2.10',
  missing: 'nan-min-1.2.10',
  categories: 'one-hot-1.2.10',
  nested: 'depthwise-1.2.10',
} as const;

function load(source: keyof typeof SOURCES): Loose {
  return JSON.parse(readFileSync(`${CATBOOST}${SOURCES[source]}/model.json`, 'utf8'));
}

function encode(file: Loose): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(file));
}

function refusalOf(bytes: Uint8Array): RiskError {
  try {
    importCatboost(bytes);
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the file was imported');
}

describe('models of CatBoost that cannot be carried', () => {
  it.each(foldersWith(CATBOOST_REFUSED, 'manifest.json'))('%s is refused by name', (name) => {
    const folder = `${CATBOOST_REFUSED}${name}/`;
    const { refused } = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as {
      refused: { names: string[] };
    };
    const error = refusalOf(bytesOf(`${folder}model.json`));
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    for (const word of refused.names) expect(error.message).toContain(word);
    expect(error.issues.every(({ path }) => path !== '')).toBe(true);
  });

  it('are found by the bytes, as all others are', async () => {
    const bytes = bytesOf(`${CATBOOST}${SOURCES.plain}/model.json`);
    expect((await importModel(bytes)).model).toEqual(importCatboost(bytes).model);
    expect(() => importCatboost(bytes, { maxBytes: 1000 })).toThrow(/more than 1000/);
    expect(refusalOf(new TextEncoder().encode('CBM1....')).message).toContain('save_model');
    expect(refusalOf(new TextEncoder().encode('{"learner":{}}')).code).toBe('IMPORT_FORMAT');
  });
});

interface Breakage {
  readonly what: string;
  readonly source?: keyof typeof SOURCES;
  readonly damage: (file: Loose) => void;
  readonly code: 'IMPORT_FORMAT' | 'MODEL_INVALID' | 'IMPORT_UNSUPPORTED';
  /** Code and path of the issue that must be among those found. */
  readonly issue: readonly [code: string, path: string];
}

const floats = (file: Loose): Loose => file.features_info.float_features;
const tree = (file: Loose, t = 0): Loose => file.oblivious_trees[t];

function hotSplit(file: Loose): Loose {
  const all = file.oblivious_trees.flatMap((each: Loose) => each.splits);
  return all.find((split: Loose) => split.split_type === 'OneHotFeature');
}

const BREAKAGES: readonly Breakage[] = [
  {
    what: 'a leaf too few',
    damage: (file) => tree(file, 2).leaf_values.pop(),
    code: 'IMPORT_FORMAT',
    issue: ['SHAPE', 'oblivious_trees[2].leaf_values'],
  },
  {
    what: 'twice as many leaves: two outputs',
    damage: (file) => tree(file).leaf_values.push(...tree(file).leaf_values),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'oblivious_trees[0].leaf_values'],
  },
  {
    what: 'no leaf weights',
    damage: (file) => delete tree(file, 1).leaf_weights,
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'oblivious_trees[1]'],
  },
  {
    what: 'a negative leaf weight',
    damage: (file) => (tree(file).leaf_weights[3] = -1),
    code: 'MODEL_INVALID',
    issue: ['COVER', 'oblivious_trees[0].nodes'],
  },
  {
    what: 'a leaf that is not a number',
    damage: (file) => (tree(file).leaf_values[3] = '1'),
    code: 'IMPORT_FORMAT',
    issue: ['TYPE', 'oblivious_trees[0].leaf_values[3]'],
  },
  {
    what: 'a leaf too large for fixed point',
    damage: (file) => (tree(file).leaf_values[3] = 1e30),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['', ''],
  },
  {
    what: 'a depth beyond all reason',
    damage: (file) => (tree(file).splits = Array(40).fill(tree(file).splits[0])),
    code: 'IMPORT_FORMAT',
    issue: ['TREE_DEPTH', 'oblivious_trees[0].splits'],
  },
  {
    what: 'a border that is not where its number says',
    damage: (file) => (tree(file).splits[0].border += 1),
    code: 'IMPORT_FORMAT',
    issue: ['SPLIT_INDEX', 'oblivious_trees[0].splits[0].split_index'],
  },
  {
    what: 'a split number past the end',
    damage: (file) => (tree(file).splits[0].split_index = 1e6),
    code: 'IMPORT_FORMAT',
    issue: ['SPLIT_INDEX', 'oblivious_trees[0].splits[0].split_index'],
  },
  {
    what: 'a border beyond float32',
    damage: (file) => (tree(file).splits[0].border = 1e300),
    code: 'IMPORT_FORMAT',
    issue: ['THRESHOLD_NOT_FINITE', 'oblivious_trees[0].splits[0].border'],
  },
  {
    what: 'a feature that is not there',
    damage: (file) => (tree(file).splits[0].float_feature_index = 70),
    code: 'IMPORT_FORMAT',
    issue: ['FEATURE_RANGE', 'oblivious_trees[0].splits[0].float_feature_index'],
  },
  {
    what: 'a split without a type',
    damage: (file) => delete tree(file).splits[0].split_type,
    code: 'IMPORT_FORMAT',
    issue: ['FIELD_MISSING', 'oblivious_trees[0].splits[0].split_type'],
  },
  {
    what: 'a split on what is computed from text',
    damage: (file) => (tree(file).splits[1].split_type = 'EstimatedFeature'),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'oblivious_trees[0].splits[1]'],
  },
  {
    what: 'text features',
    damage: (file) => (file.features_info.text_features = [{ feature_index: 0 }]),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'features_info.text_features'],
  },
  {
    what: 'no trees',
    damage: (file) => (file.oblivious_trees = []),
    code: 'IMPORT_FORMAT',
    issue: ['TREE_EMPTY', 'oblivious_trees'],
  },
  {
    what: 'two features in one column',
    damage: (file) => (floats(file)[3].flat_feature_index = 2),
    code: 'IMPORT_FORMAT',
    issue: ['INDEX_TWICE', 'features_info.float_features[3].flat_feature_index'],
  },
  {
    what: 'a feature index twice',
    damage: (file) => (floats(file)[3].feature_index = 2),
    code: 'IMPORT_FORMAT',
    issue: ['INDEX_TWICE', 'features_info.float_features[3].feature_index'],
  },
  {
    what: 'a name twice',
    damage: (file) => (floats(file)[3].feature_name = floats(file)[2].feature_name),
    code: 'MODEL_INVALID',
    issue: ['NAME', 'features[3]'],
  },
  {
    what: 'missing values treated in a way of their own',
    source: 'missing',
    damage: (file) => (floats(file)[0].nan_value_treatment = 'constructor'),
    code: 'IMPORT_FORMAT',
    issue: ['NAN_TREATMENT', 'features_info.float_features[0].nan_value_treatment'],
  },
  {
    what: 'a scale that is not a number',
    damage: (file) => (file.scale_and_bias = ['1', [0]]),
    code: 'IMPORT_FORMAT',
    issue: ['SCALE_AND_BIAS', 'scale_and_bias'],
  },
  {
    what: 'a bias for each of two outputs',
    damage: (file) => (file.scale_and_bias = [1, [0, 0]]),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'scale_and_bias'],
  },
  {
    what: 'no loss function',
    damage: (file) => delete file.model_info.params,
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'model_info.params.loss_function'],
  },
  {
    what: 'a loss function that only objects have',
    damage: (file) => (file.model_info.params.loss_function.type = 'toString'),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'model_info.params.loss_function'],
  },
  {
    what: 'a category without a name',
    source: 'categories',
    damage: (file) => file.features_info.cat_features_hash.splice(0),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'features_info.categorical_features['],
  },
  {
    what: 'two names for one hash',
    source: 'categories',
    damage: ({ features_info: { cat_features_hash: names } }) => (names[1].hash = names[0].hash),
    code: 'IMPORT_FORMAT',
    issue: ['NAME_TWICE', 'features_info.cat_features_hash[1]'],
  },
  {
    what: 'one name for two hashes',
    source: 'categories',
    damage: ({ features_info: { cat_features_hash: names } }) => (names[1].value = names[0].value),
    code: 'IMPORT_FORMAT',
    issue: ['NAME_TWICE', 'features_info.cat_features_hash[1]'],
  },
  {
    what: 'a hash that is none',
    source: 'categories',
    damage: ({ features_info: { cat_features_hash: names } }) => (names[1].hash = 2 ** 32),
    code: 'IMPORT_FORMAT',
    issue: ['TYPE', 'features_info.cat_features_hash[1]'],
  },
  {
    what: 'a category that its feature does not list',
    source: 'categories',
    damage: (file) => (hotSplit(file).value = 12345),
    code: 'IMPORT_FORMAT',
    issue: ['CATEGORY_RANGE', '.value'],
  },
  {
    what: 'a category at the number of another',
    source: 'categories',
    damage: (file) => (hotSplit(file).split_index += 1),
    code: 'IMPORT_FORMAT',
    issue: ['SPLIT_INDEX', '.split_index'],
  },
  {
    what: 'a node without a child',
    source: 'nested',
    damage: (file) => delete file.trees[1].right,
    code: 'IMPORT_FORMAT',
    issue: ['LEAF_NOT_FINITE', 'trees[1].right'],
  },
  {
    what: 'a leaf of several outputs',
    source: 'nested',
    damage: (file) => (file.trees[1].right = { value: [1, 2], weight: 1 }),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'trees[1].right'],
  },
  {
    what: 'a leaf without a weight',
    source: 'nested',
    damage: (file) => (file.trees[1].right = { value: 1 }),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'trees[1].right'],
  },
  {
    what: 'a tree deeper than any',
    source: 'nested',
    damage: (file) => {
      const { split } = file.trees[0];
      for (let depth = 0; depth < 20; depth++) {
        file.trees[0] = { split, left: file.trees[0], right: { value: 0, weight: 1 } };
      }
    },
    code: 'IMPORT_FORMAT',
    issue: ['TREE_DEPTH', 'trees[0]'],
  },
];

describe('broken model files of CatBoost', () => {
  it.each(BREAKAGES)('$what', ({ source, damage, code, issue }) => {
    const file = load(source ?? 'plain');
    damage(file);
    const error = refusalOf(encode(file));
    expect(error.code).toBe(code);
    const found = error.issues.map(({ code: kind, path }) => `${kind} ${path}`);
    const match = found.some((line) => line.startsWith(issue[0]) && line.includes(issue[1]));
    expect(match || issue[0] === '', found.join('\n')).toBe(true);
  });

  it('tells all problems at once, and not without end', () => {
    const file = load('plain');
    for (const each of file.oblivious_trees) {
      each.splits.forEach((split: Loose) => (split.float_feature_index = 99));
    }
    const { issues } = refusalOf(encode(file));
    const splits = file.oblivious_trees.flatMap((each: Loose) => each.splits);
    expect(issues.length).toBe(splits.length);
    expect(issues.length).toBeLessThanOrEqual(200);
  });

  it('takes trees without splits, and lists that CatBoost writes as null', () => {
    const file = load('plain');
    file.oblivious_trees.push({ leaf_values: [0.5], leaf_weights: [10], splits: null });
    file.features_info.categorical_features = null;
    file.scale_and_bias = [1, null];
    const { model } = importCatboost(encode(file));
    const sound = importCatboost(encode(load('plain'))).model;
    const leaf = 'leaf' in model.body ? model.body.leaf.at(-1) : 0;
    expect(leaf).toBe(Math.round(0.5 * 2 ** model.scaleBits));
    expect(model.features).toEqual(sound.features);
    file.scale_and_bias = [1, 0.25];
    expect(importCatboost(encode(file)).model.intercept).toBe(0.25 * 2 ** model.scaleBits);
    delete file.scale_and_bias;
    expect(importCatboost(encode(file)).model.intercept).toBe(0);
  });

  it('gives a text a number of its own where its hash is an integer of the list', () => {
    const file = load('categories');
    const names = file.features_info.cat_features_hash;
    const used = file.features_info.categorical_features.find((each: Loose) => each.values).values;
    names.push({ hash: 99, value: String(used[0]) });
    const { model } = importCatboost(encode(file));
    const feature = model.features.find(({ kind }) => kind === 'categorical')!;
    const { codes, labels } = feature as Extract<typeof feature, { kind: 'categorical' }>;
    expect(new Set(codes).size).toBe(names.length);
    expect(codes[labels.indexOf(String(used[0]))]).toBe(used[0]);
  });
});
