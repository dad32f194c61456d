/**
 * What the tests of the record store do in a page: make records with a real model, look at storage
 * behind the store's back, and search all storage that a page has.
 */
import { loadModel } from './index.js';
import * as records from './records.js';

export { records };

/** The code and the first issue of an error, or what was resolved. */
export const outcome = (promise) =>
  promise.then(
    (value) => value ?? 'nothing',
    (error) => [error.code ?? String(error), error.issues?.[0]?.code],
  );

/** A record of the planted applicant, made by the model in its worker. */
export async function makeRecord(applicant, options = {}, facts = {}) {
  const model = await loadModel('model.insitu', { workers: 1 });
  const explanation = await model.explain(applicant, { locale: 'en' });
  await model.dispose();
  return records.createRecord({ info: model.info, explanation, applicant, ...facts }, options);
}

/** Runs one request on a store of a database, as any script of the origin could. */
export async function behind(store, work, name = 'insitu-records') {
  const database = await request(indexedDB.open(name));
  const transaction = database.transaction(store, 'readwrite');
  const ended = new Promise((resolve) => (transaction.oncomplete = resolve));
  const result = await request(work(transaction.objectStore(store)));
  await ended;
  database.close();
  return result;
}

export const request = (given) =>
  new Promise((resolve, reject) => {
    given.onsuccess = () => resolve(given.result);
    given.onerror = () => reject(given.error);
  });

/** Searches everything that this origin has stored. */
export async function search(texts, numbers) {
  const needles = [];
  for (const text of texts) needles.push([text, utf8(text)], [`${text} (UTF-16)`, utf16(text)]);
  for (const number of numbers) {
    needles.push([`${number} (float64)`, float64(number, true)]);
    needles.push([`${number} (float64, big endian)`, float64(number, false)]);
  }
  const found = new Set();
  const seen = { places: 0, bytes: 0 };
  const look = (bytes) => {
    seen.places++;
    seen.bytes += bytes.length;
    for (const [name, needle] of needles) if (includes(bytes, needle)) found.add(name);
  };
  await lookAtDatabases(look);
  for (const storage of [localStorage, sessionStorage]) {
    for (const [key, value] of Object.entries(storage)) look(utf8(key + value));
  }
  look(utf8(document.cookie + location.href + JSON.stringify(history.state) + window.name));
  for (const name of 'caches' in globalThis ? await caches.keys() : []) {
    look(utf8(name));
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      look(utf8(url));
      look(new Uint8Array(await (await cache.match(url)).arrayBuffer()));
    }
  }
  const root = await navigator.storage?.getDirectory?.().catch(() => undefined);
  if (root) await lookAtFolder(root, look);
  return { found: [...found], ...seen };
}

async function lookAtDatabases(look) {
  for (const { name } of await indexedDB.databases()) {
    look(utf8(name));
    const database = await request(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const place = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([
        request(place.getAllKeys()),
        request(place.getAll()),
      ]);
      lookAtValue([keys, values], look);
    }
    database.close();
  }
}

function lookAtValue(value, look) {
  if (typeof value === 'string') look(utf8(value));
  else if (typeof value === 'number') look(float64(value, true));
  else if (ArrayBuffer.isView(value)) look(new Uint8Array(value.buffer));
  else if (value instanceof ArrayBuffer) look(new Uint8Array(value));
  else if (typeof value === 'object' && value !== null && !(value instanceof CryptoKey)) {
    for (const [key, member] of Object.entries(value)) {
      look(utf8(key));
      lookAtValue(member, look);
    }
  }
}

async function lookAtFolder(folder, look) {
  for await (const [name, handle] of folder.entries()) {
    look(utf8(name));
    if (handle.kind === 'directory') await lookAtFolder(handle, look);
    else look(new Uint8Array(await (await handle.getFile()).arrayBuffer()));
  }
}

const utf8 = (text) => new TextEncoder().encode(text);
const utf16 = (text) => new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);

function float64(number, littleEndian) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, number, littleEndian);
  return bytes;
}

function includes(bytes, needle) {
  outer: for (let at = bytes.indexOf(needle[0]); at >= 0; at = bytes.indexOf(needle[0], at + 1)) {
    for (let i = 1; i < needle.length; i++) if (bytes[at + i] !== needle[i]) continue outer;
    return true;
  }
  return false;
}
