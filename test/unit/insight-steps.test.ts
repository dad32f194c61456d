import { describe, expect, it } from 'vitest';
import { stepsFor, stepsOf } from '../../sdk/insight/steps.js';
import { binOf } from '../../sdk/model/binning.js';
import type { NumericFeature } from '../../sdk/model/feature.js';
import { follow, followersOf } from '../../sdk/model/follow.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { RecourseRule } from '../../sdk/model/recourse.js';
import { randomNumbers } from './shap-forest.js';

function numeric(name: string, cuts: readonly number[], more: object = {}): NumericFeature {
  return {
    name,
    kind: 'numeric',
    missing: 'refused',
    cuts: Float64Array.from(cuts),
    compare: 'float64',
    side: 'less',
    ...more,
  };
}

/** Paying lowers the bill, in whole units and not below zero; use is the bill's part of the limit. */
const features = [
  numeric('pay', [10, 50]),
  numeric('use', [0.2, 0.5, 0.8], { max: 1 }),
  numeric('bill', [20, 60, 90], { integer: true, min: 0, max: 100 }),
  numeric('limit', [50, 150], { min: 0 }),
];
const [PAY, USE, BILL, LIMIT] = [0, 1, 2, 3];
/** Use comes first in the list, and last in the order of things. */
const rules: RecourseRule[] = [
  {
    feature: USE,
    direction: 'immutable',
    follows: { kind: 'ratio', numerator: BILL, denominator: LIMIT, factor: 1 },
  },
  {
    feature: BILL,
    direction: 'immutable',
    follows: { kind: 'shift', terms: [{ feature: PAY, factor: -0.75 }] },
  },
];
const model = { features, recourse: rules } as unknown as RiskModel;

/** The same by hand. */
function byHand(from: readonly number[], pay: number, limit = from[LIMIT]!): number[] {
  const [pay0, use0, bill0, limit0] = from as [number, number, number, number];
  const bill =
    pay === pay0 ? bill0 : Math.min(100, Math.max(0, Math.round(bill0 - 0.75 * (pay - pay0))));
  const still = bill === bill0 && limit === limit0;
  const use = still || limit === 0 ? use0 : Math.min(1, bill / limit);
  return [pay, use, bill, limit];
}

describe('what follows', () => {
  it.each([
    [
      'follows in turn, whole and within limits',
      [20, 0.9, 90, 100],
      { pay: 60 },
      [60, 0.6, 60, 100],
    ],
    ['is rounded', [20, 0.9, 90, 100], { pay: 21 }, [21, 0.89, 89, 100]],
    ['stops at a limit', [20, 0.9, 90, 100], { pay: 900 }, [900, 0, 0, 100]],
    ['stops at the other', [20, 0.9, 90, 10], { pay: 10 }, [10, 1, 98, 10]],
    ['stays where nothing changes', [20, 0.33, 90, 100], {}, [20, 0.33, 90, 100]],
    ['stays where a ratio has no value', [20, 0.9, 90, 100], { limit: 0 }, [20, 0.9, 90, 0]],
    ['follows either of two', [20, 0.9, 90, 100], { pay: 60, limit: 200 }, [60, 0.3, 60, 200]],
  ])('%s', (_, from, change: { pay?: number; limit?: number }, expected) => {
    const before = Float64Array.from(from);
    const after = before.slice();
    if (change.pay !== undefined) after[PAY] = change.pay;
    if (change.limit !== undefined) after[LIMIT] = change.limit;
    follow(features, followersOf(rules), before, after);
    expect([...after]).toEqual(expected);
    expect(byHand(from, after[PAY]!, after[LIMIT])).toEqual(expected);
  });

  it('stays where it is missing, and where one of its leaders is or becomes so', () => {
    for (const missing of [PAY, USE, BILL, LIMIT]) {
      const before = Float64Array.of(20, 0.9, 90, 100);
      before[missing] = NaN;
      const after = before.slice();
      after[PAY] = 60;
      follow(features, followersOf(rules), before, after);
      const follows = missing === USE || missing === LIMIT;
      expect(after[BILL]).toEqual(follows ? 60 : before[BILL]);
      expect(after[USE]).toEqual(before[USE]);
    }
  });
});

