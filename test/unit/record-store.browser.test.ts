import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecord, type DecisionRecord } from '../../sdk/records.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleRecords, bundleSdk, bundleWorker } from '../red-team/bundle-page.js';
import { findBrowser } from '../setup/find-browsers.mjs';
import { PLANTED, PLANTED_TEXTS, recordBundle, recordCase } from './record-cases.js';

const policy = [
  ...["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'"],
  ...["object-src 'none'", "base-uri 'none'"],
].join('; ');

/** Labels of the model's own: they are in its file, which is not the applicant's. */
const NUMBERS = [PLANTED.credit_limit, PLANTED.account_months, 65_003.25];

let folder: string;
let server: FolderServer;
/** Made in Node, of 22 November 2026; for what does not need a page's own. */
let plain: DecisionRecord[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-records-'));
  const { facts } = await recordCase();
  const at = new Date('2026-11-22T06:07:08.009Z');
  plain = await Promise.all(
    ['a', 'b', 'c'].map(async (id) => (await createRecord(facts, { id, at })).record),
  );
  const [sdk, worker, records] = await Promise.all([bundleSdk(), bundleWorker(), bundleRecords()]);
  const html = '<!doctype html><title>Records</title><link rel="icon" href="data:,">';
  const files = { 'index.html': html, 'index.js': sdk, 'score.worker.js': worker };
  for (const [name, content] of Object.entries({ ...files, 'records.js': records })) {
    writeFileSync(join(folder, name), content);
  }
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'other/index.html'), html);
  writeFileSync(join(folder, 'model.insitu'), await recordBundle());
  copyFileSync(join(import.meta.dirname, 'record-store-page.js'), join(folder, 'page.js'));
  copyFileSync(join(import.meta.dirname, 'record-store-frame.js'), join(folder, 'frame.js'));
  server = await serveFolder(folder, { headers: () => ({ 'content-security-policy': policy }) });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

/**
 * Statements in a page, with the store, the records and `NOW` (two days after them) at hand. What
 * they return comes as JSON: WebDriver and Playwright differ in `undefined`.
 */
function script(statements: string): string {
  return `(async () => {
    const { records, outcome, makeRecord, behind, request, search } = await import('/page.js');
    const { openRecordStore } = records;
    const plain = ${JSON.stringify(plain)};
    const NOW = Date.parse('2026-11-24T00:00:00.000Z');
    const YEAR = 366 * 86400000;
    const open = (options) =>
      openRecordStore({ retention: { years: 3 }, persist: false, now: () => NOW, ...options });
    return JSON.stringify((await (async () => { ${statements} })()) ?? null);
  })()`;
}

