import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { build, preview, type InlineConfig } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from '../browsers/chromium.js';

const root = fileURLToPath(new URL('../../demo', import.meta.url));
const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
const outDir = fileURLToPath(new URL('../../.cache/demo-page', import.meta.url));

interface DemoServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the demo as `npm start` does, and serves it with the same headers. */
async function serveDemo(): Promise<DemoServer> {
  const shared = {
    configFile,
    root,
    logLevel: 'error' as const,
    // As in production, though Vitest has set NODE_ENV to "test".
    resolve: { conditions: ['module', 'browser', 'production'] },
    build: { outDir, emptyOutDir: true },
  } satisfies InlineConfig;
  await build(shared);
  const server = await preview({ ...shared, preview: { port: 0, host: 'localhost' } });
  const { port } = server.httpServer.address() as { port: number };
  return { url: `http://localhost:${port}/`, close: () => server.close() };
}

/** Chromium and the demo's address, there while the tests of a file run. */
export function demoInChromium(): { readonly browser: Browser; readonly url: string } {
  let browser: Browser;
  let server: DemoServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), serveDemo()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    get browser() {
      return browser;
    },
    get url() {
      return server.url;
    },
  };
}
