import { RiskError } from '../../core/errors.js';
import type { Additive } from '../../model/additive.js';
import { binCount, type Feature } from '../../model/feature.js';
import type { TrainHooks } from '../progress.js';
import type { ScorecardReport } from '../report/train-report.js';
import type { TrainRows } from '../train-rows.js';
import { checkLabelled, weightsOf } from '../check-rows.js';
import { buildCard } from './card-body.js';
import { groupFeature, type Grouping } from './grouping.js';
import { trendOf, type Trend } from './optimal-bins.js';
import { selectCharacteristics, type Candidate } from './selection.js';
import type { Tally } from './woe.js';

/** Settings of a scorecard, complete: defaults are the plan's business. */
export interface ScorecardSettings {
  readonly maxBins: number;
  readonly minShare: number;
  readonly minIv: number;
  /**
   * Absent where the target is a teacher's probabilities: they are no sample of outcomes, so that standard
   * errors, p-values and the AIC would say how sure one is of nothing. None is told then.
   */
  readonly maxP?: number;
  readonly maxVif: number;
  readonly scale: { readonly points: number; readonly odds: number; readonly pdo: number };
  /** Per feature: the bad rate may only rise (1) or fall (-1) with the value; 0 for whichever of the
   * two tells more. */
  readonly monotone?: Int8Array;
  /** Per feature, where it is not what `monotone` says. */
  readonly trends?: readonly (Trend | undefined)[];
  /** Per feature: bins that hold special values. */
  readonly special?: readonly (readonly number[] | undefined)[];
  /** Categories with a smaller share of the rows are pooled. @defaultValue 0.01 */
  readonly rareShare?: number;
  /** Least difference of the bad rates of neighbouring bins. @defaultValue 0 */
  readonly minDifference?: number;
  /** Least bad and least good rows of a bin. @defaultValue 1 */
  readonly minOfClass?: number;
  /** At most so many characteristics go into the regression. @defaultValue 40 */
  readonly maxCharacteristics?: number;
}

/** A scorecard as the body of a model, and how it came to be. */
export interface TrainedScorecard {
  /** Of the model: characteristics that stayed, with the cuts that their groups need. */
  readonly features: readonly Feature[];
  /** Index into the features of the rows, by feature of the model. */
  readonly from: readonly number[];
  /** Bin of the model's feature by bin of the rows' feature, by feature of the model. */
  readonly binOf: readonly Uint8Array[];
  readonly body: Additive;
  /** In units of 2^-scaleBits log-odds. */
  readonly intercept: number;
  readonly scaleBits: number;
  /** points = offset - factor * log-odds of bad: whole, and the sum of the card's points. */
  readonly scale: { readonly offset: number; readonly factor: number };
  /** Of every feature of the rows, left out or not. */
  readonly groupings: readonly Grouping[];
  readonly report: ScorecardReport;
}

/**
 * Trains a scorecard: groups each feature, chooses characteristics, fits their WOE, scales to points.
 * The model scores with the very points of the card, rounded as they are printed.
 *
 * @param rows - `target` is 1 for bad and 0 for good, or a teacher's probability of bad.
 * @param names - of the features in reports.
 * @throws RiskError `PLAN_INVALID` for rows of one class; `TRAINING_FAILED` where no characteristic
 * stays, and as `fitLogistic` says.
 */
export async function trainScorecard(
  rows: TrainRows,
  names: readonly string[],
  settings: ScorecardSettings,
  hooks: TrainHooks = {},
): Promise<TrainedScorecard> {
  checkLabelled(rows);
  const weight = weightsOf(rows);
  const groupings: Grouping[] = [];
  for (const f of rows.features.keys()) {
    hooks.checkStop?.();
    hooks.onProgress?.({ stage: 'binning', done: f / rows.features.length });
    await hooks.pause?.();
    groupings.push(groupingOf(rows, f, weight, settings));
  }
  const candidates = groupings.map(({ groups, groupOf, iv }, f): Candidate => ({
    name: names[f]!,
    codes: rows.bins[f]!,
    values: Float64Array.from(groupOf, (group) => groups[group]!.woe),
    iv,
    constant: groups.filter((group) => group.rows > 0).length < 2,
  }));
  const limits = { ...settings, maxCharacteristics: settings.maxCharacteristics ?? 40 };
  const selection = await selectCharacteristics(candidates, rows.target, weight, limits, hooks);
  if (!selection) {
    throw new RiskError('TRAINING_FAILED', 'no characteristic passes the limits of the card', {
      issues: [
        { code: 'NO_CHARACTERISTICS', path: 'student', expected: 'a characteristic that passes' },
      ],
    });
  }
  const { coefficients, standardErrors, logLikelihood } = selection.fit;
  const { kept, p, vif, dropped } = selection;
  const isSample = settings.maxP !== undefined;
  const { points, woe, ...card } = buildCard(
    { ...rows, ...(weight && { weight }) },
    kept.map((f) => groupings[f]!),
    kept,
    coefficients,
    settings.scale,
  );
  return {
    ...card,
    groupings,
    report: {
      intercept: coefficients[0]!,
      characteristics: kept.map((f, i) => ({
        name: names[f]!,
        coefficient: coefficients[i + 1]!,
        ...(isSample && { standardError: standardErrors[i + 1]!, p: p[i]! }),
        vif: vif[i]!,
        iv: candidates[f]!.iv,
        points: points[i]!,
        woe: woe[i]!,
      })),
      dropped: dropped.map(({ index, ...why }) => ({ name: names[index]!, ...why })),
      ...(isSample && { logLikelihood, aic: 2 * coefficients.length - 2 * logLikelihood }),
    },
  };
}

function groupingOf(
  rows: TrainRows,
  f: number,
  weight: Float64Array | undefined,
  settings: ScorecardSettings,
): Grouping {
  const feature = rows.features[f]!;
  const cells = tallyBins(rows, f, weight);
  const total = cells.reduce((sum, cell) => sum + cell.rows, 0);
  const special = settings.special?.[f];
  return groupFeature(feature, cells, {
    maxBins: settings.maxBins,
    minRows: settings.minShare * total,
    minBad: settings.minOfClass ?? 1,
    minGood: settings.minOfClass ?? 1,
    minDifference: settings.minDifference ?? 0,
    trend: settings.trends?.[f] ?? trendOf(settings.monotone?.[f] ?? 0),
    rareRows: (settings.rareShare ?? 0.01) * total,
    ...(special && { special }),
  });
}

function tallyBins(rows: TrainRows, f: number, weight: Float64Array | undefined): Tally[] {
  const count = binCount(rows.features[f]!);
  const total = new Float64Array(count);
  const bad = new Float64Array(count);
  const bins = rows.bins[f]!;
  for (let row = 0; row < rows.rows; row++) {
    const w = weight ? weight[row]! : 1;
    const bin = bins[row]!;
    total[bin]! += w;
    bad[bin]! += w * rows.target[row]!;
  }
  return Array.from(total, (each, bin) => ({ rows: each, bad: bad[bin]! }));
}
