import { selectScaleBits, toFixedPoint } from '../../core/fixed-point.js';
import { RiskError } from '../../core/errors.js';
import type { Additive } from '../../model/additive.js';
import { binCount, type Feature } from '../../model/feature.js';
import { coarsen } from '../coarse-feature.js';
import type { TrainRows } from '../train-rows.js';
import { cardPoints } from './card-points.js';
import type { Grouping } from './grouping.js';

/** A card as the body of a model. */
export interface CardBody {
  readonly features: readonly Feature[];
  readonly from: readonly number[];
  readonly binOf: readonly Uint8Array[];
  readonly body: Additive;
  readonly intercept: number;
  readonly scaleBits: number;
  readonly scale: { readonly offset: number; readonly factor: number };
  /** Of each bin of the model's features: they add up to the points of an applicant. */
  readonly points: readonly (readonly number[])[];
  /** Of the group that each of these bins is in. */
  readonly woe: readonly (readonly number[])[];
}

/**
 * Turns a regression on WOE into a body. Its tables are the rounded points of the card, so that the model
 * gives exactly the sum of what is printed.
 *
 * @param groupings - of the characteristics that stayed.
 * @param from - their features in the rows.
 * @param coefficients - the intercept first.
 */
export function buildCard(
  rows: TrainRows,
  groupings: readonly Grouping[],
  from: readonly number[],
  coefficients: Float64Array,
  scaling: { readonly points: number; readonly odds: number; readonly pdo: number },
): CardBody {
  const logOdds = groupings.map(({ groups }, i) =>
    groups.map(({ woe }) => coefficients[i + 1]! * woe),
  );
  const { points: byGroup, offset, factor } = cardPoints(logOdds, coefficients[0]!, scaling);
  const coarse = groupings.map(({ groupOf }, i) =>
    coarsen(rows.features[from[i]!]!, (bin) => groupOf[bin] === groupOf[bin - 1]),
  );
  const spreadOut = (of: (i: number, group: number) => number): number[][] =>
    coarse.map(({ feature, binOf }, i) => {
      const byBin = new Array<number>(binCount(feature)).fill(0);
      groupings[i]!.groupOf.forEach((group, bin) => (byBin[binOf[bin]!] = of(i, group)));
      return byBin;
    });
  const points = spreadOut((i, group) => byGroup[i]![group]!);
  const base = offset / factor;
  const bound = points.reduce(
    (sum, each) => sum + each.reduce((most, value) => Math.max(most, Math.abs(value / factor)), 0),
    Math.abs(base),
  );
  const scaleBits = selectScaleBits(bound);
  if (scaleBits === undefined) {
    throw new RiskError('TRAINING_FAILED', 'the points of the scorecard are too large to add up');
  }
  const terms = points.map((byBin, i) => ({
    features: [i],
    table: Int32Array.from(byBin, (value) => toFixedPoint(-value / factor, scaleBits)),
    weight: spread(rows, from[i]!, coarse[i]!.binOf, byBin.length),
  }));
  return {
    features: coarse.map(({ feature }) => feature),
    from,
    binOf: coarse.map(({ binOf }) => binOf),
    body: { kind: 'additive', terms },
    intercept: toFixedPoint(base, scaleBits),
    scaleBits,
    scale: { offset, factor },
    points,
    woe: spreadOut((i, group) => groupings[i]!.groups[group]!.woe),
  };
}

/** Weight of the rows in each bin of a characteristic. */
function spread(
  { bins, weight, rows }: TrainRows,
  f: number,
  binOf: Uint8Array,
  count: number,
): Float32Array {
  const people = new Float64Array(count);
  const column = bins[f]!;
  for (let row = 0; row < rows; row++) people[binOf[column[row]!]!]! += weight ? weight[row]! : 1;
  return Float32Array.from(people);
}
