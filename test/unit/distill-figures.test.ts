import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { likenessOf } from '../../sdk/train/distill/likeness.js';
import { rankingGap } from '../../sdk/train/distill/ranking-gap.js';
import { chooseStudent } from '../../sdk/train/distill/choose-student.js';

/** Scores of a teacher with ties, a student near it, and outcomes. */
function scored(rows: number, seed: number) {
  const random = createRandom(seed);
  const teacher = Float64Array.from({ length: rows }, () => random.below(30) / 10 - 2);
  const student = teacher.map((value) => value + (random.below(21) - 10) / 20);
  const bad = Uint8Array.from(teacher, (value) =>
    random.next() < 1 / (1 + Math.exp(-value)) ? 1 : 0,
  );
  return { teacher, student, bad };
}

/** By counting all pairs. */
function pairAuc(scores: Float64Array, bad: Uint8Array): number {
  let [won, pairs] = [0, 0];
  for (let i = 0; i < bad.length; i++) {
    for (let j = 0; j < bad.length; j++) {
      if (bad[i] !== 1 || bad[j] !== 0) continue;
      pairs++;
      won += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  return won / pairs;
}

function thresholdKs(scores: Float64Array, bad: Uint8Array): number {
  const share = (of: number, limit: number) => {
    const same = [...scores].filter((_, row) => bad[row] === of);
    return same.filter((score) => score >= limit).length / same.length;
  };
  return Math.max(0, ...[...scores].map((limit) => share(1, limit) - share(0, limit)));
}

describe('likeness', () => {
  it('is what numpy and scipy say', () => {
    // r2 by numpy; spearmanr of scipy 1.17.1.
    const teacher = Float64Array.of(3, 1, 2, 2, 5, -1);
    const student = Float64Array.of(2.5, 1.5, 2, 1, 4, 0);
    const { r2, rank } = likenessOf(teacher, student);
    expect(r2).toBeCloseTo(0.825, 12);
    expect(rank).toBeCloseTo(0.898645105261295, 12);
  });

  it('is 1 for the same column, and 0 where nothing can be alike', () => {
    const same = Float64Array.of(2, 2, 2);
    expect(likenessOf(same, same)).toEqual({ r2: 1, rank: 1 });
    expect(likenessOf(same, Float64Array.of(1, 2, 3))).toEqual({ r2: 0, rank: 0 });
  });
});

describe('the gap of ranking', () => {
  it('is the difference of AUC and KS, counted pair by pair', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const { teacher, student, bad } = scored(150, seed);
      const { auc, ks } = rankingGap(teacher, student, bad)!;
      expect(auc.value).toBeCloseTo(pairAuc(student, bad) - pairAuc(teacher, bad), 12);
      expect(ks.value).toBeCloseTo(thresholdKs(student, bad) - thresholdKs(teacher, bad), 12);
    }
  });

  it('has intervals as wide as the difference varies from sample to sample', () => {
    const gaps: number[] = [];
    const widths: number[] = [];
    const kss: number[] = [];
    const ksWidths: number[] = [];
    for (let seed = 1; seed <= 120; seed++) {
      const { teacher, student, bad } = scored(400, 1000 + seed);
      const { auc, ks } = rankingGap(teacher, student, bad)!;
      gaps.push(auc.value);
      kss.push(ks.value);
      widths.push((auc.high - auc.low) / 2 / 1.96);
      ksWidths.push((ks.high - ks.low) / 2 / 1.96);
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const spread = (values: number[]) =>
      Math.sqrt(mean(values.map((each) => (each - mean(values)) ** 2)));
    expect(mean(widths) / spread(gaps)).toBeGreaterThan(0.8);
    expect(mean(widths) / spread(gaps)).toBeLessThan(1.25);
    expect(mean(ksWidths) / spread(kss)).toBeGreaterThan(0.7);
    expect(mean(ksWidths) / spread(kss)).toBeLessThan(1.4);
  });

  it('is nothing to nobody: no gap of the same scores, none with one class', () => {
    const { teacher, bad } = scored(100, 9);
    const { auc, ks } = rankingGap(teacher, teacher, bad)!;
    expect([auc, ks]).toEqual([
      { value: 0, low: 0, high: 0 },
      { value: 0, low: 0, high: 0 },
    ]);
    expect(rankingGap(teacher, teacher, new Uint8Array(100))).toBeUndefined();
  });
});

describe('the choice of a student', () => {
  const tried = [
    { bytes: 5000, r2: 0.8, aucLoss: 0.02, microseconds: 1 },
    { bytes: 9000, r2: 0.93, aucLoss: 0.004, microseconds: 3 },
    { bytes: 15_000, r2: 0.95, aucLoss: 0.001, microseconds: 2 },
    { bytes: 30_000, r2: 0.99, aucLoss: 0.0, microseconds: 6 },
  ];
  it.each([
    ['the nearest within a size', { kB: 20 }, 2],
    ['the nearest of all without a bound', {}, 3],
    ['the smallest that keeps the AUC', { aucLoss: 0.005 }, 1],
    ['the nearest within size and time', { kB: 20, microseconds: 2.5 }, 2],
    ['the nearest within the size where none keeps the AUC', { kB: 10, aucLoss: 0.001 }, 1],
  ])('is %s', (_, budget, chosen) => {
    expect(chooseStudent(tried, budget).chosen).toBe(chosen);
  });

  it('says which fit, and refuses where none is small enough', () => {
    expect(chooseStudent(tried, { kB: 10, aucLoss: 0.001 }).fits).not.toContain(true);
    expect(chooseStudent(tried, { kB: 10, aucLoss: 0.01 }).fits).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(() => chooseStudent(tried, { kB: 4 })).toThrow(
      'no student is within the budget: ask for budget.kB at least 5.0',
    );
  });
});
