import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchExplanation, BatchResult, Plan } from '../../sdk/index.js';
import { loadModel } from '../../sdk/node.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { bundleSdk, bundleWorker } from '../red-team/bundle-page.js';
import { packVector } from './runtime-real-model.js';

const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

/** Rows of the files repeated: enough for several messages, and the last one not full. */
const ROWS = 5_000;

let folder: string;
let server: FolderServer;
let expected: { batch: BatchResult; explained: BatchExplanation; node: Plan };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-webgpu-'));
  const { bytes, columns } = await packVector();
  const repeated = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      Float64Array.from({ length: ROWS }, (_, i) => column[i % column.length]!),
    ]),
  );
  const model = await loadModel(bytes, { engine: 'webgpu' });
  expected = {
    batch: await model.scoreBatch(repeated),
    explained: await model.explainBatch(repeated, { direction: 'adverse' }),
    node: model.plan,
  };
  const plain = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      Array.from(column, (value) => (Number.isNaN(value) ? null : value)),
    ]),
  );
  const [sdk, score, gpu] = await Promise.all([
    bundleSdk(),
    bundleWorker(),
    bundleWorker({ gpu: true }),
  ]);
  const files = {
    'index.html': '<!doctype html><title>WebGPU</title><link rel="icon" href="data:,">',
    'index.js': sdk,
    'score.worker.js': score,
    'gpu.worker.js': gpu,
    'model.insitu': bytes,
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

it('is not there in Node, and the plan says so', () => {
  expect(expected.node.reasons).toEqual(['there is no WebGPU in Node']);
  expect(expected.batch.engine).toBe('wasm');
});

interface Seen {
  readonly plan: Plan;
  readonly engine: string;
  readonly reason?: string;
  readonly margin: number[];
  readonly contributions: number[];
  readonly reasons: number[];
}

describe.each(browserNames)('batches on a GPU in %s', (name) => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`, { webgpu: true });
  });
  afterAll(async () => {
    await page?.close();
  });

  /** Loads the model with options, runs statements with `model` and `columns` at hand. */
  function run<Value>(options: string, statements: string): Promise<Value> {
    return page.evaluate(`(async () => {
      const { loadModel } = await import('./index.js');
      const few = await (await fetch('columns.json')).json();
      const columns = Object.fromEntries(Object.entries(few).map(([name, column]) =>
        [name, Float64Array.from({ length: ${ROWS} }, (_, i) => column[i % column.length] ?? NaN)]));
      const seen = (batch) => ({
        plan: model.plan,
        engine: batch.engine,
        reason: batch.engineReason,
        margin: [...batch.margin],
        contributions: [...(batch.contributions ?? [])],
        reasons: [...(batch.reasons ?? [])],
      });
      const model = await loadModel('model.insitu', ${options});
      try { ${statements} } finally { await model.dispose(); }
    })()`);
  }

  it.each(['worker', 'frame'])('are the same integers, from a %s', async (isolation) => {
    const options = `{ engine: 'webgpu', isolation: '${isolation}' }`;
    const [scored, explained, ranked] = await run<[Seen, Seen, Seen]>(
      options,
      `return [
        seen(await model.scoreBatch(columns)),
        seen(await model.explainBatch(columns, { direction: 'adverse' })),
        seen(await model.explainBatch(columns, { direction: 'adverse', contributions: false })),
      ];`,
    );
    for (const result of [scored, explained, ranked]) {
      expect(result.margin).toEqual([...expected.batch.margin]);
    }
    expect(explained.contributions).toEqual([...expected.explained.contributions]);
    expect(explained.reasons).toEqual([...expected.explained.reasons]);
    expect(ranked.reasons).toEqual([...expected.explained.reasons]);
    expect(ranked.contributions).toEqual([]);
    // What ran is what the plan says: a browser without an adapter names the reason, and is right too.
    const batches = scored.plan.batches!;
    // The flag gives Chromium a software adapter everywhere; Firefox needs a Vulkan driver.
    if (name === 'chromium') expect(batches.engine).toBe('webgpu');
    expect(scored.plan.engine).toBe('wasm');
    expect(scored.engine).toBe(batches.engine);
    if (batches.engine === 'webgpu') {
      expect(batches).toMatchObject({ adapter: expect.stringMatching(/./), reasons: [] });
      expect(batches.isolation!.policy).toBe(true);
      expect(batches.isolation!.deleted).toEqual(
        expect.arrayContaining(['fetch', 'navigator.gpu', 'importScripts']),
      );
      expect(explained.engine).toBe('webgpu');
    } else {
      expect(batches.reasons[0]).toMatch(/^WebGPU /);
    }
  });

  it('are wasm when the script of the worker is not there, with the reason', async () => {
    const options = `{ engine: 'webgpu', gpuWorkerUrl: './none.worker.js' }`;
    const result = await run<Seen>(options, 'return seen(await model.scoreBatch(columns));');
    expect(result.engine).toBe('wasm');
    expect(result.margin).toEqual([...expected.batch.margin]);
    expect(result.plan.batches!.reasons[0]).toMatch(/worker did not start/);
  });

  it('are not even thought of for few rows: nothing is fetched for them', async () => {
    const before = server.requests.length;
    const result = await run<Seen>('{}', 'return seen(await model.scoreBatch(columns));');
    expect(result.engine).toBe('wasm');
    expect(result.plan.batches).toBeUndefined();
    const asked = server.requests.slice(before);
    expect(asked.filter((request) => request.includes('worker'))).toEqual(['GET /score.worker.js']);
  });

  it('go where a measurement on the first large one says', async () => {
    const result = await run<Seen & { second: string; wrong: number }>(
      '{}',
      `const many = Object.fromEntries(Object.entries(columns).map(([name, column]) =>
        [name, Float64Array.from({ length: 300_000 }, (_, i) => column[i % column.length])]));
      const first = await model.scoreBatch(many);
      const second = await model.scoreBatch(many);
      const wrong = first.margin.findIndex((margin, i) => margin !== second.margin[i]);
      return { ...seen({ ...first, margin: first.margin.slice(0, ${ROWS}) }), second: second.engine, wrong };`,
    );
    expect(result.margin).toEqual([...expected.batch.margin]);
    expect(result.wrong).toBe(-1);
    const { batches } = result.plan;
    // WebKit has no WebGPU: nothing was tried, and nothing is to be said.
    if (!batches) return;
    expect(batches.reasons).toHaveLength(1);
    expect(result.engine).toBe(batches.engine);
    expect(result.second).toBe(batches.engine);
  });
});
