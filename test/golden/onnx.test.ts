import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../sdk/importers/onnx/import.js';
import { encodeBundle } from '../../sdk/model/bundle/encode.js';
import type { Network } from '../../sdk/model/network.js';
import { probabilityOf } from '../../sdk/model/calibration.js';
import { createSession } from '../../sdk/scoring/create-session.js';
import { readColumnsCsv } from './cases.js';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
const TREES = ['onnx_tree_heloc_nan_t100d4', 'onnx_tree_uci_taiwan_t100d4'];
const TRACT = `${SHARED}models/tract-onnx/onnx/test_cases/`;
/** 100 float32 leaves. */
const MARGIN_TOLERANCE = 5e-6;

const bytesOf = (path: string) => new Uint8Array(readFileSync(path));

function worst(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i]! - theirs[i]!);
    largest = difference <= largest ? largest : difference > largest ? difference : Infinity;
  }
  return largest;
}

/** A CSV of bare numbers, `#` lines apart. */
function numbersOf(path: string): readonly (readonly number[])[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/);
  return lines.filter((line) => !line.startsWith('#')).map((line) => line.split(',').map(Number));
}

describe.each(TREES)('%s', (name) => {
  const folder = `${SHARED}golden/${name}/`;

  it('scores every row as onnxruntime and XGBoost did', async (context) => {
    if (!existsSync(folder)) return context.skip('the shared golden models are not there');
    const table = readColumnsCsv(`${folder}test.csv`);
    const names = [...table.keys()].filter((key) => !['row', 'id', 'target'].includes(key));
    const source = bytesOf(`${folder}model.onnx`);
    const { model } = importOnnx(source, { featureNames: names });
    const bytes = await encodeBundle(model, { crypto: crypto.subtle });
    const now = () => performance.now();
    const session = await createSession(bytes, { engine: 'wasm', crypto: crypto.subtle, now });
    const columns = Object.fromEntries(names.map((key) => [key, table.get(key)!]));
    const batch = session.scoreBatch(columns);
    const runtime = readColumnsCsv(`${folder}expected_onnxruntime.csv`);
    const library = readColumnsCsv(`${folder}expected_xgboost.csv`);
    expect(worst(batch.logOdds, runtime.get('margin')!)).toBeLessThan(MARGIN_TOLERANCE);
    expect(worst(batch.probability, runtime.get('probability_1')!)).toBeLessThan(1e-6);
    expect(worst(batch.logOdds, library.get('margin')!)).toBeLessThan(MARGIN_TOLERANCE);
    expect(batch.rows).toBe(500);
  });

  it('carries the graph of margins alike', (context) => {
    if (!existsSync(folder)) return context.skip('the shared golden models are not there');
    const source = bytesOf(`${folder}model.onnx`);
    const margin = importOnnx(source, { output: 'margin', link: 'logistic' }).model;
    const probability = importOnnx(source).model;
    expect(margin.body).toEqual(probability.body);
    expect(margin.link).toBe('logistic');
  });
});

describe('tract', () => {
  it('scores the regression of XGBoost, the published row and all others', async (context) => {
    const folder = `${TRACT}xgboost_regressor_tree/`;
    if (!existsSync(folder)) return context.skip('the shared models are not there');
    const { model } = importOnnx(bytesOf(`${folder}model.onnx`));
    const bytes = await encodeBundle(model, { crypto: crypto.subtle });
    const now = () => performance.now();
    const session = await createSession(bytes, { engine: 'wasm', crypto: crypto.subtle, now });
    const score = (row: readonly number[]) => {
      const input = Object.fromEntries(model.features.map(({ name }, f) => [name, row[f]!]));
      return probabilityOf(model.link, model.calibration, session.score(input).logOdds);
    };
    for (const [rows, answers] of [
      ['io.input.csv', 'io.variable.csv'],
      ['wine_input.csv', 'wine_expected_onnxruntime.csv'],
    ] as const) {
      const theirs = numbersOf(folder + answers).map(([value]) => value!);
      expect(worst(numbersOf(folder + rows).map(score), theirs)).toBeLessThan(1e-6);
    }
  });

  it('refuses three classes by name', (context) => {
    const file = `${TRACT}xgboost_classifier_tree/model.onnx`;
    if (!existsSync(file)) return context.skip('the shared models are not there');
    expect(() => importOnnx(bytesOf(file))).toThrow(/3 classes/);
  });
});

describe('graphs without trees', () => {
  it.for([
    [
      'golden/onnx_mlp_uci_taiwan/model.onnx',
      { name: 'logit', index: 0, unit: 'log-odds' },
      23,
      '',
    ],
    [
      'models/tract-onnx/examples/keras-tract-tf2/example.onnx',
      // Ahead of the graph's own logistic function, which is cut away.
      { name: 'sequential/dense_1/BiasAdd:0', index: 0, unit: 'log-odds' },
      100,
      'cut',
    ],
    [
      'models/tract-onnx/onnx/test_cases/lgbm_regressor_tensor/model.onnx',
      { name: 'output', index: 0, unit: 'value' },
      13,
      '',
    ],
  ] as const)('%s is a network', async ([file, output, width, cut], context) => {
    const path = SHARED + file;
    if (!existsSync(path)) return context.skip('the shared models are not there');
    const source = bytesOf(path);
    const { model, report } = importOnnx(source);
    expect(model.body).toMatchObject({ kind: 'network', output });
    const { graph } = model.body as Network;
    if (cut) expect(graph.length).toBeLessThan(source.length);
    else expect(graph).toEqual(source);
    expect(model.features).toHaveLength(width);
    expect(report.notes.join()).toContain('ONNX Runtime');
    await encodeBundle(model, { crypto: crypto.subtle });
  });
});
