/**
 * What pre-training gives a channel with few labels: the ablation, with and without unlabelled rows.
 *
 *     node test/bench/pretrain.mjs [--seeds 3] [--rows 3000] [--labels 100,300,1000] [--dist FOLDER]
 *
 * Reads ../shared/data: LendingClub 2018 by purpose, where credit cards are the channel that has few
 * labels, and UCI Taiwan by education, where high school is. Of that channel a half is held out and
 * scored; of the rest a few rows keep their labels and the others are unlabelled. All other channels
 * have theirs. Each seed draws all of it anew.
 *
 * The table gives the mean AUC x 1000 on the held-out rows, and the difference to the pooled booster
 * with its standard error over the seeds (paired: the same rows). Nothing is left out of it.
 *
 * - target only: the booster on the channel's few labels
 * - pooled: the booster on all labels, with the channel as a feature
 * - backbone: pre-training on all labels
 * - + unlabelled: the same after the masked-feature stage on all rows
 * - fine-tuned, + unlabelled tuned: each of them, then tuned on the channel's few labels
 * - student: 100 oblivious trees of depth 6 that learn what "fine-tuned" says of all rows, labelled or
 *   not, and of three copies with a quarter of the cells swapped
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine, line } from './timing.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '3000' },
    labels: { type: 'string', default: '100,300,1000' },
    only: { type: 'string' },
    data: { type: 'string', default: here('../../../shared/data') },
    dist: { type: 'string', default: here('../../dist') },
  },
});
const load = (path) => import(pathToFileURL(resolve(options.dist, path)).href);
const { createRandom, shuffled } = await load('core/random.js');
const { readTable } = await load('table/read-table.js');
const { boost } = await load('train/boost/boost.js');
const { scoreBins } = await load('train/score-bins.js');
const { columnOf } = await load('table/table.js');
const { makeBins } = await load('train/make-bins.js');
const { outcomeOf } = await load('train/outcome.js');
const { createScorer } = await load('train/pretrain/score-network.js');
const { pretrainInNode } = await load('runtime/pretrain-node.js');

const SETS = [
  {
    name: 'LendingClub 2018, credit cards among purposes',
    file: 'lendingclub_2018.csv',
    target: { column: 'loan_status', bad: 1 },
    channel: 'purpose',
    few: 'credit_card',
    // What is known after the loan was granted, the lender's own grade, and what names a place or time.
    leaveOut: ['id', 'issue_d', 'grade', 'sub_grade', 'grade.1', 'emp_title', 'zip_code'],
  },
  {
    name: 'UCI Taiwan, high school among educations',
    file: 'uci_taiwan_default.csv',
    target: { column: 'default.payment.next.month', bad: 1 },
    channel: 'EDUCATION',
    few: '3',
    leaveOut: ['ID'],
  },
].filter(({ file }) => !options.only || file.includes(options.only));
const METHODS = [
  ...['target only', 'pooled', 'backbone', '+ unlabelled'],
  ...['fine-tuned', '+ unlabelled tuned', 'student'],
];
const seeds = Number(options.seeds);
const sizes = options.labels.split(',').map(Number);
const BOOSTED = {
  ...{ objective: 'log-loss', shape: 'oblivious', trees: 200, depth: 6, eta: 0.1, lambda: 10 },
  ...{ minChild: 5, minGain: 0, columnShare: 1, seed: 1, patience: 20 },
};

console.log(`Pre-training: ${describeMachine()}; ${seeds} seeds, ${options.rows} rows of others`);
for (const set of SETS) {
  const file = join(options.data, set.file);
  if (existsSync(file)) await runSet(set, file);
  else console.log(`\n${set.name}: ${set.file} is not in ${options.data}`);
}

async function runSet(set, file) {
  const { table } = readTable(new Uint8Array(readFileSync(file)));
  const data = rowsOf(table, set);
  const few = data.channels.indexOf(set.few);
  const count = data.channel.filter((channel) => channel === few).length;
  console.log(`\n${set.name}: ${data.rows} rows, ${count} of them in the channel`);
  const widths = [20, ...sizes.flatMap(() => [8, 15])];
  console.log(line(['labels', ...sizes.flatMap((size) => [size, 'to pooled'])], widths));
  const found = sizes.map(() => METHODS.map(() => []));
  let seconds = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [s, size] of sizes.entries()) {
      const started = performance.now();
      const areas = await runOnce(data, few, size, seed);
      seconds += (performance.now() - started) / 1000;
      areas.forEach((area, method) => found[s][method].push(1000 * area));
    }
  }
  METHODS.forEach((method, m) => {
    const cells = sizes.flatMap((_, s) => {
      const pooled = found[s][METHODS.indexOf('pooled')];
      const off = found[s][m].map((area, at) => area - pooled[at]);
      return [mean(found[s][m]).toFixed(1), m === 1 ? '' : `${signed(mean(off))} (${error(off)})`];
    });
    console.log(line([method, ...cells], widths));
  });
  console.log(`${(seconds / seeds / sizes.length).toFixed(1)} s for all methods once`);
}

/** All rows, with all labels; cuts are those of all rows, as they look at no label. */
function rowsOf(table, { leaveOut, channel, target }) {
  const aside = [...leaveOut, channel, target.column];
  const names = table.columns.map(({ name }) => name).filter((name) => !aside.includes(name));
  const plans = names.map((column) => ({ column }));
  const every = Int32Array.from({ length: table.rows }, (_, row) => row);
  const { kind, words, codes, values } = columnOf(table, channel);
  const cells = Array.from(every, (row) =>
    kind === 'text' ? words[codes[row]] : `${values[row]}`,
  );
  const channels = [...new Set(cells)];
  const outcome = outcomeOf(table, target);
  return {
    ...{ rows: table.rows, ...makeBins(table, plans, every, 64, 1) },
    ...{ channels, channel: Uint8Array.from(cells, (cell) => channels.indexOf(cell)) },
    horizons: [target.column],
    labels: [Float32Array.from(outcome, (each) => (each > 1 ? NaN : each))],
  };
}

