/**
 * `npm start`: builds the demo where it is missing or older than its sources, and serves it on
 * localhost with the headers that an institution would send.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepareClone, repositoryRoot, say, stop } from '../test/setup/bootstrap.mjs';

const sources = ['demo', 'components', 'sdk', 'wasm', 'vite.config.ts', 'package-lock.json'];

const configFile = resolve(repositoryRoot, 'vite.config.ts');

prepareClone();
const { build, preview } = await import('vite');
if (isOutdated()) {
  say('building the demo...');
  const kernels = spawnSync(process.execPath, ['wasm/build.mjs'], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
  if (kernels.status !== 0) stop('the kernels did not compile; the message is above.');
  await build({ configFile, logLevel: 'warn' });
}
const server = await preview({ configFile });
say(`the demo is at ${server.resolvedUrls.local[0]} (Ctrl+C ends it)`);

/** Whether a source changed since the demo was built. */
function isOutdated() {
  const built = changedAt('demo/dist/index.html');
  return sources.some((source) => changedAt(source) > built);
}

/** When a file, or the newest file of a folder, was last changed; 0 when there is none. */
function changedAt(path) {
  const stats = statSync(resolve(repositoryRoot, path), { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(resolve(repositoryRoot, path)).filter((name) => name !== 'dist');
  return Math.max(0, ...names.map((name) => changedAt(`${path}/${name}`)));
}
