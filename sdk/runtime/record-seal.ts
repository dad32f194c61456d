import { fromBase64, toBase64 } from '../core/bytes.js';
import { canonicalJson } from '../core/canonical.js';
import { RiskError } from '../core/errors.js';
import type { DecisionRecord } from '../records/decision-record.js';
import { readRecord } from '../records/read-record.js';

/** What lies in storage, in clear but for `data`. */
export interface SealedRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Name of the key, random. */
  readonly key: string;
  /** 12 random bytes, never used twice with one key. */
  readonly iv: Uint8Array<ArrayBuffer>;
  /** AES-256-GCM, the tag of 16 bytes at the end. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** A record, and what opens its commitment where that is kept with it. */
export interface OpenedRecord {
  readonly record: DecisionRecord;
  readonly salt: Uint8Array<ArrayBuffer> | undefined;
}

/** Why a kept record cannot be read. */
export type RecordProblem = 'KEY_MISSING' | 'CORRUPT';

/** Names the form of a sealed record; it is part of what is authenticated. */
const FORM = 'insitu-kept/1';

/** Bytes of an initialisation vector (NIST SP 800-38D, 8.2.2: 96 random bits). */
export const IV_BYTES = 12;

/**
 * Encrypts a record: canonical JSON of `{ record, salt? }` (the salt in base64) by AES-256-GCM. What is
 * kept in clear (id, expiry, the key's name) is authenticated with it, as the canonical JSON of
 * `["insitu-kept/1", id, expires, key]`.
 */
export async function sealRecord(
  { record, salt }: OpenedRecord,
  place: Pick<SealedRecord, 'expires' | 'key' | 'iv'>,
  key: CryptoKey,
  crypto: SubtleCrypto,
): Promise<SealedRecord> {
  const clear = { id: record.id, expires: place.expires, key: place.key };
  const content = salt ? { record, salt: toBase64(salt) } : { record };
  const data = await crypto.encrypt(
    algorithm(clear, place.iv),
    key,
    new TextEncoder().encode(canonicalJson(content)),
  );
  return { ...clear, iv: place.iv, data: new Uint8Array(data) };
}

/**
 * Decrypts and reads a record.
 *
 * @param key - `undefined` where the one that it names is not there any more.
 * @throws RiskError `RECORD_UNREADABLE` with an issue `KEY_MISSING` or `CORRUPT`.
 */
export async function openSealed(
  sealed: SealedRecord,
  key: CryptoKey | undefined,
  crypto: SubtleCrypto,
): Promise<OpenedRecord> {
  if (!isSealed(sealed)) throw unreadable('CORRUPT');
  if (!key) throw unreadable('KEY_MISSING');
  try {
    const bytes = await crypto.decrypt(algorithm(sealed, sealed.iv), key, sealed.data);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const content = JSON.parse(text) as { record: unknown; salt?: string };
    const record = readRecord(content.record);
    const salt = content.salt === undefined ? undefined : fromBase64(content.salt);
    return { record, salt: salt && new Uint8Array(salt) };
  } catch {
    // Whatever is wrong with it, its bytes are not those that were written. A parser's message
    // would quote the record.
    throw unreadable('CORRUPT');
  }
}

export function unreadable(problem: RecordProblem): RiskError {
  const why = problem === 'CORRUPT' ? 'its bytes were changed' : 'its key is gone';
  return new RiskError('RECORD_UNREADABLE', `the record cannot be read: ${why}`, {
    issues: [{ code: problem, path: 'record' }],
  });
}

function algorithm(
  { id, expires, key }: Pick<SealedRecord, 'id' | 'expires' | 'key'>,
  iv: Uint8Array<ArrayBuffer>,
): AesGcmParams {
  const additionalData = new TextEncoder().encode(canonicalJson([FORM, id, expires, key]));
  return { name: 'AES-GCM', iv, additionalData, tagLength: 128 };
}

/** Whether an entry has the form of one: anything on the page's origin may have written it. */
function isSealed({ id, expires, key, iv, data }: SealedRecord): boolean {
  return (
    typeof id === 'string' &&
    Number.isSafeInteger(expires) &&
    typeof key === 'string' &&
    iv instanceof Uint8Array &&
    iv.length === IV_BYTES &&
    data instanceof Uint8Array
  );
}
