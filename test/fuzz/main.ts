import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzzAdditions } from './addition-fuzz.js';
import { fuzzBundles, type FuzzReport } from './bundle-fuzz.js';
import { fuzzCatboost } from './catboost-fuzz.js';
import { fuzzLightgbm } from './lightgbm-fuzz.js';
import { fuzzPmml } from './pmml-fuzz.js';
import { fuzzScorecards } from './scorecard-fuzz.js';
import { fuzzOnnx } from './onnx-fuzz.js';
import { fuzzRecourse } from './recourse-fuzz.js';
import { fuzzTables } from './table-fuzz.js';
import { fuzzXgboost } from './xgboost-fuzz.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('usage: npm run fuzz -- [--count N] [--seed S]');
  process.exit(2);
}

const start = performance.now();
const seconds = (): number => (performance.now() - start) / 1000;
const report = await fuzzBundles({
  count,
  seed,
  limitMs: 2000,
  limitBytes: 2 ** 29,
  onProgress(done) {
    if (!process.stderr.isTTY) return;
    const rate = done / Math.max(seconds(), 0.001);
    process.stderr.write(`\r${done} of ${count} inputs, ${rate.toFixed(0)} a second `);
  },
});
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

print('bundle decoder', report, seconds());

const additionStart = performance.now();
const additions = await fuzzAdditions({ count: Math.ceil(count / 20), seed, limitMs: 2000 });
print('additions', { ...additions, growthBytes: 0 }, (performance.now() - additionStart) / 1000);

// An importer's inputs are whole model files, so a twentieth of the number will do.
const IMPORTERS = [
  ['XGBoost', fuzzXgboost, 'xgboost'],
  ['LightGBM', fuzzLightgbm, 'lightgbm'],
  ['CatBoost', fuzzCatboost, 'catboost'],
  ['ONNX', fuzzOnnx, 'onnx'],
  ['PMML', fuzzPmml, 'pmml'],
  ['scorecard', fuzzScorecards, 'scorecard'],
] as const;
for (const [name, fuzz, folder] of IMPORTERS) {
  const begin = performance.now();
  const imports = fuzz({
    count: Math.ceil(count / 20),
    seed,
    limitMs: 5000,
    limitBytes: 2 ** 30,
    // The one file that this becomes runs in `.cache/fuzz/`.
    vectors: fileURLToPath(new URL(`../../test/vectors/${folder}/`, import.meta.url)),
  });
  print(`${name} importer`, imports, (performance.now() - begin) / 1000);
}

{
  const begin = performance.now();
  const tables = fuzzTables({ count: Math.ceil(count / 20), seed, limitMs: 5000 });
  print('table reader', tables, (performance.now() - begin) / 1000);
}

// Each case is also answered by trying everything, so a hundredth will do: with all time, and with little.
for (const looks of [undefined, 60]) {
  const begin = performance.now();
  const cases = Math.ceil(count / 100);
  const { outcomes, faults } = await fuzzRecourse(cases, seed, looks);
  const took = (performance.now() - begin) / 1000;
  const time = looks === undefined ? 'all time' : 'little time';
  console.log(`recourse against trying everything, ${time}: ${cases} cases, seed ${seed}`);
  for (const [outcome, n] of Object.entries(outcomes).sort(([, a], [, b]) => b - a)) {
    console.log(`  ${outcome.padEnd(24)} ${String(n).padStart(7)}`);
  }
  console.log(`  ${faults.length} faults, ${took.toFixed(0)} s in all`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function print(
  name: string,
  { inputs, outcomes, slowestMs, growthBytes }: FuzzReport,
  took: number,
) {
  console.log(`${name}: ${inputs} inputs, seed ${seed}; coded refusals only`);
  for (const [outcome, n] of Object.entries(outcomes).sort(([, a], [, b]) => b - a)) {
    console.log(`  ${outcome.padEnd(18)} ${String(n).padStart(9)}`);
  }
  console.log(`  ${(inputs / took).toFixed(0)} a second, ${took.toFixed(0)} s in all`);
  console.log(`  slowest input ${slowestMs.toFixed(1)} ms`);
  console.log(`  process grew by ${(growthBytes / 2 ** 20).toFixed(0)} MiB`);
}
