/**
 * `node test/bench/recourse.mjs [--applicants N] [--budget MS] [--cpu] [--only NAME]`, and a part of `npm run bench`: how
 * often the cheapest changes are found and proven in time, for applicants near the line.
 *
 * Near the line: declined, at most 40 points (one doubling of the odds) below the median of all, with
 * 600 points at 20:1 and 40 points to double the odds. The reference population is the test set.
 * Of each model's features, `rules` may change as a lender might say; `free`: all of them, either way.
 * Times are of whole calls: rules, search, re-scoring of every path; nothing is kept between calls.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createReferenceEngine } from '../../dist/engines/reference.js';
import { selectEngine } from '../../dist/engines/select.js';
import { importScorecard } from '../../dist/importers/scorecard/import.js';
import { importXgboost } from '../../dist/importers/xgboost/import.js';
import { findRecourse } from '../../dist/insight/recourse.js';
import { findSafety } from '../../dist/insight/safety.js';
import { featureGame } from '../../dist/lowering/game.js';
import { binOf } from '../../dist/model/binning.js';
import { binCount } from '../../dist/model/feature.js';
import { scaleFromPdo } from '../../dist/model/scale.js';
import { describeMachine, line } from './timing.mjs';

const SHARED = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));
const CARD = fileURLToPath(
  new URL('../vectors/scorecard/optbinning-detailed-1.0.0/', import.meta.url),
);
const WIDTHS = [34, 8, 9, 9, 9, 9, 9, 9, 26];

const TAIWAN = {
  down: ['PAY_0', 'PAY_2', 'BILL_AMT1', 'BILL_AMT2', 'BILL_AMT3'],
  up: ['PAY_AMT1', 'PAY_AMT2', 'PAY_AMT3'],
};
const HELOC = {
  down: [
    ...['NetFractionRevolvingBurden', 'NetFractionInstallBurden', 'NumRevolvingTradesWBalance'],
    ...['NumInstallTradesWBalance', 'NumBank2NatlTradesWHighUtilization'],
    ...['PercentTradesWBalance', 'NumInqLast6M', 'NumInqLast6Mexcl7days'],
    'NumTradesOpeninLast12M',
  ],
  up: ['MSinceMostRecentTradeOpen', 'MSinceMostRecentInqexcl7days', 'MSinceMostRecentDelq'],
};
const LENDING = {
  down: [
    ...['acc_open_past_24mths', 'all_util', 'bc_util', 'dti', 'funded_amnt_inv', 'inq_last_12m'],
    ...['installment', 'max_bal_bc', 'percent_bc_gt_75', 'revol_bal', 'total_bal_ex_mort'],
  ],
  up: ['annual_inc', 'bc_open_to_buy'],
};
const GERMAN = {
  down: ['duration_in_month', 'credit_amount'],
  up: [],
  free: [
    ...['status_of_existing_checking_account', 'savings_account_and_bonds'],
    ...['other_debtors_or_guarantors', 'other_installment_plans', 'telephone'],
  ],
};

const MODELS = [
  ['uci_taiwan_t100d4', TAIWAN],
  ['heloc_nan_t100d4', HELOC],
  ['lc2018_oot_t100d4', LENDING],
  ['german_t100d4', GERMAN],
  ['uci_taiwan_t300d6', TAIWAN],
  ['heloc_nan_t300d6', HELOC],
];

/** @param {{ applicants?: number, budgetMs?: number, only?: string }} [options] */
export async function benchRecourse({ applicants = 100, budgetMs = 50, only = '' } = {}) {
  const head = ['model, what may change', 'asked', 'proven', '1 path', 'median', '95 %', 'worst'];
  console.log(line([...head, 'safety', 'how they end'], WIDTHS));
  const { create } = await selectEngine('auto');
  for (const [name, rules] of MODELS) {
    if (!name.includes(only)) continue;
    if (!existsSync(`${SHARED}${name}`)) {
      console.log(`${name}: not measured, ../shared/golden is not there`);
      continue;
    }
    const bytes = new Uint8Array(readFileSync(`${SHARED}${name}/model.json`));
    const loaded = withLine(
      importXgboost(bytes).model,
      readRows(`${SHARED}${name}/test.csv`),
      create,
    );
    await bench(`${name}, rules`, { ...loaded, model: withRules(loaded.model, rules) });
    await bench(`${name}, free`, loaded);
  }
  const card = new Uint8Array(readFileSync(`${CARD}card.csv`));
  const { options } = JSON.parse(readFileSync(`${CARD}manifest.json`, 'utf8'));
  const { model } = importScorecard(card, { name: 'card', scorecard: options });
  await bench(
    'South German scorecard, 6, free',
    withLine(model, readRows(`${CARD}rows.csv`), create),
  );
  if (existsSync(`${SHARED}german_t100d4`)) {
    const rows = readRows(`${SHARED}german_t100d4/test.csv`);
    await bench('German scorecard, 20, free', withLine(weightsOfEvidence(rows), rows, create));
  }

  async function bench(label, { model, rows, points, line: cut }) {
    const near = rows.filter((_, r) => points[r] < cut && points[r] >= cut - 40);
    const asked = near.filter(
      (_, r) => r % Math.max(1, Math.floor(near.length / applicants)) === 0,
    );
    const engine = create(model, featureGame(model, 'training'), now);
    const reference = createReferenceEngine(model, featureGame(model, 'training'), now);
    const host = { now, pause: () => new Promise(setImmediate), stopped: () => false };
    const scored = { model, engine, digest: '' };
    for (const row of asked.slice(0, 5)) await findRecourse(scored, row, { budgetMs }, host);
    const all = [];
    const alone = [];
    const safety = [];
    let proven = 0;
    let provenAlone = 0;
    const ends = {};
    for (const row of asked) {
      const start = now();
      const answer = await findRecourse(scored, row, { budgetMs }, host);
      const took = now() - start;
      all.push(took);
      if (isProven(answer) && took <= budgetMs) proven++;
      const end = `${answer.status} ${answer.method.slice(0, 3)}${answer.optimal ? '' : '*'}`;
      ends[end] = (ends[end] ?? 0) + 1;
      for (const path of answer.paths) assertReaches(path, row, model, reference, answer.target);
      const again = now();
      const single = await findRecourse(scored, row, { budgetMs, count: 1 }, host);
      alone.push(now() - again);
      if (isProven(single) && now() - again <= budgetMs) provenAlone++;
      const third = now();
      await findSafety(scored, row, { target: { points: cut - 41 } }, host);
      safety.push(now() - third);
    }
    engine.dispose();
    const share = (n) => `${((100 * n) / asked.length).toFixed(0)} %`;
    const ms = (list, q) => `${quantile(list, q).toFixed(1)} ms`;
    const how = Object.entries(ends)
      .map(([end, n]) => `${end}: ${n}`)
      .join(', ');
    const times = [ms(all, 0.5), ms(all, 0.95), ms(all, 1), ms(safety, 0.5)];
    console.log(
      line([label, asked.length, share(proven), share(provenAlone), ...times, how], WIDTHS),
    );
  }
}

