/**
 * Speed of the booster against XGBoost's hist, one thread each, in turn on the same bins:
 *
 *     node test/bench/boost.mjs --python PATH [--rounds N] [--sizes 24k,120k,1m] [--dist FOLDER]
 *
 * `--python` (or the variable PYTHON) names an interpreter that has xgboost and numpy. Neither side's
 * time has the binning of raw values in it: XGBoost starts from a QuantileDMatrix, ours from columns
 * of bins, which it copies and turns into rows within its time. Rows are made up from a seed; a third
 * of the features has few values and a fifth of those rows is missing. CPU time is what other work on
 * the machine disturbs least: the ratio is of the least of each side.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine, line } from './timing.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.PYTHON },
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '24k,120k,1m' },
    only: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const { boost } = await import(pathToFileURL(resolve(options.dist, 'train/boost/boost.js')).href);
const script = fileURLToPath(new URL('boost-xgboost.py', import.meta.url));

const SIZES = {
  '24k': { rows: 24_000, features: 23, trees: 100 },
  '120k': { rows: 120_000, features: 10, trees: 100 },
  // The time of a tree does not depend on how many there are.
  '1m': { rows: 1_000_000, features: 23, trees: 20 },
};
const SHAPES = [
  { shape: 'depth-wise', depth: 4 },
  { shape: 'depth-wise', depth: 6 },
  { shape: 'oblivious', depth: 6 },
].filter(({ shape, depth }) => !options.only || options.only === `${shape}-${depth}`);
/** Values of a feature, missing aside. */
const VALUES = 64;

console.log(`Boosting: ${describeMachine()}`);
console.log('seconds of CPU, least of the rounds; ratio to XGBoost at the same depth\n');
const widths = [6, 14, 9, 9, 9, 9, 8, 8];
console.log(
  line(['rows', 'trees', 'ours', 'xgboost', 'ratio', 'by wall', 'loss', 'xgboost'], widths),
);
for (const name of options.sizes.split(',')) {
  const size = SIZES[name];
  const rows = makeRows(size.rows, size.features);
  const folder = mkdtempSync(join(tmpdir(), 'boost-bench-'));
  try {
    const files = writeRows(folder, rows);
    for (const kind of SHAPES) await compare(name, size, kind, rows, files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(name, size, { shape, depth }, rows, files) {
  const settings = {
    ...{ objective: 'log-loss', shape, depth, trees: size.trees, eta: 0.1, lambda: 5 },
    ...{ minChild: 5, minGain: 0, columnShare: 1, seed: 1, patience: 0 },
  };
  const ours = { wall: [], cpu: [] };
  const theirs = { wall: [], cpu: [] };
  let loss;
  let xgboostLoss = NaN;
  await boost(rows, { ...settings, trees: 2 });
  for (let round = 0; round < Number(options.rounds); round++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const boosted = await boost(rows, settings);
    ours.wall.push((performance.now() - start) / 1000);
    const used = process.cpuUsage(cpu);
    ours.cpu.push((used.user + used.system) / 1e6);
    loss = boosted.trainLoss.at(-1);
    if (!options.python) continue;
    const request = {
      ...files,
      ...{ features: size.features, bins_count: VALUES, missing: VALUES, runs: 1 },
      ...{ depth, trees: size.trees, eta: 0.1, lambda: 5, minChild: 5 },
    };
    const text = execFileSync(options.python, [script, JSON.stringify(request)], {
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    const answer = JSON.parse(text.toString());
    theirs.wall.push(...answer.wall);
    theirs.cpu.push(...answer.cpu);
    xgboostLoss = answer.loss;
  }
  const [a, b] = [Math.min(...ours.cpu), Math.min(...theirs.cpu)];
  const wall = Math.min(...ours.wall) / Math.min(...theirs.wall);
  console.log(
    line(
      [
        ...[name, `${size.trees} ${shape === 'oblivious' ? 'obl' : 'x'} ${depth}`],
        ...[a.toFixed(3), b.toFixed(3), (a / b).toFixed(2), wall.toFixed(2)],
        ...[loss.toFixed(5), xgboostLoss.toFixed(5)],
      ],
      widths,
    ),
  );
}

/** Correlated features, a third of them with few values, and a share of bad of about a fifth. */
function makeRows(rows, count) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const bins = Array.from({ length: count }, () => new Uint8Array(rows));
  const target = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const common = next();
    let margin = -1.6;
    for (let f = 0; f < count; f++) {
      const value = 0.5 * common + 0.5 * next();
      let bin = Math.min(VALUES - 1, Math.floor(value * VALUES));
      if (f % 3 === 2) bin = Math.floor((value * value * VALUES) / 8) * 8;
      if (f % 3 === 2 && next() < 0.2) bin = VALUES;
      bins[f][row] = bin;
      margin += (f % 2 ? 1 : -1) * (bin / VALUES - 0.5) * (f % 5 === 0 ? 2 : 0.5);
    }
    if (bins[0][row] > 32 && bins[1][row] < 32) margin += 1;
    target[row] = next() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  }
  const features = bins.map((_, f) => ({
    ...{ kind: 'numeric', name: `f${f}`, missing: 'allowed', compare: 'float64', side: 'less' },
    cuts: Float64Array.from({ length: VALUES - 1 }, (_, i) => i + 1),
  }));
  return { rows, features, bins, target };
}

function writeRows(folder, { rows, bins, target }) {
  const flat = new Uint8Array(rows * bins.length);
  bins.forEach((column, f) => {
    for (let row = 0; row < rows; row++) flat[row * bins.length + f] = column[row];
  });
  const files = { bins: join(folder, 'bins'), target: join(folder, 'target') };
  writeFileSync(files.bins, flat);
  writeFileSync(files.target, Uint8Array.from(target));
  return files;
}
