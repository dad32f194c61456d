import { describe, expect, it } from 'vitest';
import { fromFixedPoint } from '../../sdk/core/fixed-point.js';
import { assertModel } from '../../sdk/model/build.js';
import { binCount } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { pointsOf } from '../../sdk/model/scale.js';
import {
  trainScorecard,
  type ScorecardSettings,
} from '../../sdk/train/scorecard/train-scorecard.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { binRows, codeFeature, quantileFeature, taiwanRows } from './train-cases.js';

const SETTINGS: ScorecardSettings = {
  maxBins: 6,
  minShare: 0.05,
  minIv: 0.02,
  maxP: 0.05,
  maxVif: 5,
  scale: { points: 600, odds: 20, pdo: 40 },
};

const rows = taiwanRows(32);
const namesOf = ({ features }: TrainRows) => features.map(({ name }) => name);
const train = (given: TrainRows, settings: Partial<ScorecardSettings> = {}) =>
  trainScorecard(given, namesOf(given), { ...SETTINGS, ...settings });

const trained = train(rows);

describe('a trained scorecard', () => {
  it('is a model whose points are the sum of those of the card', async () => {
    const card = await trained;
    const scale = { ...card.scale, bands: [] };
    const model: RiskModel = {
      name: 'card',
      version: '1',
      features: card.features,
      body: card.body,
      scaleBits: card.scaleBits,
      intercept: card.intercept,
      link: 'logistic',
      calibration: { kind: 'identity' },
      scale,
      reasons: card.features.map(({ name }, f) => ({
        code: name,
        features: [f],
        label: { en: name },
      })),
      recourse: [],
      card: {},
    };
    assertModel(model);
    const { characteristics } = card.report;
    let [bad, expected] = [0, 0];
    for (let row = 0; row < rows.rows; row++) {
      const bins = card.from.map((f, i) => card.binOf[i]![rows.bins[f]![row]!]!);
      const units = card.body.terms.reduce(
        (sum, { table }, i) => sum + table[bins[i]!]!,
        card.intercept,
      );
      const printed = characteristics.reduce((sum, { points }, i) => sum + points[bins[i]!]!, 0);
      const logOdds = fromFixedPoint(units, card.scaleBits);
      expect(pointsOf(scale, logOdds)).toBe(printed);
      bad += rows.target[row]!;
      expected += 1 / (1 + Math.exp(-logOdds));
    }
    // Rounded points move the calibration by less than a point on the average.
    expect(Math.abs(expected / bad - 1)).toBeLessThan(0.02);
  });

  it('prints the points that its regression has, each characteristic with its share of the rest', async () => {
    const { report, scale, groupings, from, binOf } = await trained;
    // 600 points at 20 good to 1 bad, 40 more for each doubling.
    expect(scale.factor).toBeCloseTo(40 / Math.log(2), 12);
    expect(scale.offset - scale.factor * Math.log(1 / 20)).toBeCloseTo(600, 9);
    const count = report.characteristics.length;
    report.characteristics.forEach(({ coefficient, points }, i) => {
      const { groups, groupOf } = groupings[from[i]!]!;
      groupOf.forEach((group, bin) => {
        const logOdds = report.intercept / count + coefficient * groups[group]!.woe;
        const exact = scale.offset / count - scale.factor * logOdds;
        expect(points[binOf[i]![bin]!]).toBe(Math.round(exact));
      });
    });
  });

  it('keeps only the cuts that its groups need, and the rows in them', async () => {
    const card = await trained;
    card.features.forEach((feature, i) => {
      const groups = card.groupings[card.from[i]!]!.groups.filter(({ kind }) => kind === 'value');
      if (feature.kind === 'numeric') expect(feature.cuts).toHaveLength(groups.length - 1);
      const { table, weight } = card.body.terms[i]!;
      expect(table).toHaveLength(binCount(feature));
      expect(weight.reduce((sum, each) => sum + each, 0)).toBe(rows.rows);
    });
  });

  it('has positive coefficients, small p and small VIF, and says what went', async () => {
    const { report } = await trained;
    for (const { coefficient, p, vif, iv } of report.characteristics) {
      expect(coefficient).toBeGreaterThan(0);
      expect(p).toBeLessThanOrEqual(0.05);
      expect(vif).toBeLessThanOrEqual(5);
      expect(iv).toBeGreaterThanOrEqual(0.02);
    }
    const all = [...report.characteristics, ...report.dropped].map(({ name }) => name);
    expect(all.sort()).toEqual(namesOf(rows).sort());
    expect(new Set(report.dropped.map(({ because }) => because))).toEqual(
      new Set(['iv', 'vif', 'sign', 'p-value']),
    );
  });

  it('holds the directions that it is given', async () => {
    const monotone = Int8Array.from(rows.features, ({ name }) =>
      name.startsWith('PAY_AMT') ? -1 : 0,
    );
    const { groupings } = await train(rows, { monotone });
    rows.features.forEach(({ name }, f) => {
      if (!name.startsWith('PAY_AMT')) return;
      const rates = groupings[f]!.groups.filter(({ kind }) => kind === 'value').map(
        ({ bad, rows: n }) => bad / n,
      );
      expect(rates.every((rate, i) => i === 0 || rate <= rates[i - 1]!)).toBe(true);
    });
  });

  it('takes equal weights for none, and twice a weight for the same', async () => {
    const plain = await trained;
    const equal = await train({ ...rows, weight: new Float64Array(rows.rows).fill(4) });
    expect(equal.report).toEqual(plain.report);
  });
});

