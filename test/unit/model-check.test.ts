import { describe, expect, it } from 'vitest';
import { assertModel, findModelIssues } from '../../sdk/model/build.js';
import type { Forest } from '../../sdk/model/forest.js';
import { LEAF } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';

/** Two trees over one number and one category. */
function soundForest(): Forest {
  return {
    kind: 'forest',
    treeStart: Uint32Array.of(0, 5, 8),
    feature: Uint16Array.of(0, 1, LEAF, LEAF, LEAF, 0, LEAF, LEAF),
    split: Uint16Array.of(1, 0, 0, 0, 0, 0, 0, 0),
    right: Uint32Array.of(4, 3, 0, 0, 0, 7, 0, 0),
    defaultLeft: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0),
    leaf: Int32Array.of(0, 0, 10, -20, 30, 0, 5, -5),
    cover: Float32Array.of(10, 6, 2, 4, 4, 10, 5, 5),
    categorySets: { start: Uint32Array.of(0, 1), words: Uint32Array.of(0b101) },
  };
}

function soundModel(): RiskModel {
  return {
    name: 'm',
    version: '1',
    features: [
      {
        kind: 'numeric',
        name: 'income',
        missing: 'allowed',
        cuts: Float64Array.of(1, 2.5),
        compare: 'float32',
        side: 'less',
      },
      {
        kind: 'categorical',
        name: 'purpose',
        missing: 'allowed',
        codes: Int32Array.of(0, 1, 2),
        labels: [],
        unlisted: 'other',
      },
    ],
    body: soundForest(),
    scaleBits: 20,
    intercept: 7,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: [
      { code: 'R1', features: [0], label: { en: 'Income' } },
      { code: 'R2', features: [1], label: { en: 'Purpose' } },
    ],
    recourse: [],
    card: {},
  };
}

type Change = (model: Record<string, any>) => void; // eslint-disable-line @typescript-eslint/no-explicit-any

const refused = { compare: 'float64', missing: 'refused' };

/** What each change must be reported as. */
const FAULTS: readonly (readonly [name: string, code: string, change: Change])[] = [
  ['name twice', 'NAME_TWICE', (m) => (m.features[1].name = 'income')],
  ['cuts out of order', 'CUTS_ORDER', (m) => (m.features[0].cuts = Float64Array.of(2, 1))],
  ['a cut that is no float32', 'CUT_NOT_FLOAT32', (m) => (m.features[0].cuts[1] = 3.1)],
  ['a NaN cut', 'CUT_NOT_FINITE', (m) => (m.features[0].cuts[0] = NaN)],
  ['float32 zeros that are missing', 'ZERO_MISSING', (m) => (m.features[0].zeroIsMissing = true)],
  [
    'zeros that are missing, and refused',
    'ZERO_MISSING',
    (m) => Object.assign(m.features[0], { ...refused, zeroIsMissing: true }),
  ],
  ['codes out of order', 'CODES_ORDER', (m) => (m.features[1].codes[2] = 0)],
  ['a feature out of range', 'FEATURE_RANGE', (m) => (m.body.feature[0] = 9)],
  ['a cut out of range', 'SPLIT_RANGE', (m) => (m.body.split[0] = 2)],
  ['a set out of range', 'SPLIT_RANGE', (m) => (m.body.split[1] = 1)],
  ['a child before its parent', 'CHILD_RANGE', (m) => (m.body.right[1] = 0)],
  ['a child in another tree', 'CHILD_RANGE', (m) => (m.body.right[0] = 6)],
  ['a node that nothing reaches', 'TREE_SHAPE', (m) => (m.body.right[0] = 3)],
  ['a node that two reach', 'TREE_SHAPE', (m) => (m.body.right[1] = 4)],
  ['a branch with no leaf', 'CHILD_RANGE', (m) => (m.body.feature[7] = 0)],
  ['a negative cover', 'COVER', (m) => (m.body.cover[2] = -1)],
  ['a NaN cover', 'COVER', (m) => (m.body.cover[2] = NaN)],
  ['a leaf that could overflow', 'SCALE_OVERFLOW', (m) => (m.body.leaf[2] = 2 ** 30)],
  ['a scale too fine', 'SCALE_BITS', (m) => (m.scaleBits = 40)],
  ['an intercept beyond i32', 'INTERCEPT', (m) => (m.intercept = 2 ** 40)],
  ['a feature in no group', 'REASON_FEATURES', (m) => (m.reasons = [m.reasons[0]])],
  ['a feature in two groups', 'REASON_FEATURES', (m) => (m.reasons[1].features = [1, 0])],
  ['arrays of two lengths', 'SHAPE', (m) => (m.body.cover = new Float32Array(3))],
  [
    'recourse for nothing',
    'FEATURE_RANGE',
    (m) => (m.recourse = [{ feature: 5, direction: 'up' }]),
  ],
  [
    'bands out of order',
    'BANDS_ORDER',
    (m) =>
      (m.scale = {
        offset: 600,
        factor: 50,
        bands: [
          { id: 'B', from: 600 },
          { id: 'A', from: 500 },
        ],
      }),
  ],
  [
    'a histogram of another size',
    'SHAPE',
    (m) =>
      (m.baseline = {
        population: 'all',
        rows: 1,
        histograms: [new Uint32Array(2), new Uint32Array(5)],
      }),
  ],
  [
    'background counts that do not add up',
    'BACKGROUND',
    (m) =>
      (m.body.background = {
        population: 'all',
        rows: 4,
        start: Uint32Array.of(0, 1, 2, 3, 4, 5),
        pattern: new Uint32Array(5),
        count: Uint32Array.of(4, 4, 3, 4, 4),
      }),
  ],
];

/** One row of a background on each of the sound forest's leaves, with the first leaf's pattern. */
function withBackground(model: RiskModel, first: number): RiskModel {
  const background = {
    population: 'all',
    rows: 1,
    start: Uint32Array.of(0, 1, 2, 3, 4, 5),
    pattern: Uint32Array.of(first, 0, 0, 0, 0),
    count: Uint32Array.of(1, 1, 1, 1, 1),
  };
  return { ...model, body: { ...(model.body as Forest), background } };
}

describe('findModelIssues', () => {
  it('finds a background pattern over more features than the path has', () => {
    expect(findModelIssues(withBackground(soundModel(), 3))).toEqual([]);
    const codes = findModelIssues(withBackground(soundModel(), 4)).map((issue) => issue.code);
    expect(codes).toEqual(['BACKGROUND']);
  });

  it('finds nothing wrong with a sound model', () => {
    expect(findModelIssues(soundModel())).toEqual([]);
    expect(() => assertModel(soundModel())).not.toThrow();
  });

  it.each(FAULTS)('finds %s', (_, code, change) => {
    const model = soundModel();
    change(model);
    expect(findModelIssues(model).map((issue) => issue.code)).toContain(code);
  });

  it('reports all at once', () => {
    const model = soundModel();
    (model.body as Forest).cover[2] = -1;
    (model.body as Forest).split[0] = 9;
    const codes = findModelIssues(model).map((issue) => issue.code);
    expect(codes).toEqual(expect.arrayContaining(['COVER', 'SPLIT_RANGE']));
    expect(() => assertModel(model)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  });
});