/** Milliseconds on the wall, or of this process alone where others keep the machine busy. */
let now = () => performance.now();
function countProcessorTime() {
  now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}

const isProven = ({ status, optimal }) => optimal || status === 'none';

/** Every path is scored again by the reference engine, from raw values. */
function assertReaches(path, row, model, engine, target) {
  const to = row.slice();
  for (const { feature, to: value } of path.changes) {
    const f = model.features.findIndex(({ name }) => name === feature);
    to[f] =
      typeof value === 'string'
        ? model.features[f].codes[model.features[f].labels.indexOf(value)]
        : (value ?? NaN);
  }
  const margins = new Int32Array(1);
  engine.score({ rows: 1, columns: [...to].map((v) => Float64Array.of(v)) }, 0, 1, margins);
  if (margins[0] !== path.score.margin || margins[0] > target.margin) {
    throw new Error('a path does not score as shown');
  }
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

/** A CSV of numbers as rows by name; what is not a number stays text. */
function readRows(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((text) => {
    const cells = text.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, ''));
    const plain = cells.map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
    return Object.fromEntries(names.map((name, c) => [name, plain[c]]));
  });
}

/** The model with points, a line at their median, a reference population, and its rows of numbers. */
function withLine(model, table, create) {
  const rows = table.map((cells) =>
    Float64Array.from(model.features, (feature) => {
      const cell = cells[feature.name];
      if (cell === '' || cell === undefined) return NaN;
      if (feature.kind === 'numeric' || feature.labels.length === 0) return Number(cell);
      const at = feature.labels.indexOf(cell);
      return at < 0 ? 999_983 : feature.codes[at];
    }),
  );
  const columns = model.features.map((_, f) => Float64Array.from(rows, (row) => row[f]));
  const margins = new Int32Array(rows.length);
  const engine = create(model, featureGame(model, 'training'), now);
  engine.score({ rows: rows.length, columns }, 0, rows.length, margins);
  engine.dispose();
  const scale = scaleFromPdo(40, 600, 20);
  const points = [...margins].map((m) =>
    Math.round(scale.offset - (scale.factor * m) / 2 ** model.scaleBits),
  );
  const cut = quantile(points, 0.5);
  const histograms = model.features.map((feature, f) => {
    const counts = new Uint32Array(binCount(feature));
    for (const row of rows) counts[binOf(feature, row[f])]++;
    return counts;
  });
  return {
    rows,
    points,
    line: cut,
    model: {
      ...model,
      scale: { ...scale, bands: [], cutoffs: { approve: cut } },
      baseline: { population: 'all', rows: rows.length, histograms },
      recourse: [],
    },
  };
}

