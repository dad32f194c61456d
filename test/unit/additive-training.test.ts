import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { fromFixedPoint, MAX_MARGIN_UNITS } from '../../sdk/core/fixed-point.js';
import { assertModel } from '../../sdk/model/build.js';
import { binCount, type Feature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { purify } from '../../sdk/train/additive/purify.js';
import {
  trainAdditive,
  type AdditiveSettings,
  type TrainedAdditive,
} from '../../sdk/train/additive/train-additive.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { binRows, codeFeature, quantileFeature, someRows, taiwanRows } from './train-cases.js';

const SETTINGS: AdditiveSettings = {
  objective: 'log-loss',
  rounds: 40,
  eta: 0.1,
  lambda: 5,
  pairs: 0,
  patience: 20,
};

const rows = taiwanRows(16);
const train = someRows(rows, (row) => row % 4 > 0);
const validation = someRows(rows, (row) => row % 4 === 0);

/** Units of a row given as bins of the rows' features. */
function unitsOf(trained: TrainedAdditive, bins: ArrayLike<number>): number {
  const { body, features, from, binOf, intercept } = trained;
  return body.terms.reduce((sum, { features: of, table }) => {
    const [first, second] = of.map((f) => binOf[f]![bins[from[f]!]!]!);
    const stride = second === undefined ? 1 : binCount(features[of[1]!]!);
    return sum + table[first! * stride + (second ?? 0)]!;
  }, intercept);
}

function logOddsOf(trained: TrainedAdditive, given: TrainRows): Float64Array {
  return Float64Array.from({ length: given.rows }, (_, row) =>
    fromFixedPoint(
      unitsOf(
        trained,
        given.bins.map((column) => column[row]!),
      ),
      trained.scaleBits,
    ),
  );
}

function logLoss(logOdds: Float64Array, { target }: TrainRows): number {
  const sum = logOdds.reduce(
    (total, m, row) => total + Math.log1p(Math.exp(m)) - target[row]! * m,
    0,
  );
  return sum / target.length;
}

describe('an additive student', () => {
  it('is a model with the loss that it says, mains and pairs', async () => {
    const trained = await trainAdditive(train, { ...SETTINGS, pairs: 3 }, validation);
    const model: RiskModel = {
      name: 'student',
      version: '1',
      features: trained.features,
      body: trained.body,
      scaleBits: trained.scaleBits,
      intercept: trained.intercept,
      link: 'logistic',
      calibration: { kind: 'identity' },
      reasons: trained.features.map(({ name }, f) => ({
        code: name,
        features: [f],
        label: { en: name },
      })),
      recourse: [],
      card: {},
    };
    assertModel(model);
    const { mains, pairs } = trained.kept;
    expect(pairs).toBeGreaterThan(0);
    // Pairs begin after all rounds of the features, those that were not kept included.
    const lastLoss = [...trained.validationLoss!]
      .slice(mains)
      .find((loss, _, all) => loss === Math.min(...all));
    expect(logLoss(logOddsOf(trained, validation), validation)).toBeCloseTo(lastLoss!, 6);
  });

  it('says the same, to the last bit, every time', async () => {
    const settings = { ...SETTINGS, rounds: 10, pairs: 2 };
    const [a, b] = [await trainAdditive(train, settings), await trainAdditive(train, settings)];
    expect(a).toEqual(b);
    const doubled = { ...train, weight: new Float64Array(train.rows).fill(2) };
    expect(await trainAdditive(doubled, settings)).toEqual(a);
  });

  it('centres its points on the training rows', async () => {
    const trained = await trainAdditive(train, { ...SETTINGS, rounds: 15, pairs: 3 });
    for (const { features, table, weight } of trained.body.terms) {
      const total = weight.reduce((sum, w) => sum + w, 0);
      const mean = table.reduce((sum, value, at) => sum + value * weight[at]!, 0) / total;
      expect(total).toBe(train.rows);
      expect(Math.abs(mean)).toBeLessThanOrEqual(1);
      if (features.length < 2) continue;
      const stride = binCount(trained.features[features[1]!]!);
      for (let column = 0; column < stride; column++) {
        const cells = [...table.keys()].filter((at) => at % stride === column);
        const people = cells.reduce((sum, at) => sum + weight[at]!, 0);
        if (people === 0) continue;
        const sum = cells.reduce((s, at) => s + weight[at]! * table[at]!, 0);
        expect(Math.abs(sum / people)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('stops when the validation loss no longer falls, and keeps the best round', async () => {
    const trained = await trainAdditive(
      train,
      { ...SETTINGS, rounds: 300, patience: 5 },
      validation,
    );
    const losses = [...trained.validationLoss!];
    expect(losses).toHaveLength(trained.kept.mains + 5);
    expect(losses[trained.kept.mains - 1]).toBe(Math.min(...losses));
  });

  it('learns log-odds of a teacher', async () => {
    const teacher = await trainAdditive(train, { ...SETTINGS, rounds: 20 });
    const taught = { ...train, target: logOddsOf(teacher, train) };
    const student = await trainAdditive(taught, {
      ...SETTINGS,
      objective: 'squared-error',
      rounds: 200,
      lambda: 0,
      minChild: 1,
    });
    const found = logOddsOf(student, train);
    const rms = Math.sqrt(
      found.reduce((sum, m, row) => sum + (m - taught.target[row]!) ** 2, 0) / train.rows,
    );
    expect(rms).toBeLessThan(0.05);
  });

  it('refuses one class, and fails where nothing tells anything', async () => {
    const oneClass = { ...train, target: train.target.map(() => 1) };
    await expect(trainAdditive(oneClass, SETTINGS)).rejects.toMatchObject({ code: 'PLAN_INVALID' });
    const dull = { ...train, bins: train.bins.map((column) => column.map(() => 0)) };
    await expect(trainAdditive(dull, SETTINGS)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      issues: [{ code: 'NO_SIGNAL' }],
    });
  });
});

describe('monotone constraints', () => {
  const random = createRandom(5);
  const columns = [0, 1, 2].map(() => Float64Array.from({ length: 1500 }, () => random.below(8)));
  columns[0]!.forEach((_, row) => row % 9 === 0 && (columns[0]![row] = NaN));
  // Each raises the risk or lowers it, as another has it: nothing is monotone by itself.
  const target = Float64Array.from({ length: 1500 }, (_, row) => {
    const [a, b, c] = columns.map((column) => column[row]! > 3);
    const risk = 0.1 + (a === b ? 0.4 : 0) + (b === c ? 0.2 : 0) + (a === c ? 0.2 : 0);
    return random.next() < risk ? 1 : 0;
  });
  const features: Feature[] = [
    quantileFeature('up', columns[0]!, 8),
    quantileFeature('down', columns[1]!, 8),
    codeFeature('free', columns[2]!),
  ];
  const given = binRows(features, columns, target);

  it.each([
    { pairs: 0, directions: [1, -1, 0] },
    { pairs: 3, directions: [1, -1, 0] },
    { pairs: 3, directions: [0, -1, 0] },
  ])('hold for every combination of bins: $directions, $pairs pairs', async (asked) => {
    const monotone = Int8Array.from(asked.directions);
    const settings = { ...SETTINGS, lambda: 0, minChild: 1, pairs: asked.pairs, monotone };
    const trained = await trainAdditive(given, settings);
    expect(trained.pairs.length > 0).toBe(asked.pairs > 0);
    const [ups, downs, frees] = features.map((feature) => binCount(feature)) as [
      number,
      number,
      number,
    ];
    const bins = [0, 0, 0];
    for (let at = 0; at < ups * downs * frees; at++) {
      bins[0] = at % ups;
      bins[1] = Math.floor(at / ups) % downs;
      bins[2] = Math.floor(at / ups / downs);
      const units = unitsOf(trained, bins);
      asked.directions.forEach((direction, f) => {
        // "Missing" is the last bin, and in no order.
        if (direction === 0 || bins[f]! + 2 >= binCount(features[f]!)) return;
        const next = unitsOf(trained, bins.with(f, bins[f]! + 1));
        expect((next - units) * direction).toBeGreaterThanOrEqual(0);
      });
    }
    const free = await trainAdditive(given, { ...settings, monotone: new Int8Array(3) });
    expect(free.trainLoss.at(-1)).toBeLessThan(trained.trainLoss.at(-1)!);
  });
});

describe('purified pairs', () => {
  it('say the same with their features, and nothing by themselves', () => {
    const random = createRandom(11);
    const [m, n] = [7, 5];
    const table = Int32Array.from({ length: m * n }, () => random.below(2 ** 20) - 2 ** 19);
    const weight = Float64Array.from(table, () => (random.below(4) === 0 ? 0 : random.below(100)));
    const first = Int32Array.from({ length: m }, () => random.below(2 ** 20));
    const second = Int32Array.from({ length: n }, () => random.below(2 ** 20));
    const sums = () =>
      [...table].map((value, at) => value + first[Math.floor(at / n)]! + second[at % n]!);
    const before = sums();
    purify({ table, weight }, first, second);
    expect(sums()).toEqual(before);
    for (let i = 0; i < m; i++) {
      const cells = [...table.keys()].filter((at) => Math.floor(at / n) === i);
      const people = cells.reduce((sum, at) => sum + weight[at]!, 0);
      const mean = cells.reduce((sum, at) => sum + weight[at]! * table[at]!, 0) / people;
      expect(Math.abs(mean)).toBeLessThanOrEqual(1);
    }
    expect(Math.max(...table)).toBeLessThan(MAX_MARGIN_UNITS);
  });
});
