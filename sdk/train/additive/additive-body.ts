import { MAX_MARGIN_UNITS, selectScaleBits, toFixedPoint } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import type { Additive, AdditiveTerm } from '../../model/additive.js';
import { binCount, missingBin, type Feature } from '../../model/feature.js';
import { coarsen, type CoarseFeature } from '../coarse-feature.js';
import type { TrainRows } from '../train-rows.js';
import type { PairTerm } from './boost-pairs.js';
import { purify } from './purify.js';

/** A body in integers, over features that say something. */
export interface IntegerBody {
  readonly features: readonly Feature[];
  readonly from: readonly number[];
  readonly binOf: readonly Uint8Array[];
  readonly body: Additive;
  readonly intercept: number;
  readonly scaleBits: number;
}

/** Tables in units, with the weight of the population in each entry. */
interface Units {
  readonly table: Int32Array;
  readonly weight: Float64Array;
}

/**
 * Turns tables of log-odds into a body. Tables are rounded first and centred after, in whole units that
 * move from one table to another: so what a row gets is the sum of the rounded tables, and an order
 * that tables keep is kept. Pairs have no main effects: those are the features' own.
 *
 * Features and pairs that are 0 everywhere are left out, and cuts between equal points.
 *
 * @param weight - of the rows: how the population spreads over the entries.
 */
export function additiveBody(
  rows: TrainRows,
  weight: Float64Array | undefined,
  constant: number,
  mains: readonly Float64Array[],
  pairs: readonly PairTerm[],
): IntegerBody {
  const largest = (table: Float64Array): number =>
    table.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let bound = Math.abs(constant);
  for (const table of mains) bound += 2 * largest(table);
  for (const { table } of pairs) bound += 4 * largest(table);
  const scaleBits = selectScaleBits(bound);
  if (scaleBits === undefined) {
    throw new RiskError('TRAINING_FAILED', 'the points are too large to add up');
  }
  const mainUnits = mains.map((table, f): Units => ({
    table: Int32Array.from(table, (value) => toFixedPoint(value, scaleBits)),
    weight: spread(rows, [f], weight),
  }));
  const pairUnits = pairs.map(({ pair, table }): Units => ({
    table: Int32Array.from(table, (value) => toFixedPoint(value, scaleBits)),
    weight: spread(rows, pair, weight),
  }));
  pairs.forEach(({ pair: [first, second] }, t) => {
    purify(pairUnits[t]!, mainUnits[first]!.table, mainUnits[second]!.table);
  });
  let intercept = toFixedPoint(constant, scaleBits);
  mainUnits.forEach((units, f) => (intercept += centre(units, rows.features[f]!)));
  const paired = pairUnits.map((units, t) => ({ ...units, pair: pairs[t]!.pair }));
  return assemble(rows, mainUnits, paired, intercept, scaleBits);
}

/** Weight of the rows in each entry of a term. */
function spread(
  rows: TrainRows,
  [first, second]: readonly number[],
  weight: Float64Array | undefined,
): Float64Array {
  const stride = second === undefined ? 1 : binCount(rows.features[second]!);
  const people = new Float64Array(binCount(rows.features[first!]!) * stride);
  const a = rows.bins[first!]!;
  const b = second === undefined ? undefined : rows.bins[second]!;
  for (let row = 0; row < a.length; row++) {
    people[a[row]! * stride + (b ? b[row]! : 0)]! += weight ? weight[row]! : 1;
  }
  return people;
}

/**
 * Makes the mean 0 to the unit and returns it. Bins in no order that nobody is in (missing, a category)
 * get 0: as good as anybody.
 */
function centre({ table, weight }: Units, feature: Feature): number {
  let total = 0;
  let sum = 0;
  for (let bin = 0; bin < table.length; bin++) {
    total += weight[bin]!;
    sum += weight[bin]! * table[bin]!;
  }
  const mean = total > 0 ? toFixedPoint(sum / total, 0) : 0;
  for (let bin = 0; bin < table.length; bin++) {
    const ordered = feature.kind === 'numeric' && bin < missingBin(feature);
    table[bin] = ordered || weight[bin]! > 0 ? table[bin]! - mean : 0;
  }
  return mean;
}

/** Leaves out what says nothing, and makes the tables of the coarser features. */
function assemble(
  rows: TrainRows,
  mains: readonly Units[],
  pairs: readonly (Units & { readonly pair: readonly [number, number] })[],
  intercept: number,
  scaleBits: number,
): IntegerBody {
  const used = pairs.filter(({ table }) => table.some((value) => value !== 0));
  const from = [...mains.keys()].filter(
    (f) =>
      mains[f]!.table.some((value) => value !== 0) || used.some(({ pair }) => pair.includes(f)),
  );
  const coarse = from.map((f) =>
    coarsen(
      rows.features[f]!,
      (bin) =>
        mains[f]!.table[bin] === mains[f]!.table[bin - 1] &&
        used.every(
          (each) => !each.pair.includes(f) || pairAlike(each, each.pair[0] === f, bin, mains),
        ),
    ),
  );
  const place = (f: number): number => from.indexOf(f);
  const terms = from
    .filter((f) => mains[f]!.table.some((value) => value !== 0))
    .map((f) => coarseTerm(mains[f]!, [place(f)], coarse));
  const pairTerms = used.map((each) => coarseTerm(each, each.pair.map(place), coarse));
  const body: Additive = { kind: 'additive', terms: [...terms, ...pairTerms] };
  assertRoom(body, intercept);
  return {
    features: coarse.map(({ feature }) => feature),
    from,
    binOf: coarse.map(({ binOf }) => binOf),
    body,
    intercept,
    scaleBits,
  };
}

/** Whether a pair treats a bin of one of its features as the bin before. */
function pairAlike(
  { pair, table }: { readonly pair: readonly [number, number]; readonly table: Int32Array },
  isFirst: boolean,
  bin: number,
  mains: readonly Units[],
): boolean {
  const stride = mains[pair[1]]!.table.length;
  const others = isFirst ? stride : mains[pair[0]]!.table.length;
  for (let other = 0; other < others; other++) {
    const at = isFirst ? bin * stride + other : other * stride + bin;
    if (table[at] !== table[isFirst ? at - stride : at - 1]) return false;
  }
  return true;
}

/** A term over the coarser bins: points as they are, weights added up. */
function coarseTerm(
  { table, weight }: Units,
  features: readonly number[],
  coarse: readonly CoarseFeature[],
): AdditiveTerm {
  const [first, second] = features.map((f) => coarse[f]!);
  const stride = second ? binCount(second.feature) : 1;
  const fine = second ? second.binOf.length : 1;
  const size = binCount(first!.feature) * stride;
  const points = new Int32Array(size);
  const people = new Float64Array(size);
  table.forEach((value, at) => {
    const bin = first!.binOf[Math.floor(at / fine)]!;
    const cell = second ? bin * stride + second.binOf[at % fine]! : bin;
    points[cell] = value;
    people[cell]! += weight[at]!;
  });
  return { features, table: points, weight: Float32Array.from(people) };
}

/** The scale leaves room for what moves between tables; it is looked at all the same. */
function assertRoom({ terms }: Additive, intercept: number): void {
  let bound = Math.abs(intercept);
  for (const { table } of terms) {
    bound += table.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }
  if (bound > MAX_MARGIN_UNITS) {
    throw new RiskError('TRAINING_FAILED', 'the points are too large to add up');
  }
}
