import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { assertModel } from '../../sdk/model/build.js';
import { decodeBundle, decodeRules } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { nearestWeight, weightCodes } from '../../sdk/model/bundle/small-numbers.js';
import { weightOf } from '../../sdk/model/bundle/weight-coding.js';
import type { Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { Random } from '../fuzz/random.js';
import { randomModel } from '../fuzz/random-model.js';
import { randomSmallModel } from '../fuzz/random-small.js';
import { putTogether, takeApart, type OpenBundle } from '../fuzz/remake.js';

const crypto = globalThis.crypto.subtle;
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const requiresOf = (open: OpenBundle) => (open.manifest as { requires: string[] }).requires;
const sectionOf = (open: OpenBundle, name: string) =>
  open.sections.find((section) => section.name === name);

/** A model of a kind among random ones. */
function find(wanted: (forest: Forest, open: OpenBundle) => boolean): Promise<RiskModel> {
  const attempt = async (seed: number): Promise<RiskModel> => {
    const model = randomSmallModel(new Random(seed));
    const open = takeApart(await encodeBundle(model, { crypto }));
    const isIt = model.body.kind === 'forest' && wanted(model.body, open);
    return isIt ? model : attempt(seed + 1);
  };
  return attempt(0);
}

const hasLevels = (_: Forest, open: OpenBundle) => sectionOf(open, 'forest.levels') !== undefined;
const hasShape = (_: Forest, open: OpenBundle) => sectionOf(open, 'forest.shape') !== undefined;

describe('a bundle of small numbers', () => {
  it('gives back every model exactly, and says that it needs a reader of them', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const model = randomSmallModel(new Random(seed));
        assertModel(model);
        const bytes = await encodeBundle(model, { crypto });
        expect((await decodeBundle(bytes, { crypto })).model).toStrictEqual(model);
        expect(requiresOf(takeApart(bytes))).toContain('compact');
      }),
      { numRuns: 200 },
    );
  });

  it('stores full trees of one test a level by their levels: two bytes a test, one a leaf', async () => {
    const model = await find(hasLevels);
    const { treeStart, feature } = model.body as Forest;
    const open = takeApart(await encodeBundle(model, { crypto }));
    const size = (name: string) => sectionOf(open, name)?.bytes.length ?? 0;
    const trees = treeStart.length - 1;
    const levels = [...sectionOf(open, 'forest.levels')!.bytes];
    expect(levels).toHaveLength(trees);
    const tests = levels.reduce((sum, level) => sum + level, 0);
    expect([size('forest.feature'), size('forest.split')]).toEqual([tests, tests]);
    expect(2 * size('forest.leafCover') - trees).toBe(feature.length);
    expect(size('forest.innerCover')).toBe(0);
  });

  it('is left to every reader where it is small anyway', async () => {
    // Fewer than 256 leaves, or larger leaves.
    for (let seed = 0; seed < 50; seed++) {
      const model = randomModel(new Random(seed));
      expect(requiresOf(takeApart(await encodeBundle(model, { crypto })))).not.toContain('compact');
    }
    const model = await find(hasLevels);
    const forest = model.body as Forest;
    const leaf = forest.leaf.map((value) => (value === 0 ? 0 : value * 65_536 + 1));
    const large = { ...model, intercept: 0, body: { ...forest, leaf } };
    expect(requiresOf(takeApart(await encodeBundle(large, { crypto })))).not.toContain('compact');
  });

  it('opens in the worker that only scores as well', async () => {
    const model = await find(hasLevels);
    const bytes = await encodeBundle(model, { crypto });
    const { model: rules } = await decodeRules(bytes, { crypto });
    expect(rules.body).toStrictEqual(model.body);
  });

  it('packs the same again', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const bytes = await encodeBundle(randomSmallModel(new Random(seed)), { crypto });
      const { model } = await decodeBundle(bytes, { crypto });
      expect(await encodeBundle(model, { crypto })).toEqual(bytes);
    }
  });
});

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await decodeBundle(bytes, { crypto });
    return 'accepted';
  } catch (error) {
    if (error instanceof RiskError) return error.code;
    throw error;
  }
}

function replace(open: OpenBundle, name: string, bytes: Uint8Array<ArrayBuffer>): void {
  sectionOf(open, name)!.bytes = bytes;
}

type Lie = readonly [name: string, code: string, change: (open: OpenBundle) => void];

const LEVEL_LIES: readonly Lie[] = [
  ['a tree too many', 'BUNDLE_FORMAT', (o) => append(o, 'forest.levels', 0)],
  ['a level too many', 'BUNDLE_FORMAT', (o) => sectionOf(o, 'forest.levels')!.bytes[0]!++],
  ['levels without end', 'BUNDLE_FORMAT', (o) => sectionOf(o, 'forest.levels')!.bytes.fill(255)],
  ['a test too few', 'BUNDLE_FORMAT', (o) => shorten(o, 'forest.feature')],
  ['a split too few', 'BUNDLE_FORMAT', (o) => shorten(o, 'forest.split')],
  ['a leaf too many', 'BUNDLE_FORMAT', (o) => append(o, 'forest.leaf', 0, 0)],
  ['a weight too few', 'BUNDLE_FORMAT', (o) => shorten(o, 'forest.leafCover')],
  [
    'a feature out of range',
    'MODEL_INVALID',
    (o) => sectionOf(o, 'forest.feature')!.bytes.fill(99),
  ],
  ['another number of trees', 'MODEL_INVALID', (o) => trees(o, 1)],
];