describe('steps of a feature that others follow', () => {
  const random = randomNumbers(5);
  it.each([
    ['pay', PAY],
    ['limit', LIMIT],
  ])('tell apart all that %s moves, and nothing else', (_, axis) => {
    let cells = 0;
    for (let trial = 0; trial < 60; trial++) {
      const from = [
        Math.round(random() * 80),
        Math.round(random() * 20) / 20,
        Math.round(random() * 100),
        Math.round(random() * 200),
      ];
      const steps = stepsFor(model, followersOf(rules), axis, Float64Array.from(from));
      const binsAt = (value: number) => {
        const row = axis === PAY ? byHand(from, value) : byHand(from, from[PAY]!, value);
        return row.map((each, f) => binOf(features[f]!, each)).join();
      };
      steps.forEach(({ low, high, value }, i) => {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
        const bins = binsAt(value);
        for (let sample = 0; sample < 12; sample++) {
          const other = low + random() * (high - low);
          if (Math.abs(other) > 1e-299) expect(binsAt(other)).toBe(bins);
        }
        const after = steps[i + 1];
        if (after) expect(after.low).toBeGreaterThan(high);
      });
      cells += steps.length;
      const own = steps.filter(({ low, high }) => from[axis]! >= low && from[axis]! <= high);
      expect(own.length).toBe(1);
    }
    expect(cells).toBeGreaterThan(60 * 4);
  });
});

describe('a ratio that turns', () => {
  const ratioOf = (x: NumericFeature, y: NumericFeature, shift: number) =>
    ({
      features: [x, y, numeric('r', [0.2])],
      recourse: [
        {
          feature: 2,
          direction: 'immutable',
          follows: { kind: 'ratio', numerator: 1, denominator: 0, factor: 1 },
        },
        {
          feature: 1,
          direction: 'immutable',
          follows: { kind: 'shift', terms: [{ feature: 0, factor: shift }] },
        },
      ],
    }) as unknown as RiskModel;

  it('is found on both sides of a pole', () => {
    const turning = ratioOf(numeric('x', [-1000, 1000]), numeric('y', []), 0);
    const steps = stepsFor(turning, followersOf(turning.recourse), 0, Float64Array.of(2000, 1, 0));
    // 1 / x is above 0.2 from 0 to 5 alone.
    const inside = steps.filter(({ low, high }) => low < 4 && high > 4);
    expect(inside.length).toBe(1);
    expect(inside[0]!.high).toBeCloseTo(5, 6);
  });

  it('takes what vanishes for zero', () => {
    const part = ratioOf(numeric('limit', []), numeric('balance', [], { min: 0 }), 0);
    const rules = part.recourse.slice(0, 1);
    const features = [
      part.features[0]!,
      part.features[1]!,
      numeric('r', [0], { side: 'less-equal' }),
    ];
    const own = Float64Array.of(2000, 1, 1 / 2000);
    const steps = stepsFor({ ...part, features, recourse: rules }, followersOf(rules), 1, own);
    expect(steps.map(({ value }) => value)).toEqual([0, 1]);
    expect(steps[0]!.high).toBeLessThan(1e-299);
  });

  it('is found where what it follows meets a limit', () => {
    const turning = ratioOf(
      numeric('x', [], { min: 90, max: 1000 }),
      numeric('y', [], { max: 100 }),
      0.5,
    );
    const steps = stepsFor(
      turning,
      followersOf(turning.recourse),
      0,
      Float64Array.of(100, 10, 0.1),
    );
    // (x / 2 - 40) / x rises until y is 100 at x = 280; then 100 / x falls, to 0.2 at 500.
    const above = steps.filter(({ low, high }) => low > 130 && high < 501);
    expect(above[0]!.low).toBeCloseTo(40 / 0.3, 6);
    expect(above[above.length - 1]!.high).toBeCloseTo(500, 6);
  });
});

describe('steps of a feature by itself', () => {
  it('are its bins, without those that nobody can be in', () => {
    const feature = numeric('f', [0.5, 1.2, 1.4, 3], { integer: true, min: 0, max: 9 });
    expect(stepsOf(feature, 4).map(({ bin, value }) => [bin, value])).toEqual([
      [0, 0],
      [1, 1],
      [3, 2],
      [4, 4],
    ]);
  });

  it('shows no zero where a zero is missing', () => {
    const feature = numeric('f', [5], { missing: 'allowed', zeroIsMissing: true, min: 0 });
    const [first, , missing] = stepsOf(feature, 0);
    expect(binOf(feature, first!.value)).toBe(0);
    expect(missing).toMatchObject({ bin: 2, value: NaN });
  });

  it('of categories are the codes, the own one where it has no name, and missing', () => {
    const feature = {
      name: 'c',
      kind: 'categorical',
      missing: 'allowed',
      codes: Int32Array.of(2, 5),
      labels: [],
      unlisted: 'other',
    } as const;
    expect(stepsOf(feature, 5).map(({ value }) => value)).toEqual([2, 5, NaN]);
    expect(stepsOf(feature, 9).map(({ value }) => value)).toEqual([2, 5, 9, NaN]);
    expect(stepsOf({ ...feature, missing: 'refused' }, NaN).map(({ value }) => value)).toEqual([
      2, 5,
    ]);
  });
});
