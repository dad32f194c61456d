import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { applySpec, readSpec } from '../../sdk/scoring/apply-spec.js';

const number = (name: string, cuts: readonly number[], more: object = {}): Feature => ({
  kind: 'numeric',
  name,
  missing: 'refused',
  cuts: Float64Array.from(cuts),
  compare: 'float64',
  side: 'less',
  ...more,
});

const MODEL: RiskModel = {
  name: 'm',
  version: '1',
  features: [
    number('paid', [100, 200, 300]),
    number('bill', [10, 20], { side: 'less-equal' }),
    number('limit', []),
    number('rate', [0.1, 0.2].map(Math.fround), { compare: 'float32' }),
    {
      kind: 'categorical',
      name: 'purpose',
      missing: 'refused',
      codes: Int32Array.of(1, 3),
      labels: ['car', 'home'],
      unlisted: 'refused',
    },
  ],
  body: {
    kind: 'forest',
    treeStart: Uint32Array.of(0),
    feature: new Uint16Array(),
    split: new Uint16Array(),
    right: new Uint32Array(),
    defaultLeft: new Uint8Array(),
    leaf: new Int32Array(),
    cover: new Float32Array(),
    categorySets: { start: Uint32Array.of(0), words: new Uint32Array() },
  },
  scaleBits: 20,
  intercept: 0,
  link: 'logistic',
  calibration: { kind: 'identity' },
  reasons: ['paid', 'bill', 'limit', 'rate', 'purpose'].map((code, f) => {
    return { code, features: [f], label: { en: code } };
  }),
  recourse: [],
  card: {},
};

const apply = (spec: unknown, model = MODEL): RiskModel => applySpec(model, readSpec(spec));
const rule = (name: string, recourse: object, more: object = {}) =>
  apply({ features: [{ name, recourse, ...more }] }).recourse[0]!;

function issuesOf(spec: unknown): string[] {
  try {
    apply(spec);
  } catch (error) {
    if (!(error instanceof RiskError)) throw error;
    return error.issues.map((issue) => issue.path);
  }
  return [];
}

