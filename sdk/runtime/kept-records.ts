import { isRiskError } from '../core/errors.js';
import { answer, type RecordDatabase, type Stores } from './record-database.js';
import {
  openSealed,
  type OpenedRecord,
  type RecordProblem,
  type SealedRecord,
} from './record-seal.js';

/** Records that are read at a time. */
const PAGE = 64;

/** The one key of a store, as it lies there. */
export interface StoredKey {
  readonly id: 'current';
  readonly name: string;
  readonly key: CryptoKey;
}

/** An entry, and what became of opening it. */
export type Kept =
  | { readonly id: string; readonly sealed: undefined; opened: undefined; problem: undefined }
  | { readonly id: string; readonly sealed: SealedRecord; opened: OpenedRecord; problem: undefined }
  | {
      readonly id: string;
      readonly sealed: SealedRecord;
      opened: undefined;
      problem: RecordProblem;
    };

/**
 * Reads and opens entries, some at a time: those with these ids, or all, ordered by id. What cannot be
 * read is told, and does not end the reading.
 */
export async function* readKept(
  transact: RecordDatabase['transact'],
  crypto: SubtleCrypto,
  ids?: readonly string[],
): AsyncGenerator<Kept> {
  const wanted = ids ?? (await transact('readonly', ({ records }) => answer(records.getAllKeys())));
  for (let from = 0; from < wanted.length; from += PAGE) {
    const page = wanted.slice(from, from + PAGE);
    const [key, ...entries] = await transact('readonly', (stores) =>
      Promise.all([
        readKey(stores),
        ...page.map((id) => answer<SealedRecord | undefined>(stores.records.get(id))),
      ]),
    );
    for (const [i, sealed] of entries.entries()) {
      const id = String(page[i]);
      if (!sealed) yield { id, sealed, opened: undefined, problem: undefined };
      else yield { id, sealed, ...(await attempt(sealed, key, crypto)) };
    }
  }
}

async function attempt(
  sealed: SealedRecord,
  key: StoredKey | undefined,
  crypto: SubtleCrypto,
): Promise<
  { opened: OpenedRecord; problem: undefined } | { opened: undefined; problem: RecordProblem }
> {
  try {
    const secret = key?.name === sealed.key ? key?.key : undefined;
    return { opened: await openSealed(sealed, secret, crypto), problem: undefined };
  } catch (error) {
    if (!isRiskError(error) || error.code !== 'RECORD_UNREADABLE') throw error;
    return { opened: undefined, problem: error.issues[0]!.code as RecordProblem };
  }
}

/** The key that is there now. */
export async function readKey({ keys }: Stores): Promise<StoredKey | undefined> {
  const found = await answer<StoredKey | undefined>(keys.get('current'));
  // What something else of the origin put there is no key of ours.
  return found?.key instanceof CryptoKey && !found.key.extractable ? found : undefined;
}

/** Ids of entries that say that their time is up. */
export function keysUpTo(records: IDBObjectStore, time: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const ids: string[] = [];
    const request = records.index('expires').openKeyCursor();
    request.onerror = () => reject(request.error ?? new Error('failed'));
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor || (cursor.key as number) > time) return resolve(ids);
      ids.push(String(cursor.primaryKey));
      cursor.continue();
    };
  });
}
