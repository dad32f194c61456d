import { html, nothing, type TemplateResult } from 'lit';
import type { ReachedTarget, Score } from '../sdk/index.js';
import { place } from './place.js';

/** One short axis for all rows, so that they can be compared: points, or log-odds without points. */
export interface ScoreTrack {
  /** Place of a score on it, 0 to 1. */
  readonly at: (score: Score) => number;
  /** Place of the line to reach. */
  readonly line: number;
}

/** The track on which some scores and a target lie; `undefined` when none can be drawn. */
export function trackOf(scores: readonly Score[], target: ReachedTarget): ScoreTrack | undefined {
  const [first] = scores;
  if (!first) return undefined;
  const inPoints = target.points !== undefined && scores.every((each) => each.points !== undefined);
  // Without points the margin stands for them: a larger one is a worse one.
  const valueOf = (score: Score): number => (inPoints ? score.points! : -score.margin);
  const line = inPoints ? target.points! : -target.margin;
  const values = [line, ...scores.map(valueOf)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max((high - low) * 0.12, Number.EPSILON);
  const at = (value: number): number => (value - low + margin) / (high - low + 2 * margin);
  return { at: (score) => at(valueOf(score)), line: at(line) };
}

/** Hollow where one starts, a bar, filled where one ends, and the line. Hidden from readers. */
export function renderScoreTrack(
  track: ScoreTrack | undefined,
  from: Score,
  to: Score,
  direction: 'up' | 'down',
): TemplateResult | typeof nothing {
  if (!track) return nothing;
  const [start, end] = [track.at(from), track.at(to)];
  return html`<span class="track" aria-hidden="true"
    ><i
      class="seg ${direction === 'up' ? 'solid' : 'hatched'}"
      ${place({ x: Math.min(start, end), w: Math.abs(end - start) })}
    ></i
    ><i class="cut" ${place({ x: track.line })}></i><i class="start" ${place({ x: start })}></i
    ><i class="end" ${place({ x: end })}></i
  ></span>`;
}

/** A score's figure: points, or the probability of default without a points scale. */
export function scoreFigure(score: Score): string {
  if (score.points !== undefined) return String(score.points);
  return new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 }).format(
    score.probability,
  );
}
