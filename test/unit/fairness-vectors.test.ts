import { describe, expect, it } from 'vitest';
import { fairnessOf, type Estimate, type GroupFairness } from '../../sdk/fairness.js';
import { fairnessCase, type ExpectedGroup } from './fairness-cases.js';

/** Closed forms agree to rounding; iterated fits to what their library's own iteration leaves. */
const CLOSED = 1e-9;
const FITTED = 1e-7;

function near(found: number | undefined, expected: number, what: string, tolerance = CLOSED): void {
  const size = Math.max(1, Math.abs(expected));
  expect(Math.abs(found! - expected) / size, `${what}: ${found} for ${expected}`).toBeLessThan(
    tolerance,
  );
}

function nearEstimate(
  found: Estimate | undefined,
  expected: Estimate,
  what: string,
  tolerance = CLOSED,
): void {
  for (const key of ['value', 'low', 'high'] as const) {
    near(found?.[key], expected[key], `${what}.${key}`, tolerance);
  }
}

/** Tails far out have digits of their own. */
function nearP(found: number | undefined, expected: number, what: string): void {
  expect(Math.abs(found! - expected), what).toBeLessThanOrEqual(1e-8 * expected + 1e-300);
}

function checkParity(found: GroupFairness, expected: ExpectedGroup): void {
  const { parity, label } = found;
  if (expected.difference === undefined) {
    expect(parity).toBeUndefined();
    return;
  }
  nearEstimate(parity?.difference, expected.difference, `${label} difference`);
  if (expected.ratio) {
    nearEstimate(parity?.ratio, expected.ratio, `${label} ratio`);
    expect(parity?.ratio?.corrected).toBe(expected.ratio.corrected);
  } else expect(parity?.ratio).toBeUndefined();
  expect(parity?.test.method).toBe(expected.test!.method);
  nearP(parity?.test.p, expected.test!.p, `${label} p`);
  nearP(parity?.test.holm, expected.test!.holm, `${label} holm`);
}

describe.each(['german', 'german-narrow', 'empty-cells', 'all-approved', 'rare', 'large'])(
  '%s',
  (name) => {
    const { expected, input } = fairnessCase(name);
    const report = fairnessOf(input);
    // No test where a vector has nothing to compare.
    const withScores = (title: string, test: () => void) => input.points && it(title, test);
    const withOutcomes = (title: string, test: () => void) => input.outcome && it(title, test);
    const pairs = report.groups.map((group) => [group, expected.groups[group.label]!] as const);

    it('has the rates, differences, ratios and tests of statsmodels and scipy', () => {
      expect(pairs).toHaveLength(Object.keys(expected.groups).length);
      for (const [group, other] of pairs) {
        expect(group.approval).toMatchObject({ rows: other.rows, approved: other.approved });
        nearEstimate(group.approval?.rate, other.rate, `${group.label} rate`);
        checkParity(group, other);
      }
    });

    it('spreads as fairlearn says', () => {
      near(report.spread.difference, expected.spread.difference, 'difference');
      near(report.spread.ratio, expected.spread.ratio, 'ratio');
    });

    withScores('has the score differences of statsmodels', () => {
      for (const [{ score, label }, other] of pairs) {
        near(score?.mean, other.mean!, `${label} mean`);
        if (other.deviation != null) near(score?.deviation, other.deviation, `${label} deviation`);
        if (!other.standardised) continue;
        nearEstimate(score?.standardised, other.standardised, `${label} standardised`);
        const [low, high] = other.standardised.exact;
        near(score?.standardised?.low, low, `${label} exact low`, 0.02);
        near(score?.standardised?.high, high, `${label} exact high`, 0.02);
      }
    });

    withOutcomes('has the gaps among good payers of statsmodels', () => {
      for (const [{ good, label }, other] of pairs) {
        nearEstimate(good?.rate, other.good!.rate, `${label} good`);
        if (other.good!.gap) nearEstimate(good?.gap, other.good!.gap, `${label} gap`);
      }
    });

    withOutcomes('ranks as scikit-learn and DeLong say', () => {
      for (const [{ ranking, label }, other] of pairs) {
        const { auc, interval, ...counts } = other.ranking!;
        expect(ranking).toMatchObject({ good: counts.good, bad: counts.bad });
        near(ranking?.ks, counts.ks, `${label} ks`);
        near(ranking?.auc.value, auc.value, `${label} auc`);
        if (interval !== 'delong') continue;
        expect(ranking?.interval).toBe('delong');
        nearEstimate(ranking?.auc, auc, `${label} auc`);
      }
    });

    withOutcomes('is calibrated as statsmodels says', () => {
      for (const [{ calibration, label }, other] of pairs) {
        const { bad, expected: predicted, observed, intercept, slope, bins } = other.calibration!;
        expect(calibration?.bad).toBe(bad);
        near(calibration?.expected, predicted, `${label} expected`);
        nearEstimate(calibration?.observed, observed, `${label} observed`);
        if (intercept) nearEstimate(calibration?.intercept, intercept, `${label} large`, FITTED);
        if (slope) nearEstimate(calibration?.slope, slope, `${label} slope`, FITTED);
        expect(calibration?.bins).toHaveLength(bins.length);
        calibration?.bins.forEach((bin, i) => {
          expect(bin.rows).toBe(bins[i]!.rows);
          near(bin.expected, bins[i]!.expected, `${label} bin ${i}`);
          nearEstimate(bin.observed, bins[i]!.observed, `${label} bin ${i}`);
        });
      }
    });
  },
);

interface WeightedGroup {
  readonly effectiveRows: number;
  readonly rate: Estimate;
  readonly mean: number;
  readonly auc: number;
  readonly slope: Estimate;
  readonly standardised?: number;
}

describe('weights', () => {
  const { expected, input } = fairnessCase<WeightedGroup>('weighted');
  const report = fairnessOf(input);

  it('count as fairlearn, scikit-learn and statsmodels have them', () => {
    expect(report.notes).toContain('WEIGHTED');
    for (const { label, effectiveRows, approval, score, ranking, calibration } of report.groups) {
      const other = expected.groups[label]!;
      near(effectiveRows, other.effectiveRows, `${label} effective`);
      nearEstimate(approval?.rate, other.rate, `${label} rate`);
      near(score?.mean, other.mean, `${label} mean`);
      near(ranking?.auc.value, other.auc, `${label} auc`);
      nearEstimate(calibration?.slope, other.slope, `${label} slope`, FITTED);
      if (other.standardised === undefined) continue;
      near(score?.standardised?.value, other.standardised, `${label} standardised`);
    }
  });

  it('change nothing where all are the same, nor when all are doubled', () => {
    const plain = fairnessOf({ ...input, weights: undefined });
    const same = fairnessOf({ ...input, weights: new Float64Array(input.groups.length).fill(3) });
    const doubled = fairnessOf({
      ...input,
      weights: Array.from(input.weights!, (weight) => weight * 2),
    });
    expect(doubled).toEqual(report);
    same.groups.forEach((group, i) => {
      const other = plain.groups[i]!;
      nearEstimate(group.approval?.rate, other.approval!.rate, 'rate');
      nearEstimate(group.ranking?.auc, other.ranking!.auc, 'auc');
      if (other.parity) nearEstimate(group.parity?.ratio, other.parity.ratio!, 'ratio');
    });
  });
});