describe('groups that stand apart', () => {
  const n = 2000;
  const value = Float64Array.from({ length: n }, (_, row) => (row * 37) % 100);
  const target = value.map((v, row) => ((row * 61) % 100 < 10 + v / 2 ? 1 : 0));
  const holes = value.map((v, row) => (row % 10 === 0 ? NaN : v));
  const codes = value.map((v, row) => (row % 400 === 0 ? 9 : Math.floor(v / 25)));

  it('are missing values, special values and rare categories', async () => {
    const features = [quantileFeature('holes', holes, 20), codeFeature('codes', codes)];
    const given = binRows(features, [holes, codes], target);
    const { groupings } = await train(given, { special: [[0], undefined] });
    const [first, second] = groupings;
    expect(first!.groups.at(-1)).toMatchObject({ kind: 'missing', rows: 200 });
    expect(first!.groups.filter(({ kind }) => kind === 'special')).toMatchObject([{ bins: [0] }]);
    expect(first!.groupOf[0]).not.toBe(first!.groupOf[1]);
    // Code 9 is in 5 rows: pooled with what training never saw.
    const nine = 4;
    expect(second!.groupOf[nine]).toBe(second!.groupOf[nine + 1]);
    const rates = second!.groups.filter(({ kind }) => kind === 'value').map((g) => g.bad / g.rows);
    expect([...rates].sort((a, b) => a - b)).toEqual(rates);
  });

  it('say nothing where nobody is in them', async () => {
    const given = binRows([quantileFeature('value', value, 20)], [value], target);
    const { groupings, report } = await train(given);
    const missing = groupings[0]!.groups.at(-1)!;
    expect(missing).toMatchObject({ kind: 'missing', rows: 0, woe: 0 });
    const { points } = report.characteristics[0]!;
    expect(points.at(-1)).toBeGreaterThan(Math.min(...points));
    expect(points.at(-1)).toBeLessThan(Math.max(...points));
  });
});

describe('what no card can be made of', () => {
  const given = taiwanRows(8);

  it.each([
    ['one class', { target: given.target.map(() => 0) }, 'PLAN_INVALID', 'ONE_CLASS'],
    ['no 0..1', { target: given.target.map((y) => 2 * y) }, 'PLAN_INVALID', 'TARGET_RANGE'],
    ['weights below 0', { weight: given.target.map(() => -1) }, 'PLAN_INVALID', 'WEIGHT_RANGE'],
  ])('is refused: %s', async (_, change, code, issue) => {
    await expect(train({ ...given, ...change })).rejects.toMatchObject({
      code,
      issues: [{ code: issue }],
    });
  });

  it('is refused: columns of other lengths', async () => {
    const bins = given.bins.map((column) => column.slice(1));
    await expect(train({ ...given, bins })).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  });

  it('fails where nothing passes', async () => {
    await expect(train(given, { minIv: 50 })).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      issues: [{ code: 'NO_CHARACTERISTICS' }],
    });
  });
});
