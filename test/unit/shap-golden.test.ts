import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fromFixedPoint } from '../../sdk/core/fixed-point.js';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { interactionsOf } from '../../sdk/explain/interactions.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { featureGame, type Game } from '../../sdk/lowering/game.js';
import { binOf } from '../../sdk/model/binning.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { withBackground } from './shap-forest.js';
import { bytesOf, foldersWith, GOLDEN, rawValue, readCsv, VECTORS } from './xgboost-cases.js';

const BRUTE = fileURLToPath(new URL('../vectors/brute/', import.meta.url));

/** XGBoost's own float32 sums are the larger part of it. */
const TOLERANCE = 1e-5;

/** Brute-force vectors are float64: only our rounding is left, of leaves and of rows. */
const EXACT = 1e-6;

type Csv = ReturnType<typeof readCsv>;

/** Raw values of the rows of a CSV, one column per feature. */
function rowsOf(model: RiskModel, csv: Csv): readonly Float64Array[] {
  return model.features.map((feature) =>
    Float64Array.from(csv.get(feature.name)!, (cell) => rawValue(feature, cell)),
  );
}

/** Margins and contributions of the first rows; every row adds up. */
function explain(
  model: RiskModel,
  game: Game,
  columns: readonly Float64Array[],
  rows: number,
): { baseline: number; phi: Int32Array } {
  const engine = createReferenceEngine(model, game, () => 0);
  const margins = new Int32Array(rows);
  const phi = new Int32Array(rows * engine.players);
  engine.explain({ rows: columns[0]!.length, columns }, 0, rows, margins, phi);
  for (let row = 0; row < rows; row++) {
    let sum = engine.baseline;
    for (let p = 0; p < engine.players; p++) sum += phi[p * rows + row]!;
    expect(sum).toBe(margins[row]);
  }
  return { baseline: engine.baseline, phi };
}

/** Largest difference from columns named after the features, in log-odds. */
function difference(model: RiskModel, phi: Int32Array, expected: Csv, rows: number): number {
  let largest = 0;
  model.features.forEach(({ name }, f) => {
    const theirs = expected.get(name)!;
    for (let row = 0; row < rows; row++) {
      const ours = fromFixedPoint(phi[f * rows + row]!, model.scaleBits);
      largest = Math.max(largest, Math.abs(ours - Number(theirs[row])));
    }
  });
  return largest;
}

function baselineDifference(model: RiskModel, baseline: number, column: readonly string[]): number {
  return Math.abs(fromFixedPoint(baseline, model.scaleBits) - Number(column[0]));
}

/** Largest difference from a file of `row,i,j,value`; the bias' cells are left out. */
function interactionDifference(
  model: RiskModel,
  game: Game,
  columns: readonly Float64Array[],
  phi: Int32Array,
  expected: Csv,
  places: ReadonlyMap<string, number>,
): number {
  const features = model.features.length;
  const rows = phi.length / features;
  const cells = new Map<string, Int32Array>();
  let largest = 0;
  expected.get('row')!.forEach((row, at) => {
    const [i, j] = [Number(expected.get('i')![at]), Number(expected.get('j')![at])];
    const place = places.get(row);
    if (place === undefined || i >= features || j >= features) return;
    let ours = cells.get(row);
    if (!ours) {
      const values = Float64Array.from(columns, (column) => column[place]!);
      const own = Int32Array.from({ length: features }, (_, f) => phi[f * rows + place]!);
      cells.set(row, (ours = interactionsOf(model, game, values, own)));
    }
    const value = fromFixedPoint(ours[i * features + j]!, model.scaleBits);
    largest = Math.max(largest, Math.abs(value - Number(expected.get('value')![at])));
  });
  expect(cells.size).toBeGreaterThan(0);
  return largest;
}

function placesOf(csv: Csv): Map<string, number> {
  return new Map(csv.get('row')!.map((row, place) => [row, place]));
}

