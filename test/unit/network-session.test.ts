import { beforeAll, describe, expect, it } from 'vitest';
import { openGraphInNode } from '../../sdk/runtime/node-graph.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { createAnySession } from '../../sdk/scoring/create-any-session.js';
import type { AsyncSession } from '../../sdk/scoring/session.js';
import { readColumnsCsv } from '../golden/cases.js';
import { networkCases, networkModel, networkTable, sharedNetwork } from './network-cases.js';

async function open(model: RiskModel): Promise<AsyncSession> {
  const bytes = await encodeBundle(model, { crypto: crypto.subtle });
  return createAnySession(bytes, {
    ...{ crypto: crypto.subtle, now: () => performance.now() },
    ...{ openGraph: openGraphInNode, pause: () => Promise.resolve() },
  });
}

function featureColumns(session: AsyncSession, columns: Map<string, Float64Array>) {
  return Object.fromEntries(session.info.features.map(({ name }) => [name, columns.get(name)!]));
}

function rowOf(columns: Record<string, Float64Array>, row: number): Record<string, number> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]!]));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

describe.each(networkCases())('the network %s', (name) => {
  let session: AsyncSession;
  let columns: Record<string, Float64Array>;
  beforeAll(async () => {
    session = await open(networkModel(name));
    columns = featureColumns(session, networkTable(name, 'rows'));
  });

  it('gives the probabilities of ONNX Runtime', async () => {
    const expected = networkTable(name, 'expected');
    const batch = await session.scoreBatch(columns);
    expect(batch.rows).toBe(expected.get('row')!.length);
    expect(largestDifference(batch.probability, expected.get('probability')!)).toBeLessThan(5e-7);
    // Log-odds of a float32 probability near 1 are no finer than this.
    expect(largestDifference(batch.logOdds, expected.get('margin')!)).toBeLessThan(2e-5);
    expect(batch).toMatchObject({ engine: 'onnx-wasm', reproducible: false });
    const one = await session.score(rowOf(columns, 3));
    expect(one.logOdds).toBeCloseTo(batch.logOdds[3]!, 6);
    expect(one.reproducible).toBe(false);
  });

  it('explains as trying every coalition does', async () => {
    const shap = networkTable(name, 'shap');
    const { reasons, scaleBits } = session.info;
    const exact = reasons.length <= 12;
    for (let row = 0; row < 10; row++) {
      const explained = await session.explain(rowOf(columns, row));
      const { contributions, baseline, score, method, error } = explained;
      const sum = contributions.reduce((total, each) => total + each.margin, 0);
      expect(baseline.margin + sum).toBe(score.margin);
      expect(contributions.map((each) => each.feature)).toEqual(reasons.map((each) => each.code));
      expect(baseline.logOdds).toBeCloseTo(shap.get('BASELINE')![row]!, 5);
      expect(baseline.population).toBe('all');
      expect(method).toBe(exact ? 'coalitions' : 'permutations');
      if (exact) expect(error).toBe(0);
      else expect(error).toBeGreaterThan(2 ** -scaleBits);
      const tolerance = exact ? 5e-6 : 5 * error;
      contributions.forEach(({ feature, logOdds }) => {
        expect(Math.abs(logOdds - shap.get(feature)![row]!)).toBeLessThan(tolerance);
      });
    }
  });

  it('explains a batch as it does one applicant, and the same twice', async () => {
    const few = Object.fromEntries(
      Object.entries(columns).map(([each, column]) => [each, column.subarray(0, 4)]),
    );
    const first = await session.explainBatch(few);
    expect(await session.explainBatch(few)).toEqual(first);
    const one = await session.explain(rowOf(columns, 2));
    const players = one.contributions.length;
    for (let p = 0; p < players; p++) {
      // Rows of a batch may be summed in another order: the last bit of a float32.
      const difference = first.contributions[p * 4 + 2]! - one.contributions[p]!.margin;
      expect(Math.abs(difference)).toBeLessThan(16);
    }
    expect(first.error).toHaveLength(4);
    for (let row = 0; row < 4; row++) {
      let sum = first.baseline;
      for (let p = 0; p < players; p++) sum += first.contributions[p * 4 + row]!;
      expect(sum).toBe(first.margin[row]);
    }
  });
});

describe('the shared network', () => {
  it('is within 1e-6 of the golden probabilities on every row', async (context) => {
    const shared = sharedNetwork();
    if (!shared) return context.skip('../shared/golden is not here');
    const session = await open(shared.model);
    const columns = featureColumns(session, readColumnsCsv(`${shared.folder}test.csv`));
    const batch = await session.scoreBatch(columns);
    const golden = readColumnsCsv(`${shared.folder}expected_onnxruntime.csv`);
    const expected = golden.get('probability')!;
    const rows = readColumnsCsv(`${shared.folder}test.csv`).get('row')!;
    expect(golden.get('row')).toEqual(rows);
    expect(largestDifference(batch.probability, expected)).toBeLessThan(1e-6);
    const explained = await session.explain(rowOf(columns, 0));
    expect(explained).toMatchObject({ method: 'coalitions', error: 0 });
  });
});
