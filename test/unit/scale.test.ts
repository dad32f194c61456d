import { describe, expect, it } from 'vitest';
import {
  bandOf,
  decisionOf,
  pointsOf,
  scaleFromPdo,
  type PointsScale,
} from '../../sdk/model/scale.js';

const SAFER: PointsScale = {
  ...scaleFromPdo(40, 600, 20),
  min: 300,
  max: 850,
  bands: [
    { id: 'C', from: 300 },
    { id: 'B', from: 560 },
    { id: 'A', from: 640 },
  ],
  cutoffs: { approve: 640, review: 600 },
};

describe('points', () => {
  it('double the odds every PDO points', () => {
    expect(pointsOf(SAFER, -Math.log(20))).toBe(600);
    expect(pointsOf(SAFER, -Math.log(40))).toBe(640);
    expect(pointsOf(SAFER, -Math.log(10))).toBe(560);
  });

  it('are clamped to the range shown', () => {
    expect(pointsOf(SAFER, 100)).toBe(300);
    expect(pointsOf(SAFER, -100)).toBe(850);
  });

  it('fall into bands by their lower edges', () => {
    expect([300, 559, 560, 639, 640, 850].map((points) => bandOf(SAFER, points))).toEqual([
      'C',
      'C',
      'B',
      'B',
      'A',
      'A',
    ]);
  });

  it('decide by lines, from above where more points mean more risk', () => {
    const decide = (scale: PointsScale) => (points: number) => decisionOf(scale, points);
    expect([599, 600, 639, 640].map(decide(SAFER))).toEqual([
      'declined',
      'review',
      'review',
      'approved',
    ]);
    const riskier = { ...SAFER, factor: -SAFER.factor, cutoffs: { approve: 40, review: 60 } };
    expect([40, 41, 60, 61].map(decide(riskier))).toEqual([
      'approved',
      'review',
      'review',
      'declined',
    ]);
    expect(decisionOf({ offset: 0, factor: 1, bands: [] }, 5)).toBeUndefined();
  });
});
