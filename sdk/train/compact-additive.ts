import { roundHalfEven } from '../core/fixed-point.js';
import { nearestWeight } from '../model/bundle/small-numbers.js';
import type { Additive } from '../model/additive.js';
import { binCount } from '../model/feature.js';
import { weightUnit, type Population } from './compact-forest.js';

/** An additive body in integers. */
interface Points {
  readonly body: Additive;
  readonly intercept: number;
  readonly scaleBits: number;
}

/** What two bytes hold. */
const MOST_UNITS = 0x7fff;

/**
 * Makes the numbers of an additive body small, for a bundle that stores points in two bytes and weights
 * in one: a coarser unit for all of them, and weights in five significant bits. Rounding keeps the order
 * within a table.
 */
export function compactAdditive<P extends Points>(points: P, population: Population): P {
  const { body, intercept } = points;
  let { scaleBits } = points;
  let largest = 0;
  for (const { table } of body.terms) {
    for (const value of table) largest = Math.max(largest, Math.abs(value));
  }
  let unit = 1;
  while (roundHalfEven(largest * unit) > MOST_UNITS && scaleBits > 0) {
    unit /= 2;
    scaleBits--;
  }
  return {
    ...points,
    intercept: roundHalfEven(intercept * unit),
    scaleBits,
    body: {
      ...body,
      terms: body.terms.map((term) => {
        const sums = spread(term.features, population);
        const most = weightUnit(sums);
        return {
          ...term,
          table: term.table.map((value) => roundHalfEven(value * unit)),
          weight: Float32Array.from(sums, (sum) => nearestWeight(sum * most)),
          ...(term.baseline !== undefined && { baseline: roundHalfEven(term.baseline * unit) }),
        };
      }),
    },
  };
}

/** Weight of the rows in each entry of a term. */
function spread(
  [first, second]: readonly number[],
  { features, bins, rows, weight }: Population,
): Float64Array {
  const width = second === undefined ? 1 : binCount(features[second]!);
  const sums = new Float64Array(binCount(features[first!]!) * width);
  for (let row = 0; row < rows; row++) {
    const bin = second === undefined ? 0 : bins[second]![row]!;
    sums[bins[first!]![row]! * width + bin]! += weight ? weight[row]! : 1;
  }
  return sums;
}
