import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchResult, Plan, Score } from '../../sdk/index.js';
import { loadModel } from '../../sdk/node.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleSdk, bundleWorker } from '../red-team/bundle-page.js';
import { TRICKS } from '../red-team/fake-session.js';
import { packVector } from './runtime-real-model.js';

const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

let folder: string;
let server: FolderServer;
let expected: { scores: Score[]; batch: BatchResult };
let applicants: object[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-workers-'));
  const { bytes, columns, applicant } = await packVector();
  const model = await loadModel(bytes);
  applicants = [0, 1, 2].map(applicant);
  expected = {
    scores: await Promise.all([0, 1, 2].map((row) => model.score(applicant(row)))),
    batch: await model.scoreBatch(columns),
  };
  const plain = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      Array.from(column, (value) => (Number.isNaN(value) ? null : value)),
    ]),
  );
  const [sdk, worker, fake] = await Promise.all([
    bundleSdk(),
    bundleWorker(),
    bundleWorker({ fakeSession: true }),
  ]);
  const files = {
    'index.html': '<!doctype html><title>Workers</title><link rel="icon" href="data:,">',
    'index.js': sdk,
    'score.worker.js': worker,
    'fake.worker.js': fake,
    'broken.worker.js': 'throw new Error("broken")',
    'page.worker.html': '<!doctype html><title>Not found</title>',
    'model.insitu': bytes,
    'fake.insitu': new Uint8Array([7]),
    'columns.json': JSON.stringify(plain),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  server = await serveFolder(folder, {
    headers: (path): Record<string, string> =>
      path.includes('.worker.') ? { 'content-security-policy': workerPolicy } : {},
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

describe.each(browserNames)('a model in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`);
  });
  afterAll(async () => {
    await page?.close();
  });

  /** Runs statements in the page, with `loadModel` and `code` (an error's code) at hand. */
  function run<Value>(statements: string): Promise<Value> {
    return page.evaluate(`(async () => {
      const { loadModel } = await import('./index.js');
      const code = (error) => (error.name === 'RiskError' ? error.code : error.name);
      const fake = { workerUrl: './fake.worker.js' };
      ${statements}
    })()`);
  }

  it.each(['worker', 'frame'])('scores as Node does, bit for bit, in a %s', async (isolation) => {
    const [scores, plan] = await run<[Score[], Plan]>(`
      const model = await loadModel('model.insitu', { isolation: '${isolation}' });
      const scores = await Promise.all(${JSON.stringify(applicants)}.map((a) => model.score(a)));
      await model.dispose();
      return [scores, model.plan];`);
    expect(scores.map(({ margin }) => margin)).toEqual(expected.scores.map((s) => s.margin));
    expect(scores.map((s) => s.probability)).toEqual(expected.scores.map((s) => s.probability));
    expect(plan.isolation).toMatchObject({ policy: true });
  });

  it('gives a batch the same result from one worker and from three', async () => {
    const margins = await run<number[][]>(`
      const columns = await (await fetch('columns.json')).json();
      const repeated = Object.fromEntries(Object.entries(columns).map(([name, column]) =>
        [name, Float64Array.from({ length: 200_000 }, (_, i) => column[i % column.length] ?? NaN)]));
      const margins = [];
      for (const workers of [1, 3]) {
        const model = await loadModel('model.insitu', { workers });
        const { margin } = await model.scoreBatch(repeated);
        const size = Object.values(columns)[0].length;
        if (!margin.every((value, i) => value === margin[i % size])) throw new Error('rows differ');
        margins.push([...margin.slice(0, size)]);
        await model.dispose();
      }
      return margins;`);
    expect(margins[0]).toEqual([...expected.batch.margin]);
    expect(margins[1]).toEqual(margins[0]);
  });

  it('starts its worker and its fetch together, and asks for each file once', async () => {
    // A worker that an earlier test started, and did not wait for, may still ask for its script.
    let before: number;
    do {
      before = server.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
    } while (server.requests.length > before);
    await run(`await (await loadModel('model.insitu', { workers: 1 })).dispose(); return 1;`);
    const asked = server.requests.slice(before).filter((request) => /insitu|worker/.test(request));
    expect(asked.sort()).toEqual(['GET /model.insitu', 'GET /score.worker.js']);
  });

  it('survives a worker that crashes, and one that hangs', async () => {
    const seen = await run<unknown[]>(`
      const model = await loadModel('fake.insitu', fake);
      const margin = (s) => s.margin;
      const later = model.score({ x: ${TRICKS.throwLater}, y: 0 }).catch(code);
      const slow = model.score({ x: ${TRICKS.slow}, y: 60 }).catch(code);
      await Promise.all([later, slow]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const again = await model.score({ x: 1, y: 1 }).then(margin, code);
      const start = performance.now();
      const hang = await model.score({ x: ${TRICKS.hang}, y: 0 }, { timeoutMs: 50 }).catch(code);
      const waited = performance.now() - start < 1000;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const after = await model.score({ x: 2, y: 2 }).then(margin, code);
      await model.dispose();
      return [again, hang, waited, after];`);
    expect(seen).toEqual([2, 'TIMEOUT', true, 4]);
  });

  it('settles what runs when it is disposed, and when a signal fires', async () => {
    const seen = await run<unknown[]>(`
      const model = await loadModel('fake.insitu', fake);
      const control = new AbortController();
      const slow = { x: ${TRICKS.slow}, y: 300 };
      const aborted = model.score(slow, { signal: control.signal }).catch(code);
      const running = model.score(slow).catch(code);
      const start = performance.now();
      control.abort();
      const first = await aborted;
      const atOnce = performance.now() - start < 100;
      await model.dispose();
      return [first, atOnce, await running, await model.score(slow).catch(code)];`);
    expect(seen).toEqual(['AbortError', true, 'DISPOSED', 'DISPOSED']);
  });

  it.each([
    ['a script that is not there', './none.worker.js'],
    ['a page instead of a script', './page.worker.html'],
    ['a script that throws', './broken.worker.js'],
  ])('says WORKER_FAILED of %s', async (_, workerUrl) => {
    const options = JSON.stringify({ workerUrl });
    expect(await run(`return loadModel('model.insitu', ${options}).catch(code);`)).toBe(
      'WORKER_FAILED',
    );
    const framed = JSON.stringify({ workerUrl, isolation: 'frame' });
    expect(await run(`return loadModel('model.insitu', ${framed}).catch(code);`)).toBe(
      'WORKER_FAILED',
    );
    expect(await page.evaluate(`document.querySelectorAll('iframe').length`)).toBe(0);
  });

  it('leaves no frame behind', async () => {
    await run(`
      const models = await Promise.all([1, 2, 3].map(() => loadModel('model.insitu', { isolation: 'frame' })));
      await Promise.all(models.map((model) => model.dispose()));
      return 1;`);
    expect(await page.evaluate(`document.querySelectorAll('iframe').length`)).toBe(0);
  });
});