/** The areas of all methods, in their order. */
async function runOnce(all, few, size, seed) {
  const random = createRandom(seed * 1000 + size);
  const truth = all.labels[0];
  const order = shuffled(all.rows, random).filter((row) => !Number.isNaN(truth[row]));
  const own = order.filter((row) => all.channel[row] === few);
  const held = own.subarray(0, own.length >> 1);
  const labelled = own.subarray(own.length >> 1, (own.length >> 1) + size);
  const unlabelled = own.subarray((own.length >> 1) + size);
  const others = order.filter((row) => all.channel[row] !== few).subarray(0, Number(options.rows));
  const areaOf = (scores) => aucOf(scores, held, truth);

  const data = take(all, [...others, ...labelled, ...unlabelled]);
  const isKnown = (i) => i < others.length + labelled.length;
  const labels = [data.labels[0].map((label, i) => (isKnown(i) ? label : NaN))];
  const pretrainData = { ...data, labels };

  const areas = [
    areaOf(await boosted(all, labelled, held, undefined, 0.2)),
    areaOf(await boosted(all, [...others, ...labelled], held, all.channel, 0.15)),
  ];
  let teacher;
  const tuned = [];
  for (const unlabelledToo of [false, true]) {
    const settings = { seed, unlabelled: unlabelledToo };
    const fineTune = { channel: all.channels[few], horizon: all.horizons[0] };
    const plain = await pretrainInNode(pretrainData, settings);
    const both = await pretrainInNode(pretrainData, { seed, from: plain.backbone, fineTune });
    areas.push(areaOf(scoresOf(plain.backbone, all, held, few)));
    tuned.push(areaOf(scoresOf(both.backbone, all, held, few)));
    teacher ??= both.backbone;
  }
  areas.push(...tuned, areaOf(await student(teacher, all, data, held, few, random)));
  return areas;
}

