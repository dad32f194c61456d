import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { fuzzBundles } from '../fuzz/bundle-fuzz.js';

/** A shorter run than `npm run fuzz`, and of other inputs. */
const options = { count: 20_000, seed: 20, limitMs: 5000, limitBytes: 2 ** 29 };

describe('the bundle decoder, fuzzed', () => {
  it('refuses with a code, in time, or opens a sound model', { timeout: 300_000 }, async () => {
    const { inputs, outcomes } = await fuzzBundles(options);
    expect(inputs).toBe(options.count);
    // Every layer was reached, and not all was refused at the first.
    expect(Object.keys(outcomes).sort()).toEqual([
      'BUNDLE_DIGEST',
      'BUNDLE_FORMAT',
      'BUNDLE_SIGNATURE',
      'BUNDLE_TOO_LARGE',
      'BUNDLE_VERSION',
      'MODEL_INVALID',
      'accepted',
    ]);
    expect(outcomes.MODEL_INVALID).toBeGreaterThan(options.count / 20);
  });
});

describe('the fuzzer, against planted faults', () => {
  const short = { ...options, count: 2000 };
  const run = (decode: typeof decodeBundle): Promise<unknown> => fuzzBundles({ ...short, decode });

  it('finds an error without a code', async () => {
    const decode: typeof decodeBundle = async (...parameters) => {
      const decoded = await decodeBundle(...parameters);
      if (decoded.model.features.length === 1) throw new TypeError('undefined is not an object');
      return decoded;
    };
    await expect(run(decode)).rejects.toThrow(/seed 20, input \d+: refused without a code/);
  });

  it('finds a code that nobody declared', async () => {
    const decode: typeof decodeBundle = () =>
      Promise.reject(new RiskError('NOT_A_CODE' as 'INTERNAL', 'x'));
    await expect(run(decode)).rejects.toThrow(/without a code/);
  });

  it('finds a signature that is not verified', async () => {
    const decode: typeof decodeBundle = (bytes, { crypto }) => decodeBundle(bytes, { crypto });
    await expect(run(decode)).rejects.toThrow(/does not cover it/);
  });

  it('finds an input that takes too long', async () => {
    const decode: typeof decodeBundle = async (bytes, given) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return decodeBundle(bytes, given);
    };
    await expect(fuzzBundles({ ...short, limitMs: 20, decode })).rejects.toThrow(/took \d+ ms/);
  });

  it('finds a decoder that keeps what it read', async () => {
    const kept: Uint8Array[] = [];
    const decode: typeof decodeBundle = (bytes, given) => {
      kept.push(new Uint8Array(2 ** 19).fill(1));
      return decodeBundle(bytes, given);
    };
    const bounded = { ...options, limitBytes: 2 ** 27, decode };
    await expect(fuzzBundles(bounded)).rejects.toThrow(/process grew/);
  });
});
