import { describe, expect, it } from 'vitest';
import { FLOAT_ORDER } from '../../sdk/core/float-order.js';
import { binRange, isZeroMissing, valueInRange } from '../../sdk/model/bin-range.js';
import { binOf } from '../../sdk/model/binning.js';
import { missingBin, type NumericFeature } from '../../sdk/model/feature.js';
import { randomNumbers } from './shap-forest.js';

const random = randomNumbers(11);
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

function randomFeature(): NumericFeature {
  const compare = pick(['float32', 'float64'] as const);
  const integer = random() < 0.3;
  const cuts = [...new Set(Array.from({ length: 1 + Math.floor(random() * 5) }, randomCut))];
  const limited = random() < 0.4;
  return {
    name: 'f',
    kind: 'numeric',
    missing: 'allowed',
    cuts: Float64Array.from(cuts.map(FLOAT_ORDER[compare].round)).sort(),
    compare,
    side: pick(['less', 'less-equal'] as const),
    ...(integer && { integer }),
    ...(limited && { min: -2.5, max: 3 }),
  };

  function randomCut(): number {
    return pick([0, 0.1, 0.5, 1, -1, 2, 2.4, 3, 1e-3, 12_345.678, (random() - 0.5) * 8]);
  }
}

describe('the range of a bin', () => {
  it('has both ends in the bin, and nothing beyond them', () => {
    let empty = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const feature = randomFeature();
      const { min = -Infinity, max = Infinity, compare, integer } = feature;
      const { next, previous } = FLOAT_ORDER[compare];
      for (let bin = 0; bin < missingBin(feature); bin++) {
        const range = binRange(feature, bin);
        if (!range) {
          empty++;
          continue;
        }
        for (const end of [range.low, range.high]) {
          if (!Number.isFinite(end)) continue;
          expect(binOf(feature, end)).toBe(bin);
          expect(end).toBeGreaterThanOrEqual(min);
          expect(end).toBeLessThanOrEqual(max);
          if (integer) expect(Number.isInteger(end)).toBe(true);
        }
        const before = integer ? range.low - 1 : previous(range.low);
        const after = integer ? range.high + 1 : next(range.high);
        if (range.low > -Infinity)
          expect(before < min || binOf(feature, before) !== bin).toBe(true);
        if (range.high < Infinity) expect(after > max || binOf(feature, after) !== bin).toBe(true);
      }
    }
    expect(empty).toBeGreaterThan(0);
  });

  it('is none for missing', () => {
    const feature = randomFeature();
    expect(binRange(feature, missingBin(feature))).toBeUndefined();
  });

  it('knows which zeros are missing', () => {
    const feature: NumericFeature = { ...randomFeature(), compare: 'float64', zeroIsMissing: true };
    expect([0, -0, 1e-36, 1e-34].map((value) => isZeroMissing(feature, value))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const { zeroIsMissing: _, ...plain } = feature;
    expect(isZeroMissing(plain, 0)).toBe(false);
  });
});

describe('a value for people', () => {
  it.each([
    ['stays where it is', { low: 1, high: 9 }, 3.37, 3.37],
    ['goes up to the near end, rounded', { low: 10_217.3, high: 18_000 }, 500, 10_500],
    ['goes down to the near end, rounded', { low: 10_217.3, high: 18_762 }, 90_000, 18_000],
    ['is the end where there is no room', { low: 2, high: 2 }, 9, 2],
    ['is whole where the range is', { low: 3, high: 7 }, 1, 3],
    ['is in an open range near its end', { low: -Infinity, high: 41_873 }, 60_000, 40_000],
    ['is in an open range above', { low: 41_873, high: Infinity }, 0, 45_000],
    ['is about the middle for who has none', { low: 0, high: 100 }, NaN, 50],
    ['is the closed end for who has none', { low: 20, high: Infinity }, NaN, 20],
    ['is zero where nothing is known', { low: -Infinity, high: Infinity }, NaN, 0],
    ['has no noise', { low: 0.3, high: 0.9 }, 0, 0.3],
  ])('%s', (_, range, near, expected) => {
    expect(valueInRange(range, near)).toBe(expected);
  });

  it('is always in the range', () => {
    for (let trial = 0; trial < 5000; trial++) {
      const scale = 10 ** Math.floor(random() * 12 - 6);
      const low = (random() - 0.5) * scale;
      const range = { low, high: low + random() ** 8 * scale };
      const value = valueInRange(range, pick([NaN, -1e9, 1e9, 0, low]));
      expect(value).toBeGreaterThanOrEqual(range.low);
      expect(value).toBeLessThanOrEqual(range.high);
    }
  });
});
