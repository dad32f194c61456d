/**
 * What `npm start` and `npm test` do before anything else: see that Node is new enough and that the
 * dependencies in `node_modules` are the ones in the lock file, and install them where they are not.
 * Imports nothing but Node, because it runs in a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const oldestNode = [20, 19];

/** Prints one line that says what is being done. */
export function say(text) {
  console.log(`insitu: ${text}`);
}

/** Stops with one plain sentence, without a stack trace. */
export function stop(text) {
  console.error(`insitu: ${text}`);
  process.exit(1);
}

/** Makes the clone ready to run: Node checked, dependencies installed. Quick when nothing is missing. */
export function prepareClone() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    stop(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
  const outdated = outdatedDependency();
  if (outdated === undefined) return;
  say(`installing the dependencies with "npm ci" (${outdated})...`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const outcome = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (outcome.status !== 0) stop('"npm ci" failed; its own message is above.');
}

/**
 * Says which installed dependency differs from the lock file, or undefined when none does.
 *
 * npm writes what it has installed to `node_modules/.package-lock.json` as its last step, so an
 * interrupted installation counts as missing. Optional packages are for other platforms.
 */
export function outdatedDependency(root = repositoryRoot) {
  const installedFile = resolve(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return 'none are installed yet';
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { version, optional, devOptional }] of Object.entries(locked)) {
    if (path === '' || optional || devOptional) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (installed[path]?.version !== version) return `${name} ${version} is missing`;
    if (!existsSync(resolve(root, path))) return `${name} is missing`;
  }
  return undefined;
}
