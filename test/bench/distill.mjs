/**
 * Distillation against its teacher, and against the same size trained on labels, as tables in Markdown:
 *
 *   node test/bench/distill.mjs [--seeds 5] [--from 1] [--only NAME] [--windows | --splits]
 *   node test/bench/distill.mjs --csv FILE --target COLUMN --bad VALUE [--date COLUMN --since DAY]
 *
 * `--json FILE` adds the figures of each run to a file, one a line; `--students WORD` takes only the
 * students with the word in their name, such as `100`.
 *
 * The teacher is the bag of `insitu distill bag`, trained first. Every seed is another split, another
 * teacher and other made-up rows. Figures of the in-time test part stand before the arrow, of the
 * out-of-time part after it; differences are of the same rows, mean and standard error over the seeds,
 * in thousandths. Splits share rows, and out of time the rows are the same for every seed: the errors
 * tell how much the training varies, and not what other applicants would do. The rolling windows are
 * for that: each has another training and another test part, the next in time.
 *
 * Students are measured by `distill()`: what its report and the card say is what stands here. Runs from
 * source; no build is needed. Data sets are those of ../shared/data, where that is there.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { describeMachine } from './timing.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SHARED = join(root, '../shared/data/');

const SETS = [
  {
    name: 'UCI Taiwan',
    file: 'uci_taiwan_default.csv',
    target: 'default.payment.next.month',
    bad: 1,
    // As in the figures it is held against: every column but the identifier.
    leaveOut: ['ID'],
  },
  {
    name: 'LendingClub 2018',
    file: 'lendingclub_2018.csv',
    target: 'loan_status',
    bad: 1,
    split: { date: 'issue_d', from: '2018-07-01' },
    // Four months teach, the next one tests: eight windows.
    windows: { months: 1, teach: 4 },
  },
  { name: 'HELOC', file: 'heloc.csv', target: 'RiskPerformance', bad: 'Bad' },
  { name: 'HMEQ', file: 'hmeq.csv', target: 'BAD', bad: 1 },
  { name: 'German', file: 'german_credit.csv', target: 'creditability', bad: 'bad' },
  { name: 'bankloan_cn', file: 'bankloan_cn.csv', target: '违约', bad: 1 },
  {
    name: 'SBA',
    file: 'sba_case.csv',
    target: 'Default',
    bad: 1,
    split: { date: 'ApprovalDate' },
    // All years before teach, where the tested one has enough rows of either class.
    windows: { months: 12, teach: Infinity },
  },
];

const ALL_STUDENTS = {
  'depth-wise 100 x 4': { kind: 'boosted', shape: 'depth-wise', trees: 100, depth: 4 },
  'oblivious 100 x 6': { kind: 'boosted', shape: 'oblivious', trees: 100, depth: 6 },
  additive: { kind: 'additive', bins: 64 },
  scorecard: { kind: 'scorecard' },
};
/** The first two on labels, with what training does by itself: steps of .1, and early stopping. */
const ON_LABELS = ['depth-wise 100 x 4', 'oblivious 100 x 6'];

/** A test part of a window with fewer of either class is passed over, and so is its teaching part. */
const LEAST = { test: 25, teach: 50 };

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    windows: { type: 'boolean' },
    splits: { type: 'boolean' },
    csv: { type: 'string' },
    target: { type: 'string' },
    bad: { type: 'string' },
    date: { type: 'string' },
    since: { type: 'string' },
    json: { type: 'string' },
    students: { type: 'string', default: '' },
  },
});

const { boost, distill, encodeBundle, profileTable, proposePlan, readTable, train, trainBag } =
  await compile({
    boost: 'sdk/train/boost/boost.ts',
    distill: 'sdk/train/distill/distill.ts',
    encodeBundle: 'sdk/model/bundle/encode.ts',
    profileTable: 'sdk/table/profile-table.ts',
    proposePlan: 'sdk/train/propose-plan.ts',
    readTable: 'sdk/table/read-table.ts',
    train: 'sdk/train/train.ts',
    trainBag: 'sdk/train/distill/bag-teacher.ts',
  });
const STUDENTS = Object.fromEntries(
  Object.entries(ALL_STUDENTS).filter(([kind]) => kind.includes(values.students)),
);
const tools = { boost, crypto: crypto.subtle };