function scoresOf({ encodings, shape, weights }, { bins }, rows, channel) {
  return createScorer(encodings, shape, weights).logOdds(bins, Int32Array.from(rows), channel, 0);
}

function take({ features, bins, channel, labels, channels, horizons }, rows) {
  return {
    ...{ rows: rows.length, features, channels, horizons },
    bins: bins.map((column) => Uint8Array.from(rows, (row) => column[row])),
    channel: Uint8Array.from(rows, (row) => channel[row]),
    labels: labels.map((column) => Float32Array.from(rows, (row) => column[row])),
  };
}

/** Scores of held-out rows by a booster, stopped by a share of its own rows. */
async function boosted(all, rows, held, channel, share) {
  const features = channel ? [...all.features, channelFeature(all)] : all.features;
  const bins = channel ? [...all.bins, channel] : all.bins;
  const stop = [];
  const train = [];
  // Bad and good in turn, so that both parts have some.
  const seen = [0, 0];
  for (const row of rows) {
    const kind = all.labels[0][row];
    (seen[kind]++ % Math.round(1 / share) === 0 ? stop : train).push(row);
  }
  const rowsOf = (picked) => ({
    ...{ rows: picked.length, features },
    bins: bins.map((column) => Uint8Array.from(picked, (row) => column[row])),
    target: Float64Array.from(picked, (row) => all.labels[0][row]),
  });
  try {
    const { body, intercept } = await boost(rowsOf(train), BOOSTED, rowsOf(stop));
    const picked = bins.map((column) => Uint8Array.from(held, (row) => column[row]));
    return scoreBins({ features, body, intercept }, picked, held.length);
  } catch (error) {
    // Too few rows for any split: everybody is alike.
    if (error.code !== 'TRAINING_FAILED') throw error;
    return new Float64Array(held.length);
  }
}

function channelFeature({ channels }) {
  return {
    ...{ kind: 'categorical', name: 'the channel', missing: 'allowed', labels: [] },
    ...{ codes: Int32Array.from(channels.keys()), unlisted: 'other' },
  };
}

/** A booster of log-odds that the teacher gives for the channel, on rows of all channels. */
async function student(teacher, all, data, held, few, random) {
  const copies = [0, 1, 2, 3].map((copy) =>
    data.bins.map((column) =>
      copy === 0
        ? column
        : column.map((bin) => (random.next() < 0.25 ? column[random.below(data.rows)] : bin)),
    ),
  );
  const rows = data.rows * copies.length;
  const bins = data.bins.map((_, f) => Uint8Array.from(copies.flatMap((copy) => [...copy[f]])));
  const everyRow = Int32Array.from({ length: rows }, (_, row) => row);
  const target = scoresOf(teacher, { bins }, everyRow, few);
  const settings = { ...BOOSTED, objective: 'squared-error', trees: 100, eta: 0.25, patience: 0 };
  const { features } = all;
  const { body, intercept } = await boost({ rows, features, bins, target }, settings);
  const picked = all.bins.map((column) => Uint8Array.from(held, (row) => column[row]));
  return scoreBins({ features, body, intercept }, picked, held.length);
}

/** Area under the ROC curve; ties count half. */
function aucOf(scores, rows, truth) {
  const order = [...rows.keys()].sort((a, b) => scores[a] - scores[b]);
  let [bad, good, won] = [0, 0, 0];
  for (let from = 0, to; from < order.length; from = to) {
    to = from + 1;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    const tied = order.slice(from, to).filter((at) => truth[rows[at]] === 1).length;
    won += tied * (good + (to - from - tied) / 2);
    bad += tied;
    good += to - from - tied;
  }
  return won / (bad * good);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function error(values) {
  const middle = mean(values);
  const square = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(square / Math.max(1, values.length - 1) / values.length).toFixed(1);
}

function signed(value) {
  return (value < 0 ? '' : '+') + value.toFixed(1);
}
