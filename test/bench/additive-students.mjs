/**
 * `node test/bench/additive-students.mjs --python PATH [--rows N] [--seeds N] [--pairs N] [--eta X] [--bins N]`: AUC of additive students
 * beside InterpretML's explainable boosting machines, on the same rows, features alone and with pairs.
 *
 * A fifth of the rows is the test, another 15 % of the rest stops the boosting (EBM parts its own off). EBM bags
 * fourteen machines by default; `EBM 1` is one of them alone, which is what a student is. Differences of AUC are x 1000.
 * PATH is a Python with interpret-core. Data that is not in the repository is left out where it is not beside it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createRandom, shuffled } from '../../dist/core/random.js';
import { binOf } from '../../dist/model/binning.js';
import { trainAdditive } from '../../dist/train/additive/train-additive.js';
import { quantileCuts } from '../../dist/train/quantile-cuts.js';
import { describeMachine, line } from './timing.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    rows: { type: 'string', default: '1000000' },
    seeds: { type: 'string', default: '3' },
    pairs: { type: 'string', default: '10' },
    eta: { type: 'string', default: '0.1' },
    rounds: { type: 'string', default: '300' },
    lambda: { type: 'string', default: '5' },
    bins: { type: 'string', default: '32' },
    patience: { type: 'string', default: '20' },
  },
});
const WIDTHS = [10, 6, 9, 9, 9, 9, 9, 9, 9];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const SETS = [
  {
    name: 'taiwan',
    path: here('../../demo/model/data/taiwan.csv.gz'),
    target: 'default.payment.next.month',
    bad: '1',
    missing: [],
  },
  {
    name: 'heloc',
    path: here('../../../shared/data/heloc.csv'),
    target: 'RiskPerformance',
    bad: 'Bad',
    missing: ['-9', '-8', '-7'],
  },
].filter(({ path }) => existsSync(path));

/** Rows of numbers, the target last; null is missing. */
function read({ path, target, bad, missing }) {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim();
  const [head, ...lines] = text.split(/\r?\n/).map((each) => each.split(','));
  const at = head.indexOf(target);
  const names = head.filter((_, c) => c !== at);
  const rows = lines
    .slice(0, Number(options.rows))
    .map((cells) => [
      ...cells
        .filter((_, c) => c !== at)
        .map((cell) => (cell === '' || missing.includes(cell) ? null : Number(cell))),
      cells[at] === bad ? 1 : 0,
    ]);
  return { names, rows };
}

function split(rows, seed) {
  const order = shuffled(rows.length, createRandom(seed));
  const pick = (from, to) => Array.from(order.subarray(from, to), (row) => rows[row]);
  const test = Math.floor(rows.length / 5);
  const held = test + Math.floor((rows.length - test) * 0.15);
  return { test: pick(0, test), held: pick(test, held), train: pick(held, rows.length) };
}

function featuresOf(names, rows) {
  return names.map((name, f) => {
    const values = rows.map((row) => row[f]).filter((value) => value !== null);
    const cuts = quantileCuts(Float64Array.from(values), Number(options.bins));
    return { kind: 'numeric', name, cuts, compare: 'float64', side: 'less', missing: 'allowed' };
  });
}

function binned(features, rows) {
  return {
    rows: rows.length,
    features,
    bins: features.map((feature, f) =>
      Uint8Array.from(rows, (row) => binOf(feature, row[f] ?? NaN)),
    ),
    target: Float64Array.from(rows, (row) => row.at(-1)),
  };
}

function margins(student, rows) {
  const sums = new Float64Array(rows.rows).fill(student.intercept);
  for (const { features, table } of student.body.terms) {
    const columns = features.map((f) => rows.bins[student.from[f]]);
    const maps = features.map((f) => student.binOf[f]);
    const stride = features.length > 1 ? student.features[features[1]].cuts.length + 2 : undefined;
    for (let row = 0; row < rows.rows; row++) {
      const first = maps[0][columns[0][row]];
      sums[row] += table[stride ? first * stride + maps[1][columns[1][row]] : first];
    }
  }
  return sums;
}

/** By ranks, ties shared. */
function aucOf(margin, target) {
  const order = Array.from(margin.keys()).sort((a, b) => margin[a] - margin[b]);
  let [ranks, bad] = [0, 0];
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && margin[order[end]] === margin[order[i]]) end++;
    for (let k = i; k < end; k++)
      if (target[order[k]]) [ranks, bad] = [ranks + (i + 1 + end) / 2, bad + 1];
    i = end;
  }
  return (ranks - (bad * (bad + 1)) / 2) / (bad * (order.length - bad));
}

async function student(names, parts, pairs) {
  const features = featuresOf(names, parts.train);
  const [train, held, test] = [parts.train, parts.held, parts.test].map((rows) =>
    binned(features, rows),
  );
  const settings = {
    objective: 'log-loss',
    rounds: Number(options.rounds),
    eta: Number(options.eta),
    lambda: Number(options.lambda),
    patience: Number(options.patience),
    pairs,
  };
  const start = performance.now();
  const trained = await trainAdditive(train, settings, held);
  const seconds = (performance.now() - start) / 1000;
  return { auc: aucOf(margins(trained, test), test.target), seconds, kept: trained.kept };
}

function machines(parts, interactions) {
  const sets = [{ name: '', train: [...parts.train, ...parts.held], test: parts.test }];
  const { status, stdout, stderr } = spawnSync(options.python, [here('./additive-students.py')], {
    input: JSON.stringify({ sets, interactions: [interactions], bags: [1, 14] }),
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}

console.log(describeMachine());
const heads = [
  'data',
  'pairs',
  'student',
  'EBM 1',
  'EBM 14',
  '- EBM 1',
  '- EBM 14',
  's',
  'EBM 1 s',
];
console.log(line(heads, WIDTHS));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
for (const set of SETS) {
  const { names, rows } = read(set);
  for (const pairs of new Set([0, Number(options.pairs)])) {
    const ours = [];
    const theirs = [];
    for (let seed = 1; seed <= Number(options.seeds); seed++) {
      const parts = split(rows, seed);
      ours.push(await student(names, parts, pairs));
      theirs.push(options.python ? machines(parts, pairs) : []);
    }
    const auc = mean(ours.map((each) => each.auc));
    const [one, fourteen] = [0, 1].map((i) => mean(theirs.map((each) => each[i]?.auc ?? NaN)));
    const cells = [
      ...[set.name, pairs],
      ...[auc, one, fourteen].map((value) => value.toFixed(4)),
      ...[auc - one, auc - fourteen].map((value) => (1000 * value).toFixed(1)),
      mean(ours.map((each) => each.seconds)).toFixed(1),
      mean(theirs.map((each) => each[0]?.seconds ?? NaN)).toFixed(1),
    ];
    console.log(
      line(cells, WIDTHS),
      ours.map(({ kept }) => `${kept.mains}+${kept.pairs}`).join(' '),
    );
  }
}
