/**
 * AUC of the booster against XGBoost and LightGBM at the same size, on the same bins and splits:
 *
 *     node test/bench/boost-quality.mjs --python PATH [--seeds 10] [--data FOLDER] [--dist FOLDER]
 *
 * `--python` (or the variable PYTHON) names an interpreter that has xgboost, lightgbm and numpy. The
 * data sets lie in `../shared/data` and are not in the repository: its README says where they are
 * from. Each is split at random, 70 % to train on, by a seed; quantile bins come from those. Words
 * are numbered in their order and enter all three as numbers; a last column has them as categories.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { line } from './timing.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.PYTHON },
    seeds: { type: 'string', default: '10' },
    only: { type: 'string' },
    data: {
      type: 'string',
      default: fileURLToPath(new URL('../../../shared/data', import.meta.url)),
    },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const { boost } = await import(pathToFileURL(resolve(options.dist, 'train/boost/boost.js')).href);
const script = fileURLToPath(new URL('boost-quality.py', import.meta.url));

const SETS = [
  ['uci_taiwan_default', 'default.payment.next.month', '1', ['ID']],
  ['heloc', 'RiskPerformance', 'Bad', []],
  ['lendingclub_2018', 'loan_status', '1', ['id', 'issue_d']],
  ['hmeq', 'BAD', '1', []],
  ['auto_loan_accepts', 'bad', '1', ['app_id', 'weight']],
  ['modeldata_credit_data', 'Status', 'bad', []],
].filter(([name]) => !options.only || options.only.split(',').includes(name));
const BASE = { trees: 100, depth: 4, eta: 0.1, lambda: 5, minChild: 5 };
const OWN = { objective: 'log-loss', minGain: 0, columnShare: 1, seed: 1, patience: 0 };
const STUDENTS = {
  ours: { ...OWN, ...BASE, shape: 'depth-wise' },
  oblivious: { ...OWN, ...BASE, shape: 'oblivious', depth: 6, lambda: 10 },
};
const BINS = 64;

const widths = [24, 7, 9, 9, 9, 16, 16, 16, 16];
console.log('AUC x 1000, mean over seeds; differences to ours with their standard error\n');
console.log(
  line(
    [
      ...['set', 'rows', 'ours', 'xgboost', 'lightgbm', 'ours - xgboost', 'ours - lightgbm'],
      ...['oblivious - xgb', 'categories - xgb'],
    ],
    widths,
  ),
);
const folder = mkdtempSync(join(tmpdir(), 'boost-quality-'));
try {
  for (const set of SETS) await measure(...set);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name, target, bad, dropped) {
  const table = readTable(join(options.data, `${name}.csv`), target, bad, dropped);
  const count = table.target.length;
  const jobs = [];
  const ours = { ours: [], oblivious: [], categories: [] };
  for (let seed = 1; seed <= Number(options.seeds); seed++) {
    const order = shuffle(count, seed);
    const train = order.slice(0, Math.round(0.7 * count));
    const test = order.slice(train.length);
    const plain = bin(table, train, false);
    for (const [key, settings] of Object.entries(STUDENTS)) {
      ours[key].push(await aucOf(plain, table.target, train, test, settings));
    }
    const native = bin(table, train, true);
    ours.categories.push(await aucOf(native, table.target, train, test, STUDENTS.ours));
    const files = { bins: join(folder, `bins${seed}`), target: join(folder, `target${seed}`) };
    const flat = new Uint8Array(count * plain.bins.length);
    plain.bins.forEach((column, f) => {
      for (let row = 0; row < count; row++) flat[row * plain.bins.length + f] = column[row];
    });
    writeFileSync(files.bins, flat);
    writeFileSync(files.target, Uint8Array.from(table.target));
    const missing = plain.features.map(({ cuts }) => cuts.length + 1);
    jobs.push({ ...files, ...BASE, seed, missing, features: missing.length, train, test });
  }
  const answers = JSON.parse(
    execFileSync(options.python, [script], {
      input: JSON.stringify(jobs),
      maxBuffer: 2 ** 28,
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    }).toString(),
  );
  const xgboost = answers.map(([auc]) => auc);
  const lightgbm = answers.map(([, auc]) => auc);
  const figure = (values) => (1000 * mean(values)).toFixed(2);
  console.log(
    line(
      [
        ...[name, count, figure(ours.ours), figure(xgboost), figure(lightgbm)],
        ...[gap(ours.ours, xgboost), gap(ours.ours, lightgbm)],
        ...[gap(ours.oblivious, xgboost), gap(ours.categories, xgboost)],
      ],
      widths,
    ),
  );
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

async function aucOf({ features, bins }, target, train, test, settings) {
  const rows = {
    rows: train.length,
    features,
    bins: bins.map((column) => Uint8Array.from(train, (row) => column[row])),
    target: Float64Array.from(train, (row) => target[row]),
  };
  const { body, intercept } = await boost(rows, settings);
  const scores = test.map((row) => {
    let margin = intercept;
    for (const root of body.treeStart.subarray(0, -1)) {
      let node = root;
      while (body.feature[node] !== 0xffff) {
        const f = body.feature[node];
        node = goesLeft(body, node, features[f], bins[f][row]) ? node + 1 : body.right[node];
      }
      margin += body.leaf[node];
    }
    return margin;
  });
  return auc(scores, test, target);
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

/** Share of pairs in which the bad row has the higher score; ties count half. */
function auc(scores, test, target) {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let [below, sum, bads] = [0, 0, 0];
  for (let i = 0; i < order.length;) {
    let end = i;
    let [bad, good] = [0, 0];
    while (end < order.length && scores[order[end]] === scores[order[i]]) {
      if (target[test[order[end++]]]) bad++;
      else good++;
    }
    sum += bad * (below + good / 2);
    below += good;
    bads += bad;
    i = end;
  }
  return sum / (bads * below);
}

