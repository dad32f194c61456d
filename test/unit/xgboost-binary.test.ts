import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromFixedPoint } from '../../sdk/core/fixed-point.js';
import { probabilityOf } from '../../sdk/model/calibration.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { createReferenceEngine } from '../../sdk/engines/reference.js';
import { featureGame } from '../../sdk/lowering/game.js';
import { bytesOf, foldersWith, FOREIGN, VECTORS } from './xgboost-cases.js';

describe('the binary format that XGBoost wrote before JSON', () => {
  it.each(foldersWith(VECTORS, 'model.bin'))('%s: the same model as its JSON', (name) => {
    const folder = VECTORS + name;
    const json = importXgboost(bytesOf(`${folder}/model.json`), { trees: 'all' });
    const binary = importXgboost(bytesOf(`${folder}/model.bin`), { trees: 'all' });
    expect(binary.model.body).toEqual(json.model.body);
    expect(binary.model.intercept).toBe(json.model.intercept);
    const unnamed = json.model.features.map((feature, f) => ({ ...feature, name: `f${f}` }));
    expect(binary.model.features).toEqual(unnamed);
  });

  it('is refused when it ends early, wherever that is', () => {
    const bytes = bytesOf(`${VECTORS}dart-1.7.6/model.bin`);
    for (let length = 160; length < bytes.length; length += 7) {
      expect(() => importXgboost(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^IMPORT_|^MODEL_INVALID/) }),
      );
    }
  });
});

/** Rows of 127 features or so; what a row does not name is missing. Features count from `first`. */
function readLibsvm(path: string, features: number): Float64Array[] {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = Array.from({ length: features }, () => new Float64Array(rows.length).fill(NaN));
  rows.forEach((row, r) => {
    for (const cell of row.split(' ').slice(1)) {
      const [feature, value] = cell.split(':').map(Number) as [number, number];
      if (feature < features) columns[feature]![r] = value;
    }
  });
  return columns;
}

describe('models of other people', () => {
  const JAVA = 'xgboost-predictor-java';
  const V47 = `${JAVA}/expectation/gbtree/v47`;
  /** Trees behind the answers called `predict_ntree`. */
  const NTREE = 1;
  interface Published {
    readonly model: string;
    readonly rows: string;
    readonly expected: string;
    readonly what: 'margin' | 'probability';
    readonly trees?: number;
  }
  const AGARICUS = 'leaves/agaricus_test.libsvm';
  const java = (name: string, answer: string, trees?: number): Published => ({
    model: `${JAVA}/model/gbtree/v47/${name}.model`,
    rows: `${JAVA}/data/agaricus.txt.0.test`,
    expected: `${V47}/${name}.${answer}`,
    what: answer === 'margin' || name === 'binary-logitraw' ? 'margin' : 'probability',
    ...(trees && { trees }),
  });
  const CASES: readonly Published[] = [
    {
      model: 'leaves/xgagaricus.model',
      rows: AGARICUS,
      expected: 'leaves/xgagaricus_true_predictions.txt',
      what: 'probability',
    },
    {
      model: 'leaves/xg_dart_agaricus.model',
      rows: AGARICUS,
      expected: 'leaves/xg_dart_agaricus_true_predictions.txt',
      what: 'margin',
      // XGBoost 1.7.6 gives these answers with iteration_range (0, 10); the file has 20 trees.
      trees: 10,
    },
    {
      model: 'gbdt-rs/xgb_binary_logistic/xgb.model',
      rows: 'gbdt-rs/xgb_binary_logistic/agaricus.txt.test',
      expected: 'gbdt-rs/xgb_binary_logistic/pred.csv',
      what: 'probability',
    },
    java('binary-logistic', 'margin'),
    java('binary-logistic', 'predict'),
    java('binary-logistic', 'predict_ntree', NTREE),
    java('binary-logitraw', 'margin'),
    java('binary-logitraw', 'predict'),
    java('binary-logitraw', 'predict_ntree', NTREE),
  ];

  it.for(CASES)('$model: every row of $rows is as in $expected', (published, context) => {
    if (!existsSync(FOREIGN)) context.skip('no folder ../shared/models beside this checkout');
    const { rows, expected, what, trees } = published;
    const { model } = importXgboost(bytesOf(FOREIGN + published.model), trees ? { trees } : {});
    const columns = readLibsvm(FOREIGN + rows, model.features.length);
    const margins = new Int32Array(columns[0]!.length);
    const engine = createReferenceEngine(model, featureGame(model, 'training'), () => 0);
    engine.score({ rows: margins.length, columns }, 0, margins.length, margins);
    const answers = readFileSync(FOREIGN + expected, 'utf8')
      .trimEnd()
      .split('\n')
      .map(Number);
    expect(answers.length).toBe(margins.length);
    const largest = answers.reduce((most, answer, row) => {
      const logOdds = fromFixedPoint(margins[row]!, model.scaleBits);
      const ours =
        what === 'margin' ? logOdds : probabilityOf(model.link, model.calibration, logOdds);
      return Math.max(most, Math.abs(ours - answer));
    }, 0);
    expect(largest).toBeLessThan(1e-6);
  });
});
