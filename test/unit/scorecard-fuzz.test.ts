import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../sdk/importers/import-result.js';
import { importScorecard } from '../../sdk/importers/scorecard/import.js';
import { fuzzScorecards } from '../fuzz/scorecard-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 4000, seed: 5, limitMs: 5000, limitBytes: 2 ** 29 };

describe('the scorecard importer, fuzzed', () => {
  it('refuses with a code, in time, or imports what the card says', { timeout: 300_000 }, () => {
    const { outcomes } = fuzzScorecards(OPTIONS);
    expect(Object.keys(outcomes).sort()).toEqual([
      'IMPORT_FORMAT',
      'IMPORT_UNSUPPORTED',
      'MODEL_INVALID',
      'OPTION_INVALID',
      'accepted',
    ]);
    // Each layer is reached often, not by luck.
    expect(outcomes.MODEL_INVALID).toBeGreaterThan(OPTIONS.count / 40);
    expect(outcomes.accepted).toBeGreaterThan(OPTIONS.count / 40);
  });
});

describe('the fuzzer, against planted faults', () => {
  const short = { ...OPTIONS, count: 400 };
  const plant =
    (fault: (result: ReturnType<typeof importScorecard>) => ReturnType<typeof importScorecard>) =>
    (bytes: Uint8Array, options: ImportOptions) =>
      fault(importScorecard(bytes, options));

  it('finds an error without a code', () => {
    const importer = plant(() => {
      throw new TypeError('undefined is not an object');
    });
    expect(() => fuzzScorecards({ ...short, importer })).toThrow(/refused without a code/);
  });

  it('finds a margin that is not what the card says', () => {
    const importer = plant(({ model, report }) => ({
      model,
      report: { ...report, largestMarginDifference: 1 },
    }));
    expect(() => fuzzScorecards({ ...short, importer })).toThrow(/margins differ/);
  });

  it('finds a model that is none', () => {
    const importer = plant(({ model, report }) => ({ model: { ...model, reasons: [] }, report }));
    expect(() => fuzzScorecards({ ...short, importer })).toThrow(/issue at features/);
  });
});
