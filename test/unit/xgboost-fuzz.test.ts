import { describe, expect, it } from 'vitest';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { fuzzXgboost } from '../fuzz/xgboost-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 2500, seed: 11, limitMs: 5000, limitBytes: 2 ** 29 };

describe('the XGBoost importer, fuzzed', () => {
  it('refuses with a code, in time, or imports what the file says', { timeout: 300_000 }, () => {
    const { outcomes } = fuzzXgboost(OPTIONS);
    expect(Object.keys(outcomes).sort()).toEqual([
      'IMPORT_FORMAT',
      'IMPORT_UNSUPPORTED',
      'MODEL_INVALID',
      'accepted',
    ]);
    // Each layer is reached often, not by luck.
    expect(outcomes.MODEL_INVALID).toBeGreaterThan(OPTIONS.count / 40);
    expect(outcomes.accepted).toBeGreaterThan(OPTIONS.count / 25);
  });
});

describe('the fuzzer, against planted faults', () => {
  const short = { ...OPTIONS, count: 400 };

  it('finds an error without a code', () => {
    const importer: typeof importXgboost = (bytes) => {
      const result = importXgboost(bytes);
      if (result.model.features.length === 7) throw new TypeError('undefined is not an object');
      return result;
    };
    expect(() => fuzzXgboost({ ...short, importer })).toThrow(/refused without a code/);
  });

  it('finds a margin that is not what the file says', () => {
    const importer: typeof importXgboost = (bytes) => {
      const { model, report } = importXgboost(bytes);

      return { model, report: { ...report, largestMarginDifference: 1e-3 } };
    };
    expect(() => fuzzXgboost({ ...short, importer })).toThrow(/margins differ/);
  });

  it('finds an input that takes too long', () => {
    const importer: typeof importXgboost = (bytes) => {
      const end = performance.now() + 40;
      while (performance.now() < end);
      return importXgboost(bytes);
    };
    expect(() => fuzzXgboost({ ...short, limitMs: 30, importer })).toThrow(/took \d+ ms/);
  });

  it('finds an importer that keeps what it read', () => {
    const kept: Uint8Array[] = [];
    const importer: typeof importXgboost = (bytes) => {
      kept.push(new Uint8Array(2 ** 20).fill(1));
      return importXgboost(bytes);
    };
    expect(() => fuzzXgboost({ ...short, limitBytes: 2 ** 26, importer })).toThrow(/process grew/);
  });
});
