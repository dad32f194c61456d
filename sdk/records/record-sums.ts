import { fromFixedPoint } from '../core/fixed-point.js';
import type { IssueList } from '../model/check/issues.js';
import { bandOf, decisionOf, exactPoints, pointsOf, type PointsScale } from '../model/scale.js';
import type { DecisionRecord, RecordExplanation, RecordStanding } from './decision-record.js';

/**
 * Checks that the numbers of a record follow from each other: that reasons add up to the score, that
 * points, bands and decisions are what the model's scale makes of the margins, that every path of
 * a recourse reaches its target. The fields must have been read.
 */
export function checkSums(record: DecisionRecord, list: IssueList): void {
  const { scale, scaleBits } = record.model;
  const reading: Reading = { scale, scaleBits, list };
  checkStanding(record.score, 'record.score', reading);
  if (record.explanation) checkExplanation(record.explanation, record.score, reading);
  checkRecourse(record, reading);
  checkNotice(record, reading);
  const { outcome, score } = record;
  list.check(
    outcome?.by !== 'model' || outcome.decision === score.decision,
    'OUTCOME',
    'record.outcome.decision',
    "the score's decision, since the model decided",
  );
}

interface Reading {
  readonly scale: PointsScale | undefined;
  readonly scaleBits: number;
  readonly list: IssueList;
}

function checkStanding(standing: RecordStanding, path: string, reading: Reading): void {
  const { scale, scaleBits, list } = reading;
  const points = scale && pointsOf(scale, fromFixedPoint(standing.margin, scaleBits));
  const band = points === undefined ? undefined : bandOf(scale!, points);
  const decision = points === undefined ? undefined : decisionOf(scale!, points);
  list.check(standing.points === points, 'POINTS', `${path}.points`, 'the points of the margin');
  list.check(standing.band === band, 'BAND', `${path}.band`, 'the band of the points');
  list.check(
    standing.decision === decision,
    'DECISION',
    `${path}.decision`,
    'the decision of the points',
  );
}

function checkExplanation(
  { baseline, reasons, rest }: RecordExplanation,
  score: RecordStanding,
  { scale, scaleBits, list }: Reading,
): void {
  const parts = [baseline, ...reasons, rest];
  const margins = parts.reduce((sum, part) => sum + part.margin, 0);
  const path = 'record.explanation';
  list.check(margins === score.margin, 'NOT_ADDITIVE', path, 'margins that add up to the score');
  for (const [i, { margin, effect }] of reasons.entries()) {
    const same = margin > 0 === (effect === 'raises-risk');
    list.check(same, 'EFFECT', `${path}.reasons[${i}].effect`, "the margin's direction");
  }
  if (!scale) {
    const none = parts.every(({ points }) => points === undefined);
    list.check(none, 'POINTS', path, 'no points, since the model has no scale');
    return;
  }
  const points = parts.reduce((sum, part) => sum + (part.points ?? NaN), 0);
  list.check(points === score.points, 'NOT_ADDITIVE', path, 'points that add up to the score');
  const start = Math.round(exactPoints(scale, fromFixedPoint(baseline.margin, scaleBits)));
  list.check(baseline.points === start + 0, 'POINTS', `${path}.baseline`, 'points of its margin');
  checkPoints(reasons, path, scale, scaleBits, list);
}

/** Points of parts: each is rounded on its own, and the rest takes what is left. */
function checkPoints(
  parts: readonly { readonly margin: number; readonly points?: number }[],
  path: string,
  scale: PointsScale,
  scaleBits: number,
  list: IssueList,
): void {
  for (const [i, { margin, points }] of parts.entries()) {
    const own = Math.round(-scale.factor * fromFixedPoint(margin, scaleBits));
    list.check(
      points === own + 0,
      'POINTS',
      `${path}.reasons[${i}].points`,
      'points of its margin',
    );
  }
}

function checkRecourse({ recourse }: DecisionRecord, reading: Reading): void {
  if (!recourse) return;
  const { list } = reading;
  const { status, target, paths, closest } = recourse;
  const path = 'record.recourse';
  const some = status === 'found' ? paths.length > 0 : paths.length === 0;
  list.check(some, 'PATHS', `${path}.paths`, 'paths where some were found, and only there');
  for (const [i, { score }] of paths.entries()) {
    checkStanding(score, `${path}.paths[${i}].score`, reading);
    const reaches = score.margin <= target.margin;
    list.check(reaches, 'NOT_REACHED', `${path}.paths[${i}].score`, 'a margin within the target');
  }
  if (closest) checkStanding(closest.score, `${path}.closest.score`, reading);
}

function checkNotice({ notice }: DecisionRecord, { scale, scaleBits, list }: Reading): void {
  if (!notice || !scale) return;
  checkPoints(notice.reasons, 'record.notice', scale, scaleBits, list);
}
