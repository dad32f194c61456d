import type { Recourse, RecourseChange, RecoursePath } from '../insight/questions.js';
import type { FeatureInfo, Score } from '../scoring/results.js';
import type { RecordStanding } from './decision-record.js';

/**
 * A recourse as a record holds it. Without `raw` it says which answers were to change and in which
 * direction: what they are, and become, would give them away, and so may costs.
 */
export function recordRecourse(
  features: readonly FeatureInfo[],
  recourse: Recourse,
  raw: boolean,
): object {
  const { status, reason, target, method, optimal, paths, closest } = recourse;
  return {
    status,
    reason,
    target: { margin: target.margin, points: target.points },
    method,
    optimal,
    paths: paths.map((path) => recordPath(features, path, raw)),
    closest: closest && recordPath(features, closest, raw),
  };
}

function recordPath(features: readonly FeatureInfo[], path: RecoursePath, raw: boolean): object {
  return {
    changes: path.changes.map((change) => recordChange(features, change, raw)),
    score: standing(path.score),
    plausibility: path.plausibility.level,
    cost: raw ? path.cost : undefined,
  };
}

function recordChange(
  features: readonly FeatureInfo[],
  change: RecourseChange,
  raw: boolean,
): object {
  const { feature, from, to, low, high, follows } = change;
  const info = features.find(({ name }) => name === feature);
  const ordered = info?.kind === 'numeric' && typeof from === 'number' && typeof to === 'number';
  return {
    feature,
    label: info?.label ?? { en: feature },
    direction: !ordered || from === to ? 'other' : to > from ? 'up' : 'down',
    follows,
    ...(raw && { from, to, low, high }),
  };
}

/** What a score says of itself, without the model. */
export function standing(score: Score): RecordStanding {
  const { margin, probability, points, band, decision } = score;
  return { margin, probability, points, band, decision } as RecordStanding;
}
