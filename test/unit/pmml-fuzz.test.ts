import { describe, expect, it } from 'vitest';
import { importPmml } from '../../sdk/importers/pmml/import.js';
import { fuzzPmml } from '../fuzz/pmml-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 2500, seed: 5, limitMs: 8000, limitBytes: 2 ** 29 };

describe('the PMML importer, fuzzed', () => {
  it('refuses with a code, in time, or imports what the file says', { timeout: 300_000 }, () => {
    const { outcomes } = fuzzPmml(OPTIONS);
    expect(Object.keys(outcomes).sort()).toEqual([
      'IMPORT_FORMAT',
      'IMPORT_UNSUPPORTED',
      'MODEL_INVALID',
      'accepted',
    ]);
    // Each layer is reached often, not by luck.
    for (const reached of Object.values(outcomes)) {
      expect(reached).toBeGreaterThan(OPTIONS.count / 40);
    }
  });

  it("would find an error without a code, and a margin that is not the file's", () => {
    const short = { ...OPTIONS, count: 400 };
    const crashing: typeof importPmml = (bytes) => {
      const result = importPmml(bytes);
      if (result.model.features.length === 1) throw new TypeError('undefined is not an object');
      return result;
    };
    expect(() => fuzzPmml({ ...short, importer: crashing })).toThrow(/refused without a code/);
    const wrong: typeof importPmml = (bytes) => {
      const { model, report } = importPmml(bytes);
      return { model, report: { ...report, largestMarginDifference: 1 } };
    };
    expect(() => fuzzPmml({ ...short, importer: wrong })).toThrow(/margins differ/);
  });
});
