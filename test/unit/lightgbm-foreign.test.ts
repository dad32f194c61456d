import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRiskError } from '../../sdk/core/errors.js';
import { fromFixedPoint } from '../../sdk/core/fixed-point.js';
import { importLightgbm } from '../../sdk/importers/lightgbm/import.js';
import { binOf } from '../../sdk/model/binning.js';
import { missingBin } from '../../sdk/model/feature.js';
import { goesLeft, LEAF, treeCount, type Forest } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import { largestGap } from './lightgbm-cases.js';
import { bytesOf, FOREIGN } from './xgboost-cases.js';

/** Models and predictions that other projects publish: Treelite's and leaves'. */
interface Published {
  readonly model: string;
  readonly rows: string;
  /** A text of features by number, where an absent one is missing; or columns, tab by tab. */
  readonly form: 'libsvm' | 'columns';
  /** Columns before the first feature. */
  readonly skip: number;
  readonly expected: string;
  readonly says: 'margin' | 'probability';
  readonly count: number;
  /** Half a unit of fixed point a tree, and the digits that were printed. */
  readonly tolerance: number;
}

const PUBLISHED: readonly Published[] = [
  {
    model: 'treelite/toy_categorical/toy_categorical_model.txt',
    rows: 'treelite/toy_categorical/toy_categorical.test',
    form: 'libsvm',
    skip: 1,
    expected: 'treelite/toy_categorical/toy_categorical.test.pred',
    says: 'margin',
    count: 180,
    tolerance: 2e-7,
  },
  {
    model: 'treelite/sparse_categorical/sparse_categorical_model.txt',
    rows: 'treelite/sparse_categorical/sparse_categorical.test',
    form: 'libsvm',
    skip: 1,
    expected: 'treelite/sparse_categorical/sparse_categorical.test.margin',
    says: 'margin',
    count: 3,
    tolerance: 1e-8,
  },
  {
    model: 'leaves/lg_dart_breast_cancer.model',
    rows: 'leaves/breast_cancer_test.tsv',
    form: 'columns',
    skip: 0,
    expected: 'leaves/lg_dart_breast_cancer_true_predictions.txt',
    says: 'probability',
    count: 57,
    tolerance: 1e-8,
  },
  {
    // Of LightGBM 2.1, whose forests average probabilities.
    model: 'leaves/lg_rf_iris.model',
    rows: 'leaves/iris_test.libsvm',
    form: 'libsvm',
    skip: 1,
    expected: 'leaves/lg_rf_iris_true_predictions.txt',
    says: 'margin',
    count: 30,
    tolerance: 1e-7,
  },
];

function readRows({ rows, form, skip }: Published, features: number): number[][] {
  const lines = readFileSync(FOREIGN + rows, 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const cells = line.trim().split(/\s+/).slice(skip);
    if (form === 'columns') return cells.map(Number);
    const row = new Array<number>(features).fill(NaN);
    for (const cell of cells) {
      const [f, value] = cell.split(':');
      row[Number(f)] = Number(value);
    }
    return row;
  });
}

function marginOf(model: RiskModel, row: readonly number[]): number {
  const forest = model.body as Forest;
  let margin = model.intercept;
  for (let t = 0; t < treeCount(forest); t++) {
    let node = forest.treeStart[t]!;
    for (let f = forest.feature[node]!; f !== LEAF; f = forest.feature[node]!) {
      const feature = model.features[f]!;
      const bin = binOf(feature, row[f]!);
      const left = goesLeft(forest, node, bin, missingBin(feature), feature.kind === 'categorical');
      node = left ? node + 1 : forest.right[node]!;
    }
    margin += forest.leaf[node]!;
  }
  return fromFixedPoint(margin, model.scaleBits);
}

const absent = existsSync(FOREIGN) ? '' : 'no folder ../shared/models beside this checkout';

describe('published models of LightGBM', () => {
  it.for(PUBLISHED)('$model: every row', (published, { skip }) => {
    skip(absent !== '', absent);
    const { model } = importLightgbm(bytesOf(FOREIGN + published.model));
    const margins = readRows(published, model.features.length).map((row) => marginOf(model, row));
    const ours = published.says === 'margin' ? margins : margins.map((x) => 1 / (1 + Math.exp(-x)));
    const lines = readFileSync(FOREIGN + published.expected, 'utf8')
      .trimEnd()
      .split('\n');
    const theirs = lines.map(Number);
    expect(ours).toHaveLength(published.count);
    expect(largestGap(ours, theirs)).toBeLessThan(published.tolerance);
  });

  it('leaves/lg_breast_cancer.txt: the leaf of every row in every tree', ({ skip }) => {
    skip(absent !== '', absent);
    // No predictions are published for it but these: they decide the margin.
    const text = readFileSync(`${FOREIGN}leaves/lg_breast_cancer.txt`, 'utf8');
    const values = text
      .split('\n')
      .filter((line) => line.startsWith('leaf_value='))
      .map((line) => line.slice(11).split(' ').map(Number));
    const read = (file: string): number[][] =>
      readFileSync(`${FOREIGN}leaves/${file}`, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number));
    const { model } = importLightgbm(new TextEncoder().encode(text));
    const ours = read('lg_breast_cancer_data.txt').map((row) => marginOf(model, row));
    const theirs = read('lg_breast_cancer_data_pred_leaves.txt').map((leaves) =>
      leaves.reduce((sum, leaf, tree) => sum + values[tree]![leaf]!, 0),
    );
    expect(largestGap(ours, theirs)).toBeLessThan(2e-7);
  });

  it.for([
    ['lg_kddcup99.model', 'multiclass'],
    ['lgmulticlass.model', 'multiclass'],
    ['lg_1tree.json', 'save_model("model.txt")'],
    ['lg_dart_breast_cancer.json', 'save_model("model.txt")'],
  ] as const)('leaves/%s is refused by name', ([file, words], { skip }) => {
    skip(absent !== '', absent);
    let error: unknown;
    try {
      importLightgbm(bytesOf(`${FOREIGN}leaves/${file}`));
    } catch (caught) {
      error = caught;
    }
    expect(isRiskError(error) && error.code).toBe('IMPORT_UNSUPPORTED');
    expect(isRiskError(error) && error.message).toContain(words);
  });
});
