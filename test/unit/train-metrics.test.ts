import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { rankingOf } from '../../sdk/fairness/ranking.js';
import type { Estimate } from '../../sdk/fairness/report.js';
import { subsetOf } from '../../sdk/fairness/subset.js';
import { calibrate } from '../../sdk/train/calibrate.js';
import { lossesOf } from '../../sdk/train/metrics/loss.js';
import { aucOf, ksOf, REACH } from '../../sdk/train/metrics/ranking.js';
import { rankRows } from '../../sdk/train/metrics/ranked.js';
import {
  calibrationOf,
  liftOf,
  psiOf,
  tenthLimits,
  weightBySlice,
} from '../../sdk/train/metrics/slices.js';
import type { CalibrationSlice, LiftSlice } from '../../sdk/train/report/train-report.js';

interface MetricsCase {
  readonly name: string;
  readonly margins: readonly number[];
  readonly bad: readonly number[];
  readonly weight?: readonly number[];
  readonly auc: Estimate;
  readonly ks: Estimate;
  readonly logLoss: number;
  readonly brier: number;
  readonly lift: readonly LiftSlice[];
  readonly calibration: readonly CalibrationSlice[];
  readonly platt: { readonly intercept: number; readonly slope: number };
}

const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/train/metrics.json'), 'utf8'),
) as {
  readonly cases: readonly MetricsCase[];
  readonly psi: readonly { actual: number[]; reference: number[]; psi: number }[];
};

const UNIT = 2 ** -10;

/** Every number of a structure, by path, within a relative error. */
function near(found: unknown, expected: unknown, path: string, tolerance = 1e-10): void {
  if (typeof expected === 'number') {
    const error = Math.abs((found as number) - expected) / Math.max(1, Math.abs(expected));
    expect(error, `${path}: ${String(found)} for ${expected}`).toBeLessThan(tolerance);
    return;
  }
  const [a, b] = [found, expected] as [Record<string, unknown>, Record<string, unknown>];
  expect(Object.keys(a).sort(), path).toEqual(Object.keys(b).sort());
  for (const key of Object.keys(b)) near(a[key], b[key], `${path}.${key}`, tolerance);
}

describe.each(vectors.cases)('figures of the case $name', (each) => {
  const margins = Int32Array.from(each.margins);
  const weight = each.weight && Float64Array.from(each.weight);
  const ranked = rankRows({ margins, bad: each.bad, weight });
  const logOdds = Float64Array.from(margins, (margin) => margin * UNIT);

  it('has the AUC and its interval of DeLong over all pairs', () => {
    near(aucOf(ranked), each.auc, 'auc');
  });

  it('has the KS and its interval of Newcombe', () => {
    near(ksOf(ranked), each.ks, 'ks');
  });

  it('has log loss and Brier score', () => {
    near(lossesOf(logOdds, each.bad, weight), { logLoss: each.logLoss, brier: each.brier }, 'loss');
  });

  it('has lift and calibration by tenths', () => {
    near(liftOf(ranked), each.lift, 'lift');
    near(
      calibrationOf(ranked, (margin) => margin * UNIT),
      each.calibration,
      'calibration',
    );
  });

  it('is calibrated by the line that a regression finds', () => {
    const found = calibrate(logOdds, each.bad, weight);
    const { kind, ...line } = found;
    expect(kind).toBe('platt');
    near(line, each.platt, 'platt', 1e-7);
  });
});

describe('figures', () => {
  it('agree with those of the fairness report, which were written apart', () => {
    const random = createRandom(3);
    for (let trial = 0; trial < 20; trial++) {
      const rows = 20 + random.below(200);
      const margins = Int32Array.from({ length: rows }, () => random.below(1 + random.below(60)));
      const bad = Uint8Array.from(margins, (m) => (random.next() < 0.2 + m / 120 ? 1 : 0));
      bad.set([0, 1]);
      const weight =
        trial % 2 ? Float64Array.from(margins, () => 0.5 + random.next() * 3) : undefined;
      const of = (what: number) =>
        subsetOf(
          Int32Array.from(bad.keys()).filter((row) => bad[row] === what),
          weight,
        );
      const risk = Float64Array.from(margins);
      const other = rankingOf(of(0), of(1), risk, REACH, 0.95)!;
      const ranked = rankRows({ margins, bad, weight });
      near(aucOf(ranked), other.auc, 'auc');
      // KS there is of either direction.
      expect(ksOf(ranked)!.value).toBeLessThanOrEqual(other.ks + 1e-12);
    }
  });

  it('bound a perfect order, and say nothing of one class', () => {
    const perfect = rankRows({ margins: [1, 2, 3, 4, 5, 6], bad: [0, 0, 0, 1, 1, 1] });
    const auc = aucOf(perfect)!;
    expect(auc.value).toBe(1);
    expect(auc.low).toBeCloseTo(0.025 ** (1 / 3), 12);
    expect(ksOf(perfect)!.value).toBe(1);
    expect(aucOf(rankRows({ margins: [1, 2], bad: [1, 1] }))).toBeUndefined();
    expect(ksOf(rankRows({ margins: [], bad: [] }))).toBeUndefined();
  });

  it('have stability indices of numpy, and none between equals', () => {
    for (const { actual, reference, psi } of vectors.psi) {
      expect(psiOf(actual, reference)).toBeCloseTo(psi, 12);
    }
    const ranked = rankRows({ margins: [5, 1, 1, 2, 9, 9, 3], bad: [1, 0, 0, 0, 1, 1, 0] });
    const spread = weightBySlice(ranked, tenthLimits(ranked));
    expect(psiOf(spread, spread)).toBe(0);
    expect([...spread].reduce((a, b) => a + b)).toBe(7);
  });

  it('leave probabilities alone that are right', () => {
    const random = createRandom(11);
    const logOdds = Float64Array.from({ length: 4000 }, () => random.next() * 4 - 3);
    const bad = Uint8Array.from(logOdds, (x) => (random.next() < 1 / (1 + Math.exp(-x)) ? 1 : 0));
    expect(calibrate(logOdds, bad)).toEqual({ kind: 'identity' });
    // Half the distance: every slope is then 2.
    const halved = calibrate(
      logOdds.map((x) => x / 2),
      bad,
    );
    expect(halved.kind === 'platt' && Math.abs(halved.slope - 2) < 0.2).toBe(true);
    // Too few to tell.
    expect(calibrate(logOdds.subarray(0, 60), bad)).toEqual({ kind: 'identity' });
  });

  it('rank rows alike where there are too many for the quick way', () => {
    const random = createRandom(12);
    const margins = Int32Array.from({ length: 500 }, () => random.below(90) - 45);
    const bad = Uint8Array.from(margins, () => random.below(2));
    expect(rankRows({ margins, bad }, 499)).toEqual(rankRows({ margins, bad }));
  });
});
