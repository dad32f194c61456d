import type { Calibration } from '../model/calibration.js';
import type { Month } from './months.js';
import { gather } from './gather.js';
import { lossesOf } from './metrics/loss.js';
import { aucOf, ksOf } from './metrics/ranking.js';
import { rankRows, type Ranked } from './metrics/ranked.js';
import { calibrationOf, liftOf, psiOf, tenthLimits, weightBySlice } from './metrics/slices.js';
import type { PartFacts } from './inspect-plan.js';
import type { MonthReport, PartReport } from './report/train-report.js';

/** Every row of a table, scored; rows that no part takes are scored as well, and never asked for. */
export interface ScoredTable {
  /** In units of 2^-scaleBits log-odds: i32[rows]. */
  readonly margins: Int32Array;
  readonly scaleBits: number;
  readonly outcome: Uint8Array;
  readonly weight: Float64Array | undefined;
  readonly calibration: Calibration;
}

/** Log-odds of bad, calibrated, of a margin in units. */
function logOddsOf({ calibration, scaleBits }: ScoredTable): (margin: number) => number {
  const unit = 2 ** -scaleBits;
  if (calibration.kind !== 'platt') return (margin) => margin * unit;
  const { slope, intercept } = calibration;
  return (margin) => slope * (margin * unit) + intercept;
}

/** Some rows by their score. */
export function rankPart({ margins, outcome, weight }: ScoredTable, rows: Int32Array): Ranked {
  return rankRows({
    margins: gather(margins, rows),
    bad: gather(outcome, rows),
    weight: weight && gather(weight, rows),
  });
}

/** How scores spread over a reference: what a stability index is measured against. */
export interface ScoreSpread {
  readonly limits: Float64Array;
  readonly weights: Float64Array;
}

/** Tenths of the training part's scores. */
export function spreadOf(training: Ranked): ScoreSpread {
  const limits = tenthLimits(training);
  return { limits, weights: weightBySlice(training, limits) };
}

function stabilityOf(ranked: Ranked, { limits, weights }: ScoreSpread): number {
  return psiOf(weightBySlice(ranked, limits), weights);
}

/** How a model does on one part. */
export function measurePart(
  scored: ScoredTable,
  facts: PartFacts,
  rows: Int32Array,
  training: ScoreSpread,
): PartReport {
  const ranked = rankPart(scored, rows);
  const [auc, ks] = [aucOf(ranked), ksOf(ranked)];
  const toLogOdds = logOddsOf(scored);
  const losses = lossesOf(
    new Float64Array(gather(scored.margins, rows)).map(toLogOdds),
    gather(scored.outcome, rows),
    scored.weight && gather(scored.weight, rows),
  );
  return {
    ...facts,
    ...(auc && { auc }),
    ...(ks && { ks }),
    ...losses,
    lift: liftOf(ranked),
    calibration: calibrationOf(ranked, toLogOdds),
    ...(facts.part !== 'train' && { psi: stabilityOf(ranked, training) }),
  };
}

/**
 * Months: stability of the score over all rows, and how well it ranks those that it was not trained
 * on.
 *
 * @param isTraining - by row.
 */
export function measureMonths(
  scored: ScoredTable,
  months: readonly Month[],
  isTraining: (row: number) => boolean,
  training: ScoreSpread,
): MonthReport[] {
  return months.map(({ month, rows, bad, part }) => {
    const auc = aucOf(
      rankPart(
        scored,
        rows.filter((row) => !isTraining(row)),
      ),
    );
    return {
      ...{ month, rows: rows.length, bad },
      ...(auc && { auc }),
      psi: stabilityOf(rankPart(scored, rows), training),
      part,
    };
  });
}
