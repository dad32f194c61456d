import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Feature } from '../../sdk/model/feature.js';
import { binOf } from '../../sdk/model/binning.js';
import type { TrainRows } from '../../sdk/train/train-rows.js';

/** A table of numbers: a path below `test/`, without `.csv.gz`. */
export function readNumbers(path: string): Readonly<Record<string, Float64Array>> {
  const file = join(import.meta.dirname, '..', `${path}.csv.gz`);
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const cells = lines.map((line) => line.split(',').map((cell) => (cell === '' ? NaN : +cell)));
  return Object.fromEntries(
    head!.split(',').map((column, c) => [column, Float64Array.from(cells, (row) => row[c]!)]),
  );
}

/** A numeric feature cut at quantiles of its values. */
export function quantileFeature(name: string, values: Float64Array, bins: number): Feature {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const cuts = new Set<number>();
  for (let k = 1; k < bins; k++) cuts.add(sorted[Math.floor((k * sorted.length) / bins)]!);
  cuts.delete(sorted[0]!);
  const ascending = Float64Array.from(cuts).sort();
  return {
    kind: 'numeric',
    name,
    cuts: ascending,
    compare: 'float64',
    side: 'less',
    missing: 'allowed',
  };
}

/** A feature of whole numbers, each a category of its own. */
export function codeFeature(name: string, values: Float64Array): Feature {
  return {
    kind: 'categorical',
    name,
    codes: Int32Array.from(new Set(values)).sort(),
    labels: [],
    missing: 'allowed',
    unlisted: 'other',
  };
}

export function binRows(
  features: readonly Feature[],
  columns: readonly Float64Array[],
  target: Float64Array,
  weight?: Float64Array,
): TrainRows {
  const bins = features.map((feature, f) => Uint8Array.from(columns[f]!, (v) => binOf(feature, v)));
  return { rows: target.length, features, bins, target, ...(weight && { weight }) };
}

/** 2,000 rows of UCI Taiwan, cut at quantiles. */
export function taiwanRows(bins = 32): TrainRows {
  const {
    ID: _,
    'default.payment.next.month': target,
    ...table
  } = readNumbers('vectors/data/taiwan');
  const names = Object.keys(table);
  const features = names.map((name) =>
    name === 'EDUCATION'
      ? codeFeature(name, table[name]!)
      : quantileFeature(name, table[name]!, bins),
  );
  return binRows(
    features,
    names.map((name) => table[name]!),
    target!,
  );
}

/** Some of the rows, by a test of their number. */
export function someRows(rows: TrainRows, take: (row: number) => boolean): TrainRows {
  const kept = [...Array(rows.rows).keys()].filter(take);
  const part = (values: Float64Array): Float64Array =>
    Float64Array.from(kept, (row) => values[row]!);
  return {
    rows: kept.length,
    features: rows.features,
    bins: rows.bins.map((column) => Uint8Array.from(kept, (row) => column[row]!)),
    target: part(rows.target),
    ...(rows.weight && { weight: part(rows.weight) }),
  };
}