const sets = values.csv
  ? [
      {
        name: basename(values.csv),
        path: values.csv,
        target: values.target,
        bad: values.bad,
        ...(values.date && { split: { date: values.date, from: values.since } }),
      },
    ]
  : SETS.filter(({ name }) => !values.only || name.includes(values.only));
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.from) + i);
console.log(describeMachine());
for (const set of sets) {
  const path = set.path ?? SHARED + set.file;
  if (!existsSync(path)) {
    console.log(`\n${set.name}: skipped, ${set.file} is not here`);
    continue;
  }
  const { table, plan } = read(path, set);
  if (!values.windows) await measureSplits(set, table, plan);
  if (!values.splits && set.windows) await measureWindows(set, table, plan);
}

/** The named exports of source files, compiled together: they share their modules. */
async function compile(files) {
  const folder = join(root, '.cache/bench/distill');
  const build = await rolldown({ input: files, platform: 'node', cwd: root });
  await build.write({ dir: folder, format: 'esm' });
  await build.close();
  const found = {};
  for (const name of Object.keys(files)) {
    Object.assign(found, await import(pathToFileURL(join(folder, `${name}.js`))));
  }
  return found;
}

function read(path, { target, bad, split, leaveOut }) {
  const { table, facts } = readTable(new Uint8Array(readFileSync(path)));
  const wishes = { name: 'student', target, bad, ...(split && { date: split.date }) };
  const { plan } = proposePlan(table, profileTable(table, facts), wishes);
  const features = leaveOut
    ? table.columns
        .filter((column) => column.name !== target && !leaveOut.includes(column.name))
        .map((column) => ({ column: column.name }))
    : plan.features;
  return { table, plan: { ...plan, features } };
}

async function measureSplits({ name, split }, table, plan) {
  const runs = [];
  for (const seed of seeds) {
    runs.push(
      await run(name, table, { ...plan, seed, split: { ...split, validation: 0.05, test: 0.2 } }),
    );
  }
  console.log(
    `\n${name}: ${table.rows} rows, ${plan.features.length} features, ${runs.length} seeds\n`,
  );
  print(runs, ['in-time', 'out-of-time']);
}

/** One run a window: the spread over windows is far larger than that over seeds. */
async function measureWindows({ name, split, windows }, table, plan) {
  const runs = [];
  const [seed] = seeds;
  for (const { rows, from } of windowsOf(table, plan, split.date, windows)) {
    const part = takeRows(table, rows);
    runs.push(
      await run(name, part, {
        ...plan,
        seed,
        split: { date: split.date, from, validation: 0.05, test: 0.2 },
      }),
    );
  }
  console.log(`\n${name}, ${runs.length} rolling windows, out of time, mean over the windows\n`);
  print(runs, ['out-of-time']);
}

/** What one split gives: for each line of the table, figures by part. */
async function run(name, table, plan) {
  const lines = await compare(table, plan);
  const { seed, split } = plan;
  if (values.json) appendFileSync(values.json, `${JSON.stringify({ name, seed, split, lines })}\n`);
  return lines;
}

async function compare(table, plan) {
  const lines = {};
  const start = performance.now();
  const teacher = remembering(await trainBag(table, plan, { boost }));
  const taught = (performance.now() - start) / 1000;
  const labels = {};
  for (const kind of ON_LABELS) {
    const start = performance.now();
    const { report } = await train(table, { ...plan, student: ALL_STUDENTS[kind] }, tools);
    labels[kind] = {
      seconds: (performance.now() - start) / 1000,
      parts: byPart(report.parts, ({ auc, ks }) => ({ auc: auc?.value, ks: ks?.value })),
    };
  }
  for (const [kind, student] of Object.entries(STUDENTS)) {
    const start = performance.now();
    const taughtStudent = await distill(table, teacher, { ...plan, student }, tools, {
      reasonRows: 0,
    }).catch((error) => {
      // A card that no characteristic is fit for: then there is none.
      if (error.code !== 'TRAINING_FAILED') throw error;
    });
    if (!taughtStudent) continue;
    const { model, report } = taughtStudent;
    const seconds = (performance.now() - start) / 1000;
    const { parts } = report.fidelity;
    const said = byPart(parts, ({ teacher }) => ({ auc: teacher?.auc.value, ks: teacher?.ks }));
    lines.teacher ??= { parts: said, seconds: taught };
    lines[kind] = {
      parts: byPart(parts, ({ part, r2, student, gap }) => ({
        ...{ r2, auc: student?.auc.value, ks: student?.ks },
        ...{ aucGap: gap?.auc.value, ksGap: gap?.ks.value },
        overLabels: student?.auc.value - labels[kind]?.parts[part].auc,
      })),
      bytes: (await encodeBundle(model, tools)).length,
      seconds,
    };
  }
  for (const [kind, { parts, seconds }] of Object.entries(labels)) {
    lines[`${kind} on labels`] = {
      seconds,
      parts: Object.fromEntries(
        Object.entries(parts).map(([part, { auc, ks }]) => {
          const { auc: a, ks: k } = lines.teacher.parts[part];
          return [part, { auc, ks, aucGap: auc - a, ksGap: ks - k }];
        }),
      ),
    };
  }
  return lines;
}

