/**
 * `npm run fuzz -- [--count N] [--seed S]`: damages bundles and opens them, a million times.
 *
 * Compiles `main.ts` with everything it imports into one file first, and runs that.
 */
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const file = resolve(here, '../../.cache/fuzz/main.mjs');
const build = await rolldown({ input: resolve(here, 'main.ts'), platform: 'node' });
await build.write({ file, format: 'esm', codeSplitting: false });
await build.close();
await import(pathToFileURL(file).href);