const SHAPE_LIES: readonly Lie[] = [
  ['tests only', 'BUNDLE_FORMAT', (o) => sectionOf(o, 'forest.shape')!.bytes.fill(255)],
  ['leaves only', 'BUNDLE_FORMAT', (o) => sectionOf(o, 'forest.shape')!.bytes.fill(0)],
  ['a byte more of shape', 'BUNDLE_FORMAT', (o) => append(o, 'forest.shape', 0)],
  ['branches the other way round', 'MODEL_INVALID', (o) => reverse(o)],
  ['another number of trees', 'MODEL_INVALID', (o) => trees(o, -1)],
];

function append(open: OpenBundle, name: string, ...more: number[]): void {
  replace(open, name, Uint8Array.of(...sectionOf(open, name)!.bytes, ...more));
}

function shorten(open: OpenBundle, name: string): void {
  replace(open, name, sectionOf(open, name)!.bytes.slice(1));
}

function trees(open: OpenBundle, change: number): void {
  (open.manifest.model as { body: { trees: number } }).body.trees += change;
}

/** As many tests and leaves as before, leaves first: trees that end before they begin. */
function reverse(open: OpenBundle): void {
  const { bytes } = sectionOf(open, 'forest.shape')!;
  const tests = sectionOf(open, 'forest.feature')!.bytes.length;
  const nodes = tests + sectionOf(open, 'forest.leaf')!.bytes.length;
  bytes.fill(0);
  for (let node = nodes - tests; node < nodes; node++) bytes[node >>> 3]! |= 1 << (node & 7);
}

describe('a bundle of small numbers with right digests', () => {
  const narrow = (forest: Forest, open: OpenBundle) =>
    sectionOf(open, 'forest.leaf')!.type === 'i8' &&
    sectionOf(open, 'forest.split')!.type === 'u8' &&
    sectionOf(open, 'forest.leafCover') !== undefined &&
    forest.categorySets.words.length === 0;

  it.each(LEVEL_LIES)('by level, with %s, is refused: %s', async (_, code, change) => {
    const model = await find((f, o) => hasLevels(f, o) && narrow(f, o));
    const open = takeApart(await encodeBundle(model, { crypto }));
    expect(await codeOf(putTogether(open))).toBe('accepted');
    change(open);
    expect(await codeOf(putTogether(open))).toBe(code);
  });

  it.each(SHAPE_LIES)('by shape, with %s, is refused: %s', async (_, code, change) => {
    const model = await find((f, o) => hasShape(f, o) && narrow(f, o));
    const open = takeApart(await encodeBundle(model, { crypto }));
    expect(await codeOf(putTogether(open))).toBe('accepted');
    change(open);
    expect(await codeOf(putTogether(open))).toBe(code);
  });

  it('is refused when a few bytes would become more nodes than there is room for', async () => {
    const open = takeApart(await encodeBundle(await find(hasLevels), { crypto }));
    sectionOf(open, 'forest.leaf')!.type = 'i8';
    replace(open, 'forest.leaf', new Uint8Array(2 ** 23));
    replace(open, 'forest.levels', Uint8Array.of(23));
    expect(await codeOf(putTogether(open))).toBe('BUNDLE_FORMAT');
  });
});

describe('weights in a byte', () => {
  const all = Array.from({ length: 256 }, (_, code) => weightOf(code));

  it('rise from 0 to 507,904, whole to 31, and in steps of at most 1/16 above', () => {
    expect(all.slice(0, 32)).toEqual(Array.from({ length: 32 }, (_, i) => i));
    expect(all.at(-1)).toBe(507_904);
    for (let code = 33; code < 256; code++) {
      expect(all[code]! - all[code - 1]!).toBeGreaterThan(0);
      expect(all[code]! - all[code - 1]!).toBeLessThanOrEqual(all[code - 1]! / 16);
    }
    expect([...weightCodes(all)!]).toEqual(all.map((_, code) => code));
  });

  it('are those weights or none', () => {
    expect(weightCodes([1, 33])).toBeUndefined();
    expect(weightCodes([0.5])).toBeUndefined();
    expect(weightCodes([-0])).toBeUndefined();
  });

  it('are nearest to what they stand for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 600_000, noNaN: true }), (weight) => {
        const distances = all.map((each) => Math.abs(each - weight));
        expect(Math.abs(nearestWeight(weight) - weight)).toBe(Math.min(...distances));
      }),
    );
    expect([33, 35, 1e9].map(nearestWeight)).toEqual([34, 36, 507_904]);
  });
});
