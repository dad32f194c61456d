import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../sdk/importers/onnx/import.js';
import { fuzzOnnx } from '../fuzz/onnx-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 2500, seed: 11, limitMs: 10_000, limitBytes: 2 ** 29 };

describe('the ONNX importer, fuzzed', () => {
  it('refuses with a code, in time, or imports what the file says', { timeout: 300_000 }, () => {
    const { outcomes } = fuzzOnnx(OPTIONS);
    const codes = Object.keys(outcomes).sort();
    expect(codes).toEqual(['IMPORT_FORMAT', 'IMPORT_UNSUPPORTED', 'MODEL_INVALID', 'accepted']);
    // Each layer is reached often, not by luck.
    expect(outcomes.MODEL_INVALID).toBeGreaterThan(OPTIONS.count / 40);
    expect(outcomes.accepted).toBeGreaterThan(OPTIONS.count / 25);
  });

  it('finds a planted error without a code', () => {
    const importer: typeof importOnnx = (bytes) => {
      const result = importOnnx(bytes);
      if (result.report.notes.length > 0) throw new TypeError('undefined is not an object');
      return result;
    };
    expect(() => fuzzOnnx({ ...OPTIONS, count: 400, importer })).toThrow(/refused without a code/);
  });

  it('finds a planted margin that is not what the file says', () => {
    const importer: typeof importOnnx = (bytes) => {
      const { model, report } = importOnnx(bytes);
      return { model, report: { ...report, largestMarginDifference: 1 } };
    };
    expect(() => fuzzOnnx({ ...OPTIONS, count: 400, importer })).toThrow(/margins differ/);
  });
});
