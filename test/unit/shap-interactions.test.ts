import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { interactionsOf } from '../../sdk/explain/interactions.js';
import { featureGame, type Game } from '../../sdk/lowering/game.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { bruteForce } from './shap-brute.js';
import {
  pairedGame,
  randomBins,
  randomModel,
  randomNumbers,
  rawValues,
  testModel,
  withBackground,
} from './shap-forest.js';

/** Contributions and interactions of one row of bins. */
function explain(
  model: RiskModel,
  game: Game,
  bins: readonly number[],
): { contributions: Int32Array; interactions: Int32Array } {
  const engine = createReferenceEngine(model, game, () => 0);
  const values = rawValues(model.features, bins);
  const table = { rows: 1, columns: model.features.map((_, f) => values.subarray(f, f + 1)) };
  const contributions = new Int32Array(game.players);
  engine.explain(table, 0, 1, new Int32Array(1), contributions);
  return { contributions, interactions: interactionsOf(model, game, values, contributions) };
}

function expectAddsUp(contributions: Int32Array, interactions: Int32Array): void {
  const n = contributions.length;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) {
      row += interactions[i * n + j]!;
      expect(interactions[i * n + j]).toBe(interactions[j * n + i]);
    }
    expect(row).toBe(contributions[i]);
  }
}

describe.each(['training', 'background'] as const)(
  'interactions against every subset: %s',
  (against) => {
    it.each(['features', 'groups'])('%s', (players) => {
      for (let seed = 1; seed <= 25; seed++) {
        const random = randomNumbers(seed);
        const plain = randomModel(random, { features: 3 + (seed % 5), depth: 3 + (seed % 4) });
        const others = Array.from({ length: 6 }, () => randomBins(random, plain.features));
        const model = against === 'background' ? withBackground(plain, others) : plain;
        const game =
          players === 'features'
            ? featureGame(model, against)
            : pairedGame(model.features.length, against);
        const row = randomBins(random, model.features);
        const brute = bruteForce(model, game, row, others);
        const { contributions, interactions } = explain(model, game, row);
        expectAddsUp(contributions, interactions);
        for (let i = 0; i < game.players; i++) {
          for (let j = 0; j < game.players; j++) {
            if (i === j) continue;
            const difference = interactions[i * game.players + j]! - brute.interactions[i]![j]!;
            expect(Math.abs(difference)).toBeLessThanOrEqual(0.500001);
          }
        }
      }
    });
  },
);

describe('interactions of an additive body', () => {
  it('are the halves of its pairs', () => {
    const { features } = randomModel(randomNumbers(3), { features: 2 });
    const cells = features.map(
      (feature) => 2 + (feature.kind === 'numeric' ? feature.cuts.length : 0),
    );
    const single = Int32Array.from({ length: cells[0]! }, (_, i) => 100 * i);
    const pair = Int32Array.from({ length: cells[0]! * cells[1]! }, (_, i) => 7 * i * i);
    const model = testModel(
      features,
      {
        kind: 'additive',
        terms: [
          { features: [0], table: single, weight: new Float32Array(single.length).fill(1) },
          { features: [0, 1], table: pair, weight: new Float32Array(pair.length).fill(1) },
        ],
      },
      10,
      5,
    );
    const game = featureGame(model, 'training');
    const { contributions, interactions } = explain(model, game, [1, 1]);
    expectAddsUp(contributions, interactions);
    const mean = pair.reduce((a, b) => a + b, 0) / pair.length;
    const difference = 2 * interactions[1]! - (pair[cells[1]! + 1]! - mean);
    expect(Math.abs(difference)).toBeLessThanOrEqual(1.5);
  });
});
