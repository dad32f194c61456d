import { describe, expect, it } from 'vitest';
import { RiskError } from '../../sdk/core/errors.js';
import { detectFormat } from '../../sdk/importers/detect.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { importOnnx, type OnnxOptions } from '../../sdk/importers/onnx/import.js';
import { onnxCases } from './onnx-cases.js';

function refusalOf(bytes: Uint8Array, options: OnnxOptions = {}): RiskError {
  try {
    importOnnx(bytes, options);
  } catch (error) {
    if (error instanceof RiskError) return error;
    throw error;
  }
  throw new Error('the model was imported');
}

const [first] = onnxCases('carried').filter(({ name }) => name === 'xgboost-binary');
const bytes = first!.bytes;

describe('what ONNX models are refused for', () => {
  it.each(onnxCases('refused'))('$name', ({ bytes: refused, manifest }) => {
    const error = refusalOf(refused);
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain(manifest.refused!.names);
    expect(error.path).not.toBe(undefined);
  });

  it('recognises every vector by its bytes', async () => {
    const all = [...onnxCases('carried'), ...onnxCases('refused')];
    expect(all.map((each) => detectFormat(each.bytes))).toEqual(all.map(() => 'onnx'));
    expect((await importModel(bytes)).report.trees).toBe(12);
  });

  it('refuses files that are cut short, and larger ones than allowed', () => {
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const { code } = refusalOf(bytes.subarray(0, Math.floor(bytes.length * part)));
      expect(code).toBe('IMPORT_FORMAT');
    }
    expect(refusalOf(bytes, { maxBytes: 100 }).code).toBe('IMPORT_FORMAT');
  });

  it('refuses options that do not fit', () => {
    expect(refusalOf(bytes, { output: 'nothing' })).toMatchObject({
      code: 'OPTION_INVALID',
      path: 'output',
    });
    expect(refusalOf(bytes, { column: 2 }).code).toBe('OPTION_INVALID');
    expect(refusalOf(bytes, { featureNames: ['a'] }).message).toContain('6 names');
    expect(refusalOf(bytes, { output: 'label' }).code).toBe('IMPORT_UNSUPPORTED');
  });

  it('takes names of features, and the other class', () => {
    const featureNames = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { model } = importOnnx(bytes, { featureNames, column: 0 });
    expect(model.features.map(({ name }) => name)).toEqual(featureNames);
    const other = importOnnx(bytes).model;
    expect(model.intercept).toBe(-other.intercept);
  });

  it('gives a class that no leaf votes for the 0.5 that onnxruntime gives it', () => {
    const vector = onnxCases('carried').find(({ name }) => name === 'hand-class-one')!;
    const { model, report } = importOnnx(vector.bytes, { column: 0 });
    expect(model).toMatchObject({ link: 'logistic', intercept: 0 });
    expect(report.trees).toBe(0);
  });
});