/** A teacher that is asked once about the same rows: every student is taught by the same ones. */
function remembering(teacher) {
  const said = new Map();
  const score = async (columns) => {
    const hash = createHash('sha256');
    for (const [name, cells] of Object.entries(columns)) {
      hash.update(name).update(Array.isArray(cells) ? JSON.stringify(cells) : cells);
    }
    const key = hash.digest('hex');
    if (!said.has(key)) said.set(key, await teacher.score(columns));
    return said.get(key);
  };
  return { ...teacher, score };
}

function byPart(parts, of) {
  return Object.fromEntries(parts.map((each) => [each.part, of(each)]));
}

function print(runs, parts) {
  console.log(
    '| | AUC | KS | R2 | AUC less teacher | KS less teacher | AUC less same on labels | bytes | s |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const kind of new Set(runs.flatMap(Object.keys))) {
    const of = runs.map((lines) => lines[kind]).filter((line) => line !== undefined);
    const some = of.length < runs.length ? ` (${of.length} of ${runs.length})` : '';
    const cell = (key, write) =>
      parts
        .map((part) => of.map((line) => line.parts[part]?.[key]).filter(Number.isFinite))
        .filter((found) => found.length > 0)
        .map(write)
        .join(' -> ');
    const mean = (digits) => (found) => spread(found).mean.toFixed(digits);
    const paired = (found) => {
      const { mean, error } = spread(found);
      // One run has no spread.
      return (1000 * mean).toFixed(1) + (found.length > 1 ? ` ± ${(1000 * error).toFixed(1)}` : '');
    };
    const plain = (key, digits) =>
      of[0][key] === undefined ? '' : spread(of.map((line) => line[key])).mean.toFixed(digits);
    console.log(
      `| ${[
        ...[kind + some, cell('auc', mean(4)), cell('ks', mean(3)), cell('r2', mean(3))],
        ...[cell('aucGap', paired), cell('ksGap', paired), cell('overLabels', paired)],
        ...[plain('bytes', 0), plain('seconds', 1)],
      ].join(' | ')} |`,
    );
  }
}

/** Mean and its standard error. */
function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Rows of each window, and the day that its test part begins. */
function windowsOf(table, { target }, date, { months, teach }) {
  const days = table.columns.find(({ name }) => name === date).values;
  const monthOf = (day) => {
    const at = new Date(day * 86_400_000);
    return Math.floor((at.getUTCFullYear() * 12 + at.getUTCMonth()) / months);
  };
  const steps = Array.from(days, (day) => (Number.isNaN(day) ? undefined : monthOf(day)));
  const bad = badOf(table, target);
  const found = [];
  const all = [...new Set(steps)].filter((step) => step !== undefined).sort((a, b) => a - b);
  for (const [i, step] of all.entries()) {
    if (teach !== Infinity && i < teach) continue;
    const first = teach === Infinity ? -Infinity : all[i - teach];
    const rows = [...steps.keys()].filter((row) => steps[row] >= first && steps[row] <= step);
    const enough = (least, of) => {
      const bads = of.filter((row) => bad[row]).length;
      return Math.min(bads, of.length - bads) >= least;
    };
    const isTest = (row) => steps[row] === step;
    if (!enough(LEAST.test, rows.filter(isTest))) continue;
    if (
      !enough(
        LEAST.teach,
        rows.filter((row) => !isTest(row)),
      )
    )
      continue;
    const day = rows.filter(isTest).reduce((least, row) => Math.min(least, days[row]), Infinity);
    found.push({ rows, from: new Date(day * 86_400_000).toISOString().slice(0, 10) });
  }
  return found;
}

function badOf(table, { column: name, bad }) {
  const column = table.columns.find((each) => each.name === name);
  return column.kind === 'text'
    ? Array.from(column.codes, (code) => column.words[code] === bad)
    : Array.from(column.values, (value) => value === bad);
}

/** A table of some rows of another. */
function takeRows(table, rows) {
  const columns = table.columns.map((column) =>
    column.kind === 'text'
      ? { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]) }
      : { ...column, values: Float64Array.from(rows, (row) => column.values[row]) },
  );
  return { rows: rows.length, columns };
}
