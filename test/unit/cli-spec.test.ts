import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { assertModel } from '../../sdk/model/build.js';
import { binOf } from '../../sdk/model/binning.js';
import { missingBin, type CategoricalFeature } from '../../sdk/model/feature.js';
import { goesLeft, LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { exactPoints } from '../../sdk/model/scale.js';
import {
  applySpec,
  DEFAULT_SCALE,
  populationName,
  readSpec,
} from '../../sdk/scoring/apply-spec.js';
import { withBackground, withReference } from '../../sdk/scoring/populations.js';
import { Random } from '../fuzz/random.js';
import { randomModel } from '../fuzz/random-model.js';

/** One number, one category, one tree. */
function smallModel(): RiskModel {
  return {
    name: 'm',
    version: '0.0.0',
    features: [
      {
        kind: 'numeric',
        name: 'income',
        missing: 'allowed',
        cuts: Float64Array.of(10, 20),
        compare: 'float32',
        side: 'less',
      },
      {
        kind: 'categorical',
        name: 'purpose',
        missing: 'allowed',
        codes: Int32Array.of(1, 3),
        labels: [],
        unlisted: 'other',
      },
    ],
    body: {
      kind: 'forest',
      treeStart: Uint32Array.of(0, 5),
      feature: Uint16Array.of(0, 1, LEAF, LEAF, LEAF),
      split: Uint16Array.of(1, 0, 0, 0, 0),
      right: Uint32Array.of(4, 3, 0, 0, 0),
      defaultLeft: Uint8Array.of(1, 0, 0, 0, 0),
      leaf: Int32Array.of(0, 0, 10, -20, 30),
      cover: Float32Array.of(10, 6, 2, 4, 4),
      // Left: code 1, and every code that is not listed.
      categorySets: { start: Uint32Array.of(0, 1), words: Uint32Array.of(0b101) },
    },
    scaleBits: 20,
    intercept: 7,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: [
      { code: 'income', features: [0], label: { en: 'income' } },
      { code: 'purpose', features: [1], label: { en: 'purpose' } },
    ],
    recourse: [],
    card: { source: { library: 'xgboost' } },
  };
}

const apply = (spec: unknown, model = smallModel()): RiskModel => applySpec(model, readSpec(spec));

function issuesOf(spec: unknown, model = smallModel()): string[] {
  try {
    apply(spec, model);
  } catch (error) {
    if (!(error instanceof RiskError)) throw error;
    expect(error.code).toBe('OPTION_INVALID');
    return error.issues.map((issue) => issue.path);
  }
  return [];
}

describe('an empty spec', () => {
  it('leaves the model alone, and gives it a scale', () => {
    const model = smallModel();
    expect(apply({}, model)).toStrictEqual({ ...model, scale: DEFAULT_SCALE });
  });

  it('means 600 points at 20 to 1, and 40 more at 40 to 1', () => {
    expect(exactPoints(DEFAULT_SCALE, -Math.log(20))).toBeCloseTo(600, 9);
    expect(exactPoints(DEFAULT_SCALE, -Math.log(40))).toBeCloseTo(640, 9);
  });

  it('gives no scale to a regression', () => {
    expect(apply({}, { ...smallModel(), link: 'identity' }).scale).toBeUndefined();
  });
});

describe('a spec', () => {
  it('names and bounds features', () => {
    const label = { en: 'Income', 'zh-CN': '收入' };
    const { features, reasons, recourse, card } = apply({
      features: [
        {
          ...{ name: 'income', kind: 'numeric', label, unit: 'CNY', missing: 'refused' },
          ...{ min: 0, max: 1e6, step: 100, integer: true, help: { en: 'Before tax' } },
          recourse: { direction: 'up', cost: 2, step: 500 },
        },
      ],
    });
    const expected = { label, unit: 'CNY', missing: 'refused', min: 0, max: 1e6, step: 100 };
    expect(features[0]).toMatchObject({ ...expected, integer: true });
    expect(reasons[0]).toEqual({ code: 'income', features: [0], label });
    expect(recourse).toEqual([{ feature: 0, direction: 'up', cost: 2, step: 500 }]);
    expect(card.form).toEqual({ income: { help: { en: 'Before tax' } } });
  });

  it('groups reasons, and leaves the rest alone', () => {
    const model = apply({
      reasons: [
        {
          code: 'R1',
          features: ['purpose'],
          label: { en: 'Purpose' },
          adverse: { en: 'Purpose of the loan' },
          values: { purpose: { en: ['car', 'home'], 'zh-CN': '用途 {v}' } },
        },
      ],
    });
    expect(model.reasons).toEqual([
      {
        code: 'R1',
        features: [1],
        label: { en: 'Purpose' },
        adverse: { en: 'Purpose of the loan' },
        values: { en: ['car', 'home'] },
        template: { 'zh-CN': '用途 {v}' },
      },
      { code: 'income', features: [0], label: { en: 'income' } },
    ]);
  });

  it('takes a scale by odds, either way up, or by factor', () => {
    const byOdds = { pdo: 20, points: 600, odds: 30, min: 300, bands: [{ id: 'A', from: 600 }] };
    const safer = apply({ scale: byOdds }).scale!;
    expect(exactPoints(safer, -Math.log(60))).toBeCloseTo(620, 9);
    const riskier = apply({ scale: { ...byOdds, direction: 'higher-is-riskier' } }).scale!;
    expect(exactPoints(riskier, -Math.log(30))).toBeCloseTo(600, 9);
    expect(exactPoints(riskier, -Math.log(60))).toBeCloseTo(580, 9);
    expect(apply({ scale: { offset: 5, factor: 2 } }).scale).toEqual({
      offset: 5,
      factor: 2,
      bands: [],
    });
  });

  it('keeps where the model came from, whatever the card says', () => {
    const { card } = apply({ card: { data: 'x', source: { library: 'forged' } } });
    expect(card).toEqual({ data: 'x', source: { library: 'xgboost' } });
  });

  it('names a population in one language or several', () => {
    expect(populationName('all')).toBe('all');
    expect(populationName({ 'zh-CN': '全部' })).toBe('全部');
    expect(populationName(undefined)).toBe('all');
  });

  it.each([
    ['a misspelt member', { feature: [] }, 'spec.feature'],
    [
      'a misspelt member of a feature',
      { features: [{ name: 'income', mini: 0 }] },
      'spec.features[0].mini',
    ],
    ['an unknown feature', { features: [{ name: 'incom' }] }, 'spec.features[0].name'],
    [
      'a feature twice',
      { features: [{ name: 'income' }, { name: 'income' }] },
      'spec.features[1].name',
    ],
    [
      'another kind',
      { features: [{ name: 'income', kind: 'categorical' }] },
      'spec.features[0].kind',
    ],
    [
      'categories of a number',
      { features: [{ name: 'income', categories: [] }] },
      'spec.features[0].categories',
    ],
    ['a bound of a category', { features: [{ name: 'purpose', min: 0 }] }, 'spec.features[0].min'],
    ['min above max', { features: [{ name: 'income', min: 2, max: 1 }] }, 'features[0]'],
    [
      'an unknown feature in a reason',
      { reasons: [{ code: 'R', features: ['x'] }] },
      'spec.reasons[0].features[0]',
    ],
    [
      'a reason without features',
      { reasons: [{ code: 'R', features: [] }] },
      'spec.reasons[0].features',
    ],
    ['a code twice', { reasons: [{ code: 'purpose', features: ['income'] }] }, 'spec.reasons'],
    ['half a scale', { scale: { pdo: 20 } }, 'spec.scale'],
    ['two scales', { scale: { pdo: 1, points: 1, odds: 1, factor: 1 } }, 'spec.scale'],
    ['odds of zero', { scale: { pdo: 20, points: 600, odds: 0 } }, 'spec.scale'],
    [
      'falling bands',
      {
        scale: {
          offset: 1,
          factor: 1,
          bands: [
            { id: 'A', from: 2 },
            { id: 'B', from: 1 },
          ],
        },
      },
      'scale.bands[1].from',
    ],
    [
      'a label for some codes',
      { features: [{ name: 'purpose', categories: [{ code: 1, label: 'car' }] }] },
      'spec.features[0].categories',
    ],
    [
      'a code that is no code',
      { features: [{ name: 'purpose', categories: [{ code: 1.5 }] }] },
      'spec.features[0].categories[0].code',
    ],
  ])('with %s is refused by path', (_, spec, path) => {
    expect(issuesOf(spec)).toContain(path);
  });

  it('has all its problems told at once', () => {
    const spec = { name: 1, features: [{ name: 'a' }], scale: { min: 'x' } };
    expect(issuesOf(spec)).toEqual(['spec.name', 'spec.scale.min']);
    const unknown = { features: [{ name: 'a' }, { name: 'b' }], scale: { pdo: 1 } };
    expect(issuesOf(unknown)).toEqual([
      'spec.features[0].name',
      'spec.features[1].name',
      'spec.scale',
    ]);
  });
});

describe('categories of a spec', () => {
  it('are worded, labelled and added', () => {
    const categories = [
      { code: 1, label: 'car', text: { en: 'A car' } },
      { code: 2, label: 'boat' },
      { code: 3, label: 'home' },
    ];
    const model = apply({ features: [{ name: 'purpose', categories, unlisted: 'refused' }] });
    expect(model.features[1]).toMatchObject({
      codes: Int32Array.of(1, 2, 3),
      labels: ['car', 'boat', 'home'],
      categoryLabels: [{ en: 'A car' }, { en: 'boat' }, { en: 'home' }],
      unlisted: 'refused',
    });
  });

  it('never change a margin', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed);
        // An importer gives neither: a spec's own are counted after its categories are known, and
        // name reasons that the spec leaves as they are.
        const { baseline: _, disclosure: __, ...model } = randomModel(random);
        const index = model.features.findIndex((feature) => feature.kind === 'categorical');
        if (index < 0 || model.body.kind !== 'forest') return;
        const feature = model.features[index] as CategoricalFeature;
        const added = [0, 5, 77, 1000, 1001].filter((code) => !feature.codes.includes(code));
        const categories = added.map((code) => ({ code, label: { en: 'x' } }));
        if (feature.labels.length > 0) return;
        const after = apply({ features: [{ name: feature.name, categories }] }, model);
        assertModel(after);
        for (const code of [...feature.codes, ...added, 12345, NaN]) {
          const values = model.features.map(() => random.below(50) - 25);
          values[index] = code;
          expect(marginOf(after, values)).toBe(marginOf(model, values));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('populations', () => {
  const table = {
    rows: 4,
    columns: [Float64Array.of(5, 15, 25, NaN), Float64Array.of(1, 3, 9, NaN)],
  };

  it('leave histograms over bins', () => {
    const { baseline } = withReference(smallModel(), table, 'all');
    expect(baseline).toEqual({
      population: 'all',
      rows: 4,
      histograms: [Uint32Array.of(1, 1, 1, 1), Uint32Array.of(1, 1, 1, 1)],
    });
  });

  it('leave the patterns of each leaf', () => {
    const model = withBackground(smallModel(), table, 'approved');
    assertModel(model);
    // Leaves: income left and purpose left; income left and purpose right; income right.
    // Rows: LL, LR, RL, and missing: L by default, then R.
    expect((model.body as Forest).background).toEqual({
      population: 'approved',
      rows: 4,
      start: Uint32Array.of(0, 3, 6, 8),
      pattern: Uint32Array.of(0b01, 0b10, 0b11, 0b00, 0b01, 0b11, 0, 1),
      count: Uint32Array.of(2, 1, 1, 1, 1, 2, 3, 1),
    });
  });
});

/** Follows each tree by the definition in the model, nothing else. */
function marginOf(model: RiskModel, values: readonly number[]): number {
  const forest = model.body as Forest;
  const bins = model.features.map((feature, f) => binOf(feature, values[f]!));
  let margin = model.intercept;
  for (let tree = 0; tree + 1 < forest.treeStart.length; tree++) {
    let node = forest.treeStart[tree]!;
    while (forest.feature[node] !== LEAF) {
      const f = forest.feature[node]!;
      const feature = model.features[f]!;
      const categorical = feature.kind === 'categorical';
      const left = goesLeft(forest, node, bins[f]!, missingBin(feature), categorical);
      node = left ? node + 1 : forest.right[node]!;
    }
    margin += forest.leaf[node]!;
  }
  return margin;
}
