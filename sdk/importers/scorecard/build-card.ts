import { FLOAT_ORDER } from '../../core/float-order.js';
import { selectScaleBits, toFixedPoint } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import type { Additive, AdditiveTerm } from '../../model/additive.js';
import type { Link } from '../../model/calibration.js';
import type { IssueList } from '../../model/check/issues.js';
import type { Feature } from '../../model/feature.js';
import type { PointsScale } from '../../model/scale.js';
import type {
  CardEntry,
  CategoricalCharacteristic,
  Characteristic,
  NumericCharacteristic,
} from './card.js';

/** How points become a margin: `margin = (points - zero) * slope`, which rises with risk. */
export interface MarginLine {
  readonly zero: number;
  readonly slope: number;
  readonly link: Link;
  /** Absent where the margin is log-odds and nobody said what points they are worth. */
  readonly scale?: PointsScale;
}

export interface CardModel {
  readonly features: readonly Feature[];
  readonly body: Additive;
  readonly scaleBits: number;
  readonly intercept: number;
}

/** A characteristic as bins of a feature: points by bin, "missing" last. */
interface Binned {
  readonly feature: Feature;
  readonly entries: readonly CardEntry[];
}

/** Cards compare in float64. */
const { next } = FLOAT_ORDER.float64;

const NOBODY: CardEntry = { points: 0, weight: 0 };

/**
 * Turns a card into features and a table of integers for each, in units of the finest scale that
 * cannot overflow.
 */
export function buildCardModel(
  characteristics: readonly Characteristic[],
  base: number,
  line: MarginLine,
  issues: IssueList,
): CardModel | undefined {
  const binned = characteristics.map((characteristic) =>
    characteristic.kind === 'numeric'
      ? binNumbers(characteristic)
      : binCategories(characteristic, issues),
  );
  if (!issues.empty) return undefined;
  const intercept = (base - line.zero) * line.slope;
  let bound = Math.abs(intercept);
  for (const { entries } of binned) {
    bound += entries.reduce((most, { points }) => Math.max(most, Math.abs(points * line.slope)), 0);
  }
  const scaleBits = selectScaleBits(bound);
  if (scaleBits === undefined) {
    throw new RiskError('MODEL_INVALID', 'the points of the scorecard are too large to add up');
  }
  const terms = binned.map(({ entries }, f): AdditiveTerm => ({
    features: [f],
    table: Int32Array.from(entries, ({ points }) => toFixedPoint(points * line.slope, scaleBits)),
    weight: Float32Array.from(entries, ({ weight }) => weight),
  }));
  return {
    features: binned.map(({ feature }) => feature),
    body: { kind: 'additive', terms },
    scaleBits,
    intercept: toFixedPoint(intercept, scaleBits),
  };
}

function binNumbers(card: NumericCharacteristic): Binned {
  const { name, special, missing } = card;
  const own = new Map(special.flatMap(({ values, entry }) => values.map((v) => [v + 0, entry])));
  // A single value is the bin from itself to the next float64.
  const singles = [...own.keys()].flatMap((value) => [value, next(value)]);
  const cuts = Float64Array.from(new Set([...card.cuts, ...singles])).sort();
  const taken = new Set<CardEntry>();
  const entries: CardEntry[] = [];
  for (let bin = 0; bin <= cuts.length; bin++) {
    const from = bin === 0 ? -Infinity : cuts[bin - 1]!;
    const entry = own.get(from) ?? card.entries[cutsUpTo(card.cuts, from)]!;
    // A bin that a special value splits keeps its weight once.
    entries.push(taken.has(entry) ? { ...entry, weight: 0 } : entry);
    taken.add(entry);
  }
  return {
    feature: {
      ...{ kind: 'numeric', name, cuts, compare: 'float64', side: 'less' },
      missing: missing ? 'allowed' : 'refused',
    },
    entries: [...entries, missing ?? NOBODY],
  };
}

/** How many of ascending cuts are at most a value. */
function cutsUpTo(cuts: readonly number[], value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binCategories(card: CategoricalCharacteristic, issues: IssueList): Binned {
  const { name, groups, missing, other } = card;
  const entryBy = new Map<string | number, CardEntry>();
  for (const { values, entry } of groups) {
    values.forEach((value, i) => {
      if (entryBy.has(value)) issues.add('CATEGORY_TWICE', name, 'each category in one group');
      // The group's rows are not known by category: the first stands for all.
      entryBy.set(value, i === 0 ? entry : { ...entry, weight: 0 });
    });
  }
  const values = [...entryBy.keys()];
  const numbers = values.filter((value) => typeof value === 'number');
  const labelled = numbers.length < values.length;
  if (labelled && numbers.length > 0) issues.add('CATEGORY_KIND', name, 'categories of one kind');
  if (!labelled) values.sort((a, b) => Number(a) - Number(b));
  const fits = numbers.every((value) => (value | 0) === value);
  issues.check(fits, 'CATEGORY_KIND', name, 'categories that are text or whole numbers');
  return {
    feature: {
      ...{ kind: 'categorical', name },
      codes: Int32Array.from(values, (value, i) => (labelled ? i : Number(value))),
      labels: labelled ? values.map(String) : [],
      missing: missing ? 'allowed' : 'refused',
      unlisted: other ? 'other' : 'refused',
    },
    entries: [...values.map((value) => entryBy.get(value)!), other ?? NOBODY, missing ?? NOBODY],
  };
}
