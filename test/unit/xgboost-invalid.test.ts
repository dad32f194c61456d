import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { VECTORS } from './xgboost-cases.js';

/** A parsed model file, loosely: these tests break it in ways that types would forbid. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const SOURCES = {
  plain: 'logistic-3.4.1',
  categorical: 'categorical-partition-3.4.1',
  named: 'cats-string-3.4.1',
  dart: 'dart-3.4.1',
} as const;

function load(source: keyof typeof SOURCES): Loose {
  return JSON.parse(readFileSync(`${VECTORS}${SOURCES[source]}/model.json`, 'utf8'));
}

/** As XGBoost up to 2.1 writes it: NaN as a bare word. */
function encode(file: Loose): Uint8Array {
  const text = JSON.stringify(file, (_, value) => (Number.isNaN(value) ? '@NaN' : value));
  return new TextEncoder().encode(text.replaceAll('"@NaN"', 'NaN'));
}

function refusalOf(file: Loose): RiskError {
  try {
    importXgboost(encode(file));
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the broken model was imported');
}

const modelOf = (file: Loose): Loose => file.learner.gradient_booster.model;
const treeOf = (file: Loose, t = 0): Loose => modelOf(file).trees[t];

interface Breakage {
  readonly what: string;
  readonly source?: keyof typeof SOURCES;
  readonly damage: (file: Loose) => void;
  readonly code: 'IMPORT_FORMAT' | 'MODEL_INVALID' | 'IMPORT_UNSUPPORTED';
  /** Code and path (its end) of the issue that must be among those found. */
  readonly issue?: readonly [code: string, path: string];
}

const BREAKAGES: readonly Breakage[] = [
  {
    what: 'a child past the end',
    damage: (file) => (treeOf(file, 2).right_children[0] = 999),
    code: 'MODEL_INVALID',
    issue: ['CHILD_RANGE', 'trees[2].nodes[0].right'],
  },
  {
    what: 'a negative child that is not -1',
    damage: (file) => (treeOf(file).left_children[0] = -2),
    code: 'MODEL_INVALID',
    issue: ['CHILD_RANGE', 'trees[0].nodes[0].left'],
  },
  {
    what: 'a cycle back to the root',
    damage: (file) => (treeOf(file).right_children[1] = 0),
    code: 'MODEL_INVALID',
    issue: ['CHILD_RANGE', 'trees[0].nodes[1].right'],
  },
  {
    what: 'a cycle further down',
    damage: (file) => (treeOf(file).left_children[3] = 1),
    code: 'MODEL_INVALID',
    issue: ['NODE_SHARED', 'trees[0].nodes[3].left'],
  },
  {
    what: 'a child that two nodes share',
    damage: (file) => (treeOf(file).left_children[0] = treeOf(file).right_children[0]),
    code: 'MODEL_INVALID',
    issue: ['NODE_SHARED', 'trees[0].nodes[0].left'],
  },
  {
    what: 'a leaf with a right child',
    damage: (file) => {
      const leaf = treeOf(file).left_children.indexOf(-1);
      treeOf(file).right_children[leaf] = 1;
    },
    code: 'MODEL_INVALID',
    issue: ['CHILD_RANGE', '.right'],
  },
  {
    what: 'a feature that is not there',
    damage: (file) => (treeOf(file).split_indices[0] = 10),
    code: 'MODEL_INVALID',
    issue: ['FEATURE_RANGE', 'trees[0].nodes[0].feature'],
  },
  {
    what: 'a threshold that is not a number',
    damage: (file) => (treeOf(file).split_conditions[0] = NaN),
    code: 'MODEL_INVALID',
    issue: ['THRESHOLD_NOT_FINITE', 'trees[0].nodes[0]'],
  },
  {
    what: 'a threshold beyond float32',
    damage: (file) => (treeOf(file).split_conditions[0] = 1e300),
    code: 'MODEL_INVALID',
    issue: ['THRESHOLD_NOT_FINITE', 'trees[0].nodes[0]'],
  },
  {
    what: 'a leaf that is not a number',
    damage: (file) => {
      const leaf = treeOf(file).left_children.indexOf(-1);
      treeOf(file).split_conditions[leaf] = NaN;
    },
    code: 'MODEL_INVALID',
    issue: ['LEAF_NOT_FINITE', ''],
  },
  {
    what: 'leaves too large for fixed point',
    damage: (file) => {
      const leaf = treeOf(file).left_children.indexOf(-1);
      treeOf(file).split_conditions[leaf] = 1e20;
    },
    code: 'IMPORT_UNSUPPORTED',
  },
  {
    what: 'a negative cover',
    damage: (file) => (treeOf(file).sum_hessian[1] = -1),
    code: 'MODEL_INVALID',
    issue: ['COVER', 'model.trees[0].nodes[1]'],
  },
  {
    what: 'a default direction that is none',
    damage: (file) => (treeOf(file).default_left[0] = 2),
    code: 'MODEL_INVALID',
    issue: ['DEFAULT_LEFT', 'model.trees[0].nodes[0]'],
  },
  {
    what: 'lists of different lengths',
    damage: (file) => treeOf(file, 1).split_indices.pop(),
    code: 'IMPORT_FORMAT',
    issue: ['SHAPE', 'trees[1].split_indices'],
  },
  {
    what: 'a list that is missing',
    damage: (file) => delete treeOf(file).default_left,
    code: 'IMPORT_FORMAT',
    issue: ['FIELD_MISSING', 'trees[0].default_left'],
  },
  {
    what: 'text where a number belongs',
    damage: (file) => (treeOf(file).split_conditions[1] = '2'),
    code: 'IMPORT_FORMAT',
    issue: ['TYPE', 'trees[0].split_conditions[1]'],
  },
  {
    what: 'a fraction where an index belongs',
    damage: (file) => (treeOf(file).split_indices[1] = 1.5),
    code: 'IMPORT_FORMAT',
    issue: ['INTEGER_EXPECTED', 'trees[0].split_indices[1]'],
  },
  {
    what: 'an empty tree',
    damage: (file) => (treeOf(file).left_children = []),
    code: 'IMPORT_FORMAT',
    issue: ['TREE_EMPTY', 'trees[0]'],
  },
  {
    what: 'fewer trees than it says',
    damage: (file) => modelOf(file).trees.pop(),
    code: 'IMPORT_FORMAT',
    issue: ['SHAPE', 'model.trees'],
  },
  {
    what: 'no version',
    damage: (file) => delete file.version,
    code: 'IMPORT_FORMAT',
    issue: ['VERSION', 'version'],
  },
  {
    what: 'a base score that is no number',
    damage: (file) => (file.learner.learner_model_param.base_score = 'half'),
    code: 'IMPORT_FORMAT',
    issue: ['BASE_SCORE', 'base_score'],
  },
  {
    what: 'a base score that is no probability',
    damage: (file) => (file.learner.learner_model_param.base_score = '[1.5E0]'),
    code: 'MODEL_INVALID',
    issue: ['RANGE', 'base_score'],
  },
  {
    what: 'a name twice',
    damage: (file) => (file.learner.feature_names[3] = file.learner.feature_names[1]),
    code: 'MODEL_INVALID',
    issue: ['NAME_TWICE', 'learner.feature_names[3]'],
  },
  {
    what: 'too few names',
    damage: (file) => file.learner.feature_names.pop(),
    code: 'MODEL_INVALID',
    issue: ['SHAPE', 'learner.feature_names'],
  },
  {
    what: 'an empty name',
    damage: (file) => (file.learner.feature_names[3] = ''),
    code: 'MODEL_INVALID',
    issue: ['NAME_EMPTY', 'features[3].name'],
  },
  {
    what: 'more features than can be numbered',
    damage: (file) => (file.learner.learner_model_param.num_feature = '4000000000'),
    code: 'IMPORT_UNSUPPORTED',
  },
  {
    what: 'several classes under the name of an objective that has one',
    damage: (file) => (file.learner.learner_model_param.num_class = '3'),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'learner_model_param.num_class'],
  },
  {
    what: 'trees of several groups',
    damage: (file) => (modelOf(file).tree_info[3] = 1),
    code: 'IMPORT_UNSUPPORTED',
    issue: ['UNSUPPORTED', 'model.tree_info'],
  },
  {
    what: 'DART weights of another length',
    source: 'dart',
    damage: (file) => modelOf(file).weight_drop.pop(),
    code: 'IMPORT_FORMAT',
    issue: ['SHAPE', 'weight_drop'],
  },
  {
    what: 'DART without weights',
    source: 'dart',
    damage: (file) => {
      file.learner.gradient_booster.name = 'dart';
      delete modelOf(file).weight_drop;
    },
    code: 'IMPORT_FORMAT',
    issue: ['FIELD_MISSING', 'gradient_booster.weight_drop'],
  },
  {
    what: 'a categorical node without its categories',
    source: 'categorical',
    damage: (file) => treeOf(file).split_type.fill(1),
    code: 'MODEL_INVALID',
    issue: ['SPLIT_MIXED', 'features['],
  },
  {
    what: 'a segment past the end of the categories',
    source: 'categorical',
    damage: (file) => (treeOf(file).categories_segments[0] = 1000),
    code: 'IMPORT_FORMAT',
    issue: ['CATEGORY_SEGMENT', 'trees[0].categories_segments[0]'],
  },
  {
    what: 'segments that overlap',
    source: 'categorical',
    damage: (file) => {
      const { categories, categories_segments: segments, categories_sizes: sizes } = treeOf(file);
      segments.fill(0);
      sizes.fill(categories.length);
    },
    code: 'IMPORT_FORMAT',
    issue: ['CATEGORY_SEGMENT', ''],
  },
  {
    what: 'a negative category',
    source: 'categorical',
    damage: (file) => (treeOf(file).categories[0] = -1),
    code: 'MODEL_INVALID',
    issue: ['CATEGORY_RANGE', 'features['],
  },
  {
    what: 'a category with a code beyond all reason',
    source: 'categorical',
    damage: (file) => (treeOf(file).categories[0] = 2 ** 24),
    code: 'IMPORT_UNSUPPORTED',
  },
  {
    what: 'a category that the names do not know',
    source: 'named',
    damage: (file) => (treeOf(file).categories[0] = 30),
    code: 'MODEL_INVALID',
    issue: ['CATEGORY_RANGE', 'features['],
  },
  {
    what: 'category names that leave their bytes',
    source: 'named',
    damage: (file) => (modelOf(file).cats.enc[0].offsets[3] = 5000),
    code: 'IMPORT_FORMAT',
    issue: ['RANGE', 'cats.enc[0].offsets[2]'],
  },
  {
    what: 'a number where a category was',
    source: 'categorical',
    damage: (file) => {
      const tree = treeOf(file);
      const node = tree.categories_nodes[0];
      tree.split_type[node] = 0;
      tree.split_conditions[node] = 3;
    },
    code: 'MODEL_INVALID',
    issue: ['CATEGORIES_MISSING', 'trees[0].nodes['],
  },
];

