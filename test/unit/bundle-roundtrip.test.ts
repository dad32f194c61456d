import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../sdk/core/canonical.js';
import type { NumericFeature } from '../../sdk/model/feature.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { assertModel } from '../../sdk/model/build.js';
import { decodeBundle, readManifest } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { Random } from '../fuzz/random.js';
import { randomModel, randomNetworkModel } from '../fuzz/random-model.js';
import { takeApart } from '../fuzz/remake.js';

const crypto = globalThis.crypto.subtle;
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('a bundle', () => {
  it.each([
    ['model', randomModel],
    ['network', randomNetworkModel],
  ])('gives back every %s exactly', async (_, make) => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const model = make(new Random(seed));
        assertModel(model);
        const bytes = await encodeBundle(model, { crypto });
        const decoded = await decodeBundle(bytes, { crypto });
        expect(decoded.model).toStrictEqual(model);
        expect(decoded).toMatchObject({ signature: 'none', signedBy: undefined });
        expect(decoded.bytes).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for the same model, whatever the order of its keys', async () => {
    const model = randomModel(new Random(7));
    const reversed = Object.fromEntries(Object.entries(model).reverse()) as unknown as typeof model;
    const first = await encodeBundle(model, { crypto });
    expect(await encodeBundle(reversed, { crypto })).toEqual(first);
  });

  it('takes an undefined member as absent', async () => {
    const model = randomModel(new Random(7));
    const bytes = await encodeBundle({ ...model, title: undefined }, { crypto });
    expect('title' in (await decodeBundle(bytes, { crypto })).model).toBe(false);
  });

  it('requires a reader that knows zeros to be missing, where some are', async () => {
    const numbers = ['allowed', 'refused'] as const;
    const features = numbers.map((missing, f): NumericFeature => {
      const cuts = Float64Array.of(f);
      return { kind: 'numeric', name: `x${f}`, missing, cuts, compare: 'float64', side: 'less' };
    });
    const terms = features.map((_, f) => {
      return { features: [f], table: new Int32Array(3), weight: new Float32Array(3) };
    });
    const reasons = features.map(({ name }, f) => ({ code: name, features: [f], label: {} }));
    const plain: RiskModel = {
      ...randomModel(new Random(7)),
      ...{ features, body: { kind: 'additive', terms }, reasons, recourse: [] },
      ...{ baseline: undefined, disclosure: undefined },
    };
    const requiresOf = async (model: RiskModel) => {
      const bytes = await encodeBundle(model, { crypto });
      expect((await decodeBundle(bytes, { crypto })).model.features).toStrictEqual(model.features);
      return (takeApart(bytes).manifest as { requires: string[] }).requires;
    };
    expect(await requiresOf(plain)).toEqual([]);
    const counting = [{ ...features[0]!, zeroIsMissing: true as const }, features[1]!];
    expect(await requiresOf({ ...plain, features: counting })).toEqual(['zero-is-missing']);
  });

  it('can be read at any place of a larger buffer', async () => {
    const model = randomModel(new Random(3));
    const bytes = await encodeBundle(model, { crypto });
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 3);
    const decoded = await decodeBundle(larger.subarray(3, 3 + bytes.length), { crypto });
    expect(decoded.model).toStrictEqual(model);
  });

  it('refuses to pack a model that is not sound', async () => {
    const model = { ...randomModel(new Random(1)), scaleBits: 40 };
    await expect(encodeBundle(model, { crypto })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });

  it('aligns every section, and says where it is', async () => {
    const summary = readManifest(await encodeBundle(randomModel(new Random(11)), { crypto }));
    expect(summary.sections.length).toBeGreaterThan(0);
    for (const section of summary.sections) expect(section.offset % 16).toBe(0);
  });
});

describe('canonical JSON', () => {
  it('follows RFC 8785', () => {
    const value = {
      b: [1e21, 1e-7, -0, 0.1],
      a: '\u20ac$\u000f\nA\'B"\\',
      '\u20ac': null,
      '1': true,
    };
    expect(canonicalJson(value)).toBe(
      '{"1":true,"a":"€$\\u000f\\nA\'B\\"\\\\","b":[1e+21,1e-7,0,0.1],"€":null}',
    );
  });

  it.each([
    ['undefined', { a: undefined }],
    ['NaN', [NaN]],
    ['an infinity', [Infinity]],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a date', { a: new Date(0) }],
    ['a function', [() => 1]],
    ['a bigint', 1n],
    ['__proto__', JSON.parse('{"__proto__":1}') as unknown],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('refuses what never ends', () => {
    const value: unknown[] = [];
    value.push(value);
    expect(() => canonicalJson(value)).toThrow(/levels/);
  });
});
