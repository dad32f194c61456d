/**
 * `node test/bench/import.mjs [FOLDER]`: how long the import of a model file takes.
 *
 * Compiles the importer from its source, then imports every model.json and model.ubj below FOLDER
 * (by default ../shared/golden beside the checkout, else the vectors): median ms of several runs,
 * most of which is the replay of 1024 rows that every import ends with.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const RUNS = 5;
const here = dirname(fileURLToPath(import.meta.url));
const shared = resolve(here, '../../../shared/golden');
const given = process.argv[2];
const root = given
  ? resolve(given)
  : existsSync(shared)
    ? shared
    : resolve(here, '../vectors/xgboost');

const file = resolve(here, '../../.cache/bench/import.mjs');
const build = await rolldown({
  input: resolve(here, '../../sdk/importers/xgboost/import.ts'),
  platform: 'node',
});
await build.write({ file, format: 'esm', codeSplitting: false });
await build.close();
const { importXgboost } = await import(pathToFileURL(file).href);

const models = readdirSync(root)
  .flatMap((name) => [`${name}/model.json`, `${name}/model.ubj`])
  .filter((path) => existsSync(`${root}/${path}`));
if (models.length === 0) {
  console.error(`no model.json or model.ubj below ${root}`);
  process.exit(1);
}

console.log(
  ['model', 'bytes', 'trees', 'nodes', 'ms', 'difference']
    .map((head, c) => (c === 0 ? head.padEnd(36) : head.padStart(11)))
    .join(''),
);
for (const path of models) {
  const bytes = new Uint8Array(readFileSync(`${root}/${path}`));
  const { report } = importXgboost(bytes);
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    importXgboost(bytes);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const cells = [
    bytes.length,
    report.trees,
    report.nodes,
    times[RUNS >> 1].toFixed(0),
    report.largestMarginDifference.toExponential(1),
  ];
  console.log(path.padEnd(36) + cells.map((cell) => String(cell).padStart(11)).join(''));
}
