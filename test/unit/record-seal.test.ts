import { createDecipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRecord, recordDigest, recordJson, type DecisionRecord } from '../../sdk/records.js';
import { openSealed, sealRecord, type SealedRecord } from '../../sdk/runtime/record-seal.js';
import { expiryOf } from '../../sdk/runtime/retention.js';
import { openRecordStore } from '../../sdk/records.js';

const folder = join(import.meta.dirname, '../vectors/records');
const text = readFileSync(join(folder, 'record.json'), 'utf8');
const vector = JSON.parse(readFileSync(join(folder, 'sealed.json'), 'utf8')) as Record<
  'id' | 'key' | 'secret' | 'iv' | 'aad' | 'salt' | 'digest' | 'data',
  string
> & { readonly expires: number };
const { subtle } = crypto;

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('a record made by an earlier build', () => {
  it('is read, and has the digest that hashlib gives it', async () => {
    const record = parseRecord(text);
    expect(recordJson(record)).toBe(text);
    expect(await recordDigest(record)).toBe(vector.digest);
  });
});

describe('a sealed record', () => {
  let key: CryptoKey;
  let sealed: SealedRecord;
  let record: DecisionRecord;
  beforeAll(async () => {
    key = await subtle.importKey('raw', bytes(vector.secret), 'AES-GCM', false, [
      ...(['encrypt', 'decrypt'] as const),
    ]);
    const { id, expires, key: name } = vector;
    sealed = { id, expires, key: name, iv: bytes(vector.iv), data: bytes(vector.data) };
    record = parseRecord(text);
  });

  it('is opened as Python sealed it', async () => {
    const opened = await openSealed(sealed, key, subtle);
    expect(recordJson(opened.record)).toBe(text);
    expect(opened.salt).toEqual(bytes(vector.salt));
  });

  it('is sealed to the same bytes as in Python', async () => {
    const place = { expires: vector.expires, key: vector.key, iv: bytes(vector.iv) };
    const made = await sealRecord({ record, salt: bytes(vector.salt) }, place, key, subtle);
    expect(made).toEqual(sealed);
  });

  it('is opened by the ciphers of Node', () => {
    const { iv, data } = sealed;
    const decipher = createDecipheriv('aes-256-gcm', bytes(vector.secret), iv);
    decipher.setAAD(Buffer.from(vector.aad)).setAuthTag(data.subarray(-16));
    const plain =
      decipher.update(data.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
    expect(plain).toBe(
      `{"record":${text},"salt":"${Buffer.from(vector.salt, 'hex').toString('base64')}"}`,
    );
    expect(createHash('sha256').update(text).digest('hex')).toBe(vector.digest);
  });

  it.each<[string, (sealed: SealedRecord) => unknown]>([
    ['a bit of its data', ({ data }) => ({ data: data.with(100, data[100]! ^ 1) })],
    ['a bit of its tag', ({ data }) => ({ data: data.with(-1, data.at(-1)! ^ 1) })],
    ['its end cut off', ({ data }) => ({ data: data.slice(0, -1) })],
    ['no data', () => ({ data: new Uint8Array(0) })],
    ['another expiry', ({ expires }) => ({ expires: expires + 1 })],
    ['another id', () => ({ id: 'vector-2' })],
    ['another initialisation vector', ({ iv }) => ({ iv: iv.with(0, iv[0]! ^ 1) })],
    ['a short initialisation vector', ({ iv }) => ({ iv: iv.slice(1) })],
    ['text for data', () => ({ data: 'abc' })],
    ['no expiry', () => ({ expires: undefined })],
    ['NaN for expiry', () => ({ expires: NaN })],
  ])('with %s is CORRUPT', async (_, spoil) => {
    const spoilt = { ...sealed, ...(spoil(sealed) as object) };
    await expect(openSealed(spoilt, key, subtle)).rejects.toMatchObject({
      code: 'RECORD_UNREADABLE',
      issues: [{ code: 'CORRUPT', path: 'record' }],
    });
  });

  it('under another key is CORRUPT, and without one says so', async () => {
    const other = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    await expect(openSealed(sealed, other, subtle)).rejects.toMatchObject({
      issues: [{ code: 'CORRUPT' }],
    });
    await expect(openSealed(sealed, undefined, subtle)).rejects.toMatchObject({
      code: 'RECORD_UNREADABLE',
      issues: [{ code: 'KEY_MISSING' }],
    });
  });
});

describe('retention', () => {
  it.each([
    ['2026-11-22T06:07:08.009Z', { years: 3 }, '2029-11-22T06:07:08.009Z'],
    ['2028-02-29T12:00:00.000Z', { years: 3 }, '2031-03-01T12:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', { years: 4 }, '2032-02-29T12:00:00.000Z'],
    ['2026-11-22T00:00:00.000Z', { days: 30 }, '2026-12-22T00:00:00.000Z'],
  ])('of %s for %o ends at %s', (at, retention, end) => {
    expect(new Date(expiryOf(Date.parse(at), retention)).toISOString()).toBe(end);
  });

  it.each([[{}], [{ years: 0 }], [{ years: 1.5 }], [{ years: 101 }], [{ years: 3, days: 1 }]])(
    'is not %o',
    async (retention) => {
      const options = { retention: retention as { years: number } };
      await expect(openRecordStore(options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    },
  );
});

describe('a store where storage refuses', () => {
  /** A factory whose request ends as told. */
  const factory = (end: (request: Record<string, () => void>) => void, error?: Error) =>
    ({
      open: () => {
        const request = { error } as unknown as Record<string, () => void>;
        setTimeout(() => end(request));
        return request;
      },
    }) as unknown as IDBFactory;
  const failing = (name: string) =>
    factory((request) => request.onerror!(), new DOMException('no', name));

  it.each<[string, IDBFactory | undefined, string]>([
    ['where there is no IndexedDB', undefined, 'UNAVAILABLE'],
    ['where it is switched off', failing('UnknownError'), 'UNAVAILABLE'],
    ['without room', failing('QuotaExceededError'), 'QUOTA'],
    ['of a newer version', failing('VersionError'), 'VERSION'],
    ['that another tab holds', factory((request) => request.onblocked!()), 'BLOCKED'],
    [
      'that is refused at once',
      {
        open: () => {
          throw new DOMException('no', 'SecurityError');
        },
      } as unknown as IDBFactory,
      'UNAVAILABLE',
    ],
  ])('%s says %s', async (_, indexedDB, problem) => {
    const options = { retention: { years: 3 }, ...(indexedDB && { indexedDB }) };
    await expect(openRecordStore(options)).rejects.toMatchObject({
      code: 'RECORD_STORE_FAILED',
      issues: [{ code: problem }],
    });
  });

  it('refuses options that it does not know', async () => {
    const options = { retention: { years: 3 }, encrypt: false };
    await expect(openRecordStore(options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
