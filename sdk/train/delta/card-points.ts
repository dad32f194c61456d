import { RiskError } from '../../core/errors.js';
import { roundHalfEven, selectScaleBits } from '../../core/fixed-point.js';
import type { Correction } from '../../model/addition.js';
import type { Additive } from '../../model/additive.js';
import type { Forest } from '../../model/forest.js';
import type { RiskModel } from '../../model/model.js';
import type { CorrectionBlock } from './correction-design.js';
import type { CardFit } from './fit-card.js';
import type { Spread } from './population.js';

/** The margin of a model as log-odds: slope * margin + intercept. */
export interface MarginLine {
  readonly slope: number;
  readonly intercept: number;
}

/** Leaves room for what rounding adds. */
const ROOM = 1.001;

/** A fitted card in integers, as an addition carries it. */
export interface CardPoints {
  readonly scaleBits: number;
  readonly slope: number;
  readonly intercept: number;
  readonly corrections: readonly Correction[];
}

/**
 * The card in units of the corrected model, which are those of the source, or coarser by a power of
 * two where its margins would not fit any more.
 *
 * @param centre - log-odds from which the slope is corrected.
 * @param line - of the source's calibration, which stays: what is added to log-odds is added to the
 * margin divided by its slope.
 * @param groups - of the labelled rows, by block.
 * @throws RiskError `TRAINING_FAILED` where the margins overflow.
 */
export function cardPoints(
  model: RiskModel,
  blocks: readonly CorrectionBlock[],
  fit: CardFit,
  centre: number,
  line: MarginLine,
  spread: Spread,
  groups: readonly Uint8Array[],
): CardPoints {
  const slope = 1 + fit.slope;
  const unit = 2 ** -model.scaleBits;
  const shift = (fit.intercept + fit.slope * (line.intercept - centre)) / line.slope;
  const intercept = slope * model.intercept * unit + shift;
  const effects = fit.effects.map((each) => each.map((effect) => effect / line.slope));
  const reach = effects.reduce((sum, each) => sum + largest(each), 0);
  const bound =
    Math.abs(intercept) + slope * reachOf(model.body as Forest | Additive) * unit + reach;
  const finest = selectScaleBits(bound * ROOM);
  if (finest === undefined) {
    throw new RiskError('TRAINING_FAILED', 'no correction of these margins fits an i32');
  }
  const scaleBits = Math.min(finest, model.scaleBits);
  const toUnits = (logOdds: number) => roundHalfEven(logOdds * 2 ** scaleBits);
  const corrections = blocks.flatMap(({ feature, groupOf, groups: count }, b): Correction[] => {
    const shares = spread.shares[feature]!;
    const missing = shares.length - 1;
    // Where nobody is missing, neither in the population nor among the rows, nothing was learned of it:
    // it is not to get what the thermometer begins with, the correction of the lowest values.
    const isKnown = shares[missing]! > 0 || groups[b]!.includes(count - 1);
    const points = Int32Array.from(groupOf, (group, bin) =>
      bin === missing && !isKnown ? 0 : toUnits(effects[b]![group]!),
    );
    if (points.every((each) => each === 0)) return [];
    return [{ feature, points, weight: Float32Array.from(shares) }];
  });
  return { scaleBits, slope, intercept: toUnits(intercept), corrections };
}

/** Largest sum that leaves or tables can come to, in units. */
function reachOf(body: Forest | Additive): number {
  if (body.kind === 'additive') {
    return body.terms.reduce(
      (sum, { table, baseline = 0 }) => sum + largest(table) + Math.abs(baseline),
      0,
    );
  }
  const { treeStart, leaf } = body;
  let sum = 0;
  for (let tree = 0; tree + 1 < treeStart.length; tree++) {
    sum += largest(leaf.subarray(treeStart[tree], treeStart[tree + 1]));
  }
  return sum;
}

function largest(values: Int32Array | Float64Array): number {
  let most = 0;
  for (const each of values) most = Math.max(most, Math.abs(each));
  return most;
}
