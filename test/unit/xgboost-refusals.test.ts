import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { detectFormat } from '../../sdk/importers/detect.js';
import { importXgboost } from '../../sdk/importers/xgboost/import.js';
import { bytesOf, foldersWith, FOREIGN, GOLDEN, REFUSED, VECTORS } from './xgboost-cases.js';

function refusalOf(bytes: Uint8Array): RiskError {
  try {
    importXgboost(bytes);
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the file was imported');
}

const text = (value: string) => new TextEncoder().encode(value);

describe('models of XGBoost that cannot be carried', () => {
  const cases = foldersWith(REFUSED, 'manifest.json').flatMap((name) =>
    readdirSync(REFUSED + name)
      .filter((file) => file.startsWith('model.'))
      .map((file) => ({ name, file })),
  );

  it.each(cases)('$name/$file is refused by name', ({ name, file }) => {
    const manifest = JSON.parse(readFileSync(`${REFUSED}${name}/manifest.json`, 'utf8')) as {
      refused: { names: string };
    };
    const error = refusalOf(bytesOf(`${REFUSED}${name}/${file}`));
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain(manifest.refused.names);
  });

  it('names everything at once', () => {
    const error = refusalOf(bytesOf(`${REFUSED}multi-softprob-3.4.1/model.json`));
    expect(error.issues.length).toBeGreaterThan(2);
    expect(error.issues.every(({ path }) => path !== '')).toBe(true);
  });

  it('refuses a version newer than it knows, and one from before the format', () => {
    const file = readFileSync(`${VECTORS}logistic-3.4.1/model.json`, 'utf8');
    for (const version of ['[4,0,0]', '[0,90,0]']) {
      const error = refusalOf(text(file.replace('"version":[3,4,1]', `"version":${version}`)));
      expect(error.code).toBe('IMPORT_UNSUPPORTED');
      expect(error.message).toContain('version');
    }
  });

  it('refuses a file larger than its limit before reading it', () => {
    const bytes = bytesOf(`${VECTORS}logistic-3.4.1/model.json`);
    expect(() => importXgboost(bytes, { maxBytes: 1000 })).toThrow(/more than 1000/);
  });
});

describe('files of other libraries', () => {
  const FILES: readonly (readonly [path: string, format: string, words: string])[] = [
    ['leaves/xgblin_agaricus.model', 'xgboost-binary', 'booster gblinear'],
    ['leaves/xgdermatology.model', 'xgboost-binary', 'objective multi:softmax'],
    ['xgboost-predictor-java/model/gbtree/v47/multi-softprob.model', 'xgboost-binary', 'num_class'],
    ['leaves/lg_breast_cancer.txt', 'lightgbm-text', 'LightGBM text'],
    ['leaves/lg_1tree.json', 'lightgbm-json', 'save_model("model.txt")'],
    ['catboost-cxx/and-model.json', 'catboost-json', 'CatBoost JSON'],
    ['catboost-cxx/creditgermany.cbm', 'catboost-binary', 'CatBoost'],
    ['tract-onnx/onnx/test_cases/xgboost_regressor_tree/model.onnx', 'onnx', 'ONNX'],
    ['scoruby/titanic_gbm.pmml', 'pmml', 'PMML'],
  ];

  it.for(FILES)('%s is %s', ([path, format, words], context) => {
    if (!existsSync(FOREIGN)) context.skip('no folder ../shared/models beside this checkout');
    const bytes = bytesOf(FOREIGN + path);
    expect(detectFormat(bytes)).toBe(format);
    const error = refusalOf(bytes);
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain(words);
  });

  it('knows an ONNX network when it sees one', (context) => {
    const path = `${GOLDEN}onnx_mlp_uci_taiwan/model.onnx`;
    if (!existsSync(path)) context.skip('no folder ../shared/golden beside this checkout');
    expect(detectFormat(bytesOf(path))).toBe('onnx');
  });

  it.each([
    ['', 'unknown'],
    ['   ', 'unknown'],
    ['{', 'unknown'],
    ['{"a":[{"learner":1}]}', 'unknown'],
    ['{"version":[1,7,6],"learner":{}}', 'xgboost-json'],
    ['\ufeff \n{"learner" : {}}', 'xgboost-json'],
    ['{"text":"\\"learner\\":"}', 'unknown'],
    ['tree\nversion=v3\n', 'lightgbm-text'],
    ['tree\r\nversion=v4\r\n', 'lightgbm-text'],
    ['<?xml version="1.0"?><PMML version="4.4"/>', 'pmml'],
    ['<html></html>', 'unknown'],
    ['booster[0]:\n0:[f1<2]', 'xgboost-dump'],
    ['income,default\n1,0\n', 'unknown'],
  ])('takes %j for %s', (content, format) => {
    expect(detectFormat(text(content))).toBe(format);
  });

  it('takes a pickle for one, and refuses what it does not know as such', () => {
    expect(refusalOf(Uint8Array.of(0x80, 4, 0x95, 1, 2)).message).toContain('pickle');
    for (const content of ['', 'income,default\n', '{"a":1}', '{"learner":1']) {
      expect(refusalOf(text(content)).code).toBe('IMPORT_FORMAT');
    }
  });

  it('does not mistake any of our own vectors', () => {
    for (const name of foldersWith(VECTORS, 'model.json')) {
      expect(detectFormat(bytesOf(`${VECTORS}${name}/model.json`))).toBe('xgboost-json');
      const ubj = `${VECTORS}${name}/model.ubj`;
      if (existsSync(ubj)) expect(detectFormat(bytesOf(ubj))).toBe('xgboost-ubjson');
    }
  });
});
