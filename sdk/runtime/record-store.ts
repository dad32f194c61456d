import { toBase64, toHex } from '../core/bytes.js';
import { canonicalJson } from '../core/canonical.js';
import { RiskError } from '../core/errors.js';
import type { DecisionRecord } from '../records/decision-record.js';
import { parseRecord, recordJson } from '../records/read-record.js';
import { answer, openRecordDatabase, storageFailure } from './record-database.js';
import { keysUpTo, readKept, readKey, type StoredKey } from './kept-records.js';
import {
  IV_BYTES,
  sealRecord,
  unreadable,
  type OpenedRecord,
  type RecordProblem,
  type SealedRecord,
} from './record-seal.js';
import { assertRetention, expiryOf, type Retention } from './retention.js';

/** How long records are kept, where, and by whose clock. */
export interface RecordStoreOptions {
  /** How long records are kept, from the time of the decision. Those kept already stay as they are. */
  readonly retention: Retention;
  /** Of the database; one for each institution on an origin. @defaultValue 'insitu-records' */
  readonly name?: string;
  /** Asks the browser not to evict this origin's storage. Firefox asks the user. @defaultValue true */
  readonly persist?: boolean;
  /** Erases at once what has expired. @defaultValue true */
  readonly sweep?: boolean;
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly now?: () => number;
  /** @defaultValue the page's own */
  readonly indexedDB?: IDBFactory;
}

/** What is known of a kept record. */
export interface KeptRecord {
  readonly id: string;
  /** When its time is up: ISO 8601, UTC. */
  readonly expires: string;
  /** `undefined` where there is a problem. */
  readonly record: DecisionRecord | undefined;
  /** Why it cannot be read. It stays until it is erased. */
  readonly problem: RecordProblem | undefined;
}

/** Which records are exported, and with what. */
export interface ExportOptions {
  /** @defaultValue all that have not expired */
  readonly ids?: readonly string[];
  /**
   * Brings the salts that were kept too: whoever has them can try all likely answers against the
   * commitments. @defaultValue false
   */
  readonly salts?: boolean;
}

/** Records for the institution's archive. */
export interface RecordExport {
  /**
   * One line each, ended by a line feed: the record's canonical JSON, whose SHA-256 is its digest; with
   * `salts`, the canonical JSON of `{ record, salt }`, the salt in base64.
   */
  readonly lines: string;
  readonly count: number;
  /** What could not be exported. */
  readonly problems: readonly { readonly id: string; readonly problem: RecordProblem | 'ABSENT' }[];
}

/** What {@link RecordStore.sweep} did. */
export interface Sweep {
  readonly erased: readonly string[];
  /** Expired by what they say, which cannot be checked: they are left to `erase`. */
  readonly problems: readonly { readonly id: string; readonly problem: RecordProblem }[];
}

/** Decision records, kept encrypted in this browser. */
export interface RecordStore {
  /** What was erased when it was opened. */
  readonly swept: Sweep;
  /**
   * Whether the browser promised not to evict this storage; `undefined` where it was not asked, or
   * cannot be. Settles when the user has answered, where the browser asks.
   */
  readonly persisted: Promise<boolean | undefined>;
  /**
   * Keeps a record. When this resolves, the browser has said that it is on disk.
   *
   * @param options.salt - keeps what opens the commitment beside it, encrypted too.
   * @returns when its time is up.
   * @throws RiskError `RECORD_INVALID`: no record, its id is taken (`ID_TAKEN`), its time is up already
   * (`EXPIRED`) or more than a day ahead of the clock (`CLOCK`); `RECORD_STORE_FAILED`.
   */
  add(
    record: DecisionRecord,
    options?: { readonly salt?: Uint8Array | undefined },
  ): Promise<{ readonly id: string; readonly expires: string }>;
  /**
   * A record with the salt that was kept with it; `undefined` where there is none, or its time is up.
   *
   * @throws RiskError `RECORD_UNREADABLE`: `KEY_MISSING` or `CORRUPT`.
   */
  get(id: string): Promise<OpenedRecord | undefined>;
  /** All that have not expired, and all that cannot be read, ordered by id. */
  list(): Promise<readonly KeptRecord[]>;
  /** Records as lines of canonical JSON, for the institution's archive; they stay in the store. */
  export(options?: ExportOptions): Promise<RecordExport>;
  /** Erases one, readable or not. @returns whether it was there. */
  erase(id: string): Promise<boolean>;
  /** Erases all records and the key. @returns how many records there were. */
  eraseAll(): Promise<number>;
  /** Erases what has expired. */
  sweep(): Promise<Sweep>;
  /** Lets go of the database. Calls after it reject with `DISPOSED`. */
  close(): void;
}

