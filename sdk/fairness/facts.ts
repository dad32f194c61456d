import { wilson, type Share } from './proportions.js';
import { rankingOf } from './ranking.js';
import { recalibrate } from './recalibration.js';
import { expectedOf, reliabilityOf } from './reliability.js';
import type { GroupCalibration, Ranking, Rate } from './report.js';
import type { Sample } from './sample.js';
import { momentsOf, type Moments } from './scores.js';
import { countOf, shareOf, subsetOf } from './subset.js';

/** Below this many decided rows a group is small. */
const SMALL = 30;

/** A rate, and the counts behind it that comparisons need. */
interface CountedRate extends Rate {
  readonly share: Share;
}

/** What holds of one group by itself. */
export interface GroupFacts {
  readonly label: string;
  readonly rows: number;
  readonly small: boolean;
  readonly effectiveRows: number;
  readonly approval: CountedRate | undefined;
  readonly good: CountedRate | undefined;
  readonly bad: CountedRate | undefined;
  readonly score: (Moments & { readonly rows: number }) | undefined;
  readonly ranking: Ranking | undefined;
  readonly calibration: GroupCalibration | undefined;
}

/** What all groups share. */
export interface FactContext {
  readonly sample: Sample;
  readonly reach: number;
  /** Of the slices of probability. */
  readonly limits: Float64Array | undefined;
  /** Outcomes are known of approved rows only: rates among payers would be 1 by construction. */
  readonly ofApprovedOnly: boolean;
}

export function groupFacts(label: string, rows: Int32Array, context: FactContext): GroupFacts {
  const { sample, reach, ofApprovedOnly } = context;
  const { approved, outcome, points, probability, weights } = sample;
  const decided = rows.filter((row) => approved[row]! >= 0);
  const rate = (of: Int32Array): CountedRate | undefined => {
    if (of.length === 0) return undefined;
    const share = shareOf(subsetOf(of, weights), approved);
    return { rows: of.length, approved: countOf(of, approved), rate: wilson(share, reach), share };
  };
  const payers = (flag: 0 | 1): CountedRate | undefined =>
    ofApprovedOnly ? undefined : rate(decided.filter((row) => outcome?.[row] === flag));
  const scores = points ?? probability;
  const scored = rows.filter((row) => scores && !Number.isNaN(scores[row]));
  return {
    label,
    rows: rows.length,
    small: decided.length < SMALL,
    effectiveRows: subsetOf(decided, weights).effective,
    approval: rate(decided),
    good: payers(0),
    bad: payers(1),
    score:
      scored.length > 0
        ? { rows: scored.length, ...momentsOf(subsetOf(scored, weights), scores!) }
        : undefined,
    ranking: rankingIn(rows, context),
    calibration: calibrationIn(rows, context),
  };
}

/** By probability where there is one, else by points. */
function rankingIn(rows: Int32Array, { sample, reach }: FactContext): Ranking | undefined {
  const { outcome, points, probability, weights, sign, confidence } = sample;
  const risk = probability ?? points?.map((value) => -sign * value);
  if (!outcome || !risk) return undefined;
  const [good, bad] = [0, 1].map((flag) =>
    subsetOf(
      rows.filter((row) => outcome[row] === flag && !Number.isNaN(risk[row])),
      weights,
    ),
  );
  return rankingOf(good!, bad!, risk, reach, confidence);
}

function calibrationIn(
  rows: Int32Array,
  { sample, reach, limits }: FactContext,
): GroupCalibration | undefined {
  const { outcome, probability, weights } = sample;
  if (!outcome || !probability || !limits) return undefined;
  const rated = rows.filter((row) => outcome[row]! >= 0 && !Number.isNaN(probability[row]));
  if (rated.length === 0) return undefined;
  const subset = subsetOf(rated, weights);
  return {
    rows: rated.length,
    bad: countOf(rated, outcome),
    expected: expectedOf(subset, probability),
    observed: wilson(shareOf(subset, outcome), reach),
    ...recalibrate(subset, probability, outcome, reach),
    bins: reliabilityOf(rated, limits, { probability, outcome, weights }, reach),
  };
}
