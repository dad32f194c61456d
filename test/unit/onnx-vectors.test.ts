import { describe, expect, it } from 'vitest';
import { importOnnx, type OnnxFacts } from '../../sdk/importers/onnx/import.js';
import { probabilityOf } from '../../sdk/model/calibration.js';
import { answersOf, onnxCases, worst } from './onnx-cases.js';
import { marginsOf } from './xgboost-cases.js';

/**
 * Sums of up to twelve float32 leaves below 10; a row on the wrong side of a threshold is a
 * thousand times further away.
 */
const MARGIN_TOLERANCE = 2e-6;
const PROBABILITY_TOLERANCE = 4e-7;

describe.each(onnxCases('carried'))('$name', (vector) => {
  const { model, report } = importOnnx(vector.bytes, vector.manifest.options);
  const margins = marginsOf(model, `${vector.folder}rows.csv`);
  const scores = margins.map((margin) => probabilityOf(model.link, model.calibration, margin));

  it('gives the scores that onnxruntime gave, on every row and threshold', () => {
    const theirs = answersOf(vector, 'score')!;
    expect(theirs.some(Number.isNaN)).toBe(false);
    const tolerance = model.link === 'identity' ? MARGIN_TOLERANCE : PROBABILITY_TOLERANCE;
    expect(worst(scores, theirs)).toBeLessThan(tolerance);
  });

  // Of a graph that ends in a logistic function or a softmax.
  const theirMargins = answersOf(vector, 'margin');
  if (theirMargins) {
    it('gives its margins before the logistic function', () => {
      expect(worst(margins, theirMargins)).toBeLessThan(MARGIN_TOLERANCE);
    });
  }

  // Where the library that trained it compares in the precision of the graph.
  const theirScores = answersOf(vector, 'library');
  if (theirScores) {
    it('gives the scores of the library that trained it', () => {
      expect(worst(scores, theirScores)).toBeLessThan(MARGIN_TOLERANCE);
    });
  }

  it('finds in its own replay no more than the tolerance', () => {
    expect(report.sampleRows).toBeGreaterThanOrEqual(1000);
    expect(report.largestMarginDifference).toBeLessThan(MARGIN_TOLERANCE);
    expect((model.card.source as OnnxFacts).library).toBe('onnx');
  });

  it('has the features of the inputs, by name', () => {
    const names = vector.manifest.inputs.flatMap(({ columns }) => columns);
    expect(model.features.map(({ name }) => name)).toEqual(names);
  });
});
