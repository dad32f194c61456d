import { describe, expect, it } from 'vitest';
import {
  exactExp,
  exactLog,
  exactLog1p,
  exactSigmoid,
  exactSoftplus,
} from '../../sdk/core/exact-math.js';
import { createRandom, shuffled } from '../../sdk/core/random.js';

/** Distance in units of the last place of 1, relative to the value. */
function ulps(value: number, reference: number): number {
  return value === reference ? 0 : Math.abs((value - reference) / reference) / Number.EPSILON;
}

describe('arithmetic with the same bits everywhere', () => {
  const random = createRandom(1);
  const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);
  const worst = (xs: number[], ours: (x: number) => number, theirs: (x: number) => number) =>
    Math.max(...xs.map((x) => ulps(ours(x), theirs(x))));

  it('is within two last places of the platform', () => {
    const wide = draws(20_000, () => (random.next() - 0.5) * 1400);
    const near = draws(20_000, () => (random.next() - 0.5) * 4);
    const tiny = draws(20_000, () => (random.next() - 0.5) * 2 ** -random.below(60));
    expect(worst([...wide, ...near, ...tiny], exactExp, Math.exp)).toBeLessThanOrEqual(2);
    const positive = [...wide, ...near].map(Math.exp).filter((x) => x > 0 && x < Infinity);
    const aroundOne = tiny.map((x) => 1 + x);
    expect(worst([...positive, ...aroundOne], exactLog, Math.log)).toBeLessThanOrEqual(2);
    expect(worst(tiny, exactLog1p, Math.log1p)).toBeLessThanOrEqual(2);
  });

  it('meets the ends', () => {
    expect([-Infinity, -1e6, -746, 0, 710, Infinity, NaN].map(exactExp)).toEqual([
      ...[0, 0, 0, 1, Infinity, Infinity, NaN],
    ]);
    expect([-1, 0, 1, Infinity, NaN].map(exactLog)).toEqual([NaN, -Infinity, 0, Infinity, NaN]);
    expect(exactLog(5e-324)).toBeCloseTo(Math.log(5e-324), 12);
    expect([-800, 0, 800].map(exactSigmoid)).toEqual([0, 0.5, 1]);
    expect(exactSoftplus(800)).toBe(800);
    expect(ulps(exactSoftplus(-50), Math.exp(-50))).toBeLessThanOrEqual(2);
  });
});

describe('numbers from a seed', () => {
  it('are those that Mulberry32 gives', () => {
    const random = createRandom(1);
    // The recurrence once more, in BigInt.
    let state = 1n;
    const mask = 0xffffffffn;
    const again = () => {
      state = (state + 0x6d2b79f5n) & mask;
      let t = state;
      t = ((t ^ (t >> 15n)) * (t | 1n)) & mask;
      t ^= (t + (((t ^ (t >> 7n)) * (t | 61n)) & mask)) & mask;
      return Number((t ^ (t >> 14n)) & mask) / 2 ** 32;
    };
    for (let i = 0; i < 100; i++) expect(random.next()).toBe(again());
  });

  it('put rows in an order that has each of them once', () => {
    const order = shuffled(1000, createRandom(7));
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    expect([...order]).not.toEqual([...Array(1000).keys()]);
  });
});
