import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import type { Session } from '../../sdk/scoring/session.js';
import { readColumnsCsv, sharedCases, vectorCases, type Case } from './cases.js';

/**
 * The whole path on other people's numbers: import, pack, open, score, explain, against what
 * XGBoost itself said.
 */

/**
 * Log-odds. What differs is XGBoost's own float32 sum, whose error grows with the trees: 100 trees,
 * 300, 1000 of depth 8.
 */
const MARGIN_TOLERANCES = { t1000: 2e-5, t300: 1e-5, other: 5e-6 };
const SHAP_TOLERANCE = 1e-5;

async function open(golden: Case, engine: 'wasm' | 'reference'): Promise<Session> {
  const { model } = importXgboost(new Uint8Array(readFileSync(golden.model)));
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  return createSession(bytes, { engine, crypto: crypto.subtle, now: () => performance.now() });
}

function featureColumns(session: Session, file: string): Record<string, Float64Array> {
  const columns = readColumnsCsv(file);
  return Object.fromEntries(
    session.info.features.map(({ name }) => [name, columns.get(name)!] as const),
  );
}

function head(
  columns: Record<string, Float64Array>,
  keep: Int32Array,
): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      Float64Array.from(keep, (row) => column[row]!),
    ]),
  );
}

/** Largest difference; NaN counts as infinite, so that a hole cannot pass. */
function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i]! - theirs[i]!);
    largest = difference <= largest ? largest : difference > largest ? difference : Infinity;
  }
  return largest;
}

function marginTolerance({ name }: Case): number {
  if (name.includes('t1000')) return MARGIN_TOLERANCES.t1000;
  return name.includes('t300') ? MARGIN_TOLERANCES.t300 : MARGIN_TOLERANCES.other;
}

function suite(cases: readonly Case[]): void {
  describe.each(cases)('$name', (golden) => {
    it('gives the margins of the source', async () => {
      const session = await open(golden, 'wasm');
      const columns = featureColumns(session, golden.rows);
      const expected = readColumnsCsv(golden.expected);
      const batch = session.scoreBatch(columns);
      const tolerance = marginTolerance(golden);
      expect(largestDifference(batch.logOdds, expected.get('margin')!)).toBeLessThan(tolerance);
      const probability = expected.get('probability')!;
      if (!Number.isNaN(probability[0]!)) {
        expect(largestDifference(batch.probability, probability)).toBeLessThan(tolerance);
      }
      const reference = await open(golden, 'reference');
      expect(reference.scoreBatch(columns).margin).toEqual(batch.margin);
    });

    it('gives its Shapley values, and they add up', async ({ skip }) => {
      skip(!golden.shap, 'XGBoost of this version gives no Shapley values for this model');
      const session = await open(golden, 'wasm');
      const all = featureColumns(session, golden.rows);
      const shap = readColumnsCsv(golden.shap!);
      const keep = rowsOf(golden, shap.get('row')!);
      const columns = head(all, keep);
      const explained = session.explainBatch(columns);
      const { rows, contributions, baseline, features } = explained;
      const unit = 2 ** -session.info.scaleBits;
      features.forEach((name, f) => {
        const ours = Float64Array.from(
          contributions.subarray(f * rows, (f + 1) * rows),
          (value) => value * unit,
        );
        expect(largestDifference(ours, shap.get(name)!), name).toBeLessThan(SHAP_TOLERANCE);
      });
      expect(Math.abs(baseline * unit - shap.get('BIAS')![0]!)).toBeLessThan(SHAP_TOLERANCE);
      for (let row = 0; row < rows; row++) {
        let sum = baseline;
        for (let f = 0; f < features.length; f++) sum += contributions[f * rows + row]!;
        expect(sum).toBe(explained.margin[row]);
      }
    });
  });
}

/** Positions in the rows file of the rows that `shap` names. */
function rowsOf(golden: Case, named: Float64Array): Int32Array {
  const position = new Map(
    [...readColumnsCsv(golden.rows).get('row')!].map((row, at) => [row, at]),
  );
  return Int32Array.from(named, (row) => position.get(row)!);
}

describe('vectors', () => suite(vectorCases()));

const shared = sharedCases();
if (shared.length > 0) describe('shared golden models', () => suite(shared));
else {
  it('gives what the shared golden models say', ({ skip }) =>
    skip('the larger golden models are not part of the repository'));
}
