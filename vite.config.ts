import { defineConfig } from 'vitest/config';

/**
 * One file for the demo (served and built from `demo/`) and for the tests.
 *
 * Vitest projects, in the order in which `npm test` runs them:
 * - `unit`: everything that needs Node only;
 * - `contract`: the suites that the browsers run too, here in Node;
 * - `pages`: built pages driven in real browsers (`*.browser.test.ts`);
 * - `package`: the packed tarball, as a consumer meets it.
 */
export default defineConfig({
  root: process.env.VITEST ? '.' : 'demo',
  base: './',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  worker: { format: 'es' },
  server: { host: 'localhost', port: 5173 },
  preview: { host: 'localhost', port: 4173 },
  test: {
    retry: 0,
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
          name: 'pages',
          include: ['test/**/*.browser.test.ts'],
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
