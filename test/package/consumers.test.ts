import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { launchChromium } from '../browsers/chromium.js';
import { serveFolder, type FolderServer } from '../browsers/server.js';
import { networkModel, networkTable } from '../unit/network-cases.js';
import { createApp, type App } from './install.js';

/** What SECURITY.md tells an institution to send with the worker's file. */
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
const pagePolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'";

interface Outcome {
  readonly error?: string;
  readonly element: boolean;
  readonly score: {
    readonly points: number;
    readonly margin: number;
    readonly engine: string;
  };
}

let browser: Browser;
beforeAll(async () => {
  // For a WebGPU adapter without a graphics card.
  browser = await launchChromium(['--enable-unsafe-webgpu']);
});
afterAll(async () => {
  await browser?.close();
});

describe.each([
  ['Vite', 'vite-app', buildWithVite],
  ['webpack', 'webpack-app', buildWithWebpack],
  ['no bundler', 'static-app', buildNothing],
] as const)('a consumer with %s', (_, name, buildApp) => {
  let app: App;
  let server: FolderServer;
  let page: Page;

  beforeAll(async () => {
    app = createApp(name, name === 'static-app' ? 'static' : 'bundled');
    await addNetwork(app.folder, name === 'static-app' ? '' : 'public');
    const headers = (path: string): Record<string, string> => ({
      'content-security-policy': /worker/.test(path) ? workerPolicy : pagePolicy,
    });
    server = await serveFolder(await buildApp(app.folder), { headers });
    page = await browser.newPage();
  });
  afterAll(async () => {
    await page?.close();
    await server?.close();
  });

  it('scores as Node does', async () => {
    const outcome = await openAndScore(page, `${server.origin}/`);
    expect(outcome.score.points).toBe(app.expected.points);
    expect(outcome.score.margin).toBe(app.expected.marginInt);
    expect(outcome.element).toBe(true);
  });

  it('runs the kernels, in a worker that is one file', async () => {
    const outcome = (await page.evaluate('globalThis.outcome')) as Outcome;
    expect(outcome.score.engine).toBe('wasm');
    expect(page.workers().length).toBeGreaterThan(0);
    expect(new Set(page.workers().map((worker) => worker.url())).size).toBe(1);
    expect(server.requests.filter((request) => /\.wasm|kernel/.test(request))).toEqual([]);
  });

  it('runs a network as well, and asks for its engine only then', async () => {
    const isEngine = (request: string) => /ort-wasm|network/.test(request);
    expect(server.requests.filter(isEngine)).toEqual([]);
    const expected = networkTable('mlp', 'expected').get('margin')![0]!;
    const rows = networkTable('mlp', 'rows');
    const applicant = Object.fromEntries([...rows].map(([key, column]) => [key, column[0]!]));
    const call = `globalThis.scoreNetwork(${JSON.stringify(applicant)})`;
    const score = await page.evaluate<{ margin: number; engine: string }>(call);
    expect(score.engine).toBe('onnx-wasm');
    expect(score.margin / 2 ** 22).toBeCloseTo(expected, 4);
    expect(server.requests.filter((request) => request.includes('.wasm'))).toEqual([
      'GET /insitu-assets/ort-wasm-simd-threaded.wasm',
    ]);
  });

  it('answers questions in a worker that it fetches then, and not before', async () => {
    const isNamed = name !== 'webpack-app';
    const scripts = () => server.requests.filter((request) => /insight.*worker/.test(request));
    expect(scripts()).toEqual([]);
    const answers = (await page.evaluate('askQuestions()')) as Record<string, number>;
    expect(answers.margin).toBe(app.expected.marginInt);
    expect(answers.probability).toBeLessThanOrEqual(0.05);
    if (isNamed) expect(scripts()).toHaveLength(1);
  });

  it('keeps a decision record', async (context) => {
    if (name === 'static-app') context.skip('records are an entry of their own, for bundlers');
    const kept = await page.evaluate('keepRecord()');
    expect(kept).toEqual({ margin: app.expected.marginInt, same: true });
  });

  it('has a worker that stayed locked through the build', async () => {
    const leak = `(async () => {
      try { await fetch('/leak-from-worker'); return 'sent'; } catch (error) { return 'refused'; }
    })()`;
    expect(await page.workers()[0]!.evaluate(leak)).toBe('refused');
    expect(await page.workers()[0]!.evaluate('typeof globalThis.fetch')).toBe('undefined');
    expect(await page.workers()[0]!.evaluate('typeof globalThis.XMLHttpRequest')).toBe('undefined');
    expect(server.requests.filter((request) => request.includes('leak-from-worker'))).toEqual([]);
  });

  it('fetches the worker with a GPU when it is wanted, and not before', async () => {
    // webpack numbers its files, so that this server cannot tell which one needs the worker's policy.
    const isNamed = name !== 'webpack-app';
    const scripts = () => server.requests.filter((request) => /gpu/.test(request));
    expect(scripts()).toEqual([]);
    expect(await page.evaluate('scoreOnGpu()')).toEqual({
      margin: app.expected.marginInt,
      engine: 'webgpu',
      adapter: expect.any(String),
      closed: isNamed,
    });
    if (isNamed) expect(scripts()).toHaveLength(1);
  });
});