describe('golden Shapley values of XGBoost', () => {
  const folders = foldersWith(GOLDEN, 'shap_first500.csv');

  it('are there', (context) => {
    if (folders.length === 0) context.skip('no folder ../shared/golden beside this checkout');
    expect(folders.length).toBeGreaterThanOrEqual(7);
  });

  it.each(folders)('%s', { timeout: 120_000 }, (name) => {
    const folder = `${GOLDEN}${name}`;
    const { model } = importXgboost(bytesOf(`${folder}/model.json`));
    const game = featureGame(model, 'training');
    const test = readCsv(`${folder}/test.csv`);
    const columns = rowsOf(model, test);
    const expected = readCsv(`${folder}/shap_first500.csv`);
    // A thousand deep trees take milliseconds a row in TypeScript.
    const rows = name.includes('t1000') ? 60 : expected.get('row')!.length;
    const { baseline, phi } = explain(model, game, columns, rows);
    expect(difference(model, phi, expected, rows)).toBeLessThan(TOLERANCE);
    expect(baselineDifference(model, baseline, expected.get('BIAS')!)).toBeLessThan(TOLERANCE);

    const pairs = readCsv(`${folder}/interactions_first50.csv`);
    const places = new Map([...placesOf(test)].slice(0, name.includes('t1000') ? 5 : 50));
    const worst = interactionDifference(model, game, columns, phi, pairs, places);
    expect(worst).toBeLessThan(TOLERANCE);
  });
});

describe('Shapley values of every XGBoost version', () => {
  const folders = foldersWith(VECTORS, 'shap.csv').filter((name) => !name.startsWith('early'));

  it.each(folders)('%s', (name) => {
    const folder = `${VECTORS}${name}`;
    const { model } = importXgboost(bytesOf(`${folder}/model.json`));
    const game = featureGame(model, 'training');
    // XGBoost 3.2 damages labels outside ASCII: then there are only codes.
    const labelled = model.features.some((f) => f.kind === 'categorical' && f.labels.length > 0);
    const codes = !labelled && existsSync(`${folder}/codes.csv`);
    const columns = rowsOf(model, readCsv(`${folder}/${codes ? 'codes' : 'rows'}.csv`));
    const expected = readCsv(`${folder}/shap.csv`);
    const rows = expected.get('row')!.length;
    const { baseline, phi } = explain(model, game, columns, rows);
    expect(difference(model, phi, expected, rows)).toBeLessThan(TOLERANCE);
    expect(baselineDifference(model, baseline, expected.get('BIAS')!)).toBeLessThan(TOLERANCE);
    if (!existsSync(`${folder}/interactions.csv`)) return;
    const pairs = readCsv(`${folder}/interactions.csv`);
    const worst = interactionDifference(model, game, columns, phi, pairs, placesOf(expected));
    expect(worst).toBeLessThan(TOLERANCE);
  });
});

describe.each(['path', 'background'] as const)('vectors of every subset: %s game', (kind) => {
  it.each(foldersWith(BRUTE, `shap_${kind}.csv`))('%s', (name) => {
    const folder = `${BRUTE}${name}`;
    const imported = importXgboost(bytesOf(`${folder}/model.json`)).model;
    const background = rowsOf(imported, readCsv(`${folder}/background.csv`));
    const others = Array.from(background[0]!, (_, row) =>
      imported.features.map((feature, f) => binOf(feature, background[f]![row]!)),
    );
    const model = kind === 'background' ? withBackground(imported, others) : imported;
    const game = featureGame(model, kind === 'background' ? 'background' : 'training');
    const columns = rowsOf(model, readCsv(`${folder}/rows.csv`));
    const expected = readCsv(`${folder}/shap_${kind}.csv`);
    const rows = expected.get('row')!.length;
    const { baseline, phi } = explain(model, game, columns, rows);
    expect(difference(model, phi, expected, rows)).toBeLessThan(EXACT);
    expect(baselineDifference(model, baseline, expected.get('BASELINE')!)).toBeLessThan(EXACT);
    const pairs = readCsv(`${folder}/interactions_${kind}.csv`);
    const worst = interactionDifference(model, game, columns, phi, pairs, placesOf(expected));
    expect(worst).toBeLessThan(EXACT);
  });
});
