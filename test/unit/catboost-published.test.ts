import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRiskError } from '../../sdk/core/errors.js';
import { importCatboost } from '../../sdk/importers/catboost/import.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { largestDifference, open } from './catboost-cases.js';
import { bytesOf, FOREIGN } from './xgboost-cases.js';

/** Models that other people published with their answers; beside the checkout on few machines. */
const CXX = `${FOREIGN}catboost-cxx/`;
const ORACLE = `${FOREIGN}catboost_rs-oracle/`;
const TOLERANCE = 1e-6;

/** Rows of numbers as columns by position: these models have no feature names. */
function columnsOf(rows: readonly (readonly number[])[], features: number) {
  return Object.fromEntries(
    Array.from({ length: features }, (_, f) => [
      String(f),
      Float64Array.from(rows, (row) => row[f]!),
    ]),
  );
}

/** Rows of a CSV below its line of comment. */
function rowsOf(path: string): number[][] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split(',').map((cell) => (cell === '' ? NaN : Number(cell))));
}

async function imported(path: string, engine: 'wasm' | 'reference' = 'wasm') {
  const { model } = importCatboost(bytesOf(path));
  return { model, session: await open(model, engine) };
}

describe('models of catboost-cxx', () => {
  it.for(['and', 'or', 'xor', 'regression'])('%s: every row', async (name, context) => {
    if (!existsSync(CXX)) context.skip('no folder ../shared/models beside this checkout');
    const { x, y } = JSON.parse(readFileSync(`${CXX}${name}.json`, 'utf8')) as {
      x: number[][];
      y: number[];
    };
    const { model, session } = await imported(`${CXX}${name}-model.json`);
    const { logOdds, probability } = session.scoreBatch(columnsOf(x, model.features.length));
    expect(largestDifference(logOdds, y)).toBeLessThan(TOLERANCE);
    // A regression's number is its own.
    expect(probability).toEqual(logOdds);
  });

  it('creditgermany: 992 oblivious trees of German credit explain every row exactly', async (context) => {
    if (!existsSync(CXX)) context.skip('no folder ../shared/models beside this checkout');
    const lines = readFileSync(`${CXX}creditgermany_test.tsv`, 'utf8').trimEnd().split('\n');
    const rows = lines.map((line) => line.split('\t').slice(1).map(Number));
    const { model, session } = await imported(`${CXX}creditgermany.json`);
    const columns = columnsOf(rows, model.features.length);
    const { contributions, baseline, margin, features } = session.explainBatch(columns);
    expect(rows).toHaveLength(100);
    expect(session.scoreBatch(columns).margin).toEqual(margin);
    for (let row = 0; row < rows.length; row++) {
      let sum = baseline;
      for (let f = 0; f < features.length; f++) sum += contributions[f * rows.length + row]!;
      expect(sum).toBe(margin[row]);
    }
  });

  it('creditgermany.cbm is refused, and told how to be saved', async (context) => {
    if (!existsSync(CXX)) context.skip('no folder ../shared/models beside this checkout');
    await expect(importModel(bytesOf(`${CXX}creditgermany.cbm`))).rejects.toThrow(/format="json"/);
  });
});

describe('models of catboost_rs', () => {
  const tiny = 'inputs/numeric_tiny/X.csv';
  const MARGINS: readonly (readonly [model: string, rows: string, margins: string])[] = [
    ['model_serde/binclf/model.json', tiny, 'model_serde/binclf/predictions.csv'],
    ['model_serde/regression/model.json', tiny, 'model_serde/regression/predictions.csv'],
    ['nan_mode/model_Min.json', 'nan_mode/X_eval.csv', 'nan_mode/preds_Min.csv'],
    ['nan_mode/model_Max.json', 'nan_mode/X_eval.csv', 'nan_mode/preds_Max.csv'],
    ...['depthwise', 'depthwise_simplest', 'lossguide'].map((name) => {
      const folder = `non_symmetric/${name}/`;
      return [`${folder}model.json`, `${folder}X.csv`, `${folder}predictions.csv`] as const;
    }),
  ];

  it.for(MARGINS)('%s: every row of %s', async ([file, rowsFile, expected], context) => {
    if (!existsSync(ORACLE)) context.skip('no folder ../shared/models beside this checkout');
    const rows = rowsOf(ORACLE + rowsFile);
    const { model, session } = await imported(ORACLE + file);
    const { logOdds } = session.scoreBatch(columnsOf(rows, model.features.length));
    expect(largestDifference(logOdds, rowsOf(ORACLE + expected).flat())).toBeLessThan(TOLERANCE);
  });

  it('binclf: probabilities', async (context) => {
    if (!existsSync(ORACLE)) context.skip('no folder ../shared/models beside this checkout');
    const { session } = await imported(`${ORACLE}model_serde/binclf/model.json`);
    const { probability } = session.scoreBatch(columnsOf(rowsOf(ORACLE + tiny), 4));
    const both = rowsOf(`${ORACLE}prediction_types/probability.csv`).flat();
    const second = both.filter((_, i) => i % 2 === 1);
    expect(largestDifference(probability, second)).toBeLessThan(TOLERANCE);
  });

  it.for([
    ['model_serde/binclf/model.json', 'feature_importance/shap_values.csv'],
    ['model_serde/binclf/model.json', 'advanced_fstr/oblivious_shap.csv'],
    ['advanced_fstr/non_symmetric_model.json', 'advanced_fstr/non_symmetric_shap.csv'],
  ])('%s: Shapley values of %s', async ([file, expected], context) => {
    if (!existsSync(ORACLE)) context.skip('no folder ../shared/models beside this checkout');
    const rows = rowsOf(`${ORACLE}advanced_fstr/binclf_X.csv`);
    const shap = rowsOf(ORACLE + expected).flat();
    const { model, session } = await imported(ORACLE + file);
    const width = model.features.length;
    const explained = session.explainBatch(columnsOf(rows, width));
    const unit = 2 ** -model.scaleBits;
    for (let f = 0; f < width; f++) {
      const ours = rows.map((_, row) => explained.contributions[f * rows.length + row]! * unit);
      const theirs = rows.map((_, row) => shap[row * (width + 1) + f]!);
      expect(largestDifference(ours, theirs)).toBeLessThan(TOLERANCE);
    }
    expect(Math.abs(explained.baseline * unit - shap[width]!)).toBeLessThan(TOLERANCE);
  });

  it.for(['simple', 'combo'])('%s: its CTRs are refused by name', (name, context) => {
    if (!existsSync(ORACLE)) context.skip('no folder ../shared/models beside this checkout');
    const refusal = refusalOf(bytesOf(`${ORACLE}ctr_load/${name}.json`));
    expect(refusal.code).toBe('IMPORT_UNSUPPORTED');
    expect(refusal.message).toMatch(/CTR Borders of "1"/);
    expect(refusal.path).toBe('features_info.ctrs[0]');
  });
});

function refusalOf(bytes: Uint8Array) {
  try {
    importCatboost(bytes);
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the file was imported');
}