describe('broken model files', () => {
  it.each(BREAKAGES)('$what', ({ source, damage, code, issue }) => {
    const file = load(source ?? 'plain');
    damage(file);
    const error = refusalOf(file);
    expect(error.code).toBe(code);
    if (!issue) return;
    const found = error.issues.map(({ code: kind, path }) => `${kind} ${path}`);
    const match = found.some((line) => line.startsWith(issue[0]) && line.includes(issue[1]));
    expect(match, found.join('\n')).toBe(true);
  });

  it('tells all problems at once, and not without end', () => {
    const file = load('plain');
    for (const tree of modelOf(file).trees) tree.split_indices.fill(77);
    const { issues } = refusalOf(file);
    expect(issues.length).toBeGreaterThan(50);
    expect(issues.length).toBeLessThanOrEqual(200);
    expect(issues.some(({ path }) => path.includes('trees[5]'))).toBe(true);
  });

  it('finds a tree too deep to walk, without a stack of its own to overflow', () => {
    const file = load('plain');
    const depth = 50_000;
    const chain = Array.from({ length: depth }, (_, i) => i);
    Object.assign(treeOf(file), {
      left_children: [...chain.map((i) => 2 * i + 1), ...Array(depth + 1).fill(-1)],
      right_children: [...chain.map((i) => 2 * i + 2), ...Array(depth + 1).fill(-1)],
      split_indices: Array(2 * depth + 1).fill(0),
      split_conditions: Array(2 * depth + 1).fill(0),
      default_left: Array(2 * depth + 1).fill(0),
      sum_hessian: Array(2 * depth + 1).fill(1),
      split_type: Array(2 * depth + 1).fill(0),
    });
    // A vine: each inner node's left child is the next inner node.
    const tree = treeOf(file);
    for (let i = 0; i < depth; i++) {
      tree.left_children[i] = i + 1;
      tree.right_children[i] = depth + 1 + i;
    }
    tree.left_children[depth] = -1;
    tree.right_children[depth] = -1;
    const found = refusalOf(file).issues.map(({ code, path }) => `${code} ${path}`);
    expect(found).toContain('TREE_DEPTH learner.gradient_booster.model.trees[0]');
  });

  it('takes no category names from a version that damages them, though they read as text', () => {
    const file = load('named');
    modelOf(file).cats.enc[0].values.splice(0, 3, -27, -82, -74);
    const sound = importXgboost(encode(file));
    expect(sound.model.features[0]).toMatchObject({ unlisted: 'refused' });
    file.version = [3, 2, 0];
    const { model, report } = importXgboost(encode(file));
    expect(model.features[0]).toMatchObject({ kind: 'categorical', labels: [], unlisted: 'other' });
    expect(report.notes).toHaveLength(1);
  });

  it('leaves nodes out that no path reaches, whatever they hold', () => {
    const sound = importXgboost(encode(load('plain')));
    const file = load('plain');
    const tree = treeOf(file);
    for (const key of ['left_children', 'right_children', 'split_indices']) tree[key].push(4000);
    tree.split_conditions.push(NaN);
    tree.default_left.push(7);
    tree.sum_hessian.push(-1);
    tree.split_type.push(1);
    tree.categories_nodes = [];
    const padded = importXgboost(encode(file));
    expect(padded.model).toEqual(sound.model);
  });
});
