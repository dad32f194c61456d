/**
 * AUC of the booster against XGBoost and LightGBM at the same size, on the same bins and splits:
 *
 *     node test/bench/boost-quality.mjs --python PATH [--seeds 10] [--first 1] [--only NAME,NAME] [--data FOLDER] [--source FOLDER]
 *
 * `--python` (or the variable PYTHON) names an interpreter that has xgboost, lightgbm and numpy;
 * `--source` another checkout whose booster to measure. Each data set is split at random, 70 % to
 * train on, by a seed; bins come from those rows, as training makes them. In the first table words are
 * numbered in their order and enter all as numbers. The second compares codings, where a set has
 * categories: native ones, numbers, and one feature of 0 and 1 for each word. Runs from source; no
 * build is needed but the kernel's, by `node wasm/build.mjs`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { aucOf, binSet, readSet, SETS, shuffle } from './quality-data.mjs';
import { line } from './timing.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.PYTHON },
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    only: { type: 'string' },
    data: { type: 'string', default: join(root, '../shared/data') },
    source: { type: 'string', default: root },
  },
});
const { boost } = await compile('boost/boost');
const { makeBins } = await compile('make-bins');
const script = fileURLToPath(new URL('boost-quality.py', import.meta.url));

const BASE = { trees: 100, depth: 4, eta: 0.1, lambda: 5, minChild: 5 };
const OWN = { objective: 'log-loss', minGain: 0, columnShare: 1, seed: 1, patience: 0 };
const SHAPES = {
  ours: { ...OWN, ...BASE, shape: 'depth-wise' },
  oblivious: { ...OWN, ...BASE, shape: 'oblivious', depth: 6, lambda: 10 },
};
const BINS = 64;
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => i + Number(options.first));

const folder = mkdtempSync(join(tmpdir(), 'boost-quality-'));
const measured = [];
try {
  console.log('AUC x 1000, mean over seeds; differences of pairs with their standard error\n');
  const widths = [24, 7, 9, 9, 9, 16, 16, 16];
  const differences = ['ours - xgboost', 'ours - lightgbm', 'oblivious - xgb'];
  console.log(line(['set', 'rows', 'ours', 'xgboost', 'lightgbm', ...differences], widths));
  for (const set of SETS) {
    if (options.only && !options.only.split(',').includes(set.name)) continue;
    if (!existsSync(join(options.data, `${set.name}.csv`))) {
      console.log(line([set.name, 'not here'], widths));
      continue;
    }
    const aucs = await measure(set);
    const { ours, oblivious, xgboost, lightgbm } = aucs.numbers;
    const means = [figure(ours), figure(xgboost), figure(lightgbm)];
    const gaps = [gap(ours, xgboost), gap(ours, lightgbm), gap(oblivious, xgboost)];
    console.log(line([set.name, aucs.rows, ...means, ...gaps], widths));
    if (aucs.native) measured.push([set.name, aucs]);
  }
  console.log('\nOurs with native categories, and what it has over others\n');
  const rivals = ['numbers', 'one-hot'].map((coding) => [`ours ${coding}`, 'ours', coding]);
  for (const [short, library] of [
    ['xgb', 'xgboost'],
    ['lgb', 'lightgbm'],
  ]) {
    for (const coding of ['numbers', 'one-hot', 'native']) {
      rivals.push([`${short} ${coding}`, library, coding]);
    }
  }
  rivals.push(...['numbers', 'one-hot'].map((coding) => [`obl ${coding}`, 'oblivious', coding]));
  const wide = [22, 8, ...rivals.map(() => 13)];
  console.log(line(['set', 'native', ...rivals.map(([title]) => title)], wide));
  for (const [name, aucs] of measured) {
    const cells = rivals.map(([, who, coding]) =>
      gap(aucs.native[who === 'oblivious' ? 'oblivious' : 'ours'], aucs[coding][who]),
    );
    console.log(line([name, figure(aucs.native.ours), ...cells], wide));
  }
  console.log('(obl: oblivious trees with native categories over the same with others)');
} finally {
  rmSync(folder, { recursive: true });
}

async function compile(name) {
  const input = resolve(options.source, 'sdk/train', `${name}.ts`);
  const build = await rolldown({ input, platform: 'node', cwd: resolve(options.source) });
  const file = join(root, '.cache/bench', `quality-${name.replace('/', '-')}.mjs`);
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return import(pathToFileURL(file).href);
}

/** By coding: the AUCs of each booster, by seed. */
async function measure(set) {
  const data = readSet(options.data, set);
  const { columns, target } = data;
  const hasWords = columns.some(({ words }) => words.length > 0);
  const aucs = { rows: target.length };
  for (const coding of hasWords ? ['numbers', 'one-hot', 'native'] : ['numbers']) {
    const all = (aucs[coding] = { ours: [], oblivious: [], xgboost: [], lightgbm: [] });
    const jobs = [];
    for (const seed of seeds) {
      const order = shuffle(target.length, seed);
      const train = order.slice(0, Math.round(0.7 * order.length));
      const test = order.slice(train.length);
      const binned = binSet(makeBins, data, coding, train, BINS);
      for (const [key, settings] of Object.entries(SHAPES)) {
        all[key].push(aucOf(await scoresOf(binned, target, train, test, settings), test, target));
      }
      jobs.push({ ...BASE, seed, train, test, ...writeBins(binned, target, seed) });
    }
    const env = { ...process.env, OMP_NUM_THREADS: '1' };
    const input = JSON.stringify(jobs);
    const answer = execFileSync(options.python, [script], { input, env, maxBuffer: 2 ** 28 });
    for (const [xgboost, lightgbm] of JSON.parse(answer.toString())) {
      all.xgboost.push(xgboost);
      all.lightgbm.push(lightgbm);
    }
  }
  return aucs;
}

