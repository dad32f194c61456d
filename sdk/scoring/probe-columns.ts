import { splitCount, type Feature } from '../model/feature.js';
import type { Columns } from './results.js';

/**
 * Rows that a model accepts, made up: on its cut points, between them, of its categories, missing. To
 * try and to time an engine on, when no applicant is at hand; the same on every call.
 */
export function probeColumns(features: readonly Feature[], rows: number): Columns {
  let state = 1;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % n;
  };
  return Object.fromEntries(
    features.map((feature) => {
      const isNarrow =
        feature.kind === 'numeric' && feature.compare === 'float32' && !isBounded(feature);
      const column = isNarrow ? new Float32Array(rows) : new Float64Array(rows);
      for (let row = 0; row < rows; row++) column[row] = probeValue(feature, below);
      return [feature.name, column];
    }),
  );
}

function probeValue(feature: Feature, below: (n: number) => number): number {
  if (feature.missing === 'allowed' && below(10) === 0) return NaN;
  const splits = splitCount(feature);
  if (feature.kind === 'categorical') return splits === 0 ? 0 : feature.codes[below(splits)]!;
  const { cuts, min = -Infinity, max = Infinity, integer } = feature;
  const low = splits === 0 ? 0 : cuts[below(splits)]!;
  const between = below(2) === 0 ? low : (low + (splits === 0 ? 1 : cuts[below(splits)]!)) / 2;
  const value = Math.min(max, Math.max(min, between));
  if (!integer) return value;
  return Math.min(Math.floor(max), Math.max(Math.ceil(min), Math.round(value)));
}

function isBounded(feature: Feature): boolean {
  return feature.kind === 'numeric' && (feature.min !== undefined || feature.max !== undefined);
}
