import { describe, expect, it } from 'vitest';
import { importModel } from '../../sdk/importers/import-model.js';
import { bytesOf, VECTORS } from './xgboost-cases.js';

const model = bytesOf(`${VECTORS}logistic-3.4.1/model.json`);

describe('importModel', () => {
  it('passes on what the format has', async () => {
    const { report } = await importModel(model, {}, { trees: 2 });
    expect(report.trees).toBe(2);
  });

  it.each([
    [{ trees: 'most' }, '"trees" expected all, best or a number of trees'],
    [{ trees: 1e6 }, 'option "trees" expected'],
    [{ customLink: 'identity' }, '"customLink" is not for xgboost-json, which takes trees'],
    [{ scorecard: {} }, '"scorecard" is not for xgboost-json'],
    [{ toString: 'all' }, '"toString" is not for xgboost-json'],
  ])('refuses %j: nobody would read it', async (choices, words) => {
    await expect(importModel(model, {}, choices)).rejects.toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: expect.stringContaining(words) as string,
      }),
    );
  });
});
