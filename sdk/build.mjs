/**
 * `npm run build`: everything that the package ships, into `dist/`.
 *
 * - `tsc` compiles `sdk/` and `components/` file by file: readable ES modules with their types.
 * - Each worker becomes ONE file, such as `runtime/score.worker.js`, with the kernels inside:
 *   a page or a bundler then has nothing else to find, and its policy can forbid every request.
 * - `standalone/` holds minified files for pages without a bundler.
 * - `custom-elements.json` describes the elements to editors and documentation tools.
 *
 * The page side is deliberately not bundled: bundlers follow the literal
 * `new Worker(new URL('./score.worker.js', import.meta.url))` only where they find it as written.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareClone } from '../test/setup/bootstrap.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = resolve(root, 'dist');
/** All but the first are fetched when they are wanted, and not before. */
const workers = [
  'score.worker.js',
  'gpu.worker.js',
  'network.worker.js',
  'network-gpu.worker.js',
  'insight.worker.js',
  'delta.worker.js',
];
/** Started by an entry for bundlers alone: not in `standalone/`. The last has tfjs in it. */
const ownWorkers = ['train.worker.js', 'pretrain.worker.js'];

prepareClone();
const { bundle } = await import('./bundle.mjs');

runNode('wasm/build.mjs');
rmSync(dist, { recursive: true, force: true });
runNode('node_modules/typescript/bin/tsc', '-b', 'components');
copyDeclarations();
pointComponentsAtDist();
for (const name of [...workers, ...ownWorkers]) {
  await bundleWorker(name, 'runtime', { minify: false });
}
await bundleStandalone();
describeElements();
chmodSync(resolve(dist, 'cli/insitu.js'), 0o755);
rmSync(resolve(dist, '.tsbuildinfo'), { recursive: true });

function runNode(...parameters) {
  const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The compiler leaves hand-written declarations, such as those for React and Vue, where they are. */
function copyDeclarations() {
  for (const name of readdirSync(resolve(root, 'components'))) {
    if (!name.endsWith('.d.ts')) continue;
    copyFileSync(resolve(root, 'components', name), resolve(dist, 'components', name));
  }
}

/** `sdk/` becomes `dist/` itself, so one step of the way from the components to it falls away. */
function pointComponentsAtDist() {
  const folder = resolve(dist, 'components');
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(name)) continue;
    const file = resolve(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(['"])((?:\.\.\/)+)sdk\//g, '$1$2'));
  }
}

async function bundleWorker(name, folder, { minify }) {
  const chunk = await bundle(resolve(dist, 'runtime', name), { minify });
  const loose = [...chunk.imports, ...chunk.exports];
  if (loose.length > 0) {
    throw new Error(`${name} is not self-contained: ${loose.join(', ')}`);
  }
  write(`${folder}/${name}`, chunk.code);
}

async function bundleStandalone() {
  const entry = resolve(dist, 'standalone.js');
  const parts = ['./index.js', './fairness.js', './components/index.js', './components/define.js'];
  writeFileSync(entry, parts.map((part) => `export * from '${part}';\n`).join(''));
  const chunk = await bundle(entry, { minify: true });
  rmSync(entry);
  write('standalone/insitu.js', chunk.code);
  for (const name of workers) await bundleWorker(name, 'standalone', { minify: true });
}

function describeElements() {
  runNode(
    ...['node_modules/@custom-elements-manifest/analyzer/cem.js', 'analyze'],
    ...['--config', 'components/manifest.config.mjs'],
  );
  const file = resolve(dist, 'custom-elements.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(/"\/?components\/([\w/-]+)\.[jt]s"/g, '"dist/components/$1.js"'),
  );
}

function write(name, text) {
  const file = resolve(dist, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
