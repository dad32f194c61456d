import { RiskError } from '../core/errors.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import type { BatchResult, Columns } from './results.js';

/** Rows on which two back ends are compared. */
const TRIAL_ROWS = 256;

/** Log-odds by which sums of float32 may differ, for margins up to 1 and in proportion above. */
const MARGIN_LIMIT = 1e-3;

/** Probabilities near 0 and 1 are so close together that their log-odds may be far apart. */
const PROBABILITY_LIMIT = 1e-5;

/** Sizes of made-up values, where nothing says what is usual. */
const SIZES = [0, 0.01, 0.3, 1, 2.5, 10];

/** How far two back ends are apart on the same rows. */
export interface Spread {
  /** In units of the margin: log-odds, or the predicted number. */
  readonly margin: number;
  readonly probability: number;
}

/**
 * Made-up applicants of a network: each value is taken from one of its reference points or lies
 * between two, or is of a usual size where there are none; one in ten that may be missing is. The
 * same on every call.
 */
export function trialColumns({ features, body }: RiskModel): Columns {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const pick = (values: ArrayLike<number>): number => values[Math.floor(next() * values.length)]!;
  const background = body.kind === 'network' ? body.background : undefined;
  return Object.fromEntries(
    features.map((feature, f) => {
      const known = background?.values.filter(
        (value, at) => at % features.length === f && !Number.isNaN(value),
      );
      const column = Float64Array.from({ length: TRIAL_ROWS }, () => {
        if (feature.missing === 'allowed' && next() < 0.1) return NaN;
        if (feature.kind === 'categorical') return pick(feature.codes);
        if (!known?.length) return within(feature, pick(SIZES) * (next() < 0.5 ? -1 : 1));
        const [a, b] = [pick(known), pick(known)];
        return within(feature, next() < 0.5 ? a : a + (b - a) * next());
      });
      return [feature.name, column];
    }),
  );
}

/** What a numeric feature accepts, as near as can be to a value. Whole numbers may be indices. */
function within(feature: Feature & { kind: 'numeric' }, value: number): number {
  const { min = -Infinity, max = Infinity, integer, compare } = feature;
  if (integer) {
    return Math.min(Math.floor(max), Math.max(Math.ceil(min), Math.round(Math.abs(value))));
  }
  const bounded = Math.min(max, Math.max(min, value));
  return compare === 'float32' ? Math.fround(bounded) : bounded;
}

/**
 * How far apart two results are.
 *
 * @throws RiskError `NETWORK_FAILED` when it is further than rounding explains.
 */
export function compareTrials({ link }: RiskModel, ours: BatchResult, theirs: BatchResult): Spread {
  let margin = 0;
  let probability = 0;
  for (let row = 0; row < ours.rows; row++) {
    const apart = Math.abs(ours.logOdds[row]! - theirs.logOdds[row]!);
    const inProbability = Math.abs(ours.probability[row]! - theirs.probability[row]!);
    const allowed = MARGIN_LIMIT * Math.max(1, Math.abs(theirs.logOdds[row]!));
    const near = link === 'logistic' && inProbability <= PROBABILITY_LIMIT;
    if (apart > allowed && !near) {
      throw new RiskError(
        'NETWORK_FAILED',
        'the WebGPU device gave other numbers than this processor',
      );
    }
    margin = Math.max(margin, apart);
    probability = Math.max(probability, inProbability);
  }
  return { margin, probability };
}
