import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importPmml, type PmmlOptions } from '../../sdk/importers/pmml/import.js';
import { applicantsOf, importText, predictionOf, refusalOf, scoreOrRefusal } from './pmml-cases.js';
import { openModel } from './scorecard-cases.js';
import { bytesOf, FOREIGN } from './xgboost-cases.js';

const absent = existsSync(FOREIGN) ? undefined : 'no folder ../shared/models beside this checkout';
const textOf = (path: string): string => readFileSync(FOREIGN + path, 'utf8');

async function predict(path: string, input: object, options: PmmlOptions = {}) {
  const { model } = importPmml(bytesOf(FOREIGN + path), options);
  return predictText(model, input);
}

async function predictText(model: ReturnType<typeof importText>['model'], input: object) {
  const session = await openModel(model);
  const row = Object.fromEntries(
    model.features.map(({ name }) => [name, (input as Record<string, unknown>)[name] ?? null]),
  );
  const score = scoreOrRefusal(session, row as never);
  session.dispose();
  return typeof score === 'string' ? score : predictionOf(model, score);
}

describe('models that sklearn-pmml-model publishes', () => {
  const CASES: readonly (readonly [model: string, expected: string, column: number])[] = [
    ['gb-gbm-cat-pima.pmml', 'gb-gbm-cat-pima.predict_proba.csv', 1],
    ['gb-gbm-cat-pima-regression.pmml', 'gb-gbm-cat-pima-regression.predict_proba.csv', 0],
    ['tree-cat-pima.pmml', 'tree-cat-pima.predict_proba.csv', 1],
    ['tree-cat-pima-regression.pmml', 'tree-cat-pima-regression.predict_proba.csv', 0],
  ];

  it.for(CASES)('%s: every row', async ([file, expected, column], context) => {
    if (absent) context.skip(absent);
    const folder = `${FOREIGN}sklearn-pmml-model/`;
    const { model } = importPmml(bytesOf(folder + file));
    const rows = applicantsOf(`${folder}categorical-test.csv`, model.features);
    const lines = readFileSync(`${folder}expected/${expected}`, 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(52);
    expect(lines).toHaveLength(52);
    const session = await openModel(model);
    rows.forEach((row, at) => {
      const theirs = Number(lines[at]!.split(',')[column]);
      // As many digits as were printed: seven for the regression tree, all for the others.
      const ours = predictionOf(model, session.score(row));
      expect(Math.abs(ours - theirs), `row ${at}`).toBeLessThan(5e-7);
    });
    session.dispose();
  });
});

describe('models that scoruby publishes', () => {
  const expectedOf = (file: string) =>
    (
      JSON.parse(textOf('scoruby/expected.json')) as Record<
        string,
        { input: object; score: number }[]
      >
    )[file]!;

  it('titanic_gbm.pmml: a sum of trees', async (context) => {
    if (absent) context.skip(absent);
    for (const { input, score } of expectedOf('titanic_gbm.pmml (PMML 4.3)')) {
      // The file is a regression; scoruby takes its sum for log-odds and prints the probability.
      const sum = Number(await predict('scoruby/titanic_gbm.pmml', input));
      expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(score, 7);
    }
  });

  it('titanic_gbm_4_2.pmml: uses an output that it does not have, and is refused', (context) => {
    if (absent) context.skip(absent);
    const error = refusalOf(textOf('scoruby/titanic_gbm_4_2.pmml'));
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.message).toContain('line 2054, <NumericPredictor>');
    expect(error.message).toContain('"gbmValue"');
  });

  it('titanic_gbm_4_2.pmml: with the name set right, a chain into a softmax', async (context) => {
    if (absent) context.skip(absent);
    const text = textOf('scoruby/titanic_gbm_4_2.pmml').replaceAll(
      '"gbmValue"',
      '"scaledGbmValue"',
    );
    const { model } = importText(text);
    expect(model.link).toBe('logistic');
    for (const { input, score } of expectedOf('titanic_gbm_4_2.pmml (PMML 4.2)')) {
      expect(await predictText(model, input)).toBeCloseTo(score, 7);
    }
  });

  it('titanic_rf.pmml: shares of votes', (context) => {
    if (absent) context.skip(absent);
    const { model, report } = importPmml(bytesOf(`${FOREIGN}scoruby/titanic_rf.pmml`));
    expect(report.trees).toBe(15);
    expect(report.largestMarginDifference).toBeLessThan(1e-8);
    expect(model.features.map(({ name }) => name)).not.toContain('Ticket');
  });
});

