import { beforeAll, describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle, signBundle } from '../../sdk/model/bundle/encode.js';
import { generateSigningKey, importSigner, type Signer } from '../../sdk/model/bundle/keys.js';
import { splitBundle } from '../../sdk/model/bundle/layout.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { Random } from '../fuzz/random.js';
import { randomModel } from '../fuzz/random-model.js';
import { putTogether, takeApart, type OpenBundle } from '../fuzz/remake.js';

const crypto = globalThis.crypto.subtle;

let model: RiskModel;
let plain: Uint8Array;
let signed: Uint8Array;
let key: JsonWebKey;
let keyId: string;
let signer: Signer;
let stranger: { publicKey: JsonWebKey; signer: Signer };

beforeAll(async () => {
  model = forestModel();
  const pair = await generateSigningKey(crypto);
  ({ publicKey: key, keyId } = pair);
  signer = await importSigner(pair.privateKey, crypto);
  const other = await generateSigningKey(crypto);
  stranger = { publicKey: other.publicKey, signer: await importSigner(other.privateKey, crypto) };
  plain = await encodeBundle(model, { crypto });
  signed = await encodeBundle(model, { crypto, signers: [signer] });
});

/** A forest with categories, so that every kind of section is there. */
function forestModel(): RiskModel {
  for (let seed = 0; ; seed++) {
    const candidate = randomModel(new Random(seed));
    const { body, baseline, calibration } = candidate;
    if (body.kind !== 'forest' || !body.background || !baseline) continue;
    if (body.categorySets.words.length === 0 || calibration.kind !== 'isotonic') continue;
    if (candidate.features.length < 2 || candidate.features.length > 3) continue;
    if (body.feature.length > 20 && body.feature.length < 40) return candidate;
  }
}

