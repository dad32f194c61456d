import { describe, expect, it } from 'vitest';
import { decodeAddition, encodeAddition } from '../../sdk/model/bundle/addition-coding.js';
import { binCount, missingBin, splitCount, type Feature } from '../../sdk/model/feature.js';
import { goesLeft, LEAF, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { applyAddition, correctedModel } from '../../sdk/train/delta/apply-addition.js';
import { correctionTree } from '../../sdk/train/delta/correction-trees.js';
import { fuzzAdditions, randomAddition } from '../fuzz/addition-fuzz.js';
import { Random } from '../fuzz/random.js';
import { randomModel } from '../fuzz/random-model.js';

const crypto = globalThis.crypto.subtle;
const parent = '0'.repeat(64);

/** Margin of a row of bins, tree by tree or table by table. */
function marginOf({ body, features, intercept }: RiskModel, bins: readonly number[]): number {
  if (body.kind === 'additive') {
    return body.terms.reduce((sum, { features: of, table }) => {
      const [first, second] = of as [number, number?];
      const at =
        second === undefined
          ? bins[first]!
          : bins[first]! * binCount(features[second]!) + bins[second]!;
      return sum + table[at]!;
    }, intercept);
  }
  const forest = body as Forest;
  let sum = intercept;
  for (let tree = 0; tree + 1 < forest.treeStart.length; tree++) {
    let node = forest.treeStart[tree]!;
    while (forest.feature[node] !== LEAF) {
      const f = forest.feature[node]!;
      const feature = features[f]!;
      const left = goesLeft(
        forest,
        node,
        bins[f]!,
        missingBin(feature),
        feature.kind === 'categorical',
      );
      node = left ? node + 1 : forest.right[node]!;
    }
    sum += forest.leaf[node]!;
  }
  return sum;
}

describe('an addition to a random model', () => {
  it('adds exactly the points of each bin, whatever the features, and survives its bytes', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Random(seed);
      const model = randomModel(random);
      const made = {
        ...randomAddition(model, parent, random),
        scaleBits: model.scaleBits,
        slope: 1,
      };
      const read = await decodeAddition(await encodeAddition(made, { crypto }), { crypto });
      expect(read.addition).toEqual(made);
      const corrected = correctedModel({ model, digest: parent }, read);
      for (let row = 0; row < 40; row++) {
        const bins = model.features.map((feature) => random.below(binCount(feature)));
        const points = made.corrections.reduce(
          (sum, { feature, points }) => sum + points[bins[feature]!]!,
          0,
        );
        const expected = marginOf(model, bins) - model.intercept + made.intercept + points;
        expect(marginOf(corrected, bins)).toBe(expected);
      }
    }
  });

  it('is a tree of depth log2 and covers that add up, for thousands of bins too', () => {
    const cuts = Float64Array.from({ length: 5000 }, (_, i) => i);
    const feature: Feature = {
      name: 'x',
      missing: 'allowed',
      kind: 'numeric',
      compare: 'float64',
      side: 'less',
      cuts,
    };
    const bins = binCount(feature);
    const points = Int32Array.from({ length: bins }, (_, bin) => (bin * 7919) % 1000);
    const weight = new Float32Array(bins).fill(1);
    const tree = correctionTree(feature, { feature: 0, points, weight });
    expect(tree.cover[0]).toBe(bins);
    expect(tree.leaf.filter((_, node) => tree.feature[node] === LEAF)).toHaveLength(bins);
    expect(splitCount(feature)).toBe(5000);
  });
});

describe('hostile additions', () => {
  const options = { count: 400, seed: 3, limitMs: 5000 };

  it('are refused with a code, or make a sound bundle', async () => {
    const { outcomes } = await fuzzAdditions(options);
    for (const code of [
      'MODEL_INVALID',
      'BUNDLE_SIGNATURE',
      'BUNDLE_FORMAT',
      'BUNDLE_DIGEST',
      'accepted',
    ]) {
      expect(outcomes[code], code).toBeGreaterThan(0);
    }
  });

  it('are found out by the fuzzer where the code would let them by', async () => {
    const trusting: typeof applyAddition = (bundle, addition, { crypto }) =>
      applyAddition(bundle, addition, { crypto });
    await expect(fuzzAdditions({ ...options, apply: trusting })).rejects.toThrow(
      /does not cover it/,
    );
    const careless: typeof applyAddition = async (...parameters) => {
      try {
        return await applyAddition(...parameters);
      } catch {
        throw new TypeError('undefined is not an object');
      }
    };
    await expect(fuzzAdditions({ ...options, apply: careless })).rejects.toThrow(/without a code/);
  });
});
