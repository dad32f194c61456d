/**
 * `npm run size`: the bytes that a page loads, minified as a bundler would, and the budgets they
 * must stay within.
 *
 * - `tree`: what scores and explains a tree model: the SDK, and the worker with the kernels. What is
 *   imported when networks or questions first come is weighed apart: bundlers make files of it.
 * - `component`: what the elements with Lit add to a page that has the SDK already; without what is
 *   fetched when a curve is drawn or a letter opened.
 *
 * With `--json` the last line is `{"tree": N, "component": N}`, in bytes after brotli.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundle } from '../../sdk/bundle.mjs';
import { repositoryRoot, stop } from '../setup/bootstrap.mjs';

const budgets = { tree: 45_000, component: 35_000 };

const dist = resolve(repositoryRoot, 'dist');
if (!existsSync(resolve(dist, 'runtime/score.worker.js'))) stop('run "npm run build" first');

/** Modules behind an `import()` of the SDK, each with what only it needs. */
const later = ['network-start', 'insight-start', 'delta-start'].map(
  (name) => `./runtime/${name}.js`,
);

/** The same of the elements: fetched when there is a curve to draw, or a letter is opened. */
const laterViews = ['what-if-view', 'letter-page'].map((name) => `./${name}.js`);

const sdk = await measure('sdk', ["export * from './index.js'"], later);
const starts = [];
for (const module of later)
  starts.push(await measure(module.slice(10, -3), [`export * from '${module}'`]));
for (const module of laterViews) {
  const lines = [`export * from './components/${module.slice(2)}'`];
  starts.push(await measure(module.slice(2, -3), lines));
}
const worker = await measure('worker', ["import './runtime/score.worker.js'"]);
// Fetched only when batches go to a GPU.
const gpu = await measure('worker with GPU', ["import './runtime/gpu.worker.js'"]);
const insight = await measure('worker of insight', ["import './runtime/insight.worker.js'"]);
// Of those who train: for nobody else.
const training = [
  await measure('trainer', ["export * from './train.js'"]),
  await measure('studio', ["import './components/studio/define.js'"], [...later, ...laterViews]),
  await measure('worker that trains', ["import './runtime/train.worker.js'"]),
];
const page = await measure(
  'sdk and elements',
  [
    "export * from './index.js'",
    "export * from './components/index.js'",
    "import './components/define.js'",
  ],
  [...later, ...laterViews],
);
const total = {
  tree: sdk.brotli + worker.brotli,
  component: page.brotli - sdk.brotli,
};

console.log('                        raw     gzip   brotli');
for (const { name, raw, gzip, brotli } of [
  sdk,
  worker,
  page,
  ...starts,
  gpu,
  insight,
  ...training,
]) {
  console.log(name.padEnd(18) + [raw, gzip, brotli].map((n) => String(n).padStart(9)).join(''));
}
for (const [name, bytes] of Object.entries(total)) {
  const verdict = bytes <= budgets[name] ? 'within' : 'PAST';
  console.log(`${name}: ${bytes} bytes, ${verdict} the budget of ${budgets[name]}`);
  if (bytes > budgets[name]) process.exitCode = 1;
}
if (process.argv.includes('--json')) console.log(JSON.stringify(total));

/**
 * Bundles lines of imports, as the entry of a page would have them, and weighs the result.
 *
 * @param apart - modules that are left out.
 */
async function measure(name, lines, apart = []) {
  const entry = resolve(dist, `.size-entry-${process.pid}.js`);
  writeFileSync(entry, lines.join(';\n'));
  try {
    const { code } = await bundle(entry, { minify: true, apart });
    const bytes = Buffer.from(code);
    keep(name, bytes);
    return {
      name,
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes).length,
    };
  } finally {
    rmSync(entry);
  }
}

/** Leaves what was weighed in `.cache/size/`, for those who wonder where the bytes are. */
function keep(name, bytes) {
  const folder = resolve(repositoryRoot, '.cache/size');
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, `${name.replaceAll(' ', '-')}.js`), bytes);
}
