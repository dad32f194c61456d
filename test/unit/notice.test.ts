import { describe, expect, it } from 'vitest';
import type { RiskError } from '../../sdk/core/errors.js';
import { buildNotice } from '../../sdk/insight/notice.js';
import type { Notice, NoticeOptions, Recourse } from '../../sdk/insight/questions.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RegimeTerms } from '../../sdk/model/disclosure.js';
import type { Feature } from '../../sdk/model/feature.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import {
  randomBins,
  randomModel,
  randomNumbers,
  rawValues,
  withBackground,
} from './shap-forest.js';

const crypto = globalThis.crypto.subtle;
const NAMES = ['late', 'used', 'limit', 'paid', 'age', 'asked'];

/** Points 1 to 1 with units: what a bin takes is what the table says, below and above one cut. */
const TABLES = [
  [0, 60],
  [0, 50],
  [10, 50],
  [0, 30],
  [5, 25],
  [-20, 4],
];

/** The share of applicants below the cut: the first table has its average at 15. */
const BELOW = [3, 1, 1, 1, 1, 3];

function scorecard(terms: RegimeTerms, change: Partial<RiskModel> = {}): RiskModel {
  const features = NAMES.map((name): Feature => ({
    ...{ kind: 'numeric', name, missing: 'refused', cuts: Float64Array.of(10) },
    ...{ compare: 'float64', side: 'less' },
  }));
  return {
    name: 'card',
    version: '1',
    features,
    body: {
      kind: 'additive',
      terms: TABLES.map(([low, high], f) => ({
        features: [f],
        table: Int32Array.of(low!, high!, 0),
        weight: Float32Array.of(BELOW[f]!, 1, 0),
      })),
    },
    scaleBits: 0,
    intercept: -100,
    link: 'logistic',
    calibration: { kind: 'identity' },
    scale: { offset: 600, factor: 1, bands: [], cutoffs: { approve: 600, review: 580 } },
    reasons: NAMES.map((name, f) => ({
      code: `R${f}`,
      features: [f],
      label: { en: name, 'zh-CN': `${name}名` },
      ...(f < 3 && { adverse: { en: `${name} too high` } }),
      ...(f === 1 && { favourable: { en: `${name} is low` } }),
    })),
    recourse: [],
    disclosure: { regimes: { 'us-reg-b': terms, eu: terms, 'cn-pipl': terms } },
    card: {},
    ...change,
  };
}

/** Trees over nine features in five reasons, with a background. */
function forest(seed: number, terms: RegimeTerms): RiskModel {
  const random = randomNumbers(seed);
  const model = randomModel(random, { features: 9, trees: 20 });
  const rows = Array.from({ length: 8 }, () => randomBins(random, model.features));
  const reasons = Array.from({ length: 5 }, (_, g) => ({
    code: `G${g}`,
    features: [g, g + 5].filter((f) => f < 9),
    label: { en: `Group ${g}` },
  }));
  return {
    ...withBackground(model, rows),
    reasons,
    disclosure: { regimes: { 'us-reg-b': terms } },
  };
}

const WORST = Object.fromEntries(NAMES.map((name) => [name, 20]));
const BEST = Object.fromEntries(NAMES.map((name) => [name, 0]));
const US: NoticeOptions = { regime: 'us-reg-b', locale: 'en' };

async function notice(
  model: RiskModel,
  applicant: Record<string, number>,
  options: NoticeOptions = US,
  asked: number[] = [],
): Promise<Notice> {
  const session = await createSession(await encodeBundle(model, { crypto }), {
    ...{ crypto, now: () => 0, engine: 'reference' },
  });
  const values = Float64Array.from(model.features, ({ name }) => applicant[name]!);
  const findRecourse = (budgetMs: number): Promise<Recourse> => {
    asked.push(budgetMs);
    return Promise.resolve({ status: 'none' } as Recourse);
  };
  try {
    return await buildNotice({ model, session, findRecourse }, applicant, values, options);
  } finally {
    session.dispose();
  }
}

const stated = ({ reasons }: Notice) => reasons.map(({ code, margin }) => [code, margin]);

