import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { importLightgbm } from '../../sdk/importers/lightgbm/import.js';
import { pastZeros } from '../../sdk/importers/lightgbm/zero-threshold.js';
import { importText, modelText } from './lightgbm-cases.js';

function refusalOf(text: string): RiskError {
  try {
    importText(text);
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the broken model was imported');
}

const found = ({ issues }: RiskError) => issues.map(({ code, path }) => [code, path]);

const SOURCES = {
  plain: 'logistic-4.7.0',
  old: 'logistic-2.2.3',
  categorical: 'categorical-4.7.0',
  missing: 'missing-nan-4.7.0',
} as const;

/** Changes the numbers of a line of one tree. */
function change(key: string, edit: (numbers: string[]) => void, tree = 0) {
  return (text: string): string => {
    const at = text.indexOf(`\nTree=${tree}\n`);
    const from = text.indexOf(`\n${key}=`, at) + key.length + 2;
    const to = text.indexOf('\n', from);
    const numbers = text.slice(from, to).split(' ');
    edit(numbers);
    return text.slice(0, from) + numbers.join(' ') + text.slice(to);
  };
}

const set = (key: string, i: number, value: string | number, tree = 0) =>
  change(key, (numbers) => (numbers[i] = String(value)), tree);
const replace = (what: string | RegExp, instead: string) => (text: string) => {
  const changed = text.replace(what, instead);
  if (changed === text) throw new Error('nothing was replaced');
  return changed;
};
const without = (key: string) => replace(new RegExp(`\n${key}=.*`), '');

interface Damage {
  readonly what: string;
  readonly source?: keyof typeof SOURCES;
  readonly damage: (text: string) => string;
  /** Code and path of the issue that must be among those found. */
  readonly issue?: readonly [code: string, path: string];
}

const FORM: readonly Damage[] = [
  {
    what: 'a file cut inside a tree',
    damage: (text) => text.slice(0, text.indexOf('leaf_value=') + 40),
  },
  { what: 'a file cut between trees', damage: (text) => text.slice(0, text.indexOf('Tree=3')) },
  {
    what: 'a file cut behind its trees',
    damage: (text) => text.slice(0, text.indexOf('end of trees')),
  },
  {
    what: 'a file cut inside its parameters',
    damage: (text) => text.slice(0, text.indexOf('[num_leaves')),
    issue: ['FILE_CUT', 'parameters'],
  },
  {
    what: 'an old file cut between trees',
    source: 'old',
    damage: (text) => text.slice(0, text.indexOf('Tree=3')),
  },
  {
    what: 'a tree left out',
    damage: replace(/Tree=1\n[^]*?(?=Tree=2)/, ''),
    issue: ['TREE_ORDER', 'Tree=1'],
  },
  {
    what: 'the last tree left out',
    damage: replace(/Tree=4\n[^]*?(?=end of trees)/, ''),
    issue: ['SHAPE', 'tree_sizes'],
  },
  {
    what: 'no tree at all',
    damage: replace(/\ntree_sizes=[^]*?(?=end of trees)/, '\n'),
    issue: ['TREES_MISSING', 'Tree=0'],
  },
  {
    what: 'a header key twice',
    damage: replace('\nnum_class=1', '\nnum_class=1\nnum_class=1'),
    issue: ['KEY_TWICE', 'num_class'],
  },
  {
    what: 'a tree key twice',
    damage: replace('\nnum_cat=0', '\nnum_cat=0\nnum_cat=0'),
    issue: ['KEY_TWICE', 'Tree=0.num_cat'],
  },
  {
    what: 'no count of classes',
    damage: without('num_class'),
    issue: ['FIELD_MISSING', 'num_class'],
  },
  {
    what: 'a count of classes that is none',
    damage: replace('num_class=1', 'num_class=one'),
    issue: ['TYPE', 'num_class'],
  },
  {
    what: 'fewer names than features',
    damage: replace('feature_names=LIMIT_BAL ', 'feature_names='),
    issue: ['SHAPE', 'feature_names'],
  },
  {
    what: 'no feature infos',
    damage: without('feature_infos'),
    issue: ['FIELD_MISSING', 'feature_infos'],
  },
  {
    what: 'no number of leaves',
    damage: without('num_leaves'),
    issue: ['FIELD_MISSING', 'Tree=0.num_leaves'],
  },
  {
    what: 'no leaves',
    damage: replace('num_leaves=7', 'num_leaves=0'),
    issue: ['TYPE', 'Tree=0.num_leaves'],
  },
  {
    what: 'more leaves than there can be',
    damage: replace('num_leaves=7', 'num_leaves=2000000000'),
    issue: ['SHAPE', 'Tree=0.num_leaves'],
  },
  { what: 'a leaf more than there is', damage: replace('num_leaves=7', 'num_leaves=8') },
  {
    what: 'a leaf fewer than there is',
    damage: replace('num_leaves=7', 'num_leaves=6'),
    issue: ['SHAPE', 'Tree=0.leaf_value'],
  },
  {
    what: 'no counts of rows',
    damage: without('leaf_count'),
    issue: ['FIELD_MISSING', 'Tree=0.leaf_count'],
  },
  {
    what: 'no thresholds',
    damage: without('threshold'),
    issue: ['FIELD_MISSING', 'Tree=0.threshold'],
  },
  {
    what: 'no left children',
    damage: without('left_child'),
    issue: ['FIELD_MISSING', 'Tree=0.left_child'],
  },
  {
    what: 'no decision types',
    damage: without('decision_type'),
    issue: ['FIELD_MISSING', 'Tree=0.decision_type'],
  },
  {
    what: 'a threshold that is a word',
    damage: set('threshold', 1, 'nan'),
    issue: ['NUMBER_EXPECTED', 'Tree=0.threshold[1]'],
  },
  {
    what: 'a leaf that is hexadecimal',
    damage: set('leaf_value', 0, '0x10'),
    issue: ['NUMBER_EXPECTED', 'Tree=0.leaf_value[0]'],
  },
  {
    what: 'a child that is a fraction',
    damage: set('left_child', 0, '1.5'),
    issue: ['INTEGER_EXPECTED', 'Tree=0.left_child[0]'],
  },
  {
    what: 'a decision type below zero',
    damage: set('decision_type', 0, '-1'),
    issue: ['INTEGER_EXPECTED', 'Tree=0.decision_type[0]'],
  },
  {
    what: 'a line without a key',
    damage: replace('\nnum_cat=0', '\nnum_cat=0\nnonsense'),
    issue: ['FILE_FORM', 'Tree=0'],
  },
  {
    what: 'a number of sets without splits',
    damage: replace('num_cat=0', 'num_cat=1'),
    issue: ['SHAPE', 'Tree=0.num_cat'],
  },
  {
    what: 'a categorical split without sets',
    damage: set('decision_type', 0, 1),
    issue: ['SHAPE', 'Tree=0.num_cat'],
  },
  {
    what: 'sets out of order',
    source: 'categorical',
    damage: set('cat_boundaries', 1, 9),
    issue: ['CATEGORY_SEGMENT', 'Tree=0.cat_boundaries'],
  },
  {
    what: 'sets longer than their words',
    source: 'categorical',
    damage: change('cat_boundaries', (ends) => (ends[ends.length - 1] = '4000000000')),
    issue: ['CATEGORY_SEGMENT', 'Tree=0.cat_boundaries'],
  },
  {
    what: 'a word beyond 32 bits',
    source: 'categorical',
    damage: set('cat_threshold', 0, '4294967296'),
    issue: ['INTEGER_EXPECTED', 'Tree=0.cat_threshold[0]'],
  },
];

const CONTENT: readonly Damage[] = [
  {
    what: 'a child past the end',
    damage: set('right_child', 0, 6),
    issue: ['CHILD_RANGE', 'Tree=0.nodes[0].right'],
  },
  {
    what: 'a leaf past the end',
    damage: set('right_child', 0, -8),
    issue: ['CHILD_RANGE', 'Tree=0.nodes[0].right'],
  },
  {
    what: 'a leaf far past the end',
    damage: set('left_child', 0, -2147483648),
    issue: ['CHILD_RANGE', 'Tree=0.nodes[0].left'],
  },
  {
    what: 'a cycle',
    damage: set('left_child', 0, 0),
    issue: ['CHILD_RANGE', 'Tree=0.nodes[0].left'],
  },
  {
    what: 'a child that two nodes share',
    damage: (text) => {
      let other = '';
      change('right_child', (numbers) => (other = numbers[0]!))(text);
      return set('left_child', 0, other)(text);
    },
    issue: ['NODE_SHARED', 'Tree=0.nodes[0].left'],
  },
  {
    what: 'a feature that is not there',
    damage: set('split_feature', 0, 10, 2),
    issue: ['FEATURE_RANGE', 'Tree=2.nodes[0].feature'],
  },
  {
    what: 'a threshold beyond float64',
    damage: set('threshold', 0, '1e999'),
    issue: ['THRESHOLD_NOT_FINITE', 'Tree=0.nodes[0]'],
  },
  {
    what: 'a leaf beyond float64',
    damage: set('leaf_value', 0, '-1e999'),
    issue: ['LEAF_NOT_FINITE', 'Tree=0.nodes[6]'],
  },
  {
    what: 'a count below zero',
    damage: set('leaf_count', 0, -3),
    issue: ['COVER', 'Tree=0.nodes[6]'],
  },
  {
    what: 'a missing type that is none',
    damage: set('decision_type', 0, 14),
    issue: ['DECISION_TYPE', 'PAY_0'],
  },
  {
    what: 'a feature info that is none',
    damage: replace(/feature_infos=\S+/, 'feature_infos=1:x'),
    issue: ['FEATURE_INFO', 'feature_infos[0]'],
  },
  {
    what: 'two features of one name',
    damage: replace('feature_names=LIMIT_BAL EDUCATION', 'feature_names=PAY_0 EDUCATION'),
  },
];

describe('a broken LightGBM file', () => {
  it.each(FORM)('$what', ({ source = 'plain', damage, issue }) => {
    const error = refusalOf(damage(modelText(SOURCES[source])));
    expect(error.code).toBe('IMPORT_FORMAT');
    if (issue) expect(found(error)).toContainEqual(issue);
  });

  it.each(CONTENT)('$what', ({ source = 'plain', damage, issue }) => {
    const error = refusalOf(damage(modelText(SOURCES[source])));
    expect(error.code).toBe('MODEL_INVALID');
    if (issue) expect(found(error)).toContainEqual(issue);
  });

  it.each(['99', '-1', '0.5'])('a set of categories that is not there: %s', (set) => {
    const text = modelText(SOURCES.categorical).replace(
      /(\nthreshold=.*?)\b1\b(?![.\d])/,
      `$1${set}`,
    );
    const { code, issues } = refusalOf(text);
    expect(code).toBe('IMPORT_FORMAT');
    expect(issues.map((issue) => issue.code)).toEqual(['CATEGORY_SET']);
  });

  it('no leaf more than a line has room for, to the last digit', () => {
    const digits = change('leaf_value', (numbers) => numbers.forEach((_, i) => (numbers[i] = '1')));
    const text = digits(modelText(SOURCES.plain));
    expect(importText(text).report.trees).toBe(5);
    const error = refusalOf(replace('num_leaves=7', 'num_leaves=8')(text));
    expect(found(error)).toContainEqual(['SHAPE', 'Tree=0.num_leaves']);
  });

  it.each(['left_child', 'right_child', 'split_feature', 'threshold', 'internal_count'])(
    'fewer numbers in %s than leaves can be between',
    (key) => {
      const text = change(key, (numbers) => numbers.splice(0, numbers.length, '1'))(
        modelText(SOURCES.plain),
      );
      const shape = ['SHAPE', 'Tree=0.num_leaves'];
      expect(found(refusalOf(text))).toContainEqual(shape);
    },
  );

  it('two splits with one set', () => {
    const text = modelText(SOURCES.categorical).replace(/(\nthreshold=.*?)\b1\b/, '$10');
    const { code, issues } = refusalOf(text);
    expect(code).toBe('IMPORT_FORMAT');
    expect(issues.map((issue) => issue.code)).toEqual(['CATEGORY_SET']);
  });

  it('bytes that are no UTF-8', () => {
    const bytes = new TextEncoder().encode(modelText(SOURCES.plain));
    bytes[bytes.indexOf(0x3d, 200)] = 0xff;
    expect(() => importLightgbm(bytes)).toThrow(/UTF-8/);
  });

  it('finds several things at once', () => {
    const text = set('leaf_value', 0, 'x')(set('threshold', 1, 'y', 3)(modelText(SOURCES.plain)));
    expect(refusalOf(text).issues.map(({ path }) => path)).toEqual([
      'Tree=0.leaf_value[0]',
      'Tree=3.threshold[1]',
    ]);
  });
});

describe('a LightGBM file of another shape', () => {
  const text = modelText(SOURCES.plain);
  const { model } = importText(text);

  it('may have its keys in any order', () => {
    const shuffled = text
      .replace(
        /^tree\n([^]*?)\n\n/,
        (_, lines: string) => `tree\n${lines.split('\n').reverse().join('\n')}\n\n`,
      )
      .replaceAll(
        /(Tree=\d+)\n([^]*?)\n\n/g,
        (_, tree: string, lines: string) =>
          `${tree}\n${lines.split('\n').reverse().join('\n')}\n\n`,
      );
    expect(shuffled).not.toBe(text);
    expect(importText(shuffled).model).toEqual(model);
  });

  it('may lack what nothing is computed from', () => {
    const bare = text
      .replace(/\ntree_sizes=.*/, '')
      .replaceAll(
        /\n(split_gain|leaf_weight|internal_value|internal_weight|shrinkage|is_linear)=.*/g,
        '',
      );
    expect(importText(bare).model).toEqual(model);
  });

  it('is noted when it ends without its parameters, as a file cut short does', () => {
    const cut = text.replace(/\nparameters:[^]*/, '\n');
    expect(importText(cut).report.notes[0]).toContain('parameters');
    expect(
      importText(modelText(SOURCES.old).replace(/\nparameters:[^]*/, '\n')).report.notes,
    ).toEqual([]);
  });

  it('of version 2.1 has no line at the end of its trees', () => {
    const early = modelText(SOURCES.old).replace(
      /\nend of trees\n[^]*/,
      '\nfeature importances:\nPAY_0=3\n',
    );
    expect(importText(early).model.body).toEqual(importText(modelText(SOURCES.old)).model.body);
  });

  it('may be a forest of 2.1, whose margins are probabilities', () => {
    const early = modelText('rf-2.2.3').replace(/\n\[refit_decay_rate.*/, '');
    const { model: forest, report } = importText(early);
    expect(forest.link).toBe('identity');
    expect(report.notes[0]).toContain('2.1');
    expect(importText(modelText('rf-2.2.3')).model.link).toBe('logistic');
  });
});

describe('thresholds next to zero', () => {
  const zero = Math.fround(1e-35);

  it.each([
    [0, zero],
    [zero, zero],
    [1e-36, zero],
    [1.0000000180025096e-35, 1.0000000180025096e-35],
    [-zero, -1.0000000180025096e-35],
    [-1e-36, -1.0000000180025096e-35],
    [-2e-35, -2e-35],
    [5, 5],
    [-5, -5],
  ])('%d compares as %d', (threshold, expected) => {
    expect(pastZeros(threshold)).toBe(expected);
  });

  it('are one step of float64 below what LightGBM takes for zero', () => {
    const bits = new BigInt64Array(1);
    const view = new Float64Array(bits.buffer);
    view[0] = zero;
    bits[0]! += 1n;
    expect(pastZeros(-zero)).toBe(-view[0]!);
  });
});
