import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { demo } from './demo/demo-plugin.js';
import { sealOnnx } from './sdk/seal-onnx.mjs';
import { sealTfjs } from './sdk/seal-tfjs.mjs';

/**
 * The headers that SECURITY.md recommends, on the demo as `npm start` serves it. A worker obeys the
 * policy of its own response, not that of the page.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

/** The pages of the demo. */
const pages = ['index', 'components', 'studio', 'channel'].map((name) =>
  fileURLToPath(new URL(`demo/${name}.html`, import.meta.url)),
);

const securityHeaders: Plugin = {
  name: 'insitu:security-headers',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const isWorker = /\.worker[^/]*\.js$/.test(request.url ?? '');
      response.setHeader('content-security-policy', isWorker ? workerPolicy : pagePolicy);
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'no-referrer');
      next();
    });
  },
};

/**
 * One file for the demo (served and built from `demo/`) and for the tests.
 *
 * Vitest projects, in the order in which `npm test` runs them:
 * - `unit`: everything that needs Node only;
 * - `contract`: the suites that the browsers run too, here in Node;
 * - `browsers`: workers and contract suites in three real browsers (`*.browser.test.ts`);
 * - `pages`: elements and the demo in them, at the same time;
 * - `package`: the packed tarball, as a consumer meets it.
 */
export default defineConfig({
  root: fileURLToPath(new URL(process.env.VITEST ? '.' : 'demo', import.meta.url)),
  plugins: [securityHeaders, demo()],
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages },
  },
  worker: {
    format: 'es',
    plugins: () => [sealOnnx(), sealTfjs()],
    rolldownOptions: { output: { codeSplitting: false } },
  },
  server: { host: 'localhost', port: 5173 },
  preview: { host: 'localhost', port: 4173 },
  test: {
    retry: 0,
    // Vitest leaves one core free, which on two cores leaves one.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/contract/**',
            'test/package/**',
            '**/*.browser.test.ts',
            '**/node_modules/**',
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/contract.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browsers',
          include: ['test/{browsers,red-team,unit}/*.browser.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'pages',
          include: ['test/components/*.browser.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
