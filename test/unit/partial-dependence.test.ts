import { describe, expect, it } from 'vitest';
import { partialDependence } from '../../sdk/explain/partial-dependence.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { binCount } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { worthOf } from './shap-brute.js';
import { randomBins, randomModel, randomNumbers, withBackground } from './shap-forest.js';

const AXES = [[0], [2], [0, 1], [1, 0], [2, 1], [2, 5]] as const;

describe('partial dependence of a forest', () => {
  it.each(['training', 'background'] as const)(
    'is what the chosen features are worth alone in the %s game',
    (against) => {
      for (let seed = 1; seed <= 40; seed++) {
        const random = randomNumbers(seed);
        const plain = randomModel(random);
        const rows = Array.from({ length: 7 }, () => randomBins(random, plain.features));
        const model = against === 'background' ? withBackground(plain, rows) : plain;
        const game = featureGame(model, against);
        for (const axes of AXES) {
          const found = partialDependence(model, axes, against);
          const expected = cells(model, axes).map((bins) => {
            const row = new Array<number>(model.features.length).fill(0);
            axes.forEach((f, a) => (row[f] = bins[a]!));
            const subset = axes.reduce<number>((set, f) => set | (1 << f), 0);
            return worthOf(model, game, row, subset, rows);
          });
          expect(found.length).toBe(expected.length);
          found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
        }
      }
    },
  );
});

describe('partial dependence of tables', () => {
  /** Two features of three bins, one of four, and a pair; weights that are no product. */
  const model = {
    ...randomModel(randomNumbers(1), { features: 2 }),
    intercept: 100,
    features: [1, 1, 2].map((cuts, f) => ({
      name: `f${f}`,
      missing: 'allowed',
      kind: 'numeric',
      cuts: Float64Array.from({ length: cuts }, (_, i) => i),
      compare: 'float64',
      side: 'less',
    })),
    body: {
      kind: 'additive',
      terms: [
        {
          features: [2],
          table: Int32Array.of(10, 20, 30, 40),
          weight: Float32Array.of(1, 1, 2, 0),
        },
        {
          features: [0, 1],
          table: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
          weight: Float32Array.of(1, 2, 0, 3, 1, 0, 1, 1, 1),
        },
      ],
    },
  } as unknown as RiskModel;
  const lone = (10 + 20 + 60) / 4;
  const pair = (1 + 4 + 0 + 12 + 5 + 0 + 7 + 8 + 9) / 10;

  it('leaves the mean of what is not asked for', () => {
    expect([...partialDependence(model, [2], 'training')]).toEqual(
      [10, 20, 30, 40].map((value) => 100 + pair + value),
    );
  });

  it("averages a pair's other feature by its own weights", () => {
    // Weights of the second feature: 5, 4, 1 of 10; of the first: 3, 4, 3.
    const first = [1, 4, 7].map((start) => 0.5 * start + 0.4 * (start + 1) + 0.1 * (start + 2));
    const second = [1, 2, 3].map((start) => 0.3 * start + 0.4 * (start + 3) + 0.3 * (start + 6));
    expectClose(
      partialDependence(model, [0], 'training'),
      first.map((value) => 100 + lone + value),
    );
    expectClose(
      partialDependence(model, [1], 'training'),
      second.map((value) => 100 + lone + value),
    );
  });

  it('is the table itself for a whole pair, in the order asked for', () => {
    const table = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((value) => 100 + lone + value);
    const turned = [1, 4, 7, 2, 5, 8, 3, 6, 9].map((value) => 100 + lone + value);
    expectClose(partialDependence(model, [0, 1], 'training'), table);
    expectClose(partialDependence(model, [1, 0], 'training'), turned);
  });
});

function cells(model: RiskModel, axes: readonly number[]): number[][] {
  const [first, second] = axes.map((f) =>
    Array.from({ length: binCount(model.features[f]!) }, (_, bin) => bin),
  );
  return first!.flatMap((a) => (second ? second.map((b) => [a, b]) : [[a]]));
}

function expectClose(found: Float64Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
}