describe('principal reasons', () => {
  it('are the four that lost most against the average, by hand', async () => {
    const result = await notice(scorecard({ method: 'below-average' }), WORST);
    // 60 - 15, 50 - 25, 50 - 30, 30 - 15, 25 - 15, 4 + 14.
    expect(stated(result)).toEqual([
      ['R0', 45],
      ['R1', 25],
      ['R2', 20],
      ['R5', 18],
    ]);
    expect(result).toMatchObject({ method: 'below-average', population: 'training' });
    expect(result.reasons[0]).toEqual({
      ...{ code: 'R0', text: 'late too high', features: ['late'], margin: 45, points: -45 },
    });
  });

  it('take the average over the reference population, where there is one', async () => {
    const histograms = NAMES.map(() => Uint32Array.of(1, 3, 0));
    const baseline = { population: 'all of 2025', rows: 4, histograms };
    const model = scorecard({ method: 'below-average' }, { baseline });
    const result = await notice(model, WORST);
    // 60 - 45, 50 - 37.5 to the even 38, 50 - 40, and 30 - 22.5 to the even 22.
    expect(stated(result)).toEqual([
      ['R0', 15],
      ['R1', 12],
      ['R2', 10],
      ['R3', 8],
    ]);
    expect(result.population).toBe('all of 2025');
  });

  it('are the four that lost most against the best bin', async () => {
    const model = scorecard({ method: 'below-maximum' });
    const result = await notice(model, WORST);
    expect(stated(result)).toEqual([
      ['R0', 60],
      ['R1', 50],
      ['R2', 40],
      ['R3', 30],
    ]);
    expect(result.population).toBe('maximum');
    // Nobody can be below 10 any more: the best that is left is what they have.
    const [first, ...others] = model.features;
    const features = [{ ...first!, min: 10 } as Feature, ...others];
    expect(stated(await notice({ ...model, features }, WORST))[0]).toEqual(['R1', 50]);
  });

  it('are those of explain, with groups of features, against either population', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const against = seed % 2 === 0 ? 'training' : 'background';
      const model = forest(seed, { against });
      const { features } = model;
      const random = randomNumbers(seed);
      const values = rawValues(features, randomBins(random, features));
      const applicant = Object.fromEntries(features.map(({ name }, f) => [name, values[f]!]));
      const result = await notice(model, applicant);
      const session = await createSession(await encodeBundle(model, { crypto }), {
        ...{ crypto, now: () => 0, engine: 'reference' },
      });
      const explained = session.explain(applicant, { against, direction: 'adverse' });
      session.dispose();
      expect(stated(result)).toEqual(explained.reasons.map(({ code, margin }) => [code, margin]));
      expect(result.method).toBe(`shapley-${against}`);
      expect(result.population).toBe(against === 'training' ? 'training' : 'test');
      expect(result.score).toEqual(explained.score);
    }
  });

  it('add inquiries as a fifth, where they counted and are not among the four', async () => {
    const codes = async (terms: RegimeTerms, applicant = WORST) =>
      (await notice(scorecard(terms), applicant)).reasons.map(({ code }) => code);
    const method = 'below-maximum';
    expect(await codes({ method })).toEqual(['R0', 'R1', 'R2', 'R3']);
    expect(await codes({ method, inquiries: 'R5' })).toEqual(['R0', 'R1', 'R2', 'R3', 'R5']);
    expect(await codes({ method, inquiries: 'R1' })).toEqual(['R0', 'R1', 'R2', 'R3']);
    // Nothing was lost there.
    const few = { ...WORST, asked: 0 };
    expect(await codes({ method, inquiries: 'R5' }, few)).toEqual(['R0', 'R1', 'R2', 'R3']);
  });

  it('are as many as the bundle wants', async () => {
    const codes = async (maxReasons: number, inquiries?: string) => {
      const terms = {
        method: 'below-maximum',
        maxReasons,
        ...(inquiries && { inquiries }),
      } as const;
      return (await notice(scorecard(terms), WORST)).reasons.map(({ code }) => code);
    };
    expect(await codes(2)).toEqual(['R0', 'R1']);
    expect(await codes(2, 'R5')).toEqual(['R0', 'R1', 'R5']);
    expect(await codes(5)).toEqual(['R0', 'R1', 'R2', 'R3', 'R5']);
  });

  it('are fewer where fewer counted', async () => {
    const some = { ...BEST, late: 20, used: 20, limit: 20 };
    expect(stated(await notice(scorecard({ method: 'below-maximum' }), some))).toEqual([
      ['R0', 60],
      ['R1', 50],
      ['R2', 40],
    ]);
  });

  it('are shared half and half by a pair', async () => {
    const model = scorecard({ method: 'below-maximum' });
    const table = new Int32Array(9);
    table[1 * 3 + 1] = 7;
    // Better still, and nobody can have it: the second of the pair is never missing.
    table[1 * 3 + 2] = -9;
    const body: RiskModel['body'] = {
      kind: 'additive',
      terms: [{ features: [4, 2], table, weight: new Float32Array(9).fill(1) }],
    };
    expect(stated(await notice({ ...model, body, intercept: 50 }, WORST))).toEqual([
      ['R4', 4],
      ['R2', 3],
    ]);
  });
});

