import { RiskError, type Issue } from '../../core/errors.js';
import { binCount } from '../../model/feature.js';
import type { TrainRows } from '../train-rows.js';
import type { BoostSettings } from './boost-types.js';
import { strideOf } from './layout.js';

/** Limits on what one training may be; every sum stays exact within them. */
const MOST_ROWS = 2 ** 27;
const MOST_FEATURES = 65534;
const MOST_TREES = 10_000;
const MOST_DEPTH = 8;
const MOST_BINS = 256;
const MOST_WEIGHT = 2 ** 30;
const MOST_LOG_ODDS = 1000;
/** Words of the largest level's histograms: 1 GiB. */
const MOST_CELL_WORDS = 2 ** 28;

/** @throws RiskError `OPTION_INVALID` with every issue at once. */
export function assertSettings(settings: BoostSettings, { features }: TrainRows): void {
  const issues: Issue[] = [];
  const check = (ok: boolean, path: string, expected: string) => {
    if (!ok) issues.push({ code: 'SETTING_INVALID', path, expected });
  };
  const { trees, depth, eta, lambda, minChild, minGain, columnShare, seed, patience } = settings;
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const isAtLeast0 = (value: number) => value >= 0 && value <= 2 ** 60;
  check(['log-loss', 'squared-error'].includes(settings.objective), 'objective', 'an objective');
  check(['oblivious', 'depth-wise'].includes(settings.shape), 'shape', 'a shape');
  check(isWhole(trees, 1, MOST_TREES), 'trees', `1 to ${MOST_TREES}`);
  check(isWhole(depth, 1, MOST_DEPTH), 'depth', `1 to ${MOST_DEPTH}`);
  check(eta > 0 && eta <= 1, 'eta', 'above 0, at most 1');
  check(isAtLeast0(lambda), 'lambda', 'a number >= 0');
  check(isAtLeast0(minChild), 'minChild', 'a number >= 0');
  check(isAtLeast0(minGain), 'minGain', 'a number >= 0');
  check(columnShare > 0 && columnShare <= 1, 'columnShare', 'above 0, at most 1');
  check(Number.isSafeInteger(seed), 'seed', 'an integer');
  check(isWhole(patience, 0, 2 ** 31), 'patience', 'a whole number >= 0');
  check(features.length >= 1 && features.length <= MOST_FEATURES, 'features', '1 to 65534');
  features.forEach((feature, f) =>
    check(binCount(feature) <= MOST_BINS, `features[${f}]`, `at most ${MOST_BINS} bins`),
  );
  const { monotone, interactions } = settings;
  if (monotone) {
    check(monotone.length === features.length, 'monotone', 'one entry per feature');
    monotone.forEach((sign, f) => {
      const isNumeric = features[f]?.kind === 'numeric';
      check(
        sign === 0 || ((sign === 1 || sign === -1) && isNumeric),
        `monotone[${f}]`,
        isNumeric ? '-1, 0 or 1' : '0, as the feature has no order',
      );
    });
  }
  interactions?.forEach((set, s) =>
    check(
      set.every((f) => isWhole(f, 0, features.length - 1)),
      `interactions[${s}]`,
      'indices of features',
    ),
  );
  check(
    2 * strideOf(features) * features.length * 2 ** (depth - 1) <= MOST_CELL_WORDS,
    'depth',
    'less, with so many features and bins',
  );
  refuse(issues, 'the settings');
}

/**
 * @param path - `rows` or `validation`.
 * @throws RiskError `SHAPE_MISMATCH` where lengths differ; `OPTION_INVALID` where numbers are out of
 * range, with every issue at once.
 */
export function assertRows(
  rows: TrainRows,
  objective: BoostSettings['objective'],
  path: string,
): void {
  const lengths: Issue[] = [];
  const isLong = (length: number, at: string) => {
    if (length !== rows.rows)
      lengths.push({ code: 'SHAPE', path: `${path}.${at}`, expected: 'one entry per row' });
  };
  const { features, bins, target, weight } = rows;
  if (bins.length !== features.length)
    lengths.push({ code: 'SHAPE', path: `${path}.bins`, expected: 'one column per feature' });
  bins.forEach((column, f) => isLong(column.length, `bins[${f}]`));
  isLong(target.length, 'target');
  if (weight) isLong(weight.length, 'weight');
  if (lengths.length > 0) {
    throw new RiskError(
      'SHAPE_MISMATCH',
      `"${lengths[0]!.path}" expected ${lengths[0]!.expected}`,
      {
        path: lengths[0]!.path,
        issues: lengths,
      },
    );
  }

  const issues: Issue[] = [];
  const check = (ok: boolean, at: string, expected: string) => {
    if (!ok) issues.push({ code: 'ROWS_INVALID', path: `${path}.${at}`, expected });
  };
  check(rows.rows >= 1 && rows.rows <= MOST_ROWS, 'rows', `1 to ${MOST_ROWS}`);
  const [low, high] = objective === 'log-loss' ? [0, 1] : [-MOST_LOG_ODDS, MOST_LOG_ODDS];
  check(isWithin(target, low, high), 'target', `${low} to ${high}`);
  if (weight) check(isWithin(weight, 0, MOST_WEIGHT), 'weight', `0 to ${MOST_WEIGHT}`);
  bins.forEach((column, f) => {
    const count = binCount(features[f]!);
    check(greatest(column) < count, `bins[${f}]`, `below ${count}`);
  });
  refuse(issues, 'the rows');
}

function refuse(issues: readonly Issue[], what: string): void {
  const first = issues[0];
  if (!first) return;
  throw new RiskError(
    'OPTION_INVALID',
    `${what} cannot be boosted; first: "${first.path}" expected ${first.expected}`,
    { path: first.path, issues },
  );
}

/** NaN is within nothing. */
function isWithin(values: Float64Array, low: number, high: number): boolean {
  // By index: the iterators of for-of cost several times as much here.
  let ok = true;
  for (let i = 0; i < values.length; i++) ok = ok && values[i]! >= low && values[i]! <= high;
  return ok;
}

function greatest(column: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < column.length; i++) most = Math.max(most, column[i]!);
  return most;
}
