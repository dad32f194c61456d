/**
 * Distillation against its teacher, and against the same size trained on labels, as tables in Markdown:
 *
 *   npm run build && node test/bench/distill.mjs [--seeds 3] [--only NAME]
 *   node test/bench/distill.mjs --csv FILE --target COLUMN --bad VALUE [--date COLUMN --from DAY]
 *
 * The teacher is a bag of four boosted models of depth 5 that is trained first. Means over seeds of the
 * split; figures are of the in-time test part, and after the arrow of the out-of-time part. Data sets
 * are those of ../shared/data, where that is there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readManifest } from '../../dist/model/bundle/decode.js';
import { encodeBundle } from '../../dist/model/bundle/encode.js';
import { profileTable } from '../../dist/table/profile-table.js';
import { readTable } from '../../dist/table/read-table.js';
import { boost } from '../../dist/train/boost/boost.js';
import { trainBag } from '../../dist/train/distill/bag-teacher.js';
import { distill } from '../../dist/train/distill/distill.js';
import { proposePlan } from '../../dist/train/propose-plan.js';
import { train } from '../../dist/train/train.js';

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

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
  },
  { name: 'HELOC', file: 'heloc.csv', target: 'RiskPerformance', bad: 'Bad' },
  { name: 'HMEQ', file: 'hmeq.csv', target: 'BAD', bad: 1 },
];

const STUDENTS = [
  ['depth-wise 100 x 4', { kind: 'boosted', shape: 'depth-wise', trees: 100, depth: 4 }],
  ['oblivious 100 x 5', { kind: 'boosted', shape: 'oblivious', trees: 100, depth: 5 }],
  ['oblivious 100 x 6', { kind: 'boosted', shape: 'oblivious', trees: 100, depth: 6 }],
  ['additive', { kind: 'additive', bins: 64 }],
  ['scorecard', { kind: 'scorecard' }],
];

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    csv: { type: 'string' },
    target: { type: 'string' },
    bad: { type: 'string' },
    date: { type: 'string' },
    from: { type: 'string' },
  },
});

const sets = values.csv
  ? [
      {
        name: basename(values.csv),
        path: values.csv,
        target: values.target,
        bad: values.bad,
        ...(values.date && { split: { date: values.date, from: values.from } }),
      },
    ]
  : SETS.filter(({ name }) => !values.only || name.includes(values.only));
for (const set of sets) await measure(set, Number(values.seeds));

async function measure({ name, file, path = SHARED + file, target, bad, split, leaveOut }, seeds) {
  if (!existsSync(path)) {
    console.log(`\n${name}: skipped, ${file} is not here`);
    return;
  }
  const { table, facts } = readTable(new Uint8Array(readFileSync(path)));
  const wishes = { name: 'student', target, bad, ...(split && { date: split.date }) };
  const proposed = proposePlan(table, profileTable(table, facts), wishes).plan;
  const features = leaveOut
    ? table.columns
        .filter((column) => column.name !== target && !leaveOut.includes(column.name))
        .map((column) => ({ column: column.name }))
    : proposed.features;
  const lines = new Map();
  for (let seed = 1; seed <= seeds; seed++) {
    const plan = {
      ...proposed,
      features,
      seed,
      split: { ...split, validation: 0.05, test: 0.2 },
    };
    const teacher = await trainBag(table, plan, { boost });
    for (const [kind, student] of STUDENTS) {
      const tools = { boost, crypto: crypto.subtle };
      const start = performance.now();
      const { model, report } = await distill(table, teacher, { ...plan, student }, tools, {
        reasonRows: 0,
      });
      const seconds = (performance.now() - start) / 1000;
      const bytes = await encodeBundle(model, { crypto: crypto.subtle });
      const forest = readManifest(bytes)
        .sections.filter((section) => /^(forest|additive)\./.test(section.name))
        .reduce((sum, section) => sum + section.count * widthOf(section.type), 0);
      const parts = report.fidelity.parts;
      add(lines, 'teacher', parts, (part) => part.teacher, {});
      add(lines, kind, parts, (part) => part.student, {
        r2: (part) => part.r2,
        ...{ gap: (part) => part.gap?.auc.value, bytes: bytes.length, forest, seconds },
      });
    }
    const [, small] = STUDENTS[0];
    const { report } = await train(table, { ...plan, student: small }, { boost });
    const onLabels = report.parts.map((part) => ({ ...part, student: part }));
    add(lines, 'depth-wise 100 x 4 on labels', onLabels, (part) => part.student, {});
  }
  console.log(`\n${name}: ${table.rows} rows, ${features.length} features, ${seeds} seeds\n`);
  console.log('| | AUC | KS | R2 | AUC gap x 1000 | bundle | trees or points alone | s |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [kind, of] of lines) console.log(`| ${kind} | ${cells(of).join(' | ')} |`);
}

function add(lines, kind, parts, figuresOf, extra) {
  const line = lines.get(kind) ?? { count: 0, sums: {} };
  lines.set(kind, line);
  line.count++;
  for (const part of ['in-time', 'out-of-time']) {
    const found = parts.find((each) => each.part === part);
    if (!found) continue;
    const { auc, ks } = figuresOf(found);
    sum(line, `auc ${part}`, auc.value);
    sum(line, `ks ${part}`, typeof ks === 'number' ? ks : ks.value);
    for (const [key, value] of Object.entries(extra)) {
      if (typeof value === 'function') sum(line, `${key} ${part}`, value(found));
    }
  }
  for (const [key, value] of Object.entries(extra)) {
    if (typeof value === 'number') sum(line, key, value);
  }
}

function sum({ sums }, key, value) {
  sums[key] = (sums[key] ?? 0) + value;
}

function cells({ sums, count }) {
  const mean = (key, digits, factor = 1) =>
    sums[key] === undefined ? undefined : ((factor * sums[key]) / count).toFixed(digits);
  const both = (key, digits, factor) =>
    ['in-time', 'out-of-time']
      .map((part) => mean(`${key} ${part}`, digits, factor))
      .filter((each) => each !== undefined)
      .join(' -> ');
  const plain = (key, digits) => mean(key, digits) ?? '';
  return [
    ...[both('auc', 4), both('ks', 3), both('r2', 3), both('gap', 1, 1000)],
    ...[plain('bytes', 0), plain('forest', 0), plain('seconds', 1)],
  ];
}

function widthOf(type) {
  return Number(type.slice(1)) / 8;
}