function readTable(file, target, bad, dropped) {
  const { data, meta } = Papa.parse(readFileSync(file, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  const names = meta.fields.filter((name) => name !== target && !dropped.includes(name));
  const columns = names.map((name) => {
    const cells = data.map((row) => row[name].trim());
    const isMissing = (cell) => cell === '' || cell === 'NA';
    const isNumeric = cells.every((cell) => isMissing(cell) || Number.isFinite(Number(cell)));
    const words = isNumeric ? [] : [...new Set(cells.filter((cell) => !isMissing(cell)))].sort();
    const values = cells.map((cell) => {
      if (isMissing(cell)) return NaN;
      return isNumeric ? Number(cell) : words.indexOf(cell);
    });
    return { name, values, words };
  });
  return { columns, target: data.map((row) => Number(row[target] === bad)) };
}

function bin({ columns }, train, asCategories) {
  const features = columns.map(({ name, values, words }) => {
    if (asCategories && words.length > 0 && words.length < 250) {
      const codes = Int32Array.from(words.keys());
      return {
        kind: 'categorical',
        name,
        missing: 'allowed',
        codes,
        labels: [],
        unlisted: 'other',
      };
    }
    const known = Float64Array.from(
      train.map((row) => values[row]).filter((value) => !Number.isNaN(value)),
    ).sort();
    const cuts = [];
    for (let k = 1; k < BINS; k++) {
      const cut = known[Math.floor((k * known.length) / BINS)];
      if (cut > known[0] && cut !== cuts.at(-1)) cuts.push(cut);
    }
    const shape = { kind: 'numeric', missing: 'allowed', compare: 'float64', side: 'less' };
    return { ...shape, name, cuts: Float64Array.from(cuts) };
  });
  const bins = features.map((feature, f) =>
    Uint8Array.from(columns[f].values, (value) => {
      if (feature.kind === 'categorical') {
        return Number.isNaN(value) ? feature.codes.length + 1 : value;
      }
      if (Number.isNaN(value)) return feature.cuts.length + 1;
      let low = 0;
      let high = feature.cuts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (feature.cuts[middle] <= value) low = middle + 1;
        else high = middle;
      }
      return low;
    }),
  );
  return { features, bins };
}

function shuffle(count, seed) {
  let state = seed >>> 0;
  const order = [...Array(count).keys()];
  for (let i = count - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    const j = Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