/** For the others: files, and what they are told of the features. */
function writeBins({ features, bins }, target, seed) {
  const count = features.length;
  const flat = new Uint8Array(target.length * count);
  bins.forEach((column, f) => {
    for (let row = 0; row < target.length; row++) flat[row * count + f] = column[row];
  });
  const files = { bins: join(folder, `bins${seed}`), target: join(folder, `target${seed}`) };
  writeFileSync(files.bins, flat);
  writeFileSync(files.target, target);
  const missing = features.map(({ cuts, codes }) => (cuts ?? codes).length + 1);
  const categories = features.flatMap(({ kind }, f) => (kind === 'categorical' ? [f] : []));
  return { ...files, missing, features: count, categories };
}

function figure(values) {
  return (1000 * mean(values)).toFixed(2);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean difference and its standard error. */
function gap(a, b) {
  const gaps = a.map((value, i) => 1000 * (value - b[i]));
  const centre = mean(gaps);
  const spread = gaps.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (gaps.length - 1);
  return `${centre.toFixed(2)} +- ${Math.sqrt(spread / gaps.length).toFixed(2)}`;
}

async function scoresOf({ features, bins }, target, train, test, settings) {
  const rows = {
    rows: train.length,
    features,
    bins: bins.map((column) => Uint8Array.from(train, (row) => column[row])),
    target: Float64Array.from(train, (row) => target[row]),
  };
  const { body, intercept } = await boost(rows, settings);
  return test.map((row) => {
    let margin = intercept;
    for (const start of body.treeStart.subarray(0, -1)) {
      let node = start;
      while (body.feature[node] !== 0xffff) {
        const f = body.feature[node];
        node = goesLeft(body, node, features[f], bins[f][row]) ? node + 1 : body.right[node];
      }
      margin += body.leaf[node];
    }
    return margin;
  });
}

function goesLeft(body, node, feature, value) {
  const isNumeric = feature.kind === 'numeric';
  if (value === (isNumeric ? feature.cuts : feature.codes).length + 1) {
    return body.defaultLeft[node] === 1;
  }
  if (isNumeric) return value <= body.split[node];
  const { start, words } = body.categorySets;
  return ((words[start[body.split[node]] + (value >> 5)] >> (value & 31)) & 1) === 1;
}