describe('an approved applicant', () => {
  it('has no reasons of a denial', async () => {
    const result = await notice(scorecard({ inquiries: 'R5' }), BEST);
    expect(result.score.decision).toBe('approved');
    expect(result.reasons).toEqual([]);
  });

  it('is told what spoke for approval, where an explanation can be asked for', async () => {
    for (const regime of ['eu', 'cn-pipl'] as const) {
      const result = await notice(scorecard({ method: 'below-average', inquiries: 'R5' }), BEST, {
        regime,
        locale: 'en',
      });
      expect(stated(result)).toEqual([
        ['R1', -25],
        ['R2', -20],
        ['R0', -15],
        ['R3', -15],
      ]);
      expect(result.reasons[0]!.text).toBe('used is low');
      // Against the best there is no gain to name.
      const best = scorecard({ method: 'below-maximum' });
      expect((await notice(best, BEST, { regime, locale: 'en' })).reasons).toEqual([]);
    }
  });
});

describe('wording', () => {
  const terms: RegimeTerms = {
    method: 'below-maximum',
    adverse: { R0: { en: 'Paid late', 'zh-CN': '逾期' }, R1: { 'zh-CN': '用得多' } },
    procedure: { en: 'Points are added.', 'zh-CN': '分数相加。' },
    review: { text: { en: 'Ask us.' }, contact: '95588' },
  };
  const texts = async (locale: NoticeOptions['locale']) =>
    (await notice(scorecard(terms), WORST, { regime: 'eu', locale })).reasons.map(
      ({ text }) => text,
    );

  it("is the regime's, then the reason's own, then its label", async () => {
    expect(await texts('en')).toEqual(['Paid late', 'used too high', 'limit too high', 'paid']);
    expect(await texts('zh-CN')).toEqual(['逾期', '用得多', 'limit too high', 'paid名']);
  });

  it('carries procedure, review, and what would change the outcome when asked', async () => {
    const asked: number[] = [];
    const options = { regime: 'cn-pipl', locale: 'zh-CN', recourseMs: 30 } as const;
    const result = await notice(scorecard(terms), WORST, options, asked);
    expect(result).toMatchObject({
      ...{ regime: 'cn-pipl', locale: 'zh-CN', procedure: '分数相加。', indicative: false },
      review: { text: 'Ask us.', contact: '95588' },
      recourse: { status: 'none' },
    });
    expect(asked).toEqual([30]);
    const plain = await notice(scorecard({}, { indicative: true }), WORST, US, asked);
    expect(plain).toMatchObject({ indicative: true, recourse: undefined });
    expect([plain.procedure, plain.review]).toEqual([undefined, undefined]);
    expect(asked).toEqual([30]);
  });
});

describe('a notice is refused', () => {
  const refused = async (model: RiskModel) => {
    const error: unknown = await notice(model, WORST).catch((e: unknown) => e);
    expect((error as RiskError).code).toBe('EXPLAIN_UNSUPPORTED');
    return (error as RiskError).path;
  };

  it('under a regime of which the bundle says nothing', async () => {
    const { disclosure: _, ...none } = scorecard({});
    expect(await refused(none)).toBe('disclosure.regimes.us-reg-b');
    expect(await refused({ ...none, disclosure: { regimes: { eu: {} } } })).toBe(
      'disclosure.regimes.us-reg-b',
    );
  });

  it('by points lost, for trees', async () => {
    const model = forest(1, { method: 'below-average' });
    const applicant = Object.fromEntries(model.features.map(({ name }) => [name, 0]));
    await expect(notice(model, applicant)).rejects.toMatchObject({ code: 'EXPLAIN_UNSUPPORTED' });
  });

  it('by the average of nobody', async () => {
    const model = scorecard({ method: 'below-average' });
    const { terms } = model.body as Extract<RiskModel['body'], { kind: 'additive' }>;
    // As files leave them that say nothing of it: nobody, or every entry that there is.
    for (const weight of [new Float32Array(3), Float32Array.of(1, 1, 0)]) {
      const body = { kind: 'additive' as const, terms: terms.map((term) => ({ ...term, weight })) };
      await refused({ ...model, body });
    }
  });

  it('against a background that is not there', async () => {
    const { body, ...model } = forest(1, { against: 'background' });
    const { background: _, ...bare } = body as Forest;
    const applicant = Object.fromEntries(model.features.map(({ name }) => [name, 0]));
    await expect(notice({ ...model, body: bare }, applicant)).rejects.toMatchObject({
      code: 'EXPLAIN_UNSUPPORTED',
    });
  });
});
