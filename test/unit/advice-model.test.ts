import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../sdk/core/canonical.js';
import { findModelIssues } from '../../sdk/model/build.js';
import { decodeBundle, decodeRules } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { putTogether, takeApart } from '../fuzz/remake.js';

const crypto = globalThis.crypto.subtle;

const numeric = (name: string): Feature => ({
  kind: 'numeric',
  name,
  missing: 'allowed',
  cuts: Float64Array.of(1, 2.5),
  compare: 'float64',
  side: 'less',
});

/** Four numbers and a category; paying more lowers the bill, and with it the use of the limit. */
function soundModel(): RiskModel {
  const features: Feature[] = [
    ...['paid', 'bill', 'limit', 'used'].map(numeric),
    {
      kind: 'categorical',
      name: 'purpose',
      missing: 'refused',
      codes: Int32Array.of(0, 4),
      labels: [],
      unlisted: 'other',
    },
  ];
  const terms = features.map((_, f) => {
    return { features: [f], table: new Int32Array(4), weight: new Float32Array(4).fill(1) };
  });
  return {
    name: 'm',
    version: '1',
    features,
    body: { kind: 'additive', terms },
    scaleBits: 20,
    intercept: 0,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: features.map(({ name }, f) => ({ code: `R${f}`, features: [f], label: { en: name } })),
    recourse: [
      { feature: 0, direction: 'up', cost: 2, step: 500, bins: [1, 2, 3] },
      {
        feature: 1,
        direction: 'immutable',
        follows: { kind: 'shift', terms: [{ feature: 0, factor: -1 }] },
      },
      {
        feature: 3,
        direction: 'immutable',
        follows: { kind: 'ratio', numerator: 1, denominator: 2, factor: 100 },
      },
      { feature: 4, direction: 'free', bins: [1] },
    ],
    indicative: true,
    disclosure: {
      protected: [{ feature: 4, attribute: 'sex', basis: { en: 'None' } }],
      regimes: {
        'us-reg-b': {
          method: 'below-average',
          adverse: { R1: { en: 'Bill too high' } },
          inquiries: 'R4',
        },
        'cn-pipl': { review: { text: { en: 'Ask' }, contact: '95588' } },
      },
    },
    card: {},
  };
}

type Change = (model: Record<string, any>) => void; // eslint-disable-line @typescript-eslint/no-explicit-any

