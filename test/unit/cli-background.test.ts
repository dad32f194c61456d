import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFeatureColumns } from '../../sdk/cli/csv-columns.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import { readColumns } from '../../sdk/scoring/columns.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { withBackground } from '../../sdk/scoring/populations.js';
import { parseTable } from './cli-build.js';

/** Tiny forests with Shapley values found by trying every subset of the features. */
const brute = resolve(import.meta.dirname, '../vectors/brute');
const crypto = globalThis.crypto.subtle;

describe('a background population, packed and explained against', () => {
  it.each(readdirSync(brute))('%s equals enumeration', async (name) => {
    const read = (file: string) => readFileSync(join(brute, name, file));
    const { model } = importXgboost(readFileSync(join(brute, name, 'model.json')));
    const features = model.features.map((feature) => ({ ...feature, categories: [] }));
    const table = readFeatureColumns(read('background.csv'), features);
    const whole = withBackground(model, readColumns(model.features, table.columns), 'all');

    const bytes = await encodeBundle(whole, { crypto });
    const session = await createSession(bytes, { crypto, now: () => 0, engine: 'reference' });
    const rows = readFeatureColumns(read('rows.csv'), features);
    const explained = session.explainBatch(rows.columns, { against: 'background' });
    const unit = 2 ** -session.info.scaleBits;
    parseTable(read('shap_background.csv').toString()).forEach((expected, row) => {
      expect(explained.baseline * unit).toBeCloseTo(Number(expected.BASELINE), 5);
      explained.features.forEach((feature, f) => {
        const phi = explained.contributions[f * rows.rows + row]! * unit;
        expect(phi).toBeCloseTo(Number(expected[feature]), 5);
      });
    });
    session.dispose();
  });
});
