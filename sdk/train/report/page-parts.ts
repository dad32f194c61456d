import type { Estimate } from '../../fairness/report.js';
import { decimal } from './figures.js';
import { html, type Markup } from './markup.js';
import type { PartReport, TrainReport } from './train-report.js';

/** The parts that say how good a model is: both tests, else what there is. */
export function testedParts({ parts }: TrainReport): PartReport[] {
  const tests = parts.filter(({ part }) => part === 'in-time' || part === 'out-of-time');
  return tests.length > 0 ? tests : parts.slice(-1);
}

/** A figure and its interval. */
export function withInterval({ value, low, high }: Estimate, digits: number): Markup {
  return html`${decimal(value, digits)}
    <small>${decimal(low, digits)} – ${decimal(high, digits)}</small>`;
}

/** A scale that holds all intervals, with a little room. */
export function scaleOf(estimates: readonly Estimate[]): readonly [number, number] {
  const low = Math.min(...estimates.map((each) => each.low));
  const high = Math.max(...estimates.map((each) => each.high));
  const room = (high - low) * 0.05 || 0.01;
  return estimates.length === 0 ? [0, 1] : [low - room, high + room];
}