/** What each change must be reported as, and at which path. */
const FAULTS: readonly (readonly [name: string, code: string, path: string, change: Change])[] = [
  [
    'a rule for nothing',
    'FEATURE_RANGE',
    'recourse[0].feature',
    (m) => (m.recourse[0].feature = 9),
  ],
  ['two rules', 'RULE_TWICE', 'recourse[3].feature', (m) => (m.recourse[3].feature = 0)],
  ['a cost of 0', 'COST', 'recourse[0].cost', (m) => (m.recourse[0].cost = 0)],
  ['a cost without end', 'COST', 'recourse[0].cost', (m) => (m.recourse[0].cost = Infinity)],
  ['a step down', 'STEP', 'recourse[0].step', (m) => (m.recourse[0].step = -1)],
  ['a step of a category', 'STEP', 'recourse[3].step', (m) => (m.recourse[3].step = 1)],
  ['no bins', 'BINS', 'recourse[0].bins', (m) => (m.recourse[0].bins = [])],
  ['bins that fall', 'BINS', 'recourse[0].bins', (m) => (m.recourse[0].bins = [2, 1])],
  ['a bin twice', 'BINS', 'recourse[0].bins', (m) => (m.recourse[0].bins = [1, 1])],
  ['a bin too many', 'BINS', 'recourse[0].bins', (m) => (m.recourse[0].bins = [4])],
  ['a bin that is none', 'BINS', 'recourse[0].bins', (m) => (m.recourse[0].bins = [0.5])],
  ['"other"', 'BINS', 'recourse[3].bins', (m) => (m.recourse[3].bins = [2])],
  ['a refused "missing"', 'BINS', 'recourse[3].bins', (m) => (m.recourse[3].bins = [3])],
  [
    'a follower that moves by itself',
    'FOLLOWS',
    'recourse[1]',
    (m) => (m.recourse[1].direction = 'free'),
  ],
  ['a follower with a cost', 'FOLLOWS', 'recourse[1]', (m) => (m.recourse[1].cost = 1)],
  [
    'a follower that is a category',
    'FOLLOWS',
    'recourse[1].follows',
    (m) => (m.recourse = [m.recourse[0], { ...m.recourse[1], feature: 4 }]),
  ],
  [
    'a category that is followed',
    'FOLLOWS',
    'recourse[2].follows',
    (m) => (m.recourse[2].follows.denominator = 4),
  ],
  [
    'a follower of nothing known',
    'FOLLOWS',
    'recourse[2].follows',
    (m) => (m.recourse[2].follows.numerator = 7),
  ],
  [
    'a follower of nothing',
    'FOLLOWS',
    'recourse[1].follows',
    (m) => (m.recourse[1].follows.terms = []),
  ],
  [
    'a feature over itself',
    'FOLLOWS',
    'recourse[2].follows',
    (m) => (m.recourse[2].follows.denominator = 1),
  ],
  [
    'a factor of 0',
    'FOLLOWS',
    'recourse[1].follows',
    (m) => (m.recourse[1].follows.terms[0].factor = 0),
  ],
  [
    'a follower of itself',
    'FOLLOWS_CIRCLE',
    'recourse[2].follows',
    (m) => (m.recourse[2].follows.numerator = 3),
  ],
  [
    'two that follow each other',
    'FOLLOWS_CIRCLE',
    'recourse[1].follows',
    (m) => (m.recourse[1].follows.terms[0].feature = 3),
  ],
  [
    'an unknown protected feature',
    'FEATURE_RANGE',
    'disclosure.protected[0].feature',
    (m) => (m.disclosure.protected[0].feature = -1),
  ],
  [
    'an attribute without a name',
    'NAME_EMPTY',
    'disclosure.protected[0].attribute',
    (m) => (m.disclosure.protected[0].attribute = ''),
  ],
  [
    'an attribute twice',
    'NAME_TWICE',
    'disclosure.protected[1]',
    (m) => m.disclosure.protected.push(m.disclosure.protected[0]),
  ],
  [
    'wording of no reason',
    'CODE_UNKNOWN',
    'disclosure.regimes.us-reg-b.adverse.R9',
    (m) => (m.disclosure.regimes['us-reg-b'].adverse.R9 = {}),
  ],
  [
    'no reasons at all',
    'MAX_REASONS',
    'disclosure.regimes.us-reg-b.maxReasons',
    (m) => (m.disclosure.regimes['us-reg-b'].maxReasons = 0),
  ],
  [
    'inquiries of no reason',
    'CODE_UNKNOWN',
    'disclosure.regimes.us-reg-b.inquiries',
    (m) => (m.disclosure.regimes['us-reg-b'].inquiries = 'R9'),
  ],
];

