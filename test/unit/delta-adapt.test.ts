import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isRiskError, type ErrorCode } from '../../sdk/core/errors.js';
import { createRandom } from '../../sdk/core/random.js';
import { decodeBundle } from '../../sdk/model/bundle/decode.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { generateSigningKey, importSigner } from '../../sdk/model/bundle/keys.js';
import { binOf } from '../../sdk/model/binning.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { loadModel, type LoadedModel } from '../../sdk/node.js';
import { applyAddition } from '../../sdk/train/delta/apply-addition.js';
import { decodeAddition } from '../../sdk/model/bundle/addition-coding.js';
import { readColumns } from '../../sdk/scoring/columns.js';
import { withBackground } from '../../sdk/scoring/populations.js';
import { DELTA_CASES, readChannel, type Channel } from './delta-cases.js';

const crypto = globalThis.crypto.subtle;
const opened: LoadedModel[] = [];
const load: typeof loadModel = async (...parameters) => {
  const model = await loadModel(...parameters);
  opened.push(model);
  return model;
};
afterEach(async () => {
  for (const model of opened.splice(0)) await model.dispose();
});

async function codeOf(
  work: Promise<unknown>,
): Promise<{ code: ErrorCode; issue?: string; text: string }> {
  try {
    await work;
  } catch (error) {
    if (!isRiskError(error)) throw error;
    const [issue] = error.issues;
    return { code: error.code, ...(issue && { issue: issue.code }), text: JSON.stringify(error) };
  }
  throw new Error('was not refused');
}

async function pack(model: RiskModel): Promise<Uint8Array> {
  return encodeBundle(model, { crypto });
}