/** A clock that is further behind a record than this is wrong. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/** Tries to write under a key that others keep erasing. */
const TRIES = 50;

/**
 * Opens the store of decision records in this browser: IndexedDB, every record encrypted by AES-256-GCM
 * under a key that no script can read out. In clear are a record's id, its expiry, and the
 * name of the key; they are authenticated, so that a change of them is seen.
 *
 * What this protects, honestly. The key is non-extractable: it does not leave the browser, and without
 * it the records are noise. Any script of the same origin can open this store and read records
 * through the key, as you can. In a copy of the browser's profile the key lies beside the records, and
 * is as safe as the browser keeps such keys, which most do without encryption: full-disk encryption
 * is what protects a stolen disk. Erasing overwrites nothing: the browser drops entries, and its files
 * and the disk may hold their bytes for a while. The clock is the device's: set back, records
 * stay longer; set ahead, they are erased early. What must outlast this device goes to an archive:
 * {@link RecordStore.export}. Storage that the browser evicted looks empty, without an error; Safari
 * evicts it after seven days of use without a visit to the site.
 *
 * @throws RiskError `RECORD_STORE_FAILED` (its issue says why: `UNAVAILABLE`, `BLOCKED`, `QUOTA`,
 * `VERSION`, `FOREIGN`), `OPTION_INVALID`.
 * @example
 * const store = await openRecordStore({ retention: { years: 3 } });
 * await store.add(record, { salt });
 */