async function codeOf(bytes: Uint8Array, trust?: JsonWebKey[]): Promise<string> {
  try {
    const { signature } = await decodeBundle(bytes, trust ? { crypto, trust } : { crypto });
    return signature;
  } catch (error) {
    if (error instanceof RiskError) return error.code;
    throw error;
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1 << (at % 8);
  return copy;
}

describe('a signature', () => {
  it('verifies by a trusted key, as JWK or SPKI', async () => {
    expect(await codeOf(signed)).toBe('unverified');
    expect(await codeOf(signed, [key])).toBe('verified');
    const { key_ops: _, ext: __, ...bare } = key;
    const imported = await crypto.importKey(
      'jwk',
      bare,
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    );
    const spki = Buffer.from(await crypto.exportKey('spki', imported)).toString('base64');
    const decoded = await decodeBundle(signed, { crypto, trust: [stranger.publicKey, spki] });
    expect(decoded).toMatchObject({ signature: 'verified', signedBy: keyId });
  });

  it('is refused when no trusted key made it', async () => {
    expect(await codeOf(plain, [key])).toBe('BUNDLE_SIGNATURE');
    expect(await codeOf(signed, [])).toBe('BUNDLE_SIGNATURE');
    expect(await codeOf(signed, [stranger.publicKey])).toBe('BUNDLE_SIGNATURE');
  });

  it('is refused under the name of another key', async () => {
    const forged = await signBundle(plain, { ...stranger.signer, keyId }, crypto);
    expect(await codeOf(forged, [key])).toBe('BUNDLE_SIGNATURE');
  });

  it('joins others, and leaves the identity alone', async () => {
    const both = await signBundle(signed, stranger.signer, crypto);
    expect(await codeOf(both, [key])).toBe('verified');
    expect(await codeOf(both, [stranger.publicKey])).toBe('verified');
    const digests = await Promise.all(
      [plain, signed, both].map(async (bytes) => (await decodeBundle(bytes, { crypto })).digest),
    );
    expect(new Set(digests).size).toBe(1);
  });

  it('is replaced when the same key signs again', async () => {
    const again = await signBundle(signed, signer, crypto);
    expect(again.length).toBe(signed.length);
    expect(await codeOf(again, [key])).toBe('verified');
  });

  it('takes public keys only', async () => {
    const { privateKey } = await generateSigningKey(crypto);
    expect(await codeOf(signed, [privateKey])).toBe('OPTION_INVALID');
    expect(await codeOf(signed, [{ kty: 'EC', crv: 'P-384' }])).toBe('OPTION_INVALID');
    expect(await codeOf(signed, ['AAAA'] as unknown as JsonWebKey[])).toBe('OPTION_INVALID');
  });
});

describe('a changed byte', () => {
  it('is refused wherever it is, when signed', async () => {
    for (let at = 0; at < signed.length; at++) {
      const code = await codeOf(flipped(signed, at), [key]);
      expect(code, `byte ${at}`).toMatch(/^BUNDLE_/);
    }
  });

  it('is refused by digest in every section, signed or not', async () => {
    const { data } = splitBundle(plain);
    const start = plain.length - data.length;
    const codes = new Set<string>();
    for (let at = start; at < plain.length; at++) codes.add(await codeOf(flipped(plain, at)));
    // Padding between sections has no digest: it must be zero.
    expect([...codes].sort()).toEqual(['BUNDLE_DIGEST', 'BUNDLE_FORMAT']);
  });

  it('is noticed when bytes are missing or too many', async () => {
    for (let length = 0; length < plain.length; length++) {
      expect(await codeOf(plain.subarray(0, length)), `length ${length}`).toMatch(/^BUNDLE_/);
    }
    expect(await codeOf(Uint8Array.of(...plain, 0))).toBe('BUNDLE_FORMAT');
  });
});

type Change = (model: Record<string, unknown>, open: OpenBundle) => void;
const bytesOf = (open: OpenBundle, name: string): Uint8Array =>
  open.sections.find((section) => section.name === name)!.bytes;

function retype(open: OpenBundle, name: string, type: string): void {
  open.sections.find((section) => section.name === name)!.type = type;
}

/** What each well-signed lie is refused as. */
const LIES: readonly (readonly [name: string, code: string, change: Change])[] = [
  [
    'a feature out of range',
    'MODEL_INVALID',
    (_, o) => bytesOf(o, 'forest.feature').fill(200, 0, 1),
  ],
  ['a split out of range', 'MODEL_INVALID', (_, o) => bytesOf(o, 'forest.split').fill(255)],
  ['a branch without end', 'MODEL_INVALID', (_, o) => bytesOf(o, 'forest.feature').fill(0)],
  ['a lost tree', 'MODEL_INVALID', (m) => ((m.body as { trees: number }).trees -= 1)],
  [
    'billions of trees',
    'MODEL_INVALID',
    (m) => ((m.body as { trees: number }).trees = 2 ** 31 - 1),
  ],
  ['billions of cuts', 'BUNDLE_FORMAT', (m) => firstNumeric(m, { cuts: 2 ** 31 - 1 })],
  ['a negative cut count', 'MODEL_INVALID', (m) => firstNumeric(m, { cuts: -1 })],
  ['a fraction of a cut', 'MODEL_INVALID', (m) => firstNumeric(m, { cuts: 0.5 })],
  ['a name twice', 'MODEL_INVALID', (m) => (features(m)[1]!.name = features(m)[0]!.name)],
  ['a name that is a number', 'MODEL_INVALID', (m) => (m.name = 1)],
  ['features that are an object', 'MODEL_INVALID', (m) => (m.features = {})],
  ['an unknown link', 'MODEL_INVALID', (m) => (m.link = 'probit')],
  ['a card that is a list', 'MODEL_INVALID', (m) => (m.card = [])],
  ['a scale of zero', 'MODEL_INVALID', (m) => (m.scale = { offset: 1, factor: 0, bands: [] })],
  ['a scale too fine', 'MODEL_INVALID', (m) => (m.scaleBits = 29)],
  ['no body', 'MODEL_INVALID', (m) => delete m.body],
  ['a body nobody knows', 'MODEL_INVALID', (m) => (m.body = { kind: 'network' })],
  ['a missing section', 'BUNDLE_FORMAT', (_, o) => o.sections.splice(0, 1)],
  ['a section of another type', 'BUNDLE_FORMAT', (_, o) => (o.sections[0]!.type = 'i8')],
  ['a section of a type as wide', 'BUNDLE_FORMAT', (_, o) => retype(o, 'forest.leaf', 'f32')],
  ['a section of no type', 'BUNDLE_FORMAT', (_, o) => (o.sections[0]!.type = 'u64')],
  ['a section twice', 'BUNDLE_FORMAT', (_, o) => o.sections.push(o.sections[0]!)],
];

const features = (m: Record<string, unknown>): Record<string, unknown>[] =>
  m.features as Record<string, unknown>[];
const firstNumeric = (m: Record<string, unknown>, change: object): object =>
  Object.assign(
    features(m).find((feature) => feature.kind === 'numeric')!,
    change,
  );

describe('a bundle with right digests', () => {
  it('opens when nothing was changed', async () => {
    expect(putTogether(takeApart(plain))).toEqual(plain);
  });

  it.each(LIES)('with %s is refused: %s', async (_, code, change) => {
    const open = takeApart(plain);
    change(open.manifest.model as Record<string, unknown>, open);
    expect(await codeOf(putTogether(open))).toBe(code);
  });

  it('names every wrong field at once', async () => {
    const open = takeApart(plain);
    Object.assign(open.manifest.model as object, { name: 1, version: null, link: 'probit' });
    const error: unknown = await decodeBundle(putTogether(open), { crypto }).catch(
      (e: unknown) => e,
    );
    expect((error as RiskError).issues.map(({ path }) => path).sort()).toEqual([
      'model.link',
      'model.name',
      'model.version',
    ]);
  });

  it.each([
    ['overlapping', (table: { offset: number }[]) => (table[1]!.offset = 0)],
    ['apart', (table: { offset: number }[]) => (table[0]!.offset = 16)],
    ['out of order', (table: { offset: number }[]) => void table.reverse()],
  ])('is refused when sections are %s', async (_, change) => {
    const bytes = putTogether(takeApart(plain), (m) => change(m.sections as { offset: number }[]));
    expect(await codeOf(bytes)).toBe('BUNDLE_FORMAT');
  });

  it('is refused when there is room between sections', async () => {
    const open = takeApart(plain);
    open.sections.splice(1, 0, { name: 'room', type: 'u8', bytes: new Uint8Array(16) });
    const bytes = putTogether(open, (m) => (m.sections as unknown[]).splice(1, 1));
    expect(await codeOf(bytes)).toBe('BUNDLE_FORMAT');
  });

  it('is refused in another spelling', async () => {
    const open = takeApart(plain);
    const spaced = putTogether(open, undefined, (m) => JSON.stringify(m, null, 1));
    expect(await codeOf(spaced)).toBe('BUNDLE_FORMAT');
    const twice = putTogether(open, undefined, (m) =>
      JSON.stringify(m).replace('{', '{"format":1,'),
    );
    expect(await codeOf(twice)).toBe('BUNDLE_FORMAT');
  });

  it.each([65, 100_000, 1_000_000])('is refused when nested %i deep', async (depth) => {
    const write = (): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(await codeOf(putTogether(takeApart(plain), undefined, write))).toBe('BUNDLE_FORMAT');
  });

  it('carries a card as deep as it may be packed', async () => {
    let deep: object = {};
    for (let level = 0; level < 60; level++) deep = { deep };
    const bytes = await encodeBundle({ ...model, card: { deep } }, { crypto });
    expect((await decodeBundle(bytes, { crypto })).model.card).toEqual({ deep });
    const endless: Record<string, unknown> = {};
    endless.again = endless;
    for (const card of [{ deep: { deep } }, endless]) {
      await expect(encodeBundle({ ...model, card }, { crypto })).rejects.toThrow(TypeError);
    }
  });
});

describe('versions', () => {
  it('refuses another major', async () => {
    const bytes = plain.slice();
    bytes[6] = 2;
    expect(await codeOf(bytes)).toBe('BUNDLE_VERSION');
    expect(await codeOf(putTogether(takeApart(plain), (m) => (m.format = 2)))).toBe(
      'BUNDLE_VERSION',
    );
  });

  it('refuses what it does not understand and must', async () => {
    const bytes = putTogether(takeApart(plain), (m) => (m.requires = ['delta']));
    expect(await codeOf(bytes)).toBe('BUNDLE_VERSION');
  });

  it('refuses a zero that is missing by halves', async () => {
    for (const mark of [false, 1, 'true', null]) {
      const open = takeApart(plain);
      const { features } = open.manifest.model as { features: Record<string, unknown>[] };
      features.find(({ kind }) => kind === 'numeric')!.zeroIsMissing = mark;
      expect(await codeOf(putTogether(open))).toBe('MODEL_INVALID');
    }
  });

  it('ignores fields and sections it does not know', async () => {
    const open = takeApart(plain);
    open.manifest.future = { a: 1 };
    Object.assign(open.manifest.model as object, { future: true });
    open.sections.push({ name: 'future', type: 'u16', bytes: Uint8Array.of(1, 2) });
    const decoded = await decodeBundle(putTogether(open), { crypto });
    expect(decoded.model).toStrictEqual(model);
  });

  it('still holds unknown sections to their digests', async () => {
    const open = takeApart(plain);
    open.sections.push({ name: 'future', type: 'u16', bytes: Uint8Array.of(1, 2) });
    const bytes = putTogether(open);
    expect(await codeOf(flipped(bytes, bytes.length - 1))).toBe('BUNDLE_DIGEST');
  });
});

describe('limits', () => {
  it('refuse before anything is read', async () => {
    const limits = { maxBytes: plain.length - 1 };
    await expect(decodeBundle(plain, { crypto, limits })).rejects.toMatchObject({
      code: 'BUNDLE_TOO_LARGE',
    });
    await expect(
      decodeBundle(plain, { crypto, limits: { maxManifestBytes: 10 } }),
    ).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  });

  it('hold for lengths that the header claims', async () => {
    const bytes = plain.slice();
    bytes.fill(0xff, 8, 12);
    expect(await codeOf(bytes)).toBe('BUNDLE_TOO_LARGE');
    const signatures = plain.slice();
    signatures.fill(0xff, 12, 16);
    expect(await codeOf(signatures)).toBe('BUNDLE_TOO_LARGE');
  });
});
