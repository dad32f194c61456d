import { describe, expect, it } from 'vitest';
import { importLightgbm } from '../../sdk/importers/lightgbm/import.js';
import { fuzzLightgbm } from '../fuzz/lightgbm-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 2500, seed: 11, limitMs: 5000, limitBytes: 2 ** 29 };

describe('the LightGBM importer, fuzzed', () => {
  it('refuses with a code, in time, or imports what the file says', { timeout: 300_000 }, () => {
    const { outcomes } = fuzzLightgbm(OPTIONS);
    expect(Object.keys(outcomes).sort()).toEqual([
      'IMPORT_FORMAT',
      'IMPORT_UNSUPPORTED',
      'MODEL_INVALID',
      'accepted',
    ]);
    // Each layer is reached often, not by luck.
    expect(outcomes.MODEL_INVALID).toBeGreaterThan(OPTIONS.count / 60);
    expect(outcomes.accepted).toBeGreaterThan(OPTIONS.count / 10);
  });

  it('is watched: a planted fault without a code is found', () => {
    const importer: typeof importLightgbm = (bytes) => {
      const result = importLightgbm(bytes);
      if (result.model.features.length === 7) throw new TypeError('undefined is not an object');
      return result;
    };
    expect(() => fuzzLightgbm({ ...OPTIONS, count: 400, importer })).toThrow(
      /refused without a code/,
    );
  });

  it('is watched: a margin that is not what the file says is found', () => {
    const importer: typeof importLightgbm = (bytes) => {
      const { model, report } = importLightgbm(bytes);
      return { model, report: { ...report, largestMarginDifference: 1e-3 } };
    };
    expect(() => fuzzLightgbm({ ...OPTIONS, count: 400, importer })).toThrow(/margins differ/);
  });
});