describe('recourse rules and disclosure', () => {
  it('are sound as they are', () => {
    expect(findModelIssues(soundModel())).toEqual([]);
  });

  it.each(FAULTS)('with %s are refused: %s at %s', (_, code, path, change) => {
    const model = soundModel();
    change(model);
    expect(findModelIssues(model)).toContainEqual(expect.objectContaining({ code, path }));
  });

  it('name who waits for a circle, and nobody else', () => {
    const model = soundModel();
    const [first, bill, used, last] = model.recourse;
    const follows = { kind: 'shift' as const, terms: [{ feature: 3, factor: 1 }] };
    const recourse = [first!, { ...bill!, follows }, used!, last!];
    const paths = findModelIssues({ ...model, recourse }).map(({ path }) => path);
    expect(paths).toEqual(['recourse[1].follows', 'recourse[2].follows']);
  });

  it('find a circle beside a follower that waits for nobody', () => {
    const model = soundModel();
    const follower = (feature: number, ...others: number[]) => ({
      feature,
      direction: 'immutable' as const,
      follows: { kind: 'shift' as const, terms: others.map((f) => ({ feature: f, factor: 1 })) },
    });
    // Bill and limit follow each other; bill follows paid as well, which follows used alone.
    const recourse = [follower(0, 3), follower(1, 0, 2), follower(2, 1)];
    const paths = findModelIssues({ ...model, recourse }).map(({ path }) => path);
    expect(paths).toEqual(['recourse[1].follows', 'recourse[2].follows']);
  });

  it('take time by their number, not by its square', () => {
    const model = soundModel();
    const features = Array.from({ length: 20_000 }, (_, f) => numeric(`x${f}`));
    const recourse = features.slice(1).map((_, i) => ({
      feature: i,
      direction: 'immutable' as const,
      follows: { kind: 'shift' as const, terms: [{ feature: i + 1, factor: 1 }] },
    }));
    const reasons = features.map(({ name }, f) => ({ code: name, features: [f], label: {} }));
    const body = { kind: 'additive' as const, terms: [] };
    const { disclosure: _, ...plain } = model;
    expect(findModelIssues({ ...plain, features, recourse, reasons, body })).toEqual([]);
  });
});

describe('a bundle with recourse rules and disclosure', () => {
  it('gives them back', async () => {
    const model = soundModel();
    const bytes = await encodeBundle(model, { crypto });
    expect((await decodeBundle(bytes, { crypto })).model).toStrictEqual(model);
  });

  it('leaves them unread where only scores are made, but for what every surface says', async () => {
    const bytes = await encodeBundle(soundModel(), { crypto });
    const { disclosure: _, ...rest } = soundModel();
    expect((await decodeRules(bytes, { crypto })).model).toStrictEqual({ ...rest, recourse: [] });
    const session = await createSession(bytes, { crypto, now: () => 0 });
    expect(session.info.indicative).toBe(true);
    const { indicative: __, ...own } = soundModel();
    const plain = await encodeBundle(own, { crypto });
    const second = await createSession(plain, { crypto, now: () => 0 });
    expect(second.info.indicative).toBe(false);
    session.dispose();
    second.dispose();
  });

  it.each<readonly [string, string, Change]>([
    ['no rules at all', 'model.recourse', (m) => delete m.recourse],
    [
      'a direction of its own',
      'model.recourse[0].direction',
      (m) => (m.recourse[0].direction = 'x'),
    ],
    ['bins that are text', 'model.recourse[0].bins[0]', (m) => (m.recourse[0].bins = ['1'])],
    [
      'a link of no kind',
      'model.recourse[1].follows.kind',
      (m) => (m.recourse[1].follows.kind = 'product'),
    ],
    [
      'half a ratio',
      'model.recourse[2].follows.denominator',
      (m) => delete m.recourse[2].follows.denominator,
    ],
    ['half indicative', 'model.indicative', (m) => (m.indicative = false)],
    [
      'a method of its own',
      'model.disclosure.regimes.us-reg-b.method',
      (m) => (m.disclosure.regimes['us-reg-b'].method = 'lime'),
    ],
    [
      'wording in no language',
      'model.disclosure.regimes.us-reg-b.adverse.R1',
      (m) => (m.disclosure.regimes['us-reg-b'].adverse.R1 = 'x'),
    ],
    [
      'review by nobody',
      'model.disclosure.regimes.cn-pipl.review.contact',
      (m) => delete m.disclosure.regimes['cn-pipl'].review.contact,
    ],
  ])('with %s is refused at %s', async (_, path, change) => {
    const open = takeApart(await encodeBundle(soundModel(), { crypto }));
    change(open.manifest.model as Record<string, unknown>);
    const bytes = putTogether(open, undefined, canonicalJson);
    await expect(decodeBundle(bytes, { crypto })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      issues: [expect.objectContaining({ path })],
    });
  });
});