describe.each(browserNames)('the record store in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
  });

  const run = <Value>(statements: string): Promise<Value> => evaluate<Value>(page, statements);
  const empty = `const s = await open(); await s.eraseAll(); s.close();`;

  it('keeps records over a reload, with what opens them where that was wanted', async () => {
    const before = await run<[string, string[]]>(`${empty}
      const made = await makeRecord(${JSON.stringify(PLANTED)}, { id: 'mine' });
      const store = await open({ now: Date.now });
      const { expires } = await store.add(made.record, { salt: made.salt });
      await store.add(plain[0]);
      return [records.recordJson(made.record), [expires]];`);
    await page.goto(`${server.origin}/other/`);
    const after = await run<[string, boolean, boolean, string[], number, unknown]>(`
      const store = await open({ now: Date.now });
      const { record, salt } = await store.get('mine');
      const same = await records.verifyCommitment(record, ${JSON.stringify(PLANTED)}, salt);
      const other = await records.verifyCommitment(record,
        { ...${JSON.stringify(PLANTED)}, months_late: 2 }, salt);
      const { lines, count } = await store.export();
      const list = await store.list();
      return [records.recordJson(record), same, other, list.map(({ id }) => id), count,
        (await store.get('a')).salt ?? 'no salt', lines];`);
    await page.goto(`${server.origin}/`);
    const [text, same, other, ids, count, salt] = after;
    expect(text).toBe(before[0]);
    expect([same, other]).toEqual([true, false]);
    expect(ids).toEqual(['a', 'mine']);
    expect(count).toBe(2);
    expect(salt).toBe('no salt');
    expect(before[1][0]).toMatch(/^20\d\d-/);
  });

  it('has a key that no script can read out, and nothing else in clear but id and expiry', async () => {
    const [key, exported, entry] = await run<[object, string, string[]]>(`${empty}
      const store = await open();
      await store.add(plain[0]);
      const { key } = await behind('keys', (keys) => keys.get('current'));
      const exported = await crypto.subtle.exportKey('raw', key).then(() => 'exported', () => 'refused');
      const entry = await behind('records', (all) => all.get('a'));
      const { type, extractable, algorithm, usages } = key;
      return [{ type, extractable, algorithm: algorithm.name, length: algorithm.length, usages },
        exported, Object.keys(entry).sort()];`);
    expect(key).toMatchObject({
      type: 'secret',
      extractable: false,
      algorithm: 'AES-GCM',
      length: 256,
    });
    expect(exported).toBe('refused');
    expect(entry).toEqual(['data', 'expires', 'id', 'iv', 'key']);
  });

  it('cannot read records without their key, says so, and goes on with another', async () => {
    const seen = await run<unknown[]>(`${empty}
      const store = await open();
      await store.add(plain[0]);
      await behind('keys', (keys) => keys.delete('current'));
      const lost = await outcome(store.get('a'));
      await store.add(plain[1]);
      const still = await outcome(store.get('a'));
      const list = (await store.list()).map(({ id, problem, record }) => [id, problem, record?.id]);
      const { count, problems } = await store.export();
      const erased = await store.erase('a');
      return [lost, still, list, count, problems, erased, await outcome(store.get('a'))];`);
    expect(seen).toEqual([
      ['RECORD_UNREADABLE', 'KEY_MISSING'],
      ['RECORD_UNREADABLE', 'KEY_MISSING'],
      [
        ['a', 'KEY_MISSING', null],
        ['b', null, 'b'],
      ],
      1,
      [{ id: 'a', problem: 'KEY_MISSING' }],
      true,
      'nothing',
    ]);
  });

  it('lets records expire: hidden at once, erased by a sweep or the next opening', async () => {
    const seen = await run<unknown[]>(`${empty}
      let time = NOW;
      const store = await open({ now: () => time });
      const { expires } = await store.add(plain[0]);
      time = Date.parse(expires) - 1;
      const last = (await store.get('a')).record.id;
      time = Date.parse(expires);
      const hidden = [await outcome(store.get('a')), (await store.list()).length,
        (await store.export()).count, (await store.export({ ids: ['a'] })).problems];
      // Within one opening the clock does not run backwards.
      time = NOW;
      const back = await outcome(store.get('a'));
      const inStorage = await behind('records', (all) => all.count());
      const swept = await store.sweep();
      const after = await behind('records', (all) => all.count());
      await open().then((again) => again.add(plain[1]));
      const kept = await open({ now: () => NOW + 4 * YEAR, sweep: false });
      const unswept = [kept.swept, await behind('records', (all) => all.count())];
      const later = await open({ now: () => NOW + 4 * YEAR });
      return [expires, last, hidden, back, inStorage, swept, after, unswept, later.swept,
        await behind('records', (all) => all.count())];`);
    expect(seen).toEqual([
      '2029-11-22T06:07:08.009Z',
      'a',
      ['nothing', 0, 0, [{ id: 'a', problem: 'ABSENT' }]],
      'nothing',
      1,
      { erased: ['a'], problems: [] },
      0,
      [{ erased: [], problems: [] }, 1],
      { erased: ['b'], problems: [] },
      0,
    ]);
  });

  it('erases one record, and all with their key', async () => {
    const seen = await run<unknown[]>(`${empty}
      const store = await open();
      for (const record of plain) await store.add(record);
      const one = [await store.erase('a'), await store.erase('a'), (await store.list()).length];
      const all = await store.eraseAll();
      const left = [await behind('records', (all) => all.count()),
        await behind('keys', (all) => all.count())];
      await store.add(plain[0]);
      return [one, all, left, (await store.get('a')).record.id];`);
    expect(seen).toEqual([[true, false, 2], 2, [0, 0], 'a']);
  });

  it('sees what was changed behind its back, and loses nothing else', async () => {
    const seen = await run<unknown[]>(`${empty}
      const store = await open();
      for (const record of plain) await store.add(record);
      const [a, b] = await behind('records', (all) => all.getAll());
      a.data[20] ^= 1;
      await behind('records', (all) => all.put(a));
      // An expiry in the past would have it swept away.
      await behind('records', (all) => all.put({ ...b, expires: 1 }));
      const gets = [await outcome(store.get('a')), await outcome(store.get('b')),
        (await store.get('c')).record.id];
      const list = (await store.list()).map(({ id, problem }) => [id, problem ?? 'fine']);
      const again = await open();
      const { count, problems } = await again.export();
      return [gets, list, again.swept, count, problems];`);
    const corrupt = ['RECORD_UNREADABLE', 'CORRUPT'];
    expect(seen).toEqual([
      [corrupt, corrupt, 'c'],
      [
        ['a', 'CORRUPT'],
        ['b', 'CORRUPT'],
        ['c', 'fine'],
      ],
      { erased: [], problems: [{ id: 'b', problem: 'CORRUPT' }] },
      1,
      [
        { id: 'a', problem: 'CORRUPT' },
        { id: 'b', problem: 'CORRUPT' },
      ],
    ]);
  });

  it('refuses what is no record, twice the same, too old, or of another clock', async () => {
    const seen = await run<unknown[]>(`${empty}
      const store = await open();
      await store.add(plain[0]);
      const late = await open({ now: () => NOW + 4 * YEAR, sweep: false });
      const early = await open({ now: () => NOW - 4 * 86400000 });
      const spoilt = { ...plain[1], score: { ...plain[1].score, points: 850 } };
      return [await outcome(store.add(plain[0])), await outcome(late.add(plain[1])),
        await outcome(early.add(plain[1])), await outcome(store.add(spoilt)),
        (await store.list()).length];`);
    expect(seen).toEqual([
      ['RECORD_INVALID', 'ID_TAKEN'],
      ['RECORD_INVALID', 'EXPIRED'],
      ['RECORD_INVALID', 'CLOCK'],
      ['RECORD_INVALID', 'POINTS'],
      1,
    ]);
  });

  it('is written by several frames at once, while another erases all', async () => {
    const seen = await run<unknown[]>(`${empty}
      const frames = await Promise.all([1, 2, 3].map(() => new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => resolve(frame);
        frame.src = '/other/';
        document.body.append(frame);
      })));
      // The frames may import by themselves: each is a realm of its own, as another tab is.
      const add = (frame, who) => new Promise((resolve, reject) => {
        const script = frame.contentDocument.createElement('script');
        script.type = 'module';
        script.src = '/frame.js?' + who;
        frame.contentWindow.done = resolve;
        frame.contentWindow.failed = reject;
        frame.contentWindow.given = JSON.stringify({ record: plain[0], now: NOW, who });
        frame.contentDocument.body.append(script);
      });
      const first = await Promise.all(frames.map((frame, i) => add(frame, 'first' + i)));
      const store = await open();
      const names = new Set((await behind('records', (all) => all.getAll())).map(({ key }) => key));
      const all = await store.list();
      const readable = all.filter(({ record }) => record).length;
      // Again, while this one erases all again and again.
      let going = true;
      let erased = 0;
      const eraser = (async () => { while (going) {
        erased += await store.eraseAll();
        await new Promise((resolve) => setTimeout(resolve, 20));
      } })();
      const second = await Promise.all(frames.map((frame, i) => add(frame, 'second' + i)));
      going = false;
      await eraser;
      const rest = await store.list();
      for (const frame of frames) frame.remove();
      return [first, names.size, readable, second, rest.every(({ record }) => record),
        erased - 30 + rest.length];`);
    expect(seen).toEqual([[10, 10, 10], 1, 30, [10, 10, 10], true, 30]);
  });

  it('gives way to whoever deletes the database, and says that it is closed', async () => {
    const seen = await run<unknown[]>(`${empty}
      const store = await open();
      await store.add(plain[0]);
      const deleted = await new Promise((resolve) => {
        const deletion = indexedDB.deleteDatabase('insitu-records');
        deletion.onsuccess = () => resolve('deleted');
        deletion.onblocked = () => resolve('blocked');
      });
      const closed = await outcome(store.get('a'));
      const again = await open();
      const gone = await outcome(again.get('a'));
      again.close();
      return [deleted, closed, gone, await outcome(again.list())];`);
    const disposed = ['DISPOSED', null];
    expect(seen).toEqual(['deleted', ['RECORD_STORE_FAILED', 'CLOSED'], 'nothing', disposed]);
  });

  it('says what is wrong with a database of another kind, and when there is no room', async () => {
    const seen = await run<unknown[]>(`${empty}
      const make = (name, version) => new Promise((resolve) => {
        const opening = indexedDB.open(name, version);
        opening.onupgradeneeded = () => opening.result.createObjectStore('things');
        opening.onsuccess = () => { opening.result.close(); resolve(); };
      });
      await make('foreign', 1);
      await make('newer', 2);
      const store = await open();
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };
      const full = await outcome(store.add(plain[0]));
      IDBObjectStore.prototype.add = add;
      return [await outcome(open({ name: 'foreign' })), await outcome(open({ name: 'newer' })), full,
        (await store.list()).length];`);
    const failed = 'RECORD_STORE_FAILED';
    expect(seen).toEqual([[failed, 'FOREIGN'], [failed, 'VERSION'], [failed, 'QUOTA'], 0]);
  });

  it('leaves a planted value nowhere in storage, raw features included in a record or not', async () => {
    const texts = JSON.stringify(PLANTED_TEXTS);
    const numbers = JSON.stringify(NUMBERS);
    const [clean, places, planted] = await run<[string[], number, string[]]>(`${empty}
      for (const name of ['foreign', 'newer']) indexedDB.deleteDatabase(name);
      const applicant = ${JSON.stringify(PLANTED)};
      const store = await open({ now: Date.now });
      const made = await makeRecord(applicant, { id: 'without' });
      await store.add(made.record, { salt: made.salt });
      const raw = await makeRecord(applicant, { id: 'with' }, { includeApplicant: true });
      await store.add(raw.record);
      await store.list();
      await store.export({ salts: true });
      const clean = await search(${texts}, ${numbers});
      // The same search finds what is stored in clear.
      await behind('keys', (keys) => keys.put({ id: 'planted', x: [{ y: applicant.credit_limit }] }));
      localStorage.planted = 'x' + applicant.occupation;
      await (await caches.open('planted')).put('/x', new Response('137.03125'));
      const { found } = await search(${texts}, ${numbers});
      await behind('keys', (keys) => keys.delete('planted'));
      localStorage.clear();
      await caches.delete('planted');
      return [clean.found, clean.places, found];`);
    expect(clean).toEqual([]);
    expect(places).toBeGreaterThan(10);
    expect(planted).toEqual(
      expect.arrayContaining(['Zwickelhornist', '137.03125', '73190.77 (float64)']),
    );
  });

  it('asks the browser to keep its storage, and says what it answered', async () => {
    const answer = await run<unknown>(`
      const store = await open({ persist: true });
      // Firefox asks the user, and nobody answers here.
      const none = new Promise((resolve) => setTimeout(resolve, 500, 'asked'));
      const not = await (await open()).persisted;
      return [await Promise.race([store.persisted, none]), not ?? 'not asked'];`);
    expect(answer).toEqual([
      expect.toBeOneOf([true, false, 'asked', null, undefined]),
      'not asked',
    ]);
  });
});