describe.each(DELTA_CASES)('a delta card for %s', (name) => {
  let channel: Channel;
  beforeAll(async () => {
    channel = await readChannel(name, 200);
  });

  it('becomes one model with its source: the same in each engine, and it adds up', async () => {
    const { bytes, columns, labels, model } = channel;
    const source = await load(bytes);
    const adapted = await source.adapt(columns, labels, { channel: 'web' });
    expect(adapted.refused).toBeUndefined();
    expect(adapted.expects!.gain.value).toBeGreaterThan(0);
    const delta = adapted.addition!;
    const [one, other] = [
      await load(bytes, { delta, engine: 'wasm' }),
      await load(bytes, { delta, engine: 'reference' }),
    ];
    expect(one.info.digest).toBe(adapted.digest);
    expect(one.info.digest).not.toBe(source.info.digest);
    expect(one.info.version).toBe(`${source.info.version}+web`);
    expect(one.info.card.adapted).toMatchObject({
      parent: source.info.digest,
      rows: 200,
      channel: 'web',
    });
    const explained = await one.explainBatch(columns);
    const again = await other.explainBatch(columns);
    expect(explained.margin).toEqual(again.margin);
    expect(explained.contributions).toEqual(again.contributions);
    expect(explained.logOdds).toEqual(adapted.preview!.after.logOdds);
    const features = explained.features.length;
    for (let row = 0; row < 200; row++) {
      let sum = explained.baseline;
      for (let f = 0; f < features; f++) sum += explained.contributions[f * 200 + row]!;
      expect(sum).toBe(explained.margin[row]);
    }
    // What an addition says, worked out by hand from its parts and the source's own margins.
    const { addition } = await decodeAddition(delta, { crypto });
    const before = await source.scoreBatch(columns);
    const unit = 2 ** -addition.scaleBits;
    const start = model.intercept * 2 ** -model.scaleBits;
    const parts = model.body.kind === 'forest' ? model.body.treeStart.length : 30;
    for (let row = 0; row < 200; row++) {
      let expected = addition.intercept * unit + addition.slope * (before.logOdds[row]! - start);
      for (const { feature, points } of addition.corrections) {
        const described = model.features[feature]!;
        expected += points[binOf(described, columns[described.name]![row]!)]! * unit;
      }
      expect(Math.abs(explained.logOdds[row]! - expected)).toBeLessThan(parts * unit);
    }
  });

  it('explains as the source does, and by the card from its mean over the population', async () => {
    const { bytes, columns, labels, model } = channel;
    const source = await load(bytes);
    const { addition: delta } = await source.adapt(columns, labels);
    const adapted = await load(bytes, { delta: delta! });
    const { addition } = await decodeAddition(delta!, { crypto });
    const [before, after] = [
      await source.explainBatch(columns),
      await adapted.explainBatch(columns),
    ];
    const units = [2 ** -source.info.scaleBits, 2 ** -adapted.info.scaleBits];
    const cards = model.features.map((_, f) =>
      addition.corrections.find(({ feature }) => feature === f),
    );
    // A table's own weights are its population; trees are weighed by what the addition brings.
    const means = cards.map((card, f) => {
      if (!card) return 0;
      const { body } = model;
      const term =
        body.kind === 'additive' ? body.terms.find(({ features }) => features[0] === f) : undefined;
      const weight = term?.weight ?? card.weight;
      const total = weight.reduce((sum, each) => sum + each, 0);
      return card.points.reduce((sum, each, bin) => sum + (each * weight[bin]!) / total, 0);
    });
    let furthest = 0;
    model.features.forEach((feature, f) => {
      for (let row = 0; row < 200; row++) {
        const bin = binOf(feature, columns[feature.name]![row]!);
        const card = (cards[f]?.points[bin] ?? 0) - means[f]!;
        const expected =
          addition.slope * before.contributions[f * 200 + row]! * units[0]! + card * units[1]!;
        furthest = Math.max(
          furthest,
          Math.abs(after.contributions[f * 200 + row]! * units[1]! - expected),
        );
      }
    });
    expect(furthest).toBeLessThan(1e-5);
  });

  it('is the same each time, and whole after a trip through bytes', async () => {
    const { bytes, columns, labels } = channel;
    const [first, second] = [await load(bytes), await load(bytes, { engine: 'reference' })];
    const [a, b] = [await first.adapt(columns, labels), await second.adapt(columns, [...labels])];
    expect(Buffer.from(a.addition!).equals(b.addition!)).toBe(true);
    expect(a.card).toEqual(b.card);
    const { bytes: whole } = await applyAddition(bytes, a.addition!, { crypto });
    expect((await decodeBundle(whole, { crypto })).digest).toBe(a.digest);
  });
});

describe('a background population', () => {
  it('stays where it is the reference, and explanations against it add up', async () => {
    const { model, columns, labels, population } = await readChannel('trees', 200);
    const table = readColumns(model.features, population);
    const bytes = await pack(withBackground(model, table, 'first half'));
    const source = await load(bytes);
    const { addition: delta } = await source.adapt(columns, labels);
    const adapted = await load(bytes, { delta: delta! });
    expect(adapted.info.backgrounds).toEqual(['first half']);
    const { addition } = await decodeAddition(delta!, { crypto });
    const against = { against: 'background' } as const;
    const before = await source.explainBatch(columns, against);
    const after = await adapted.explainBatch(columns, against);
    const unit = 2 ** -adapted.info.scaleBits;
    const scale = addition.slope * 2 ** -source.info.scaleBits;
    for (const { feature, points, weight } of addition.corrections) {
      const described = model.features[feature]!;
      const mean = points.reduce((sum, each, bin) => sum + each * weight[bin]!, 0);
      for (let row = 0; row < 200; row++) {
        const bin = binOf(described, columns[described.name]![row]!);
        const expected =
          scale * before.contributions[feature * 200 + row]! + unit * (points[bin]! - mean);
        expect(Math.abs(unit * after.contributions[feature * 200 + row]! - expected)).toBeLessThan(
          1e-5,
        );
      }
    }
    // Other rows under the same name are found out.
    const others = await pack(
      withBackground(
        model,
        { ...table, columns: table.columns.map((each) => each.map((value) => value + 1)) },
        'first half',
      ),
    );
    const other = await load(others);
    const found = await other.adapt(columns, labels);
    expect((await load(others, { delta: found.addition! })).info.backgrounds).toEqual([]);
  });
});

