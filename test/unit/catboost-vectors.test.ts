import { describe, expect, it } from 'vitest';
import type { CatboostFacts } from '../../sdk/importers/catboost/import.js';
import {
  CATBOOST,
  columnsOf,
  importFrom,
  largestDifference,
  numbersOf,
  open,
  shapFileOf,
} from './catboost-cases.js';
import { foldersWith } from './xgboost-cases.js';

/** In log-odds, or what rounded leaves cost where they are large: half a unit each. */
const TOLERANCE = 1e-6;

describe.each(foldersWith(CATBOOST, 'model.json'))('%s', (name) => {
  const folder = CATBOOST + name;
  const { model, report } = importFrom(folder);
  const columns = columnsOf(model, `${folder}/rows.csv`);
  const rounding = (report.trees! + 1) * 2 ** -model.scaleBits;
  const tolerance = Math.max(TOLERANCE, rounding);

  it('gives the margins and probabilities that CatBoost gave', async () => {
    const session = await open(model, 'wasm');
    const batch = session.scoreBatch(columns);
    const expected = numbersOf(`${folder}/expected.csv`, 'margin');
    expect(largestDifference(batch.logOdds, expected)).toBeLessThan(tolerance);
    const probability = numbersOf(`${folder}/expected.csv`, 'probability');
    if (!Number.isNaN(probability[0]!)) {
      expect(largestDifference(batch.probability, probability)).toBeLessThan(TOLERANCE);
    }
    const reference = await open(model, 'reference');
    expect(reference.scoreBatch(columns).margin).toEqual(batch.margin);
    const one = Object.fromEntries(model.features.map(({ name: f }) => [f, columns[f]![0]!]));
    expect(session.score(one).margin).toBe(batch.margin[0]);
  });

  it('gives its Shapley values, and they add up', async (context) => {
    const shap = shapFileOf(folder);
    if (shap === undefined) {
      return context.skip('CatBoost gives no Shapley values where a scale is not 1');
    }
    const session = await open(model, 'wasm');
    const { rows, features, baseline, contributions, margin } = session.explainBatch(columns, {
      against: 'training',
    });
    const unit = 2 ** -session.info.scaleBits;
    features.forEach((feature, f) => {
      const ours = Float64Array.from(
        contributions.subarray(f * rows, (f + 1) * rows),
        (value) => value * unit,
      );
      expect(largestDifference(ours, numbersOf(shap, feature)), feature).toBeLessThan(tolerance);
    });
    expect(Math.abs(baseline * unit - numbersOf(shap, 'BIAS')[0]!)).toBeLessThan(tolerance);
    for (let row = 0; row < rows; row++) {
      let sum = baseline;
      for (let f = 0; f < features.length; f++) sum += contributions[f * rows + row]!;
      expect(sum).toBe(margin[row]);
    }
    const reference = await open(model, 'reference');
    expect(reference.explainBatch(columns, { against: 'training' }).contributions).toEqual(
      contributions,
    );
  });

  it('finds in its own replay no more than the rounding of the leaves', () => {
    expect(report.sampleRows).toBeGreaterThanOrEqual(1000);
    expect(report.largestMarginDifference).toBeLessThan(rounding);
    expect(report.largestMarginDifference).toBeGreaterThan(0);
  });
});

describe('categories of CatBoost', () => {
  it.each(foldersWith(CATBOOST, 'rows_unseen.csv'))('%s: one never seen', async (name) => {
    const folder = CATBOOST + name;
    const { model } = importFrom(folder);
    const session = await open(model, 'wasm');
    const { logOdds } = session.scoreBatch(columnsOf(model, `${folder}/rows_unseen.csv`));
    const expected = numbersOf(`${folder}/expected_unseen.csv`, 'margin');
    expect(largestDifference(logOdds, expected)).toBeLessThan(TOLERANCE);
  });

  it('are given by their names, integers also by their numbers', async () => {
    const folder = `${CATBOOST}one-hot-integer-1.2.10`;
    const { model } = importFrom(folder);
    const session = await open(model, 'wasm');
    const numbers = columnsOf(model, `${folder}/rows.csv`);
    const asNumbers = Object.fromEntries(
      Object.entries(numbers).map(([name, cells]) => [
        name,
        cells.map((cell) => (typeof cell === 'string' ? Number(cell) : cell)),
      ]),
    );
    expect(session.scoreBatch(asNumbers).margin).toEqual(session.scoreBatch(numbers).margin);
  });

  it('never take a number for the text at its position', async () => {
    const folder = `${CATBOOST}one-hot-1.2.10`;
    const { model } = importFrom(folder);
    const session = await open(model, 'wasm');
    const columns = columnsOf(model, `${folder}/rows.csv`);
    const row = (verw: string | number) =>
      session.score({
        ...Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[0]!])),
        verw,
      });
    for (let code = 0; code < 24; code++) expect(row(code).margin).toBe(row(4242).margin);
  });

  it('are refused where they are missing, as CatBoost does', async () => {
    const { model } = importFrom(`${CATBOOST}one-hot-1.2.10`);
    expect(model.features.find(({ name }) => name === 'verw')).toMatchObject({
      kind: 'categorical',
      missing: 'refused',
      unlisted: 'other',
    });
  });

  it('that no split tests are left out, and said to be', () => {
    const { model, report } = importFrom(`${CATBOOST}one-hot-unused-1.2.10`);
    expect(model.features.length).toBeLessThan(7);
    expect(report.notes.join()).toContain('left out');
  });
});

describe('what the card says', () => {
  it('names the class that the margin is for', () => {
    const { model, report } = importFrom(`${CATBOOST}classes-order-1.2.10`);
    expect(model.card.source as CatboostFacts).toMatchObject({
      library: 'catboost',
      version: '1.2.10',
      objective: 'Logloss',
      oblivious: true,
      positiveClass: 'default',
      negativeClass: 'paid',
    });
    expect(report.notes[0]).toContain('"default"');
    expect(importFrom(`${CATBOOST}logistic-1.2.10`).report.notes).toEqual([]);
  });

  it.each(foldersWith(CATBOOST, 'model.json'))('%s: version and trees', (name) => {
    const source = importFrom(CATBOOST + name).model.card.source as CatboostFacts;
    // Neither says which build made it: the packages of 1.2, and a sum of models.
    const unknown = name.startsWith('sum-models') || name.endsWith('-1.2');
    if (unknown) expect(source.version).toBeUndefined();
    else expect(name.endsWith(`-${source.version}`)).toBe(true);
    expect(source.oblivious).toBe(!/depthwise|lossguide/.test(name));
  });
});