describe('the record store in a profile of Chromium', () => {
  it('survives the browser, and leaves no planted value in any file of the profile', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'insitu-profile-'));
    const { executable } = (await findBrowser('chromium'))!;
    const launch = () => chromium.launchPersistentContext(profile, { executablePath: executable });
    const applicant = JSON.stringify(PLANTED);
    try {
      let context = await launch();
      let page = await context.newPage();
      await page.goto(`${server.origin}/`);
      const text = await evaluate<string>(
        page,
        `
          const raw = await makeRecord(${applicant}, { id: 'with' }, { includeApplicant: true });
          const made = await makeRecord(${applicant}, { id: 'without' });
          const store = await open({ now: Date.now });
          await store.add(raw.record);
          await store.add(made.record, { salt: made.salt });
          return records.recordJson(raw.record);`,
      );
      await context.close();
      expect(plantedInFiles(profile)).toEqual([]);

      context = await launch();
      page = await context.newPage();
      await page.goto(`${server.origin}/`);
      const again = await evaluate<string>(
        page,
        `
          const store = await open({ now: Date.now });
          localStorage.planted = '73190.77';
          return records.recordJson((await store.get('with')).record);`,
      );
      await context.close();
      expect(again).toBe(text);
      expect(text).toContain('73190.77');
      // The same search finds what was stored in clear.
      expect(plantedInFiles(profile)).toContain('73190.77');
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  });

  it('says that storage is full when it really is', async () => {
    const { executable } = (await findBrowser('chromium'))!;
    const browser = await chromium.launch({ executablePath: executable });
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${server.origin}/`);
      const devtools = await context.newCDPSession(page);
      const override = { origin: server.origin, quotaSize: 400_000 };
      await devtools.send('Storage.overrideQuotaForOrigin', override);
      const seen = await evaluate<[number, unknown, number]>(
        page,
        `
          const store = await open();
          let added = 0;
          let last;
          for (let i = 0; i < 2_000 && !last; i++) {
            const record = { ...plain[0], id: 'r' + i };
            last = await store.add(record).then(() => { added++; }, (e) => [e.code, e.issues[0].code]);
          }
          return [added, last, (await store.list()).filter(({ record }) => record).length];`,
      );
      expect(seen[1]).toEqual(['RECORD_STORE_FAILED', 'QUOTA']);
      expect(seen[0]).toBeGreaterThan(10);
      // What was said to be kept is kept.
      expect(seen[2]).toBe(seen[0]);
    } finally {
      await browser.close();
    }
  });
});

async function evaluate<Value>(
  page: Pick<BrowserPage, 'evaluate'>,
  statements: string,
): Promise<Value> {
  return JSON.parse(await page.evaluate<string>(script(statements))) as Value;
}

/** Planted texts and numbers in the bytes of any file of a folder. */
function plantedInFiles(folder: string): string[] {
  const needles: [string, Buffer][] = PLANTED_TEXTS.flatMap((text) => [
    [text, Buffer.from(text)],
    [text, Buffer.from(text, 'utf16le')],
  ]);
  for (const number of NUMBERS) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(number);
    needles.push([String(number), bytes]);
  }
  const found = new Set<string>();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const [name, needle] of needles) if (bytes.includes(needle)) found.add(name);
  }
  return [...found];
}