describe('a worker without the lock', () => {
  it('is seen leaking by the same test', async () => {
    const server = await serveFolder(import.meta.dirname);
    const page = await browser.newPage();
    try {
      await page.goto(`${server.origin}/apps/static/index.html`);
      await page.evaluate(`new Promise((resolve) => {
        const leak = "fetch('" + location.origin + "/leak').then(() => postMessage(1))";
        const worker = new Worker(URL.createObjectURL(new Blob([leak])));
        worker.onmessage = resolve;
      })`);
      expect(server.requests).toContain('GET /leak');
    } finally {
      await page.close();
      await server.close();
    }
  });
});

describe('a consumer with the development server of Vite', () => {
  it('scores as Node does, with nothing configured', async () => {
    const app = createApp('vite-dev-app', 'bundled');
    const server = await createServer({
      configFile: false,
      root: app.folder,
      logLevel: 'error',
      cacheDir: join(app.folder, '.vite'),
      server: { host: 'localhost', port: 0 },
    });
    const page = await browser.newPage();
    try {
      await server.listen();
      const outcome = await openAndScore(page, server.resolvedUrls!.local[0]!);
      expect(outcome.score.points).toBe(app.expected.points);
    } finally {
      await page.close();
      await server.close();
    }
  });
});

/** A network, and its engine as the documented command copies it. */
async function addNetwork(folder: string, assets: string): Promise<void> {
  const bytes = await encodeBundle(networkModel('mlp'), { crypto: crypto.subtle });
  writeFileSync(join(folder, assets, 'network.insitu'), bytes);
  const insitu = join(folder, 'node_modules/insitu/dist/cli/insitu.js');
  execFileSync(process.execPath, [insitu, 'assets', join(folder, assets, 'insitu-assets')]);
}

async function buildWithVite(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    build: { outDir: 'built', emptyOutDir: true },
  });
  return join(folder, 'built');
}

async function buildWithWebpack(folder: string): Promise<string> {
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: './main.js',
    output: { path: join(folder, 'public'), filename: 'main.js' },
  })!;
  const stats = await new Promise<webpack.Stats>((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result!))),
  );
  await new Promise<void>((resolve, reject) =>
    compiler.close((error) => (error ? reject(error) : resolve())),
  );
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
  copyFileSync(join(folder, 'index.html'), join(folder, 'public/index.html'));
  return join(folder, 'public');
}

async function buildNothing(folder: string): Promise<string> {
  return folder;
}

/** Opens a page and waits for the effect that only a living worker has: a score. */
async function openAndScore(page: Page, url: string): Promise<Outcome> {
  const diagnostics: string[] = [];
  page.on('console', (message) => diagnostics.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => diagnostics.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => diagnostics.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (!response.ok()) diagnostics.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(url);
  const deadline = performance.now() + 30_000;
  const read = () => page.evaluate<Outcome | null>('globalThis.outcome ?? null');
  let outcome = await read();
  while (outcome === null) {
    if (performance.now() > deadline) throw new Error(['no score', ...diagnostics].join('\n'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    outcome = await read();
  }
  if (outcome.error) throw new Error([outcome.error, ...diagnostics].join('\n'));
  return outcome;
}
