import { isRiskError, RiskError } from '../core/errors.js';

const VERSION = 1;

/** The object stores: one key at most, and sealed records by their id. */
const KEYS = 'keys';
const RECORDS = 'records';

/** Why storage refused, as the issue of a `RECORD_STORE_FAILED`. */
export type StorageProblem =
  'UNAVAILABLE' | 'QUOTA' | 'BLOCKED' | 'VERSION' | 'FOREIGN' | 'KEY_REFUSED' | 'CLOSED';

const PROBLEMS: Readonly<Record<string, StorageProblem>> = {
  QuotaExceededError: 'QUOTA',
  VersionError: 'VERSION',
  NotFoundError: 'FOREIGN',
  DataCloneError: 'KEY_REFUSED',
  InvalidStateError: 'CLOSED',
};

const MEANINGS: Readonly<Record<StorageProblem, string>> = {
  UNAVAILABLE: 'IndexedDB is not there, or refused',
  QUOTA: 'there is no room left',
  BLOCKED: 'another tab holds the database',
  VERSION: 'the database was made by a newer version',
  FOREIGN: 'the database of this name holds something else',
  KEY_REFUSED: 'this browser cannot keep a key',
  CLOSED: 'the database was closed, by another tab or by clearing its storage',
};

export function storageFailure(problem: StorageProblem, cause?: unknown): RiskError {
  return new RiskError('RECORD_STORE_FAILED', `records cannot be kept: ${MEANINGS[problem]}`, {
    issues: [{ code: problem, path: 'storage' }],
    cause,
  });
}

/** An open connection. */
export interface RecordDatabase {
  /**
   * Runs work in one transaction: all of it is done, on disk where the browser keeps its word, or none.
   * The work may await requests of its transaction only.
   *
   * @throws RiskError `RECORD_STORE_FAILED`.
   */
  transact<T>(mode: IDBTransactionMode, work: (stores: Stores) => Promise<T>): Promise<T>;
  close(): void;
}

export interface Stores {
  readonly keys: IDBObjectStore;
  readonly records: IDBObjectStore;
}

/**
 * Opens the database, and makes it where there is none. It gives way to another tab that deletes it or
 * brings it to a newer version; from then on every call says `CLOSED`.
 *
 * @throws RiskError `RECORD_STORE_FAILED`.
 */
export async function openRecordDatabase(
  factory: IDBFactory,
  name: string,
): Promise<RecordDatabase> {
  const database = await connect(factory, name);
  let closed = false;
  const give = () => {
    closed = true;
    database.close();
  };
  database.onversionchange = give;
  // Storage was cleared, or the disk failed.
  database.onclose = give;
  return {
    transact: async (mode, work) => {
      if (closed) throw storageFailure('CLOSED');
      try {
        return await transact(database, mode, work);
      } catch (error) {
        throw asFailure(error);
      }
    },
    close: give,
  };
}

function connect(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let given = false;
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, VERSION);
    } catch (error) {
      reject(asFailure(error));
      return;
    }
    request.onupgradeneeded = () => {
      const { result } = request;
      result.createObjectStore(KEYS, { keyPath: 'id' });
      result.createObjectStore(RECORDS, { keyPath: 'id' }).createIndex('expires', 'expires');
    };
    request.onblocked = () => {
      given = true;
      reject(storageFailure('BLOCKED'));
    };
    request.onerror = () => reject(asFailure(request.error));
    request.onsuccess = () => {
      // Too late: nobody would close it.
      if (given) request.result.close();
      else resolve(request.result);
    };
  });
}

async function transact<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction([KEYS, RECORDS], mode, { durability: 'strict' });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
  ended.catch(() => {});
  try {
    const result = await work({
      keys: transaction.objectStore(KEYS),
      records: transaction.objectStore(RECORDS),
    });
    await ended;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw error;
  }
}

/** The answer of a request. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('failed'));
  });
}

function asFailure(error: unknown): RiskError {
  if (isRiskError(error)) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return storageFailure(PROBLEMS[name] ?? 'UNAVAILABLE', error);
}