describe('what adapting refuses', () => {
  let channel: Channel;
  beforeAll(async () => {
    channel = await readChannel('trees', 400);
  });
  const some = (rows: number) =>
    Object.fromEntries(
      Object.entries(channel.columns).map(([name, column]) => [name, column.slice(0, rows)]),
    );

  it('returns the source where rows support no change, and says why', async () => {
    const source = await load(channel.bytes);
    const few = await source.adapt(some(49), channel.labels.slice(0, 49));
    expect(few).toMatchObject({ refused: 'TOO_FEW_ROWS', rows: 49 });
    expect(few.addition).toBeUndefined();
    expect(await source.adapt(some(60), new Uint8Array(60))).toMatchObject({
      refused: 'ONE_CLASS',
      bads: 0,
    });
    // Labels drawn by the source's own chances.
    const { probability } = await source.scoreBatch(channel.columns);
    const random = createRandom(1);
    const drawn = Uint8Array.from(probability, (chance) => (random.next() < chance ? 1 : 0));
    const none = await source.adapt(channel.columns, drawn);
    expect(none.refused).toBe('NO_EVIDENCE');
    expect(none.addition).toBeUndefined();
    expect(none.expects!.evidence).toBeLessThan(0);
    expect(none.expects!.noShift).toBeGreaterThan(0.3);
    // Fewer rows than 300 say nothing about that.
    const hundred = await source.adapt(some(100), channel.labels.slice(0, 100));
    expect(hundred.expects!.noShift).toBeUndefined();
    // Good where the source says bad.
    const { logOdds } = await source.scoreBatch(channel.columns);
    const middle = [...logOdds].sort((a, b) => a - b)[200]!;
    const turned = Array.from(logOdds, (each) => each < middle);
    const reversed = await source.adapt(channel.columns, turned);
    expect(reversed.refused).toBe('SOURCE_REVERSED');
    expect(reversed.addition).toBeUndefined();
    // Points can turn it round where the slope does not.
    const mostly = turned.slice(0, 100).map((is, row) => (row % 4 === 0 ? !is : is));
    expect((await source.adapt(some(100), mostly)).refused).toBe('SOURCE_REVERSED');
  });

  it('refuses bad rows and labels with codes and without their values', async () => {
    const source = await load(channel.bytes);
    const { columns, labels } = channel;
    const short = await codeOf(source.adapt(columns, labels.slice(1)));
    expect(short).toMatchObject({ code: 'INPUT_INVALID', issue: 'COLUMN_LENGTH' });
    const third = await codeOf(source.adapt(columns, [...labels.slice(1), 31337]));
    expect(third).toMatchObject({ code: 'INPUT_INVALID', issue: 'FLAG_EXPECTED' });
    expect(third.text).not.toContain('31337');
    const { LIMIT_BAL: _, ...rest } = columns;
    expect(await codeOf(source.adapt(rest, labels))).toMatchObject({
      code: 'INPUT_INVALID',
      issue: 'FEATURE_ABSENT',
    });
    expect(await codeOf(source.adapt(columns, labels, { channel: 'a b' }))).toMatchObject({
      code: 'OPTION_INVALID',
    });
    expect(await codeOf(source.adapt(columns, labels, { sampling: { bads: 1 } }))).toMatchObject({
      code: 'OPTION_INVALID',
    });
    expect(await codeOf(source.adapt(columns, labels, { chanel: 'x' } as never))).toMatchObject({
      code: 'OPTION_INVALID',
    });
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(source.adapt(columns, labels, { signal: stopped })).rejects.toThrow('enough');
  });

  it('refuses models that take no card', async () => {
    const { model, columns, labels, population } = channel;
    const refusal = async (other: RiskModel) =>
      codeOf((await load(await pack(other))).adapt(columns, labels));
    expect(await refusal({ ...model, link: 'identity' })).toMatchObject({
      code: 'TRAINING_FAILED',
      issue: 'LINK',
    });
    const bent = { kind: 'beta', a: 1.1, b: 0.9, c: 0 } as const;
    expect(await refusal({ ...model, calibration: bent })).toMatchObject({ issue: 'CALIBRATION' });
    const { baseline: _, ...bare } = model;
    expect(await refusal(bare)).toMatchObject({ code: 'TRAINING_FAILED', issue: 'NO_POPULATION' });
    const helped = await (await load(await pack(bare))).adapt(columns, labels, { population });
    const own = await (await load(channel.bytes)).adapt(columns, labels);
    expect(helped.card).toEqual(own.card);
  });

  it('corrects log-odds through a calibration that is a line', async () => {
    const { model, bytes, columns, labels } = channel;
    const plain = await (await load(bytes)).adapt(columns, labels);
    const calibration = { kind: 'platt', slope: 0.5, intercept: 0.2 } as const;
    // The same log-odds by another margin.
    const body = model.body as Extract<RiskModel['body'], { kind: 'forest' }>;
    const doubled: RiskModel = {
      ...{ ...model, calibration, scaleBits: model.scaleBits - 1 },
      intercept: model.intercept - Math.round(0.4 * 2 ** (model.scaleBits - 1)),
      body: { ...body, leaf: body.leaf.slice() },
    };
    const source = await load(await pack(doubled));
    const adapted = await source.adapt(columns, labels);
    const loaded = await load(await pack(doubled), { delta: adapted.addition! });
    const { probability } = await loaded.scoreBatch(columns);
    plain.preview!.after.logOdds.forEach((logOdds, row) => {
      expect(probability[row]).toBeCloseTo(1 / (1 + Math.exp(-logOdds)), 6);
    });
  });
});

