import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { findRecourse, type SearchHost } from '../../sdk/insight/recourse.js';
import { findSafety } from '../../sdk/insight/safety.js';
import type { RecourseOptions } from '../../sdk/insight/questions.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { assertModel } from '../../sdk/model/build.js';
import { binCount, type Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { RecourseRule } from '../../sdk/model/recourse.js';

const amount = (name: string, cuts: readonly number[], more = {}): Feature => ({
  kind: 'numeric',
  name,
  missing: 'refused',
  cuts: Float64Array.from(cuts),
  compare: 'float64',
  side: 'less',
  ...{ min: 0, max: 100_000 },
  ...more,
});

const features: Feature[] = [
  amount('age', [25, 40], { integer: true, max: 120 }),
  amount('payment', [500, 2000]),
  amount('bill', [3000, 8000]),
  amount('utilisation', [0.3, 0.6], { max: 10 }),
  {
    kind: 'categorical',
    name: 'housing',
    missing: 'allowed',
    codes: Int32Array.of(0, 1),
    labels: ['rent', 'own'],
    unlisted: 'refused',
  },
];
/** Points lost by bin: risk falls with age, payment and owning, rises with bill and utilisation. */
const losses = [
  [40, 20, 0],
  [20, 10, 0],
  [0, 10, 20],
  [0, 20, 40],
  [15, 0],
];
const AGE = 0;
const PAYMENT = 1;
const BILL = 2;
const UTILISATION = 3;
const HOUSING = 4;

/** A card of whole points: 100 less what is lost; approved from 60, reviewed from 40. */
function cardWith(recourse: readonly RecourseRule[], more: Partial<RiskModel> = {}): RiskModel {
  const terms = features.map((feature, f) => {
    const table = new Int32Array(binCount(feature));
    table.set(losses[f]!);
    return { features: [f], table, weight: new Float32Array(table.length).fill(1) };
  });
  const model: RiskModel = {
    name: 'card',
    version: '1',
    features,
    body: { kind: 'additive', terms },
    scaleBits: 0,
    intercept: 0,
    link: 'identity',
    calibration: { kind: 'identity' },
    scale: { offset: 100, factor: 1, bands: [], cutoffs: { approve: 60, review: 40 } },
    reasons: features.map(({ name }, f) => ({ code: name, features: [f], label: {} })),
    recourse,
    card: {},
    ...more,
  };
  assertModel(model);
  return model;
}

const rules: RecourseRule[] = [
  { feature: PAYMENT, direction: 'up' },
  {
    feature: BILL,
    direction: 'immutable',
    follows: { kind: 'shift', terms: [{ feature: PAYMENT, factor: -1 }] },
  },
  {
    feature: UTILISATION,
    direction: 'immutable',
    follows: { kind: 'shift', terms: [{ feature: BILL, factor: 1 / 10_000 }] },
  },
  { feature: HOUSING, direction: 'free' },
];

/** 30 years, pays 200 of 9000, utilisation 0.9, rents: 20 + 20 + 20 + 40 + 15 points lost. */
const applicant = Float64Array.of(30, 200, 9000, 0.9, 0);

function ask(
  model: RiskModel,
  options: RecourseOptions = {},
  values = applicant,
  host: Partial<SearchHost> = {},
) {
  const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
  const still = { now: () => 0, pause: () => Promise.resolve(), stopped: () => false };
  return findRecourse({ model, engine, digest: 'd' }, values, options, { ...still, ...host });
}

describe('recourse', () => {
  it('moves what follows along, and says what follows from what', async () => {
    const answer = await ask(cardWith(rules));
    expect(answer).toMatchObject({ status: 'found', optimal: true, target: { points: 60 } });
    const [path] = answer.paths;
    expect(path!.score.decision).toBe('approved');
    const [payment, bill, utilisation] = path!.changes;
    expect(payment).toMatchObject({ feature: 'payment', from: 200, follows: undefined });
    // Bill and utilisation fall by what is paid more: to below 3000, and to 0.3.
    const paid = Number(payment!.to) - 200;
    expect(payment!.to).toBe(6500);
    expect(bill).toMatchObject({ feature: 'bill', to: 9000 - paid, follows: ['payment'] });
    expect(utilisation).toMatchObject({ feature: 'utilisation', follows: ['bill'] });
    expect(utilisation!.to).toBeCloseTo(0.9 - paid / 10_000, 9);
    expect(answer.costBound).toBe(path!.cost);
    expect(applicant).toEqual(Float64Array.of(30, 200, 9000, 0.9, 0));
  });

  it('says which values do as well', async () => {
    const { paths } = await ask(cardWith([{ feature: AGE, direction: 'up' }]), {
      target: { points: 5 },
    });
    // From 40 on all ages are alike.
    expect(paths[0]!.changes).toEqual([
      { feature: 'age', from: 30, to: 40, low: 40, high: 120, follows: undefined },
    ]);
  });

  it('gives other ways, each with other features', async () => {
    const { paths } = await ask(cardWith([]), { target: { points: 0 }, count: 4 });
    const sets = paths.map(({ changes }) => changes.map(({ feature }) => feature).join());
    expect(new Set(sets).size).toBe(4);
    expect(paths.map(({ cost }) => cost)).toEqual(paths.map(({ cost }) => cost).sort());
  });

  it('says that the target is reached, that nothing may change, or that nothing suffices', async () => {
    expect(await ask(cardWith(rules), { target: { points: -15 } })).toMatchObject({
      status: 'reached',
      paths: [],
      costBound: 0,
    });
    const still = cardWith([{ feature: AGE, direction: 'immutable' }]);
    expect(await ask(still)).toMatchObject({ status: 'none', reason: 'nothing-may-change' });
    const few = await ask(cardWith([{ feature: HOUSING, direction: 'free' }]));
    expect(few).toMatchObject({ status: 'none', reason: 'out-of-reach', costBound: Infinity });
    expect(few.closest!.changes[0]).toMatchObject({ feature: 'housing', from: 'rent', to: 'own' });
    expect(few.closest!.score.points).toBe(0);
  });

  it('changes nothing without a rule, once there are rules; and nothing protected without', async () => {
    const only = { target: { points: 5 } } as const;
    const ruled = await ask(cardWith(rules), { ...only, features: ['age'] });
    expect(ruled).toMatchObject({ status: 'none', reason: 'nothing-may-change' });
    const open = await ask(cardWith([]), { ...only, features: ['age'] });
    expect(open.paths[0]!.changes[0]).toMatchObject({ feature: 'age', to: 40 });
    const guarded = cardWith([], {
      disclosure: { protected: [{ feature: AGE, attribute: 'age' }] },
    });
    expect(await ask(guarded, { ...only, features: ['age'] })).toMatchObject({ status: 'none' });
  });

  it('says whether anybody lives there', async () => {
    const counts = [
      [0, 99, 1],
      [100, 0, 0],
    ];
    const histograms = features.map((feature, f) => {
      const histogram = new Uint32Array(binCount(feature));
      histogram.set(counts[f] ?? [100]);
      return histogram;
    });
    const baseline = { population: 'all', rows: 100, histograms };
    const level = async (feature: number, target: number) => {
      const model = cardWith([{ feature, direction: 'free' }], { baseline });
      const { paths } = await ask(model, { target: { points: target } });
      return paths[0]!.plausibility;
    };
    expect(await level(AGE, 5)).toEqual({ level: 'seen', share: 0.01 });
    expect(await level(PAYMENT, -5)).toEqual({ level: 'unseen', share: 0 });
    const bare = await ask(cardWith([{ feature: AGE, direction: 'free' }]), {
      target: { points: 5 },
    });
    expect(bare.paths[0]!.plausibility).toEqual({ level: 'unknown', share: undefined });
  });

  it('gives way to others, and ends when nobody waits or time is up', async () => {
    let time = 0;
    let pauses = 0;
    const host = {
      now: () => (time += 3),
      pause: () => {
        pauses++;
        return Promise.resolve();
      },
    };
    await ask(cardWith([]), { budgetMs: 60_000, target: { points: 90 } }, applicant, host);
    expect(pauses).toBeGreaterThan(0);
    for (const ended of [
      await ask(cardWith([]), { budgetMs: 0 }, applicant, host),
      await ask(cardWith([]), {}, applicant, { ...host, stopped: () => true }),
    ]) {
      expect(['unknown', 'found']).toContain(ended.status);
      expect(ended.costBound).toBeLessThan(Infinity);
    }
    const left = ask(cardWith([]), { target: { points: 90 } }, applicant, {
      ...host,
      pause: () => Promise.reject(new Error('gone')),
    });
    await expect(left).rejects.toThrow('gone');
  });

  it.each([
    [{ maxChanges: 0 }, 'maxChanges'],
    [{ maxChanges: 9 }, 'maxChanges'],
    [{ count: 1.5 }, 'count'],
    [{ budgetMs: NaN }, 'budgetMs'],
    [{ features: ['age', 'income'] }, 'features[1]'],
    [{ target: { band: 'A' } }, 'target.band'],
  ])('refuses %j', async (options, path) => {
    const refused = { code: 'OPTION_INVALID', path };
    await expect(ask(cardWith(rules), options)).rejects.toMatchObject(refused);
  });
});

describe('safety', () => {
  const safety = (model: RiskModel, values: Float64Array, target: number) => {
    const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
    const host = { now: () => 0, pause: () => Promise.resolve(), stopped: () => false };
    const goal = { target: { points: target } };
    return findSafety({ model, engine, digest: 'd' }, values, goal, host);
  };
  /** 45 years, pays 600 of 2500, utilisation 0.2, owns: 10 points lost. */
  const good = Float64Array.of(45, 600, 2500, 0.2, 1);

  it('finds the nearest value that loses it, with what follows', async () => {
    const { status, facts } = await safety(cardWith(rules), good, 90);
    expect(status).toBe('exposed');
    const found = Object.fromEntries(facts.map((fact) => [fact.feature, fact]));
    expect(found.age).toMatchObject({ from: 45, to: 38, room: 0 });
    expect(found.housing).toMatchObject({ from: 'own', to: 'rent' });
    // Paying 100.01 less raises the bill, which is safe; below 500 is not.
    expect(found.payment).toMatchObject({ from: 600, followed: [{ feature: 'bill' }, {}] });
    expect(Number(found.payment!.to)).toBeLessThan(500);
    expect(found.bill ?? found.utilisation).toBeUndefined();
    for (const fact of facts) expect(fact.score.points).toBeLessThan(90);
  });

  it('leaves out what is protected, and immutable categories', async () => {
    const model = cardWith([{ feature: HOUSING, direction: 'immutable' }], {
      disclosure: { protected: [{ feature: AGE, attribute: 'age' }] },
    });
    const { facts } = await safety(model, good, 90);
    expect(facts.map(({ feature }) => feature).sort()).toEqual(['bill', 'payment', 'utilisation']);
  });

  it('says below and safe', async () => {
    expect(await safety(cardWith(rules), good, 95)).toMatchObject({ status: 'below', facts: [] });
    expect(await safety(cardWith(rules), good, 10)).toMatchObject({ status: 'safe', facts: [] });
  });
});
