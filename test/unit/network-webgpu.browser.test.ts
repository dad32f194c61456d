import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../sdk/index.js';
import { loadModel } from '../../sdk/node.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { readColumnsCsv } from '../golden/cases.js';
import { bundleSdk, bundleWorker } from '../red-team/bundle-page.js';
import { networkCases, networkModel, networkTable, sharedNetwork } from './network-cases.js';

const WASM = 'ort-wasm-simd-threaded.wasm';
const JSPI = 'ort-wasm-simd-threaded.jspi.wasm';
const installed = (name: string) =>
  createRequire(import.meta.url).resolve(`onnxruntime-web/${name}`);

/** What SECURITY.md recommends, for the page and for its workers. */
const pagePolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:; img-src data:; frame-src 'self'";
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

/** Back ends differ in the last bits of float32 sums: log-odds, and what probabilities make of it. */
const SPREAD = 2e-5;

/** A network that the GPU runs whole. */
const ON_GPU = 'mlp';

/** Networks with a part that it does not: integers, float64. */
const NOT_ON_GPU = ['embedding', 'fixed-batch'];

let folder: string;
let server: FolderServer;
const expected = new Map<string, { columns: object; margin: number[]; contributions: number[] }>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-network-webgpu-'));
  const shared = sharedNetwork();
  for (const name of networkCases()) {
    await place(name, networkModel(name), networkTable(name, 'rows'));
  }
  if (shared) await place('golden', shared.model, readColumnsCsv(`${shared.folder}test.csv`));
  const [sdk, score, network, gpu, tapped] = await Promise.all([
    bundleSdk(),
    bundleWorker(),
    bundleWorker({ network: true }),
    bundleWorker({ network: true, gpu: true }),
    bundleWorker({ network: true, gpu: true, tapped: true }),
  ]);
  const lose = `addEventListener('message', ({ data }) => data === 'lose' && tapped.destroy());`;
  const files = {
    'index.html': '<!doctype html><title>Network</title><link rel="icon" href="data:,">',
    'index.js': sdk,
    'score.worker.js': score,
    'network.worker.js': network,
    'network-gpu.worker.js': gpu,
    'tapped.worker.js': `${tapped}\n${lose}`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  for (const name of ['insitu-assets', 'changed', 'half']) {
    mkdirSync(join(folder, name));
    copyFileSync(installed(WASM), join(folder, name, WASM));
  }
  copyFileSync(installed(JSPI), join(folder, 'insitu-assets', JSPI));
  const changed = readFileSync(installed(JSPI));
  changed[changed.length - 1]! ^= 1;
  writeFileSync(join(folder, 'changed', JSPI), changed);
  server = await serveFolder(folder, {
    headers: (path): Record<string, string> => ({
      'content-security-policy': path.includes('.worker.') ? workerPolicy : pagePolicy,
    }),
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** Puts a network beside the page, and remembers what WASM says of its rows. */
async function place(name: string, model: RiskModel, rows: Map<string, Float64Array>) {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  writeFileSync(join(folder, `${name}.insitu`), bytes);
  const columns = Object.fromEntries(
    model.features.map((feature) => [
      feature.name,
      Array.from(rows.get(feature.name)!, (value) => (Number.isNaN(value) ? null : value)),
    ]),
  );
  const few = Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [key, column.slice(0, 5)]),
  );
  const inNode = await loadModel(bytes);
  const { margin } = await inNode.scoreBatch(columns);
  const { contributions } = await inNode.explainBatch(few);
  expected.set(name, { columns, margin: [...margin], contributions: [...contributions] });
}

interface Seen {
  readonly plan: Plan;
  readonly engine: string;
  readonly reason?: string;
  readonly margin: number[];
}

describe.each(browserNames)('a network on a GPU in %s', (name) => {
  let page: BrowserPage;
  let hasGpu: boolean;
  beforeAll(async () => {
    page = await openPage(name, `${server.origin}/`, { webgpu: true });
    hasGpu = await page.evaluate('navigator.gpu?.requestAdapter().then(Boolean) ?? false');
  });
  afterAll(async () => {
    await page?.close();
  });

  /** Loads a network with options, runs statements with `model`, `columns` and `seen` at hand. */
  function run<Value>(network: string, options: string, statements: string): Promise<Value> {
    return page.evaluate(`(async () => {
      const { loadModel } = await import('./index.js');
      const workers = [];
      const Native = globalThis.Worker;
      globalThis.Worker = function (...parameters) {
        workers.push(new Native(...parameters));
        return workers.at(-1);
      };
      const columns = ${JSON.stringify(expected.get(network)!.columns)};
      const seen = (batch) => ({
        plan: model.plan,
        engine: batch.engine,
        reason: batch.engineReason,
        margin: [...batch.margin],
      });
      const model = await loadModel('${network}.insitu', ${options});
      try { ${statements} } finally {
        await model.dispose();
        globalThis.Worker = Native;
      }
    })()`);
  }

  const worst = (ours: readonly number[], theirs: readonly number[]) => {
    expect(ours).toHaveLength(theirs.length);
    return Math.max(...ours.map((each, at) => Math.abs(each - theirs[at]!))) * 2 ** -22;
  };

  it.each(['worker', 'frame'])('scores and explains batches there, in a %s', async (isolation) => {
    const options = `{ engine: 'webgpu', isolation: '${isolation}' }`;
    const [scored, explained, one, sums] = await run<[Seen, number[], string, boolean]>(
      ON_GPU,
      options,
      `const scored = seen(await model.scoreBatch(columns));
      const few = Object.fromEntries(Object.entries(columns).map(([key, each]) => [key, each.slice(0, 5)]));
      const explained = await model.explainBatch(few);
      const applicant = Object.fromEntries(Object.entries(columns).map(([key, [value]]) => [key, value]));
      const one = await model.score(applicant);
      const sums = explained.margin.every((margin, row) => {
        let sum = explained.baseline;
        for (let at = row; at < explained.contributions.length; at += 5) sum += explained.contributions[at];
        return sum === margin;
      });
      return [scored, [...explained.contributions], one.engine, sums];`,
    );
    const { margin, contributions } = expected.get(ON_GPU)!;
    expect(worst(scored.margin, margin)).toBeLessThan(SPREAD);
    expect(worst(explained, contributions)).toBeLessThan(SPREAD);
    expect(sums).toBe(true);
    expect(one).toBe('onnx-wasm');
    expect(scored.plan.engine).toBe('onnx-wasm');
    const batches = scored.plan.batches!;
    expect(scored.engine).toBe(batches.engine);
    // The flag gives Chromium a software adapter everywhere; Firefox needs a Vulkan driver.
    if (name === 'chromium') expect(hasGpu).toBe(true);
    if (!hasGpu) {
      expect(batches).toEqual({
        engine: 'onnx-wasm',
        reasons: [expect.stringMatching(/^WebGPU /)],
      });
      return;
    }
    expect(batches.engine).toBe('onnx-webgpu');
    expect(batches.adapter).toMatch(/./);
    expect(batches.reasons).toEqual([expect.stringMatching(/^not the same bits as wasm/)]);
    expect(batches.isolation!.policy).toBe(true);
    expect(batches.isolation!.deleted).toEqual(
      expect.arrayContaining(['fetch', 'navigator.gpu', 'GPUDevice']),
    );
  });

  it.for([...networkCases(), 'golden'])(
    'is as near to WASM as float32 allows, or says why not there: %s',
    async (network, context) => {
      if (!expected.has(network)) return context.skip('../shared/golden is not here');
      const options = `{ engine: 'webgpu' }`;
      const statement = 'return seen(await model.scoreBatch(columns));';
      const result = await run<Seen>(network, options, statement);
      const { batches } = result.plan;
      expect(result.engine).toBe(batches!.engine);
      expect(batches!.reasons).toHaveLength(1);
      if (hasGpu) {
        const onGpu = !NOT_ON_GPU.includes(network);
        expect(batches!.engine).toBe(onGpu ? 'onnx-webgpu' : 'onnx-wasm');
        expect(batches!.reasons[0]).toMatch(onGpu ? /^not the same bits/ : /not run all operators/);
      }
      expect(worst(result.margin, expected.get(network)!.margin)).toBeLessThan(SPREAD);
    },
  );

  it('fetches nothing of it unless it was asked for, and says where it runs instead', async () => {
    const before = server.requests.length;
    const result = await run<Seen>(ON_GPU, '{}', 'return seen(await model.scoreBatch(columns));');
    expect(result.engine).toBe('onnx-wasm');
    expect(result.plan.batches).toBeUndefined();
    expect(result.plan.reasons).toEqual([expect.stringMatching(/quicker on wasm/)]);
    const asked = server.requests.slice(before).join();
    expect(asked).toContain(WASM);
    expect(asked).not.toMatch(/jspi|network-gpu/);
  });

  it.each([
    ['a file that is not there', `{ assets: './half/' }`, /jspi\.wasm/],
    ['a byte that changed', `{ assets: './changed/' }`, /expected the file of onnxruntime-web/],
    ['no script', `{ networkGpuWorkerUrl: './none.worker.js' }`, /worker did not start/],
  ])('falls back with %s, and says why', async (_, options, reason) => {
    const result = await run<Seen>(
      ON_GPU,
      `{ engine: 'webgpu', ...${options} }`,
      'return seen(await model.scoreBatch(columns));',
    );
    expect(result.engine).toBe('onnx-wasm');
    expect(worst(result.margin, expected.get(ON_GPU)!.margin)).toBeLessThan(SPREAD);
    expect(result.plan.batches).toMatchObject({ engine: 'onnx-wasm' });
    const [why] = result.plan.batches!.reasons;
    expect(why).toMatch(hasGpu ? reason : /^WebGPU /);
  });

  it('loses no batch with its device', async (context) => {
    if (!hasGpu) return context.skip('this browser has no WebGPU adapter');
    const [first, second, third] = await run<Seen[]>(
      ON_GPU,
      `{ engine: 'webgpu', networkGpuWorkerUrl: './tapped.worker.js' }`,
      `const first = seen(await model.scoreBatch(columns));
      const running = model.scoreBatch(columns);
      workers.at(-1).postMessage('lose');
      const second = seen(await running);
      return [first, second, seen(await model.scoreBatch(columns))];`,
    );
    const { margin } = expected.get(ON_GPU)!;
    for (const result of [first!, second!, third!]) {
      expect(worst(result.margin, margin)).toBeLessThan(SPREAD);
    }
    expect(first!.engine).toBe('onnx-webgpu');
    expect(third!.engine).toBe('onnx-wasm');
    expect(third!.plan.batches!.engine).toBe('onnx-wasm');
    expect(third!.plan.batches!.reasons.at(-1)).toMatch(/WebGPU device/);
  });
});