describe('recourse of a spec', () => {
  it('takes ranges as the bins that lie wholly in them', () => {
    const bins = (ranges: readonly object[], more: object = {}) =>
      rule('paid', { direction: 'up', ranges }, more).bins;
    expect(bins([{ from: 100 }])).toEqual([1, 2, 3]);
    expect(bins([{ from: 101 }])).toEqual([2, 3]);
    expect(bins([{ from: 100, to: 300 }])).toEqual([1, 2]);
    expect(bins([{ to: 250 }])).toEqual([0, 1]);
    expect(bins([{ from: 300 }, { to: 100 }])).toEqual([0, 3]);
    // 199 is the last whole number below 200.
    expect(bins([{ from: 100, to: 199 }], { integer: true })).toEqual([1]);
    expect(bins([{ from: 0, to: 1000 }], { min: 0, max: 1000 })).toEqual([0, 1, 2, 3]);
    // Nothing lies above 250, so the last bin has no values.
    expect(bins([{ from: 100 }], { max: 250 })).toEqual([1, 2]);
  });

  it('knows on which side of a cut its value lies', () => {
    const bins = (range: object) => {
      return rule('bill', { direction: 'down', ranges: [range] }, { integer: true }).bins;
    };
    expect(bins({ from: 11, to: 20 })).toEqual([1]);
    expect(() => bins({ from: 11, to: 19 })).toThrow(RiskError);
  });

  it('compares ends as the model compares values', () => {
    expect(rule('rate', { direction: 'down', ranges: [{ to: 0.1 }] }).bins).toEqual([0]);
    expect(rule('rate', { direction: 'up', ranges: [{ from: 0.1 }] }).bins).toEqual([1, 2]);
  });

  it('takes categories by label or code, as they are after others were added', () => {
    const categories = [{ code: 0, label: 'boat' }];
    const recourse = { direction: 'free', values: ['home', 0] };
    expect(rule('purpose', recourse, { categories }).bins).toEqual([0, 2]);
  });

  it('keeps what a rule of the model allows when categories are added', () => {
    const recourse = [{ feature: 4, direction: 'free' as const, bins: [1] }];
    const spec = { features: [{ name: 'purpose', categories: [{ code: 2, label: 'boat' }] }] };
    expect(apply(spec, { ...MODEL, recourse }).recourse[0]!.bins).toEqual([2]);
  });

  it('links features by name', () => {
    const shift = [{ feature: 'paid', factor: -1 }];
    expect(rule('bill', { follows: { shift } })).toEqual({
      feature: 1,
      direction: 'immutable',
      follows: { kind: 'shift', terms: [{ feature: 0, factor: -1 }] },
    });
    const ratio = { numerator: 'bill', denominator: 'limit' };
    expect(rule('rate', { direction: 'immutable', follows: { ratio } }).follows).toEqual({
      ...{ kind: 'ratio', numerator: 1, denominator: 2, factor: 1 },
    });
  });

  const at = 'spec.features[0].recourse';
  it.each([
    ['no direction', 'paid', {}, `${at}.direction`],
    ['values of a number', 'paid', { direction: 'up', values: [1] }, `${at}.values`],
    ['ranges of a category', 'purpose', { direction: 'free', ranges: [{}] }, `${at}.ranges`],
    ['an unknown category', 'purpose', { direction: 'free', values: ['x'] }, `${at}.values[0]`],
    [
      'a range within a bin',
      'paid',
      { direction: 'up', ranges: [{ from: 101, to: 199 }] },
      `${at}.ranges[0]`,
    ],
    ['a link to nothing', 'bill', { follows: {} }, `${at}.follows`],
    [
      'two links',
      'bill',
      { follows: { shift: [], ratio: { numerator: 'paid', denominator: 'limit' } } },
      `${at}.follows`,
    ],
    [
      'a stranger',
      'bill',
      { follows: { shift: [{ feature: 'x', factor: 1 }] } },
      `${at}.follows.shift[0].feature`,
    ],
    ['a misspelt member', 'paid', { direction: 'up', costs: 1 }, `${at}.costs`],
    [
      'a follower that moves by itself',
      'bill',
      { direction: 'free', follows: { shift: [{ feature: 'paid', factor: 1 }] } },
      'recourse[0]',
    ],
    [
      'a follower of itself',
      'bill',
      { follows: { shift: [{ feature: 'bill', factor: 1 }] } },
      'recourse[0].follows',
    ],
  ])('with %s is refused by path', (_, name, recourse, path) => {
    expect(issuesOf({ features: [{ name, recourse }] })).toContain(path);
  });
});

describe('disclosure of a spec', () => {
  const review = { text: { en: 'Ask a person.' }, contact: 'review@bank.example' };

  it('names features, and is indicative for every reader', () => {
    const model = apply({
      disclosure: {
        indicative: true,
        protected: [{ feature: 'purpose', attribute: 'sex', basis: { en: 'None' } }],
        regimes: { eu: { review, procedure: { en: 'Points are added.' } } },
      },
    });
    expect(model.indicative).toBe(true);
    expect(model.disclosure).toEqual({
      protected: [{ feature: 4, attribute: 'sex', basis: { en: 'None' } }],
      regimes: { eu: { review, procedure: { en: 'Points are added.' } } },
    });
    expect('indicative' in apply({ disclosure: { indicative: false } })).toBe(false);
  });

  it.each([
    [
      'a stranger',
      { protected: [{ feature: 'x', attribute: 'sex' }] },
      'spec.disclosure.protected[0].feature',
    ],
    ['a regime of its own', { regimes: { uk: {} } }, 'spec.disclosure.regimes.uk'],
    [
      'a misspelt member',
      { regimes: { eu: { methods: 'shapley' } } },
      'spec.disclosure.regimes.eu.methods',
    ],
    [
      'wording of no reason',
      { regimes: { eu: { adverse: { R9: {} } } } },
      'disclosure.regimes.eu.adverse.R9',
    ],
  ])('with %s is refused by path', (_, disclosure, path) => {
    expect(issuesOf({ disclosure })).toContain(path);
  });
});
