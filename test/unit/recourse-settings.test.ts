import { describe, expect, it } from 'vitest';
import { costModel } from '../../sdk/explain/recourse/cost.js';
import { roundedValue, settingsOf } from '../../sdk/explain/recourse/settings.js';
import { binOf } from '../../sdk/model/binning.js';
import type { CategoricalFeature, Feature, NumericFeature } from '../../sdk/model/feature.js';
import type { RecourseRule } from '../../sdk/model/recourse.js';
import type { RiskModel } from '../../sdk/model/model.js';

const income: NumericFeature = {
  kind: 'numeric',
  name: 'income',
  missing: 'allowed',
  cuts: Float64Array.of(10_500, 11_873, 30_000).map(Math.fround),
  compare: 'float32',
  side: 'less',
};

function settle(feature: Feature, own: number, rule: Partial<RecourseRule> = {}) {
  const model = { features: [feature], recourse: [] } as unknown as RiskModel;
  const full: RecourseRule = { feature: 0, direction: 'free', ...rule };
  const settings = settingsOf({ feature, rule: full, own, cost: costModel(model, 0, 1) });
  for (const setting of settings) {
    const shown = roundedValue(full, setting, setting.value, own);
    expect(binOf(feature, setting.value)).toBe(setting.bin);
    expect(binOf(feature, shown)).toBe(setting.bin);
  }
  return settings.map((s) => roundedValue(full, s, s.value, own));
}

describe('what a feature may be set to', () => {
  it('is one value for each bin but the own, near the applicant and round', () => {
    expect(settle(income, 9000)).toEqual([10_500, 12_000, 30_000]);
    expect(settle(income, 25_000)).toEqual([10_000, 11_800, 30_000]);
  });

  it('keeps to the direction, the bins and the steps of its rule', () => {
    expect(settle(income, 11_000, { direction: 'up' })).toEqual([12_000, 30_000]);
    expect(settle(income, 11_000, { direction: 'down' })).toEqual([10_000]);
    expect(settle(income, 11_000, { bins: [0, 3] })).toEqual([10_000, 30_000]);
    expect(settle(income, 9000, { step: 1600 })).toEqual([10_600, 12_200, 31_400]);
    // No multiple of the step lies in the second bin.
    expect(settle(income, 9000, { step: 10_000 })).toEqual([19_000, 39_000]);
  });

  it('fills a missing answer in, and takes one back only where a rule says so', () => {
    expect(settle(income, NaN)).toHaveLength(4);
    expect(settle(income, 9000, { bins: [1, 4] })).toEqual([10_500, NaN]);
  });

  it('stays within limits, and whole', () => {
    const age: NumericFeature = {
      ...income,
      cuts: Float64Array.of(20.5, 21.5, 21.75, 60),
      compare: 'float64',
      ...{ min: 18, max: 59, integer: true },
    };
    // Nothing whole lies between 21.5 and 21.75, nothing allowed above 60.
    expect(settle(age, 30)).toEqual([20, 21]);
    expect(settle(age, 19)).toEqual([21, 22]);
  });

  it('does not take a zero that counts as missing for a value', () => {
    const delays: NumericFeature = {
      ...income,
      cuts: Float64Array.of(-3, 4),
      compare: 'float64',
      side: 'less-equal',
      zeroIsMissing: true,
    };
    for (const own of [9, -9, 0, NaN]) {
      for (const value of settle(delays, own)) expect(Math.abs(value)).toBeGreaterThan(1e-35);
    }
    expect(settle(delays, 9, { bins: [0, 3], direction: 'down' })).toContain(0);
    expect(settle(delays, -9, { bins: [3], direction: 'down' })).toEqual([]);
  });

  it('is every named category but the own', () => {
    const purpose: CategoricalFeature = {
      kind: 'categorical',
      name: 'purpose',
      missing: 'allowed',
      codes: Int32Array.of(-2, 5, 9),
      labels: [],
      unlisted: 'other',
    };
    expect(settle(purpose, 5)).toEqual([-2, 9]);
    expect(settle(purpose, 77)).toEqual([-2, 5, 9]);
  });
});

describe('the cost of a change', () => {
  const histogram = Uint32Array.of(10, 0, 60, 30, 0);
  const model = (weighed: boolean) =>
    ({
      features: [income],
      ...(weighed && { baseline: { population: 'all', rows: 100, histograms: [histogram] } }),
    }) as unknown as RiskModel;

  it('is the share of the population between the bins, in 1/1024', () => {
    const cost = costModel(model(true), 0, 1);
    // Middles: 0.05, 0.10, 0.40, 0.85.
    expect(cost.between(0, 2)).toBe(Math.round(1024 * 0.35));
    expect(cost.between(3, 2)).toBe(Math.round(1024 * 0.45));
    expect(cost.between(2, 2)).toBe(Math.round(1024 * 0.3));
    expect(costModel(model(true), 0, 2.5).between(0, 1)).toBe(Math.round(1024 * 0.125));
  });

  it('counts bins where there is no population, and is never nothing', () => {
    expect(costModel(model(false), 0, 1).between(0, 3)).toBe(768);
    expect(costModel(model(false), 0, 1e-9).between(0, 1)).toBe(1);
    expect(costModel(model(false), 0, 1).between(4, 2)).toBe(256);
    expect(costModel(model(false), 0, 1).between(0, 4)).toBe(1024);
  });
});
