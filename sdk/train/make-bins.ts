import { createRandom } from '../core/random.js';
import type { CategoricalFeature, Feature, NumericFeature } from '../model/feature.js';
import { columnOf, type NumberColumn, type Table, type TextColumn } from '../table/table.js';
import { gather } from './gather.js';
import type { FeaturePlan } from './plan.js';
import { quantileCuts } from './quantile-cuts.js';
import type { TrainRows } from './train-rows.js';

/** Cuts are found on at most about so many rows: their quantiles are as good as those of all. */
const SAMPLE_ROWS = 200_000;

/** A category with fewer training rows tells nothing of its own; it counts as "other". */
const LEAST_OF_A_CATEGORY = 10;

/** A table in bins. */
export interface BinnedTable {
  readonly features: readonly Feature[];
  /** As in {@link TrainRows}, for every row of the table. */
  readonly bins: readonly Uint8Array[];
}

/**
 * Finds the cuts of a number: strictly ascending, at most 253.
 *
 * @param sample - rows that may decide.
 */
export type CutNumbers = (
  values: Float64Array,
  sample: Int32Array,
  plan: FeaturePlan,
  most: number,
) => Float64Array;

/**
 * Columns as features: cuts and categories from the training rows alone, then the bins of every row.
 * Numbers are cut at quantiles, texts keep their most frequent words. A missing value has a bin
 * everywhere, seen in training or not.
 *
 * @param training - rows that may decide a cut.
 * @param most - bins a feature, missing aside: 2 to 254.
 * @param seed - of the sample that cuts are found on, where there are more than 200,000 rows.
 * @param cutNumbers - cuts numbers otherwise than at quantiles.
 */
export function makeBins(
  table: Table,
  plans: readonly FeaturePlan[],
  training: Int32Array,
  most: number,
  seed: number,
  cutNumbers?: CutNumbers,
): BinnedTable {
  const sample = sampleOf(training, seed);
  const features: Feature[] = [];
  const bins: Uint8Array[] = [];
  for (const plan of plans) {
    const column = columnOf(table, plan.column)!;
    let binned: { readonly feature: Feature; readonly bins: Uint8Array };
    if (column.kind === 'text') binned = binWords(column, plan, training, most);
    else if (plan.kind === 'categorical') {
      binned = binCodes(column as NumberColumn, plan, training, most);
    } else {
      const cuts = (cutNumbers ?? atQuantiles)(column.values, sample, plan, most);
      binned = binNumbers(column.values, plan, cuts);
    }
    features.push(binned.feature);
    bins.push(binned.bins);
  }
  return { features, bins };
}

function sampleOf(rows: Int32Array, seed: number): Int32Array {
  if (rows.length <= SAMPLE_ROWS) return rows;
  const random = createRandom(seed);
  const share = SAMPLE_ROWS / rows.length;
  return rows.filter(() => random.next() < share);
}

const atQuantiles: CutNumbers = (values, sample, _, most) => {
  const seen = new Float64Array(sample.length);
  let count = 0;
  for (const row of sample) {
    const value = values[row]!;
    if (!Number.isNaN(value)) seen[count++] = value;
  }
  return quantileCuts(seen.subarray(0, count), most);
};

function binNumbers(values: Float64Array, plan: FeaturePlan, cuts: Float64Array) {
  const feature: NumericFeature = {
    kind: 'numeric',
    ...named(plan),
    cuts,
    compare: 'float64',
    side: 'less',
  };
  const bins = new Uint8Array(values.length);
  const missing = cuts.length + 1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cuts[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    bins[row] = Number.isNaN(value) ? missing : low;
  }
  return { feature, bins };
}

function binWords(
  { words, codes }: TextColumn,
  plan: FeaturePlan,
  training: Int32Array,
  most: number,
) {
  const rows = new Uint32Array(words.length);
  for (const row of training) {
    const code = codes[row]!;
    if (code >= 0) rows[code]!++;
  }
  const kept = mostFrequent([...words.keys()], rows, most, (a, b) =>
    words[a]! < words[b]! ? -1 : 1,
  );
  const feature: CategoricalFeature = {
    kind: 'categorical',
    ...named(plan),
    codes: Int32Array.from(kept.keys()),
    labels: kept.map((code) => words[code]!),
    unlisted: 'other',
  };
  const binOf = new Uint8Array(words.length).fill(kept.length);
  kept.forEach((code, bin) => (binOf[code] = bin));
  const bins = new Uint8Array(codes.length);
  codes.forEach((code, row) => (bins[row] = code < 0 ? kept.length + 1 : binOf[code]!));
  return { feature, bins };
}

function binCodes({ values }: NumberColumn, plan: FeaturePlan, training: Int32Array, most: number) {
  const rows = new Map<number, number>();
  for (const row of training) {
    const value = values[row]!;
    if (!Number.isNaN(value)) rows.set(value + 0, (rows.get(value + 0) ?? 0) + 1);
  }
  const distinct = [...rows.keys()];
  const kept = mostFrequent(
    [...distinct.keys()],
    distinct.map((value) => rows.get(value)!),
    most,
    (a, b) => distinct[a]! - distinct[b]!,
  ).map((i) => distinct[i]!);
  const codes = Int32Array.from(kept).sort();
  const feature: CategoricalFeature = {
    kind: 'categorical',
    ...named(plan),
    codes,
    labels: [],
    unlisted: 'other',
  };
  const binOf = new Map(Array.from(codes, (code, bin) => [code, bin]));
  const bins = new Uint8Array(values.length);
  values.forEach((value, row) => {
    bins[row] = Number.isNaN(value) ? codes.length + 1 : (binOf.get(value) ?? codes.length);
  });
  return { feature, bins };
}

/** The most frequent of some categories, in that order; one bin is left for "other". */
function mostFrequent(
  all: number[],
  rows: ArrayLike<number>,
  most: number,
  tie: (a: number, b: number) => number,
): number[] {
  return all
    .filter((each) => rows[each]! >= LEAST_OF_A_CATEGORY)
    .sort((a, b) => rows[b]! - rows[a]! || tie(a, b))
    .slice(0, most - 1);
}

function named({ column, label }: FeaturePlan) {
  return { name: column, missing: 'allowed' as const, ...(label && { label }) };
}

/** Some rows of a binned table, for training or measuring. */
export function takeRows(
  { features, bins }: BinnedTable,
  rows: Int32Array,
  target: Uint8Array | Float64Array,
  weight?: Float64Array,
): TrainRows {
  return {
    rows: rows.length,
    features,
    bins: bins.map((column) => gather(column, rows)),
    target: new Float64Array(gather(target, rows)),
    ...(weight && { weight: gather(weight, rows) }),
  };
}
