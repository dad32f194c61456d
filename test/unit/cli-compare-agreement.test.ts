import { describe, expect, it } from 'vitest';
import { differencesOf, rankAgreement } from '../../sdk/cli/agreement.js';
import { Random } from '../fuzz/random.js';

/** Every pair, looked at. */
function swappedByPairs(a: readonly number[], b: readonly number[]): number | null {
  let told = 0;
  let swapped = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const product = Math.sign(a[i]! - a[j]!) * Math.sign(b[i]! - b[j]!);
      if (product !== 0) told++;
      if (product < 0) swapped++;
    }
  }
  return told > 0 ? swapped / told : null;
}

describe('rank agreement', () => {
  it('counts turned pairs as a look at every pair does, ties included', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const rows = 1 + random.below(70);
      const column = (): number[] =>
        Array.from({ length: rows }, () => random.below(1 + (seed % 40)));
      const [a, b] = [column(), column()];
      expect(rankAgreement(a, b).swapped).toEqual(swappedByPairs(a, b));
    }
  });

  it("is Spearman's, as scipy.stats.spearmanr gives it", () => {
    const a = [1, 2, 2, 3, 5, 8, 8, 8, 13];
    const b = [2, 1, 4, 4, 3, 9, 7, 7, 10];
    expect(rankAgreement(a, b).spearman).toBeCloseTo(0.8884856665478724, 14);
    expect(rankAgreement([1, 2, 3], [9, 4, 1])).toEqual({ spearman: -1, swapped: 1 });
    expect(rankAgreement([1, 1], [1, 2])).toEqual({ spearman: null, swapped: null });
    expect(rankAgreement([], [])).toEqual({ spearman: null, swapped: null });
  });
});

describe('differences', () => {
  it('are sizes that some row has', () => {
    const b = Float64Array.from({ length: 100 }, (_, i) => (i % 2 ? i + 1 : -(i + 1)));
    expect(differencesOf(new Float64Array(100), b)).toEqual({
      ...{ largest: 100, mean: 50.5, p50: 50, p95: 95, p99: 99 },
    });
    expect(differencesOf([], []).largest).toBe(0);
    expect(differencesOf([1], [4])).toMatchObject({ largest: 3, p50: 3, p99: 3 });
  });
});
