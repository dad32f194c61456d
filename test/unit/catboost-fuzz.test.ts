import { describe, expect, it } from 'vitest';
import { importCatboost } from '../../sdk/importers/catboost/import.js';
import { fuzzCatboost } from '../fuzz/catboost-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 2500, seed: 11, limitMs: 5000, limitBytes: 2 ** 29 };

describe('the CatBoost importer, fuzzed', () => {
  it('refuses with a code, in time, or imports what the file says', { timeout: 300_000 }, () => {
    const { outcomes } = fuzzCatboost(OPTIONS);
    expect(Object.keys(outcomes).sort()).toEqual([
      'IMPORT_FORMAT',
      'IMPORT_UNSUPPORTED',
      'MODEL_INVALID',
      'accepted',
    ]);
    // Each layer is reached, most often that of the file itself.
    expect(outcomes.MODEL_INVALID).toBeGreaterThan(3);
    expect(outcomes.accepted).toBeGreaterThan(OPTIONS.count / 25);
  });

  it('finds a margin that is not what the file says', () => {
    const importer: typeof importCatboost = (bytes) => {
      const { model, report } = importCatboost(bytes);
      return { model, report: { ...report, largestMarginDifference: 1e-3 } };
    };
    expect(() => fuzzCatboost({ ...OPTIONS, count: 100, importer })).toThrow(/margins differ/);
  });
});
