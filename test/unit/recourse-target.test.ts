import { describe, expect, it } from 'vitest';
import { largestReaching, reachesGoal, type Goal } from '../../sdk/explain/recourse/target.js';
import type { Calibration } from '../../sdk/model/calibration.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { buildScore } from '../../sdk/scoring/score.js';
import { Random } from '../fuzz/random.js';
import { randomCase } from '../fuzz/recourse-case.js';

const base = (factor = 40): RiskModel => ({
  ...randomCase(new Random(3)).model,
  scaleBits: 20,
  calibration: { kind: 'identity' },
  scale: {
    offset: 600,
    factor,
    bands: [
      { id: 'C', from: 0 },
      { id: 'B', from: 590 },
      { id: 'A', from: 610 },
    ],
    cutoffs: factor > 0 ? { approve: 612, review: 595 } : { approve: 588, review: 604 },
  },
});

const bound = (model: RiskModel, goal: Goal) => largestReaching(reachesGoal(model, goal));
const score = (model: RiskModel, margin: number) => buildScore(model, '', 'reference', margin);

describe('the largest margin that reaches a target', () => {
  it.each([40, -40])('is the last one whose score shows it, with a factor of %d', (factor) => {
    const model = base(factor);
    const at = (goal: Goal) => {
      const margin = bound(model, goal);
      return [score(model, margin), score(model, margin + 1)] as const;
    };
    const [approved, not] = at('approved');
    expect(approved.decision).toBe('approved');
    expect(not.decision).not.toBe('approved');
    expect(at('review').map(({ decision }) => decision)).toEqual(['review', 'declined']);
    const side = factor > 0 ? -1 : 1;
    expect(at({ points: 605 }).map(({ points }) => points)).toEqual([605, 605 + side]);
    expect(at({ band: 'B' }).map(({ band }) => band)).toEqual(['B', factor > 0 ? 'C' : 'A']);
  });

  it.each<Calibration>([
    { kind: 'identity' },
    { kind: 'platt', slope: 1.3, intercept: -0.2 },
    { kind: 'beta', a: 1.1, b: 0.8, c: 1 / 3 },
    {
      kind: 'isotonic',
      logOdds: Float64Array.of(-2, -0.1, 3),
      probability: Float64Array.of(0.1, 0.5, 0.9),
    },
  ])('is the last one whose probability is low enough: $kind', (calibration) => {
    const model = { ...base(), calibration };
    const margin = bound(model, { probability: 0.37 });
    expect(score(model, margin).probability).toBeLessThanOrEqual(0.37);
    expect(score(model, margin + 1).probability).toBeGreaterThan(0.37);
  });

  it('is without end where clamped points always or never reach', () => {
    const model = base();
    const clamped = { ...model, scale: { ...model.scale!, min: 500, max: 650 } };
    expect(bound(clamped, { points: 651 })).toBe(-Infinity);
    expect(bound(clamped, { points: 500 })).toBe(Infinity);
    expect(bound(model, { band: 'C' })).toBe(Infinity);
  });

  it('is refused where the bundle cannot express the target', () => {
    const { scale, ...bare } = base();
    const { cutoffs, ...unlined } = scale!;
    const refusals: [RiskModel, unknown, string][] = [
      [bare, 'approved', 'target'],
      [{ ...bare, scale: unlined }, 'approved', 'target'],
      [
        { ...bare, scale: { ...unlined, cutoffs: { approve: cutoffs!.approve } } },
        'review',
        'target',
      ],
      [bare, { points: 600 }, 'target.points'],
      [base(), { points: NaN }, 'target.points'],
      [base(), { band: 'D' }, 'target.band'],
      [base(), { probability: 1.5 }, 'target.probability'],
      [base(), { points: 600, band: 'A' }, 'target'],
      [base(), {}, 'target'],
      [base(), 'declined', 'target'],
      [
        { ...base(), calibration: { kind: 'platt', slope: -1, intercept: 0 } },
        { probability: 0.5 },
        'target.probability',
      ],
    ];
    for (const [model, goal, path] of refusals) {
      expect(() => bound(model, goal as Goal)).toThrow(
        expect.objectContaining({ code: 'OPTION_INVALID', path }) as Error,
      );
    }
  });
});
