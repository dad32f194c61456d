import { describe, expect, it } from 'vitest';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import type { Session } from '../../sdk/scoring/session.js';
import {
  columnOf,
  importCase,
  largestGap,
  lightgbmCases,
  numbersOf,
  type LightgbmCase,
} from '../unit/lightgbm-cases.js';
import { readCsv } from '../unit/xgboost-cases.js';

/**
 * The whole path on LightGBM's own numbers: import, pack, open, score, explain. Both sides sum in
 * float64, so what is left is the rounding of our leaves and contributions.
 */
const MARGIN_TOLERANCE = 2e-7;
const SHAP_TOLERANCE = 2e-7;

async function open(vector: LightgbmCase, engine: 'wasm' | 'reference'): Promise<Session> {
  const bytes = await encodeBundle(importCase(vector).model, { crypto: crypto.subtle });
  return createSession(bytes, { engine, crypto: crypto.subtle, now: () => performance.now() });
}

function columnsOf(vector: LightgbmCase): Record<string, (number | string | null)[]> {
  const rows = readCsv(`${vector.folder}rows.csv`);
  const { features } = importCase(vector).model;
  return Object.fromEntries(
    features.map((feature) => [feature.name, columnOf(feature, rows.get(feature.name)!)] as const),
  );
}

describe.each(lightgbmCases())('$name', (vector) => {
  const { folder, marginPerRaw } = vector;
  const scaled = (path: string, column: string): number[] =>
    numbersOf(path, column).map((value) => value * marginPerRaw);

  it('gives the margins and probabilities of the source, on both engines', async () => {
    const session = await open(vector, 'wasm');
    const batch = session.scoreBatch(columnsOf(vector));
    const margins = scaled(`${folder}expected.csv`, 'raw');
    expect(largestGap(batch.logOdds, margins)).toBeLessThan(MARGIN_TOLERANCE);
    // LightGBM itself applies no link to a custom objective.
    const predictions = vector.name.startsWith('custom')
      ? margins.map((margin) => 1 / (1 + Math.exp(-margin)))
      : numbersOf(`${folder}expected.csv`, 'prediction');
    const ours = importCase(vector).model.link === 'logistic' ? batch.probability : batch.logOdds;
    expect(largestGap(ours, predictions)).toBeLessThan(MARGIN_TOLERANCE);
    const reference = await open(vector, 'reference');
    expect(reference.scoreBatch(columnsOf(vector)).margin).toEqual(batch.margin);
  });

  it('gives its Shapley values, and they add up to the last unit', async () => {
    const session = await open(vector, 'wasm');
    const explained = session.explainBatch(columnsOf(vector));
    const { rows, contributions, baseline, features } = explained;
    const unit = 2 ** -session.info.scaleBits;
    features.forEach((name, f) => {
      const ours = Array.from(
        contributions.subarray(f * rows, (f + 1) * rows),
        (value) => value * unit,
      );
      expect(largestGap(ours, scaled(`${folder}shap.csv`, name)), name).toBeLessThan(
        SHAP_TOLERANCE,
      );
    });
    const bias = scaled(`${folder}shap.csv`, 'BIAS')[0]!;
    expect(Math.abs(baseline * unit - bias)).toBeLessThan(SHAP_TOLERANCE);
    for (let row = 0; row < rows; row++) {
      let sum = baseline;
      for (let f = 0; f < features.length; f++) sum += contributions[f * rows + row]!;
      expect(sum).toBe(explained.margin[row]);
    }
  });
});
