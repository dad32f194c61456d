/**
 * `node test/bench/scorecard-binning.mjs --python PATH [--trend NAME]`: information value of our bins and OptBinning's
 * on ten variables, under the same constraints: at most 6 bins of at least 5 % of the rows, a monotone bad rate.
 *
 * OptBinning merges its own pre-bins (`own`: its defaults; `fine`: up to 100 of at least 1 %) and ours (`same`). `gap` is ours less the best of theirs. Both count missing values as a bin of their own. PATH is a Python with optbinning.
 * Variables of data sets that are not in the repository are left out where the data is not beside it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { informedCuts } from '../../dist/train/scorecard/informed-cuts.js';
import { optimalBins } from '../../dist/train/scorecard/optimal-bins.js';
import { ivOf } from '../../dist/train/scorecard/woe.js';
import { describeMachine, line } from './timing.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    trend: { type: 'string', default: 'monotone' },
  },
});
const TRENDS = { monotone: 'auto_asc_desc', peak: 'peak', valley: 'valley', none: null };
const LIMITS = { maxBins: 6, minShare: 0.05 };
const WIDTHS = [38, 7, 7, 9, 9, 9, 9, 10, 8, 8];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const TAIWAN = {
  path: here('../../demo/model/data/taiwan.csv.gz'),
  target: 'default.payment.next.month',
  bad: 1,
};
const HELOC = {
  path: here('../../../shared/data/heloc.csv'),
  target: 'RiskPerformance',
  bad: 'Bad',
  missing: [-9, -8, -7],
};
const LENDING = {
  path: here('../../../shared/data/lendingclub_2018.csv'),
  target: 'loan_status',
  bad: 1,
};
const variables = [
  ...['LIMIT_BAL', 'AGE', 'BILL_AMT1', 'PAY_AMT1'].map((name) => ({ ...TAIWAN, name })),
  ...['ExternalRiskEstimate', 'AverageMInFile', 'NetFractionRevolvingBurden'].map((name) => ({
    ...HELOC,
    name,
  })),
  ...['dti', 'annual_inc', 'bc_util'].map((name) => ({ ...LENDING, name })),
].filter(({ path }) => existsSync(path));

function python(mode, request) {
  const script = here('./scorecard-binning.py');
  const { status, stdout, stderr } = spawnSync(options.python, [script, mode], {
    input: JSON.stringify(request),
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}

function bin(x, bad) {
  const limits = {
    ...LIMITS,
    minRows: LIMITS.minShare * x.length,
    minBad: 1,
    minGood: 1,
    trend: options.trend,
  };
  const start = performance.now();
  const values = Float64Array.from(x, (value) => value ?? NaN);
  const cuts = informedCuts(values, Float64Array.from(bad), undefined, { ...limits });
  const cells = Array.from({ length: cuts.length + 1 }, () => ({ rows: 0, bad: 0 }));
  const missing = { rows: 0, bad: 0 };
  const all = { rows: 0, bad: 0 };
  x.forEach((value, row) => {
    const at = value === null ? missing : cells[cuts.findLastIndex((cut) => value >= cut) + 1];
    for (const cell of [at, all]) {
      cell.rows++;
      cell.bad += bad[row];
    }
  });
  const found = optimalBins(cells, all, limits);
  const ms = performance.now() - start;
  const iv = found.iv + (missing.rows > 0 ? ivOf(missing, all) : 0);
  return { cuts: Array.from(cuts), iv, ms, bins: found.starts.length };
}

const columns = python('read', { variables });
const ours = columns.map(({ x, bad }) => bin(x, bad));
const theirs = python('bin', {
  ...LIMITS,
  trend: TRENDS[options.trend],
  variables: variables.map((variable, i) => ({ ...variable, cuts: ours[i].cuts })),
});

console.log(describeMachine());
console.log(
  line(['variable', 'cells', 'bins', 'ours', 'own', 'fine', 'same', 'gap', 'ms', 'own ms'], WIDTHS),
);
variables.forEach(({ path, name }, i) => {
  const { own, fine, same } = theirs[i];
  const best = Math.max(own.iv, fine.iv, same?.iv ?? 0);
  const data = path.replace(/^.*\/|\..*$/g, '');
  console.log(
    line(
      [
        `${data} ${name}`,
        ours[i].cuts.length + 1,
        ours[i].bins,
        ...[ours[i].iv, own.iv, fine.iv, same?.iv].map((iv) => iv?.toFixed(6) ?? '-'),
        (ours[i].iv - best).toExponential(1),
        ours[i].ms.toFixed(0),
        own.ms.toFixed(0),
      ],
      WIDTHS,
    ),
  );
});
