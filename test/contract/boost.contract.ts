import { describe, expect, it } from 'vitest';
import { boost } from '../../sdk/train/boost/boost.js';
import { compileBoostKernel } from '../../sdk/train/boost/kernel.js';
import { createShard, sliceRows, type OpenShards } from '../../sdk/train/boost/shard.js';
import { categorical, digestOf, makeRows, numeric, SETTINGS } from '../unit/boost-cases.js';

/**
 * Committed, so that every place has to train the model that Node on the first machine did. They
 * change where the arithmetic of the booster does, and nowhere else.
 */
const DIGESTS = { 'depth-wise': 'f9e90a2aeec5f432', oblivious: '4c20b699cf54fc43' } as const;

/** The same rows and settings train the same model wherever they do. */
export function contract(): void {
  const features = [numeric('a', 62), numeric('b', 9), categorical('c', 4), categorical('d', 20)];
  const rows = makeRows(11, 4000, features, { weights: true });
  const held = makeRows(12, 1000, features);
  const inTwo: OpenShards = (all, setup) =>
    [sliceRows(all, 0, 1500), sliceRows(all, 1500, all.rows)].map((part) =>
      createShard(part, setup),
    );

  describe.each(['depth-wise', 'oblivious'] as const)('%s', (shape) => {
    const settings = {
      ...{ ...SETTINGS, shape, depth: 5, trees: 12, columnShare: 0.75, patience: 10 },
      monotone: Int8Array.of(1, 0, 0, 0),
    };

    it('is trained in the kernel, bit for bit', async () => {
      expect(await compileBoostKernel()).not.toBeNull();
      expect(digestOf(await boost(rows, settings, held))).toBe(DIGESTS[shape]);
    });

    it('is trained without it, and in two shards, bit for bit', async () => {
      const plain = await boost(rows, settings, held, undefined, inTwo, null);
      expect(digestOf(plain)).toBe(DIGESTS[shape]);
    });
  });
}
