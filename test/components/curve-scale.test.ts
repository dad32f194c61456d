import { describe, expect, it } from 'vitest';
import { curveScale, followedAt, niceStep, stepAt } from '../../components/curve-scale.js';
import { shownValue } from '../../components/raw-values.js';
import type { FeatureInfo, ModelInfo, WhatIfAxis } from '../../sdk/index.js';
import { StubModel, STUB_APPLICANTS } from './stub-model.js';

const info: ModelInfo = new StubModel().info;

function axisOf(edges: readonly number[], max: number, current = 0): WhatIfAxis {
  return {
    feature: 'paid',
    values: edges,
    from: Float64Array.from(edges),
    to: Float64Array.from(edges, (_, i) => (edges[i + 1] ?? max + 1) - 1),
    current,
  };
}

const feature = (given: Partial<FeatureInfo>): FeatureInfo => ({ ...info.features[3]!, ...given });

describe('curveScale', () => {
  const edges = [0, 1000, 2000, 3000, 4000, 500_000];
  const values = [600, 610, 620, 630, 640, 641];

  it('leaves out a long end that tells nothing', () => {
    const scale = curveScale(axisOf(edges, 900_000), values, feature({}), 500, 640, undefined);
    expect(scale.kind).toBe('stretch');
    if (scale.kind !== 'stretch') return;
    expect(scale.from).toBe(0);
    // It reaches over the approval line, and not to half a million.
    expect(scale.to).toBeGreaterThan(4000);
    expect(scale.to).toBeLessThan(10_000);
  });

  it('always holds today and the value to look at', () => {
    for (const [today, aim] of [
      [250_000, undefined],
      [500, 40_000],
      [60_000, 2000],
    ] as const) {
      const scale = curveScale(axisOf(edges, 900_000), values, feature({}), today, 640, aim);
      if (scale.kind !== 'stretch') throw new Error('no stretch');
      expect(scale.from).toBeLessThanOrEqual(Math.min(today, aim ?? today));
      expect(scale.to).toBeGreaterThanOrEqual(Math.max(today, aim ?? today));
    }
  });

  it('stays within the feature’s own range', () => {
    const small = feature({ min: 0, max: 4500 });
    const scale = curveScale(axisOf(edges.slice(0, 5), 4500), values, small, 4400, 640, undefined);
    expect(scale).toMatchObject({ from: expect.any(Number) as number, to: 4500 });
  });

  it('takes few whole values one by one', () => {
    const months = feature({ min: 0, max: 3, integer: true });
    const axis = axisOf([0, 2], 3);
    const scale = curveScale(axis, [650, 500], months, 0, 640, undefined);
    expect(scale).toEqual({
      kind: 'places',
      places: [
        { value: 0, step: 0 },
        { value: 1, step: 0 },
        { value: 2, step: 1 },
        { value: 3, step: 1 },
      ],
    });
  });

  it('offers no category that nobody worded, but for the applicant’s own', () => {
    const categories = [0, 1, 2].map((code) => ({
      code,
      label: undefined,
      text: { en: code === 0 ? '0' : `Class ${code}` },
    }));
    const level = feature({ kind: 'categorical', min: undefined, max: undefined, categories });
    const axis = (current: number): WhatIfAxis => ({
      ...{ feature: 'level', values: [0, 1, 2], current },
      ...{ from: new Float64Array(3).fill(NaN), to: new Float64Array(3).fill(NaN) },
    });
    const placesOf = (current: number): unknown => {
      const scale = curveScale(axis(current), [1, 2, 3], level, current, 640, undefined);
      return scale.kind === 'places' && scale.places.map(({ value }) => value);
    };
    expect(placesOf(1)).toEqual([1, 2]);
    expect(placesOf(0)).toEqual([0, 1, 2]);
  });
});

describe('stepAt', () => {
  it('finds the step that holds a value, or the nearest', () => {
    const axis = axisOf([0, 10, 20], 29);
    expect([-5, 0, 9, 9.4, 10, 19, 25, 99].map((value) => stepAt(axis, value))).toEqual([
      0, 0, 0, 0, 1, 1, 2, 2,
    ]);
  });

  it('agrees with the stub’s own scores everywhere', async () => {
    const model = new StubModel();
    const applicant = STUB_APPLICANTS.review;
    const answer = await model.whatIf(applicant, { features: ['status'] });
    for (const months of [0, 1, 2, 3]) {
      const { points } = await model.score({ ...applicant, status: months });
      expect(answer.points![stepAt(answer.axes[0]!, months)]).toBe(points);
    }
  });
});

describe('followedAt', () => {
  const axis = axisOf([0, 10, 20, 30], 39);

  it('lies on the line of its neighbours', () => {
    const followed = [100, 90, 80, 70];
    expect(followedAt(axis, followed, 1, 10)).toBe(90);
    expect(followedAt(axis, followed, 1, 12)).toBe(88);
  });

  it('is not guessed where there is no line, or nothing on one side', () => {
    expect(followedAt(axis, [100, 90, 0, 0], 1, 12)).toBeUndefined();
    expect(followedAt(axis, [100, 90, 80, 70], 3, 35)).toBeUndefined();
    expect(followedAt(axis, ['a', 'b', 'c', 'd'], 1, 12)).toBeUndefined();
    expect(followedAt(axis, ['a', 'b', 'c', 'd'], 1, 10)).toBe('b');
  });
});

describe('niceStep', () => {
  it('is 1, 2 or 5 times a power of ten, and no less than asked', () => {
    expect([0.3, 1, 1.1, 4, 7, 2100].map(niceStep)).toEqual([0.5, 1, 2, 5, 10, 5000]);
  });
});

describe('shownValue', () => {
  const say = (
    name: string,
    value: number | string | null,
    locale: 'en' | 'zh-CN' = 'en',
  ): string => shownValue(info, name, value, locale, 'not given').replaceAll('\u00a0', ' ');

  it('puts money, shares and worded values as people write them', () => {
    expect(say('paid', 12000)).toBe('NT$12,000');
    expect(say('paid', 12000, 'zh-CN')).toBe('12,000 元');
    expect(say('used', 92)).toBe('92%');
    expect(say('status', 0)).toBe('On time');
    expect(say('status', 0, 'zh-CN')).toBe('按时');
    expect(say('status', 3)).toBe('3+');
    expect(say('trend', -4)).toBe('\u22124');
    expect(say('paid', null)).toBe('not given');
  });
});
