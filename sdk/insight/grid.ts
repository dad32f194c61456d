import type { RiskModel } from '../model/model.js';
import { stepsOf, type Step } from './steps.js';

/** Points of a network's curve: enough for a smooth line. */
const GRID_STEPS = 41;

/**
 * Places along a feature of a network, which has no bins: evenly from end to end of its limits, or of
 * its reference points where it has none, with the applicant's own value among them.
 *
 * @param own - NaN for missing, or for nobody's.
 */
export function gridOf(model: RiskModel, f: number, own: number): Step[] {
  const feature = model.features[f]!;
  if (feature.kind === 'categorical') return stepsOf(feature, own);
  const values = new Set<number>();
  const { low, high } = extentOf(model, f, own);
  for (let i = 0; i < GRID_STEPS; i++) {
    const value = low + ((high - low) * i) / (GRID_STEPS - 1);
    values.add(feature.integer ? Math.round(value) : Number(value.toPrecision(6)));
  }
  if (!Number.isNaN(own)) values.add(own);
  const { min = -Infinity, max = Infinity } = feature;
  const steps = [...values]
    .filter((value) => value >= min && value <= max)
    .sort((a, b) => a - b)
    .map((value): Step => ({ bin: 0, low: value, high: value, value }));
  if (feature.missing === 'allowed') steps.push({ bin: 1, low: NaN, high: NaN, value: NaN });
  return steps;
}

function extentOf({ features, body }: RiskModel, f: number, own: number) {
  const feature = features[f]!;
  const seen: number[] = [];
  if (body.kind === 'network' && body.background) {
    const { values } = body.background;
    for (let at = f; at < values.length; at += features.length) seen.push(values[at]!);
  }
  seen.push(own);
  const known = seen.filter((value) => !Number.isNaN(value));
  const { min, max } = feature.kind === 'numeric' ? feature : {};
  const low = min ?? Math.min(...known, 0);
  const high = max ?? Math.max(...known, 1);
  return low < high ? { low, high } : { low, high: low + 1 };
}