function withRules(model, rules) {
  const recourse = ['down', 'up', 'free'].flatMap((direction) =>
    (rules[direction] ?? []).map((name) => ({
      feature: model.features.findIndex((feature) => feature.name === name),
      direction,
    })),
  );
  if (recourse.some(({ feature }) => feature < 0)) throw new Error('a rule for no feature');
  return { ...model, recourse };
}

/** A card of 20 characteristics, at most six bins each: smoothed weights of evidence, times 0.8. */
function weightsOfEvidence(table) {
  const names = Object.keys(table[0]).filter((name) => !['row', 'id', 'target'].includes(name));
  const bad = table.filter(({ target }) => target === '1').length;
  const features = names.map((name) => {
    const values = table.map((cells) => Number(cells[name])).sort((a, b) => a - b);
    const cuts = [1, 2, 3, 4, 5].map((k) => values[Math.floor((k * values.length) / 6)]);
    const distinct = Float64Array.from(new Set(cuts)).filter((cut) => cut > values[0]);
    const base = { kind: 'numeric', name, missing: 'allowed' };
    return { ...base, cuts: distinct, compare: 'float64', side: 'less' };
  });
  const terms = features.map((feature, f) => {
    const bins = binCount(feature);
    const counts = [new Float64Array(bins).fill(0.5), new Float64Array(bins).fill(0.5)];
    for (const cells of table)
      counts[Number(cells.target)][binOf(feature, Number(cells[feature.name]))]++;
    const woe = Array.from({ length: bins }, (_, b) =>
      Math.log(counts[1][b] / bad / (counts[0][b] / (table.length - bad))),
    );
    const all = Float32Array.from({ length: bins }, (_, b) => counts[0][b] + counts[1][b]);
    return {
      features: [f],
      table: Int32Array.from(woe, (w) => Math.round(0.8 * w * 2 ** 20)),
      weight: all,
    };
  });
  return {
    name: 'german',
    version: '1',
    features,
    body: { kind: 'additive', terms },
    scaleBits: 20,
    intercept: Math.round(Math.log(bad / (table.length - bad)) * 2 ** 20),
    link: 'logistic',
    calibration: { kind: 'identity' },
    reasons: features.map(({ name }, f) => ({ code: name, features: [f], label: {} })),
    recourse: [],
    card: {},
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      applicants: { type: 'string', default: '100' },
      budget: { type: 'string', default: '50' },
      cpu: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  console.log(`Insitu bench: ${describeMachine()}`);
  if (values.cpu) countProcessorTime();
  console.log(values.cpu ? 'Processor time of this process.' : 'Time on the wall.');
  const { applicants, budget, only } = values;
  await benchRecourse({ applicants: Number(applicants), budgetMs: Number(budget), only });
}
