import { fromFixedPoint } from '../core/fixed-point.js';
import { baselinePoints, contributionPoints, restPoints } from '../explain/points.js';
import type { ExplanationMethod } from '../engines/engine.js';
import { rankGroups, type RankedGroup } from '../explain/reason-ranking.js';
import { reasonText } from '../explain/reason-text.js';
import type { Game } from '../lowering/game.js';
import type { RiskModel } from '../model/model.js';
import type { Contribution, ExplainOptions, Explanation, Reason, Rest, Score } from './results.js';

/** The integers of one explained row, before they are shown. */
export interface ExplainedRow {
  readonly score: Score;
  /** Units of 2^-scaleBits. */
  readonly baseline: number;
  /** One per player of the game; not kept. */
  readonly contributions: Int32Array;
  /** One per reason group; not kept. The same array where the groups are the players. */
  readonly groups: Int32Array;
  /** Raw values, one per feature; NaN for missing. */
  readonly values: Float64Array;
  readonly interactions?: Int32Array;
  readonly method: ExplanationMethod;
  /** Largest standard error of a contribution, in log-odds. @defaultValue 0: exact */
  readonly error?: number;
}

/** @defaultValue of {@link ExplainOptions.maxReasons} */
export const DEFAULT_MAX_REASONS = 4;

/** Turns integers into what people read; everything still adds up. */
export function buildExplanation(
  model: RiskModel,
  game: Game,
  byGroup: boolean,
  row: ExplainedRow,
  options: ExplainOptions,
): Explanation {
  const { scale, scaleBits } = model;
  const { baseline, contributions, score } = row;
  const points = scale ? baselinePoints(scale, scaleBits, baseline) : undefined;
  const ranked = rankGroups(
    row.groups,
    options.maxReasons ?? DEFAULT_MAX_REASONS,
    options.direction ?? 'any',
  );
  const reasons = ranked.map((entry) => buildReason(model, entry, row.values, options));
  const explanation: Explanation = {
    score,
    baseline: {
      margin: baseline,
      logOdds: fromFixedPoint(baseline, scaleBits),
      points,
      population: populationOf(model, game),
    },
    contributions: buildContributions(model, byGroup, contributions),
    reasons,
    rest: buildRest(model, score, baseline, points, ranked, reasons),
    method: row.method,
    error: row.error ?? 0,
  };
  return row.interactions ? { ...explanation, interactions: row.interactions } : explanation;
}

function buildContributions(
  model: RiskModel,
  byGroup: boolean,
  contributions: Int32Array,
): Contribution[] {
  const { scale, scaleBits } = model;
  const out = new Array<Contribution>(contributions.length);
  for (let i = 0; i < contributions.length; i++) {
    const margin = contributions[i]!;
    out[i] = {
      feature: byGroup ? model.reasons[i]!.code : model.features[i]!.name,
      margin,
      logOdds: fromFixedPoint(margin, scaleBits),
      points: scale ? contributionPoints(scale, scaleBits, margin) : undefined,
    };
  }
  return out;
}

function buildReason(
  model: RiskModel,
  { group: index, margin }: RankedGroup,
  values: Float64Array,
  options: ExplainOptions,
): Reason {
  const { scale, scaleBits } = model;
  const group = model.reasons[index]!;
  const raisesRisk = margin > 0;
  const reason: Reason = {
    code: group.code,
    features: group.features.map((f) => model.features[f]!.name),
    margin,
    logOdds: fromFixedPoint(margin, scaleBits),
    points: scale ? contributionPoints(scale, scaleBits, margin) : undefined,
    effect: raisesRisk ? 'raises-risk' : 'lowers-risk',
  };
  if (options.locale === undefined) return reason;
  const first = group.features[0]!;
  const direction = options.direction ?? 'any';
  const text = reasonText(
    group,
    model.features[first]!,
    values[first]!,
    raisesRisk,
    direction,
    options.locale,
  );
  return { ...reason, text };
}

function buildRest(
  model: RiskModel,
  score: Score,
  baseline: number,
  baselineInPoints: number | undefined,
  ranked: readonly RankedGroup[],
  reasons: readonly Reason[],
): Rest {
  let margin = score.margin - baseline;
  for (const entry of ranked) margin -= entry.margin;
  const points =
    score.points === undefined || baselineInPoints === undefined
      ? undefined
      : restPoints(
          score.points,
          baselineInPoints,
          reasons.map((reason) => reason.points!),
        );
  return {
    groups: model.reasons.length - reasons.length,
    margin,
    logOdds: fromFixedPoint(margin, model.scaleBits),
    points,
  };
}

/** Whom the average applicant stands for. */
function populationOf(model: RiskModel, game: Game): string {
  if (game.against === 'training' || model.body.kind === 'additive') return 'training';
  return model.body.background?.population ?? 'training';
}
