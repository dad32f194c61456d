import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchExplanation, BatchResult, Explanation, Plan } from '../../sdk/index.js';
import { loadModel } from '../../sdk/node.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { browserNames, openPage, type BrowserPage } from '../browsers/browser.js';
import { launchChromium } from '../browsers/chromium.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { readColumnsCsv } from '../golden/cases.js';
import { bundleSdk, bundleWorker } from '../red-team/bundle-page.js';
import { channels, leakedBy, type Outcomes } from '../red-team/red-team.js';
import { startWitness } from '../red-team/witness.js';
import { networkModel, networkTable, sharedNetwork } from './network-cases.js';
import { packVector } from './runtime-real-model.js';

const WASM = 'ort-wasm-simd-threaded.wasm';
const wasm = createRequire(import.meta.url).resolve(`onnxruntime-web/${WASM}`);

/** What SECURITY.md recommends, for the page and for its workers. */
const pagePolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:; img-src data:; frame-src 'self'";
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

/** Devices differ in the last bits of a float32 sum; units of 2^-22 log-odds. */
const SPREAD_UNITS = 64;

let folder: string;
let server: FolderServer;
let applicant: Record<string, number>;
let columns: Record<string, number[]>;
let expected: { explanation: Explanation; batch: BatchResult; explained: BatchExplanation };
let tree: object;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'insitu-network-'));
  const model = networkModel('mlp');
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  const rows = networkTable('mlp', 'rows');
  columns = Object.fromEntries(model.features.map(({ name }) => [name, [...rows.get(name)!]]));
  applicant = Object.fromEntries(Object.entries(columns).map(([name, [value]]) => [name, value!]));
  const inNode = await loadModel(bytes);
  expected = {
    explanation: await inNode.explain(applicant),
    batch: await inNode.scoreBatch(columns),
    explained: await inNode.explainBatch(columns),
  };
  const shared = sharedNetwork();
  const packed = await packVector();
  tree = packed.applicant(0);
  const golden = shared && (await encodeBundle(shared.model, { crypto: crypto.subtle }));
  const [sdk, score, network] = await Promise.all([
    bundleSdk(),
    bundleWorker(),
    bundleWorker({ network: true }),
  ]);
  const files = {
    'index.html': '<!doctype html><title>Network</title><link rel="icon" href="data:,">',
    'index.js': sdk,
    'score.worker.js': score,
    'network.worker.js': network,
    'network.insitu': bytes,
    'tree.insitu': packed.bytes,
    ...(golden && { 'golden.insitu': golden }),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'insitu-assets'));
  copyFileSync(wasm, join(folder, 'insitu-assets', WASM));
  mkdirSync(join(folder, 'changed'));
  const changed = readFileSync(wasm);
  changed[changed.length - 1]! ^= 1;
  writeFileSync(join(folder, 'changed', WASM), changed);
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

