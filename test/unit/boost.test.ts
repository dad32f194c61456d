import { describe, expect, it } from 'vitest';
import { assertModel } from '../../sdk/model/build.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { boost } from '../../sdk/train/boost/boost.js';
import type { Boosted, BoostSettings } from '../../sdk/train/boost/boost-types.js';
import { createShard, sliceRows, type OpenShards } from '../../sdk/train/boost/shard.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';
import { categorical, digestOf, makeRows, marginOf, numeric, SETTINGS } from './boost-cases.js';

const FEATURES = [numeric('a', 12), numeric('b', 5), categorical('c', 3), categorical('d', 9)];

const inShards =
  (count: number): OpenShards =>
  (rows, setup) =>
    Array.from({ length: count }, (_, i) => {
      const edge = (at: number) => Math.floor((rows.rows * at) / count);
      return createShard(sliceRows(rows, edge(i), edge(i + 1)), setup);
    });

function modelOf(boosted: Boosted, features: TrainRows['features']): RiskModel {
  return {
    name: 'm',
    version: '1',
    features,
    body: boosted.body,
    scaleBits: boosted.scaleBits,
    intercept: boosted.intercept,
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: features.map(({ name }, f) => ({ code: name, label: { en: name }, features: [f] })),
    recourse: [],
    card: {},
  };
}

describe('boost', () => {
  const rows = makeRows(1, 3000, FEATURES);
  const held = makeRows(1, 1500, FEATURES);
  const shapes = ['depth-wise', 'oblivious'] as const;

  it.each(shapes)('%s: gives a sound model that scores what training saw', async (shape) => {
    const boosted = await boost(rows, { ...SETTINGS, shape, trees: 20 });
    assertModel(modelOf(boosted, FEATURES));
    // The loss that training reports, from the trees alone.
    let loss = 0;
    for (let row = 0; row < rows.rows; row++) {
      const units = marginOf(boosted, FEATURES, (f) => rows.bins[f]![row]!);
      const m = units / 2 ** boosted.scaleBits;
      loss += Math.log1p(Math.exp(-Math.abs(m))) + Math.max(m, 0) - rows.target[row]! * m;
    }
    expect(boosted.trainLoss.at(-1)).toBeCloseTo(loss / rows.rows, 6);
    expect(boosted.trainLoss.at(-1)).toBeLessThan(0.9 * boosted.trainLoss[0]!);
    expect([...boosted.trainLoss]).toEqual([...boosted.trainLoss].sort((a, b) => b - a));
  });

  it.each(shapes)('%s: the same from 1, 2, 3 and 7 shards', async (shape) => {
    const settings: BoostSettings = { ...SETTINGS, shape, depth: 4, columnShare: 0.7, patience: 5 };
    const weighted = makeRows(2, 2000, FEATURES, { weights: true });
    const one = digestOf(await boost(weighted, settings, held));
    for (const count of [2, 3, 7]) {
      const more = await boost(weighted, settings, held, undefined, inShards(count));
      expect(digestOf(more)).toBe(one);
    }
  });
});