export async function openRecordStore(options: RecordStoreOptions): Promise<RecordStore> {
  const { name, factory, now, sweep, persist, retention } = resolve(options);
  const { crypto } = globalThis;
  // Outside of secure contexts there is no `subtle`, whatever the types say.
  if (!factory || !(crypto?.subtle as SubtleCrypto | undefined))
    throw storageFailure('UNAVAILABLE');
  const { subtle } = crypto;
  const database = await openRecordDatabase(factory, name);
  let disposed = false;
  let latest = -Infinity;

  /** Within one opening, time does not run backwards: what was hidden stays hidden. */
  const clock = () => (latest = Math.max(latest, now()));

  const transact: typeof database.transact = (mode, work) => {
    if (disposed) return Promise.reject(new RiskError('DISPOSED', 'the record store was closed'));
    return database.transact(mode, work);
  };

  const kept = (ids?: readonly string[]) => readKept(transact, subtle, ids);

  async function makeKey(): Promise<StoredKey> {
    const usages = ['encrypt', 'decrypt'] as const;
    const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [...usages]);
    return { id: 'current', name: toHex(randomBytes(16)), key };
  }

  /** Whether an entry's time is up, once that is known to be what was written. */
  const isOver = ({ expires }: SealedRecord) => expires <= clock();

  async function add(
    given: DecisionRecord,
    { salt }: { readonly salt?: Uint8Array | undefined } = {},
  ): Promise<{ id: string; expires: string }> {
    const record = parseRecord(given);
    const at = Date.parse(record.at);
    const expires = expiryOf(at, retention);
    if (expires <= clock()) throw refusal('EXPIRED', 'a time that is not up yet');
    if (at > clock() + CLOCK_TOLERANCE_MS) throw refusal('CLOCK', "a time of this device's clock");
    const content = { record, salt: salt && new Uint8Array(salt) };
    let fresh: StoredKey | undefined;
    for (let i = 0; i < TRIES; i++) {
      const current = await transact('readonly', readKey);
      const key = current ?? (fresh ??= await makeKey());
      const place = { expires, key: key.name, iv: randomBytes(IV_BYTES) };
      const sealed = await sealRecord(content, place, key.key, subtle);
      const outcome = await transact('readwrite', async (stores) => {
        // Meanwhile another tab may have made a key, or erased all and the key: never put one back.
        const now = await readKey(stores);
        if (!now && key === fresh) await answer(stores.keys.put(key));
        else if (now?.name !== key.name) return 'again';
        if ((await answer(stores.records.getKey(record.id))) !== undefined) return 'taken';
        await answer(stores.records.add(sealed));
        return 'added';
      });
      if (outcome === 'taken') throw refusal('ID_TAKEN', 'an id that is not taken', 'id');
      if (outcome === 'added') return { id: record.id, expires: isoTime(expires) };
    }
    throw storageFailure('BLOCKED');
  }

  async function sweepNow(): Promise<Sweep> {
    const time = clock();
    const due = await transact('readonly', ({ records }) => keysUpTo(records, time));
    const erased: string[] = [];
    const problems: { id: string; problem: RecordProblem }[] = [];
    for await (const { id, sealed, problem } of kept(due)) {
      if (!sealed) continue;
      if (problem) problems.push({ id, problem });
      else if (sealed.expires <= time) {
        const gone = await transact('readwrite', async ({ records }) => {
          const now = await answer<SealedRecord | undefined>(records.get(id));
          // Another tab may have put another one in its place.
          if (now?.expires !== sealed.expires) return false;
          await answer(records.delete(id));
          return true;
        });
        if (gone) erased.push(id);
      }
    }
    return { erased, problems };
  }

  async function exportLines({ ids, salts = false }: ExportOptions = {}): Promise<RecordExport> {
    const lines: string[] = [];
    const problems: { id: string; problem: RecordProblem | 'ABSENT' }[] = [];
    for await (const { id, sealed, opened, problem } of kept(ids)) {
      if (problem) problems.push({ id, problem });
      else if (opened && !isOver(sealed)) {
        const { record, salt } = opened;
        const withSalt = salt ? { record, salt: toBase64(salt) } : { record };
        lines.push(salts ? canonicalJson(withSalt) : recordJson(record));
      } else if (ids) problems.push({ id, problem: 'ABSENT' });
    }
    return { lines: lines.map((line) => `${line}\n`).join(''), count: lines.length, problems };
  }

  async function list(): Promise<KeptRecord[]> {
    const found: KeptRecord[] = [];
    for await (const { id, sealed, opened, problem } of kept()) {
      if (!sealed || (!problem && isOver(sealed))) continue;
      found.push({ id, expires: isoTime(sealed.expires), record: opened?.record, problem });
    }
    return found;
  }

  async function get(id: string): Promise<OpenedRecord | undefined> {
    for await (const { sealed, opened, problem } of kept([id])) {
      if (problem) throw unreadable(problem);
      if (opened && !isOver(sealed)) return opened;
    }
    return undefined;
  }

  let swept: Sweep = { erased: [], problems: [] };
  try {
    if (sweep) swept = await sweepNow();
  } catch (error) {
    database.close();
    throw error;
  }
  return Object.freeze({
    swept,
    persisted: persist ? askToPersist() : Promise.resolve(undefined),
    add,
    get,
    list,
    export: exportLines,
    erase: (id: string) =>
      transact('readwrite', async ({ records }) => {
        const there = (await answer(records.getKey(id))) !== undefined;
        if (there) await answer(records.delete(id));
        return there;
      }),
    eraseAll: () =>
      transact('readwrite', async ({ keys, records }) => {
        const count = await answer(records.count());
        await answer(keys.clear());
        await answer(records.clear());
        return count;
      }),
    sweep: sweepNow,
    close: () => {
      disposed = true;
      database.close();
    },
  });
}

async function askToPersist(): Promise<boolean | undefined> {
  try {
    return await globalThis.navigator?.storage?.persist?.();
  } catch {
    // Refused in frames of other sites, and where storage is off.
    return undefined;
  }
}

function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return globalThis.crypto.getRandomValues(new Uint8Array(count));
}

/** An entry that was tampered with may hold any number. */
function isoTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function refusal(code: string, expected: string, member = 'at'): RiskError {
  const path = `record.${member}`;
  const issues = [{ code, path, expected }];
  return new RiskError('RECORD_INVALID', `"${path}" expected ${expected}`, { path, issues });
}

const KNOWN = ['retention', 'name', 'persist', 'sweep', 'now', 'indexedDB'];

function resolve(options: RecordStoreOptions) {
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) {
    throw new RiskError('OPTION_INVALID', `"${unknown}" is not an option`, { path: unknown });
  }
  const { name = 'insitu-records', persist = true, sweep = true, now = Date.now } = options;
  assertRetention(options.retention);
  if (typeof name !== 'string' || name === '') {
    throw new RiskError('OPTION_INVALID', '"name" expected a name', { path: 'name' });
  }
  const factory = options.indexedDB ?? (globalThis.indexedDB as IDBFactory | undefined);
  return { name, persist, sweep, now, factory, retention: options.retention };
}
