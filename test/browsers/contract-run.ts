import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { openPage, type BrowserName } from './browser.js';
import type { TestReport } from './harness/vitest-in-page.js';
import { serveFolder } from './server.js';

const testFolder = fileURLToPath(new URL('..', import.meta.url));
const harness = fileURLToPath(new URL('./harness', import.meta.url));
const outputFolder = fileURLToPath(new URL('../../.cache/contract-page', import.meta.url));

/** A suite that computes for this long without finishing one test has hung. */
const stallLimitMs = 180_000;

let built: Promise<unknown> | undefined;

/** Builds the page that holds every contract suite, with Vitest replaced by the small runner. */
function buildHarness(): Promise<unknown> {
  built ??= build({
    configFile: false,
    root: harness,
    base: './',
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"test"' },
    resolve: {
      alias: [{ find: /^vitest$/, replacement: `${harness}/vitest-in-page.ts` }],
    },
    worker: { format: 'es' },
    build: { outDir: outputFolder, emptyOutDir: true, target: 'es2022', minify: false },
  });
  return built;
}

/**
 * Runs every contract suite in a real browser, in the page and then in a dedicated worker.
 *
 * Nothing is thrown: a browser that cannot start, or a suite that hangs, is a failed report.
 */
export async function runContractsIn(browser: BrowserName): Promise<readonly TestReport[]> {
  try {
    await buildHarness();
    const server = await serveFolder(outputFolder, { mounts: { '/files/': testFolder } });
    try {
      return await collectReports(browser, `${server.origin}/index.html`);
    } finally {
      await server.close();
    }
  } catch (error) {
    return [{ name: 'starts and runs', state: 'failed', note: String(error) }];
  }
}

interface Progress {
  readonly reports: readonly TestReport[];
  readonly running: string;
  readonly finished: boolean;
}

async function collectReports(browser: BrowserName, url: string): Promise<readonly TestReport[]> {
  const page = await openPage(browser, url, { webgpu: true });
  try {
    let last: Progress = { reports: [], running: 'loading the page', finished: false };
    let lastChange = performance.now();
    while (!last.finished) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const now = await page.evaluate<Progress | null>('globalThis.contractProgress ?? null');
      if (now && (now.finished || now.reports.length > last.reports.length)) {
        lastChange = performance.now();
        last = now;
      } else if (performance.now() - lastChange > stallLimitMs) {
        const note = [`no test finished for ${stallLimitMs} ms`, ...page.complaints()].join('\n');
        return [...last.reports, { name: now?.running ?? last.running, state: 'failed', note }];
      }
    }
    const started = { name: `starts (${page.version})`, state: 'passed' } as const;
    return [started, ...last.reports];
  } finally {
    await page.close();
  }
}
