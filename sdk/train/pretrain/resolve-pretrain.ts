import { RiskError } from '../../core/errors.js';
import { binCount } from '../../model/feature.js';
import { IssueList } from '../../model/check/issues.js';
import type { Backbone } from './backbone.js';
import type { FineTuneOptions, PretrainOptions, PretrainRows } from './pretrain-types.js';

/** Options with nothing left open. */
export interface ResolvedPretrain extends Required<Omit<PretrainOptions, 'fineTune' | 'from'>> {
  readonly from?: Backbone;
  readonly fineTune?: Required<FineTuneOptions>;
}

const DEFAULTS: ResolvedPretrain = Object.freeze({
  hidden: [96, 48] as const,
  embedding: 8,
  pieces: 8,
  epochs: 12,
  patience: 3,
  batch: 256,
  rate: 0.001,
  decay: 0.01,
  dropout: 0.1,
  validation: 0.15,
  unlabelled: false,
  maskShare: 0.2,
  maskEpochs: 4,
  seed: 1,
});

const FINE_TUNE = Object.freeze({ rate: 0.0003, epochs: 30, anchor: 0.1 });

type Bounds = Readonly<Record<string, readonly [min: number, max: number, whole?: true]>>;

const BOUNDS: Bounds = {
  embedding: [1, 64, true],
  pieces: [1, 64, true],
  epochs: [1, 1000, true],
  patience: [1, 1000, true],
  batch: [8, 65_536, true],
  rate: [1e-6, 1],
  decay: [0, 1],
  dropout: [0, 0.9],
  validation: [0.01, 0.5],
  maskShare: [0.01, 0.9],
  maskEpochs: [1, 1000, true],
  seed: [-(2 ** 53) + 1, 2 ** 53 - 1, true],
};

const FINE_BOUNDS: Bounds = { rate: [1e-6, 1], epochs: [1, 1000, true], anchor: [0, 100] };

/** Units of a layer. */
const MAX_UNITS = 1024;

/**
 * The options with their defaults.
 *
 * @throws RiskError `OPTION_INVALID` with every issue at once.
 */
export function resolvePretrain(options: PretrainOptions): ResolvedPretrain {
  const issues = new IssueList();
  const given = withoutUndefined(options);
  const { fineTune, ...rest } = given;
  checkNames(issues, '', given, [...Object.keys(DEFAULTS), 'from', 'fineTune']);
  checkNumbers(issues, '', rest, BOUNDS);
  if (rest.unlabelled !== undefined && typeof rest.unlabelled !== 'boolean') {
    issues.add('TYPE', 'unlabelled', 'true or false');
  }
  if (rest.hidden !== undefined && !isPair(rest.hidden)) {
    issues.add('TYPE', 'hidden', `two whole numbers of 1 to ${MAX_UNITS}`);
  }
  if (fineTune !== undefined) {
    checkNames(issues, 'fineTune.', fineTune, ['channel', 'horizon', ...Object.keys(FINE_TUNE)]);
    checkNumbers(issues, 'fineTune.', fineTune, FINE_BOUNDS);
    for (const name of ['channel', 'horizon'] as const) {
      if (typeof fineTune[name] !== 'string') issues.add('TYPE', `fineTune.${name}`, 'a name');
    }
  }
  if (rest.from && !fineTune) {
    issues.add('FIELD', 'fineTune', 'what the backbone is to be tuned for');
  }
  if (!issues.empty) refuse('OPTION_INVALID', 'the options of pre-training', issues);
  return {
    ...DEFAULTS,
    ...rest,
    ...(fineTune && { fineTune: { ...FINE_TUNE, ...withoutUndefined(fineTune) } }),
  };
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}

function checkNames(issues: IssueList, prefix: string, given: object, known: readonly string[]) {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) issues.add('NAME_UNKNOWN', prefix + name, known.join(', '));
  }
}

function checkNumbers(issues: IssueList, prefix: string, given: object, bounds: Bounds): void {
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    const bound = bounds[name];
    if (!bound) continue;
    const [min, max, whole] = bound;
    const fits = typeof value === 'number' && value >= min && value <= max;
    if (fits && (!whole || Number.isInteger(value))) continue;
    issues.add('RANGE', prefix + name, `${whole ? 'a whole number of ' : ''}${min} to ${max}`);
  }
}

function isPair(value: unknown): boolean {
  const fits = (units: unknown) =>
    Number.isInteger(units) && (units as number) >= 1 && (units as number) <= MAX_UNITS;
  return Array.isArray(value) && value.length === 2 && value.every(fits);
}

