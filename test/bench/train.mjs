/**
 * `node test/bench/train.mjs [--python PATH] [--only NAME]`: raw files through `insitu train`, with what it
 * proposes and every default, for each kind of student; and XGBoost on the same rows, columns and parts
 * (hist, 100 trees of depth 4 at most, early stopping on the same validation part). Prints AUCs in and
 * out of time, and what was left out. Runs from source; no build is needed.
 *
 * The files are not in the repository: those that are not in `../shared/data` are passed over.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { describeMachine, line } from './timing.mjs';

const { values: options } = parseArgs({
  options: { python: { type: 'string' }, only: { type: 'string' } },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const SETS = [
  { file: 'uci_taiwan_default.csv', target: 'default.payment.next.month', bad: '1' },
  { file: 'german_credit.csv', target: 'creditability', bad: 'bad' },
  { file: 'heloc.csv', target: 'RiskPerformance', bad: 'Bad' },
  { file: 'hmeq.csv', target: 'BAD', bad: '1' },
  { file: 'lendingclub_2018.csv', target: 'loan_status', bad: '1', date: 'issue_d' },
  { file: 'sba_case.csv', target: 'Default', bad: '1', date: 'ApprovalDate' },
];
const STUDENTS = ['boosted', 'additive', 'scorecard'];
const WIDTHS = [28, 12, 9, 24, 24, 10, 10];

const folder = mkdtempSync(join(tmpdir(), 'insitu-train-'));
const compiled = join(root, '.cache/bench');

async function compile(name, input) {
  const build = await rolldown({ input, platform: 'node', cwd: root });
  const file = join(compiled, `${name}.mjs`);
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

try {
  const cli = await compile('train-cli', join(root, 'sdk/cli/insitu.ts'));
  const { readTable } = await import(
    pathToFileURL(await compile('train-table', join(root, 'sdk/table/read-table.ts')))
  );
  const { prepareTable } = await import(
    pathToFileURL(await compile('train-parts', join(root, 'sdk/train/prepare-table.ts')))
  );
  console.log(describeMachine());
  console.log(
    line(['file', 'student', 'features', 'in time', 'out of time', 'bytes', 's'], WIDTHS),
  );
  for (const set of SETS) {
    const file = join(root, '../shared/data', set.file);
    if (!existsSync(file)) console.log(line([set.file, 'not here'], WIDTHS));
    else if (!options.only || set.file.includes(options.only)) {
      run(set, file, cli, readTable, prepareTable);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

function run({ file: name, target, bad, date }, file, cli, readTable, prepareTable) {
  let proposed;
  for (const student of STUDENTS) {
    const start = performance.now();
    const output = join(folder, 'model.insitu');
    const parameters = [file, '--target', target, '--bad', bad, '--student', student];
    if (date) parameters.push('--date', date);
    const stdout = execFileSync(
      process.execPath,
      [cli, 'train', ...parameters, '-o', output, '--json'],
      { maxBuffer: 2 ** 28 },
    );
    const seconds = (performance.now() - start) / 1000;
    const { report, bytes, leftOut } = JSON.parse(stdout);
    proposed ??= { report, leftOut };
    const used = report.features.filter(({ importance }) => importance !== undefined).length;
    print(name, student, used, report.parts, bytes, seconds);
  }
  if (options.python) compareXgboost(name, file, proposed.report.plan, readTable, prepareTable);
  const why = proposed.leftOut.map(({ column, reasons }) => `${column} (${reasons.join(', ')})`);
  console.log(`  left out: ${why.join('; ') || 'nothing'}`);
  const found = proposed.report.findings.map(({ code, path }) => `${code} ${path}`);
  console.log(`  findings: ${found.join('; ') || 'none'}`);
}

/** The same rows, columns and parts, as XGBoost takes them. */
function compareXgboost(name, file, plan, readTable, prepareTable) {
  const { table } = readTable(readFileSync(file));
  const { outcome, split } = prepareTable(table, plan);
  const columns = plan.features.map(({ column }) => table.columns.find((c) => c.name === column));
  const data = {
    parts: [...split.parts],
    bad: [...outcome],
    columns: columns.map((column) =>
      column.kind === 'text'
        ? { name: column.name, codes: [...column.codes] }
        : {
            name: column.name,
            values: [...column.values].map((v) => (Number.isNaN(v) ? null : v)),
          },
    ),
  };
  const path = join(folder, 'rows.json');
  writeFileSync(path, JSON.stringify(data));
  const script = join(root, 'test/bench/train-xgboost.py');
  const { parts, seconds } = JSON.parse(execFileSync(options.python, [script, path]).toString());
  print(name, 'XGBoost', columns.length, parts, '', seconds);
}

function print(name, student, features, parts, bytes, seconds) {
  const of = (wanted) => {
    const auc = parts.find(({ part }) => part === wanted)?.auc;
    if (auc === undefined) return '-';
    if (typeof auc === 'number') return auc.toFixed(4);
    return `${auc.value.toFixed(4)} (${auc.low.toFixed(3)}-${auc.high.toFixed(3)})`;
  };
  const cells = [name, student, String(features), of('in-time'), of('out-of-time')];
  console.log(line([...cells, String(bytes), seconds.toFixed(1)], WIDTHS));
}