describe('models that pmml4s publishes', () => {
  // Probabilities of the winner stand as its confidence; the records say the same here.
  const TREES: readonly (readonly [
    file: string,
    input: object,
    category: string,
    probability: number | string,
  ])[] = [
    ['value_strategies', { temperature: 45, outlook: 'sunny', humidity: 60 }, 'no play', 0.6],
    ['value_strategies', { outlook: 'sunny' }, 'will play', 0.8],
    ['value_strategies', {}, 'will play', 0.6],
    ['lastPrediction', { outlook: 'sunny' }, 'will play', 0.8],
    ['nullPredictedValue', { outlook: 'sunny' }, 'will play', 'MISSING_REFUSED'],
    ['aggregateNodes', { temperature: 45, humidity: 90 }, 'may play', 28 / 60],
  ];

  it.for(TREES)(
    'dmg_tree_missing_%s %j',
    async ([file, input, targetCategory, wanted], context) => {
      if (absent) context.skip(absent);
      const path = `pmml4s/tree/dmg_tree_missing_${file}.xml`;
      const ours = await predict(path, input, { targetCategory });
      if (typeof wanted === 'string') expect(ours).toBe(wanted);
      else expect(ours).toBeCloseTo(wanted, 7);
    },
  );

  it('dmg_tree_missing_defaultChild: the probability, which its penalty leaves alone', async (context) => {
    if (absent) context.skip(absent);
    const text = textOf('pmml4s/tree/dmg_tree_missing_defaultChild.xml');
    expect(text).toContain('missingValuePenalty="0.8"');
    const { model, report } = importText(text, { targetCategory: 'no play' });
    expect(report.notes.join()).toContain('missingValuePenalty lowers confidences');
    // The confidence of 0.48 is this probability after one penalty of 0.8.
    expect(await predictText(model, { temperature: 40, humidity: 70 })).toBeCloseTo(0.6, 7);
  });

  it('dmg_scorecard_example: with its straight lines replaced, score and reasons', async (context) => {
    if (absent) context.skip(absent);
    const text = textOf('pmml4s/scorecard/dmg_scorecard_example.xml');
    const error = refusalOf(text);
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain('line 93, <ComplexPartialScore>');
    const flat = text.replace(
      /(<ComplexPartialScore>)[^]*?(<\/ComplexPartialScore>)/g,
      '$1<Constant>7</Constant>$2',
    );
    const { model } = importText(flat);
    const session = await openModel(model);
    const row = { department: 'engineering', age: 25, income: 500 };
    const { score, reasons } = session.explain(row, { direction: 'adverse' });
    expect(score.points).toBe(29);
    // A third rank is the evaluators' own: income is above its baseline.
    expect(reasons.map(({ code }) => code)).toEqual(['RC2', 'RC1']);
    expect(reasons.map(({ points }) => points)).toEqual([-18, -16]);
    session.dispose();
  });

  const REFUSED: readonly (readonly [path: string, words: string])[] = [
    ['pmml4s/neural/dmg_neural_normal.xml', 'line 23, <NeuralNetwork>'],
    ['pmml4s/regression/dmg_regression_logistic.xml', 'line 19, <NumericPredictor>'],
    ['pmml4s/tree/sas_3.1_iris_tree.xml', 'PMML of version "3.1"'],
    ['pmml4s/tree/dmg_tree_normal.xml', 'a target of 3 categories'],
    ['pmml4s/tree/single_iris_dectree.xml', 'a target of 3 categories'],
    ['scoruby/logistic_regression.pmml', 'line 14, <GeneralRegressionModel>'],
    ['sklearn-pmml-model/gb-xgboost-iris.pmml', 'line 977, <RegressionModel>'],
    ['sklearn-pmml-model/linear-model-glm.pmml', '<GeneralRegressionModel>'],
    ['sklearn-pmml-model/linear-model-lm.pmml', '<NumericPredictor>'],
    ['sklearn-pmml-model/linear-model-lmc.pmml', '<NumericPredictor>'],
    ['sklearn-pmml-model/linear-model-ridge.pmml', '<GeneralRegressionModel>'],
    ['sklearn-pmml-model/linear-model-ridgec.pmml', '<GeneralRegressionModel>'],
    ['sklearn-pmml-model/nn-iris.pmml', '<NeuralNetwork>'],
    ['sklearn-pmml-model/nn-pima-regression.pmml', '<NeuralNetwork>'],
  ];

  it.for(REFUSED)('%s is refused: %s', ([path, words], context) => {
    if (absent) context.skip(absent);
    const error = refusalOf(textOf(path));
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain(words);
  });
});
