import { describe, expect, it } from 'vitest';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { bytesOf, foldersWith, GOLDEN, largestDifference, marginsOf } from './xgboost-cases.js';

/**
 * By size. Nearly all of the difference is XGBoost's own: its float32 sums are 1.6e-6, 5.9e-6 and
 * 1.0e-5 from exact on these models; our rounded leaves 2.9e-7, 1.2e-6 and 4.4e-6.
 */
const TOLERANCES: readonly (readonly [size: string, tolerance: number])[] = [
  ['t100d4', 5e-6],
  ['t300d6', 1e-5],
  ['t1000d8', 2e-5],
];

const MODELS = foldersWith(GOLDEN, 'model.json');

describe('golden models of XGBoost', () => {
  it('are there', (context) => {
    if (MODELS.length === 0) context.skip('no folder ../shared/golden beside this checkout');
    expect(MODELS.length).toBeGreaterThanOrEqual(7);
  });

  it.each(MODELS)('%s: margins of every test row', { timeout: 120_000 }, (name) => {
    const folder = GOLDEN + name;
    const json = importXgboost(bytesOf(`${folder}/model.json`));
    const ubjson = importXgboost(bytesOf(`${folder}/model.ubj`));
    expect(sameModel(ubjson.model, json.model)).toBe(true);
    const difference = largestDifference(
      marginsOf(json.model, `${folder}/test.csv`),
      `${folder}/predictions.csv`,
    );
    const tolerance = TOLERANCES.find(([size]) => name.endsWith(size))![1];
    expect(difference).toBeLessThan(tolerance);
    expect(json.report.largestMarginDifference).toBeLessThan(tolerance);
  });
});

/** Deep equality of large typed arrays takes seconds in the assertion; this takes none. */
function sameModel(a: unknown, b: unknown): boolean {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    const [left, right] = [a, b].map((v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength));
    return Buffer.compare(left!, right!) === 0;
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    return Object.is(a, b);
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => sameModel(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}