describe.each(browserNames)('a network in %s', (name) => {
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
      const columns = ${JSON.stringify(columns)};
      const applicant = ${JSON.stringify(applicant)};
      ${statements}
    })()`);
  }

  it.each(['worker', 'frame'])('scores and explains as Node does, in a %s', async (isolation) => {
    const [explanation, plan] = await run<[Explanation, Plan]>(`
      const model = await loadModel('network.insitu', { isolation: '${isolation}' });
      const explanation = await model.explain(applicant);
      await model.dispose();
      return [explanation, model.plan];`);
    const { score, baseline, contributions, method, error } = explanation;
    const near = (found: number, wanted: number) =>
      expect(Math.abs(found - wanted)).toBeLessThan(SPREAD_UNITS);
    near(score.margin, expected.explanation.score.margin);
    contributions.forEach(({ margin }, i) =>
      near(margin, expected.explanation.contributions[i]!.margin),
    );
    const sum = contributions.reduce((total, each) => total + each.margin, baseline.margin);
    expect(sum).toBe(score.margin);
    expect({ method, error }).toEqual({ method: 'coalitions', error: 0 });
    expect(score).toMatchObject({ engine: 'onnx-wasm', reproducible: false });
    expect(plan).toMatchObject({ engine: 'onnx-wasm', explain: 'coalitions', where: 'worker' });
    expect(plan.isolation).toMatchObject({ policy: true });
  });

  it('takes batches, with several workers', async () => {
    const [margin, contributions, sums] = await run<[number[], number[], boolean]>(`
      const model = await loadModel('network.insitu', { workers: 2 });
      const batch = await model.scoreBatch(columns);
      const explained = await model.explainBatch(columns);
      await model.dispose();
      const players = explained.features.length;
      const sums = explained.margin.every((margin, row) => {
        let sum = explained.baseline;
        for (let p = 0; p < players; p++) sum += explained.contributions[p * explained.rows + row];
        return sum === margin && explained.error[row] === 0;
      });
      return [[...batch.margin], [...explained.contributions], sums];`);
    expect(sums).toBe(true);
    margin.forEach((each, row) =>
      expect(Math.abs(each - expected.batch.margin[row]!)).toBeLessThan(SPREAD_UNITS),
    );
    contributions.forEach((each, at) =>
      expect(Math.abs(each - expected.explained.contributions[at]!)).toBeLessThan(SPREAD_UNITS),
    );
  });

  it('is within 1e-6 of the golden probabilities on every row', async (context) => {
    const shared = sharedNetwork();
    if (!shared) return context.skip('../shared/golden is not here');
    const rows = readColumnsCsv(`${shared.folder}test.csv`);
    const golden = readColumnsCsv(`${shared.folder}expected_onnxruntime.csv`).get('probability')!;
    const table = Object.fromEntries(
      shared.model.features.map((feature) => [feature.name, [...rows.get(feature.name)!]]),
    );
    const probability = await run<number[]>(`
      const model = await loadModel('golden.insitu');
      const { probability } = await model.scoreBatch(${JSON.stringify(table)});
      await model.dispose();
      return [...probability];`);
    expect(probability).toHaveLength(golden.length);
    const differences = probability.map((each, row) => Math.abs(each - golden[row]!));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  });

  it('fetches the engine once, and for a tree nothing of it', async () => {
    const asked = async (file: string, input: object) => {
      const before = server.requests.length;
      await run(`
        const model = await loadModel('${file}', { workers: 1 });
        await model.score(${JSON.stringify(input)});
        await model.dispose();
        return 1;`);
      const requests = server.requests.slice(before).filter((each) => !/index|GET \/$/.test(each));
      return requests.sort();
    };
    expect(await asked('tree.insitu', tree)).toEqual(['GET /score.worker.js', 'GET /tree.insitu']);
    expect(await asked('network.insitu', applicant)).toEqual([
      `GET /insitu-assets/${WASM}`,
      'GET /network.insitu',
      'GET /network.worker.js',
      'GET /score.worker.js',
    ]);
  });

  it.each([
    ['a byte that changed', './changed/', 'ASSET_INTEGRITY'],
    ['a folder that is not there', '/none', 'LOAD_FAILED'],
  ])('refuses an engine with %s', async (_, assets, code) => {
    const options = JSON.stringify({ assets });
    expect(await run(`return loadModel('network.insitu', ${options}).catch(code);`)).toBe(code);
  });
});

describe('the worker for networks, attacked through the debugger', () => {
  it('is silent', async () => {
    const witness = await startWitness();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.origin}/`);
      const load = `import('./index.js').then(async ({ loadModel }) => {
        globalThis.model = await loadModel('./network.insitu', { workers: 1 });
        return model.plan.isolation.policy;
      })`;
      const score = `model.score(${JSON.stringify(applicant)}).then((s) => s.engine, (e) => e.code)`;
      expect(await page.evaluate(load)).toBe(true);
      expect(await page.evaluate(score)).toBe('onnx-wasm');
      const target = JSON.stringify({ origin: witness.origin, udpPort: witness.udpPort });
      const worker = page.workers().find((each) => each.url().includes('network.worker'));
      const outcomes = await worker!.evaluate<Outcomes>(
        `(() => { ${channels}; return redTeamChannels(${target}); })()`,
      );
      expect(Object.keys(outcomes.remote).length).toBeGreaterThan(25);
      expect(await leakedBy(outcomes, witness)).toEqual([]);
      expect(await page.evaluate(score)).toBe('EGRESS_BLOCKED');
    } finally {
      await browser.close();
      await witness.close();
    }
  });
});
