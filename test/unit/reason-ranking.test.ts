import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '../../sdk/core/fixed-point.js';
import { rankGroups } from '../../sdk/explain/reason-ranking.js';

describe('rankGroups', () => {
  it('orders by size, then by the model, and leaves out zeros', () => {
    const margins = Int32Array.of(5, -9, 0, 9, 5, 1);
    expect(rankGroups(margins, 4, 'any').map((entry) => entry.group)).toEqual([1, 3, 0, 4]);
    expect(rankGroups(margins, 4, 'adverse').map((entry) => entry.group)).toEqual([3, 0, 4, 5]);
  });

  it('is a stable sort, cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 30 }), (values) => {
        const expected = values
          .map((margin, group) => ({ group, margin }))
          .filter(({ margin }) => margin !== 0)
          .sort((a, b) => Math.abs(b.margin) - Math.abs(a.margin) || a.group - b.group)
          .slice(0, 4);
        expect(rankGroups(Int32Array.from(values), 4, 'any')).toEqual(expected);
      }),
    );
  });
});

describe('apportion', () => {
  it('adds up exactly and stays within a unit of each value', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), (values) => {
        const total = Math.round(values.reduce((a, b) => a + b, 0)) + 0;
        const out = new Array<number>(values.length).fill(0);
        apportion(Float64Array.from(values), values.length, total, out);
        expect(out.reduce((a, b) => a + b, 0)).toBe(total + 0);
        out.forEach((n, i) => expect(Math.abs(n - values[i]!)).toBeLessThanOrEqual(1 + 1e-6));
      }),
    );
  });
});