/**
 * Checks that rows are what their type says, and that there is something to learn.
 *
 * O(rows * features).
 * @throws RiskError `PLAN_INVALID` with every issue at once.
 */
export function assertPretrainRows(data: PretrainRows, { fineTune, from }: ResolvedPretrain): void {
  const issues = new IssueList();
  const { rows, features, bins, channels, channel, horizons, labels, weight } = data;
  const isLong = (column: ArrayLike<number>, path: string) =>
    issues.check(column.length === rows, 'LENGTH', path, `${rows} rows`);
  issues.check(Number.isInteger(rows) && rows > 0, 'RANGE', 'rows', 'at least 1');
  issues.check(bins.length === features.length, 'LENGTH', 'bins', 'one column per feature');
  features.forEach((feature, f) => {
    const path = `bins.${feature.name}`;
    const count = binCount(feature);
    issues.check(count <= 256, 'RANGE', path, 'at most 256 bins');
    const column = bins[f];
    if (!column || !isLong(column, path)) return;
    issues.check(
      column.every((bin) => bin < count),
      'RANGE',
      path,
      `bins below ${count}`,
    );
  });
  issues.check(channels.length >= 1 && channels.length <= 256, 'RANGE', 'channels', '1 to 256');
  if (isLong(channel, 'channel')) {
    const isKnown = channel.every((index) => index < channels.length);
    issues.check(isKnown, 'RANGE', 'channel', `indices below ${channels.length}`);
  }
  issues.check(horizons.length >= 1 && horizons.length <= 16, 'RANGE', 'horizons', '1 to 16');
  issues.check(labels.length === horizons.length, 'LENGTH', 'labels', 'one column per horizon');
  labels.forEach((column, h) => {
    const path = `labels.${horizons[h]}`;
    if (!isLong(column, path)) return;
    issues.check(column.every(isLabel), 'RANGE', path, '0 to 1, or NaN where not known');
    // Of a backbone that is tuned, the labels of one horizon are enough.
    if (from && horizons[h] !== fineTune?.horizon) return;
    issues.check(hasBoth(column), 'CLASSES', path, 'bad and good rows');
  });
  if (weight && isLong(weight, 'weight')) {
    issues.check(weight.every(isWeight), 'RANGE', 'weight', 'at least 0');
  }
  if (fineTune) {
    const { channel: name, horizon } = fineTune;
    issues.check(
      channels.includes(name),
      'NAME_UNKNOWN',
      'fineTune.channel',
      'one of the channels',
    );
    const isKnown = horizons.includes(horizon);
    issues.check(isKnown, 'NAME_UNKNOWN', 'fineTune.horizon', 'one of the horizons');
  }
  if (from) checkLikeness(data, from, issues);
  if (!issues.empty) refuse('PLAN_INVALID', 'the rows for pre-training', issues);
}

/** Rows that a backbone can be tuned on are in its own terms. */
function checkLikeness(data: PretrainRows, from: Backbone, issues: IssueList): void {
  const isSame = (ours: readonly unknown[], theirs: readonly unknown[]) =>
    ours.length === theirs.length && ours.every((each, at) => each === theirs[at]);
  const shapeOf = ({ features }: Pick<PretrainRows, 'features'>) =>
    features.flatMap((feature) => [feature.name, feature.kind, binCount(feature)]);
  const check = (ok: boolean, path: string) =>
    issues.check(ok, 'BACKBONE', path, "the backbone's own, in its order");
  check(isSame(shapeOf(data), shapeOf(from)), 'features');
  check(isSame(data.channels, from.channels), 'channels');
  check(isSame(data.horizons, from.horizons), 'horizons');
}

function isLabel(label: number): boolean {
  return Number.isNaN(label) || (label >= 0 && label <= 1);
}

function isWeight(weight: number): boolean {
  return weight >= 0 && weight < Infinity;
}

/** Soft labels count by where they lean. */
function hasBoth(column: Float32Array): boolean {
  return column.some((label) => label > 0.5) && column.some((label) => label <= 0.5);
}

function refuse(code: 'OPTION_INVALID' | 'PLAN_INVALID', what: string, list: IssueList): never {
  const { issues } = list;
  const first = issues[0]!;
  throw new RiskError(code, `${what}: "${first.path}" expected ${first.expected}`, {
    path: first.path,
    issues,
  });
}