describe('the signature of an addition', () => {
  it('is wanted with trust, is bound to its parent, and shows in what is known of the model', async () => {
    const { model, columns, labels } = await readChannel('trees', 200);
    const [key, stranger] = [await generateSigningKey(crypto), await generateSigningKey(crypto)];
    const signers = [await importSigner(key.privateKey, crypto)];
    const bytes = await encodeBundle(model, { crypto, signers });
    const trust = [key.publicKey];
    const source = await load(bytes, { trust });
    const { addition } = await source.adapt(columns, labels, { key: key.privateKey });
    const adapted = await load(bytes, { delta: addition!, trust });
    expect(adapted.info).toMatchObject({ signature: 'verified', signedBy: key.keyId });
    const unasked = await load(bytes, { delta: addition! });
    expect(unasked.info).toMatchObject({ signature: 'unverified' });
    expect(unasked.info.digest).toBe(adapted.info.digest);

    const { addition: unsigned } = await source.adapt(columns, labels);
    expect(await codeOf(load(bytes, { delta: unsigned!, trust }))).toMatchObject({
      code: 'BUNDLE_SIGNATURE',
    });
    expect((await load(bytes, { delta: unsigned! })).info.signature).toBe('none');
    const { addition: foreign } = await source.adapt(columns, labels, { key: stranger.privateKey });
    expect(await codeOf(load(bytes, { delta: foreign!, trust }))).toMatchObject({
      code: 'BUNDLE_SIGNATURE',
    });
    const bad = { ...key.privateKey, d: 'AA' };
    expect(await codeOf(source.adapt(columns, labels, { key: bad }))).toMatchObject({
      code: 'OPTION_INVALID',
    });

    const other = await pack({ ...model, version: '2' });
    expect(await codeOf(load(other, { delta: addition! }))).toMatchObject({
      code: 'BUNDLE_DIGEST',
    });
    expect(await codeOf(load(bytes, { delta: bytes }))).toMatchObject({ code: 'MODEL_INVALID' });
    // An addition is no model.
    expect(await codeOf(load(addition!))).toMatchObject({ code: 'BUNDLE_VERSION' });
  });
});
