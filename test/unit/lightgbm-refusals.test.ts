import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { importModel } from '../../sdk/importers/import-model.js';
import { importLightgbm, type LightgbmOptions } from '../../sdk/importers/lightgbm/import.js';
import { importText, modelText, refusedModels } from './lightgbm-cases.js';
import { bytesOf } from './xgboost-cases.js';

function refusalOf(run: () => unknown): RiskError {
  try {
    run();
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('the file was imported');
}

const refused = (text: string, options?: LightgbmOptions): RiskError =>
  refusalOf(() => importText(text, options));

const header = (line: string, instead: string, name = 'logistic-4.7.0'): string => {
  const text = modelText(name);
  if (!text.includes(`\n${line}\n`)) throw new Error(`no line ${line}`);
  return text.replace(`\n${line}\n`, `\n${instead}\n`);
};

describe('models of LightGBM that cannot be carried', () => {
  it.each(refusedModels())('$name is refused by name', ({ path, names }) => {
    const error = refusalOf(() => importLightgbm(bytesOf(path)));
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain(names);
  });

  it('names everything at once, with its place', () => {
    const { path } = refusedModels().find(({ name }) => name === 'multiclass-4.7.0')!;
    const { issues } = refusalOf(() => importLightgbm(bytesOf(path)));
    expect(issues.map((issue) => issue.path)).toEqual([
      'objective',
      'num_class',
      'num_tree_per_iteration',
    ]);
  });

  it.each(['v1', 'v5', 'v10', '', '4'])('version %j', (version) => {
    const error = refused(header('version=v4', `version=${version}`));
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'version' });
  });

  it.each([
    ['objective=binary sigmoid:0', 'sigmoid'],
    ['objective=binary sigmoid:-1', 'sigmoid'],
    ['objective=binary sigmoid:x', 'sigmoid'],
    ['objective=binary tau:2', 'option'],
    ['objective=regression sqrt', 'regression sqrt'],
    ['objective=focal', '"focal"'],
    ['objective=__proto__', '"__proto__"'],
    ['objective=', '""'],
  ])('%s', (line, words) => {
    const error = refused(header('objective=binary sigmoid:1', line));
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'objective' });
    expect(error.message).toContain(words);
  });

  it('a line of the header that no known version writes', () => {
    const error = refused(header('label_index=0', 'label_index=0\nboost_from_average'));
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'boost_from_average' });
  });

  it('a line of a tree that no known version writes', () => {
    const error = refused(
      modelText('logistic-4.7.0').replace('\nshrinkage=1\n', '\nshrinkage=1\nwarp=1\n'),
    );
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'Tree=0.warp' });
  });

  it('a header line that nobody knows', () => {
    const error = refused(
      modelText('logistic-4.7.0').replace('\nnum_class=1\n', '\nnum_class=1\nwarp=1\n'),
    );
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'warp' });
  });

  it('a forest of version v2 that does not tell probabilities from log-odds', () => {
    const text = modelText('rf-2.2.3').replace(/\nparameters:[^]*/, '\n');
    expect(refused(text)).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'average_output' });
  });

  it('a file larger than the limit, before it is read', () => {
    const bytes = new TextEncoder().encode(modelText('logistic-4.7.0'));
    expect(() => importLightgbm(bytes, { maxBytes: 1000 })).toThrow(/more than 1000/);
  });

  it('LightGBM JSON, telling what to save instead', async () => {
    const { path } = refusedModels().find(({ name }) => name === 'dump-4.7.0')!;
    await expect(importModel(bytesOf(path))).rejects.toMatchObject({
      code: 'IMPORT_UNSUPPORTED',
      message: expect.stringContaining('save_model("model.txt")') as string,
    });
  });
});

describe('a custom objective', () => {
  const text = modelText('custom-4.7.0');

  it('is carried once the caller says what its raw score is', () => {
    expect(importText(text, { customLink: 'logistic' }).model.link).toBe('logistic');
    expect(importText(text, { customLink: 'identity' }).model.link).toBe('identity');
  });

  it('leaves an objective that the file has as it is', () => {
    const { model } = importText(modelText('logistic-4.7.0'), { customLink: 'identity' });
    expect(model.link).toBe('logistic');
  });
});

describe('whose the category names are', () => {
  const lists = (text: string, json: string): string =>
    text.replace(/\npandas_categorical:.*\n/, `\npandas_categorical:${json}\n`);
  const told = modelText('pandas-told-4.7.0');
  const names = ['verw', 'moral', 'wohn'];

  it.each([
    [['verw', 'moral']],
    [['verw', 'moral', 'wohn', 'rate']],
    [['moral', 'verw', 'wohn']],
    [['verw', 'moral', 'none']],
    [['verw', 'moral', 'hoehe']],
    [['verw', 'verw', 'wohn']],
    [[]],
  ])('does not take %j for an answer', (categoryFeatures) => {
    expect(refused(told, { categoryFeatures }).code).toBe('OPTION_INVALID');
  });

  it('wants them in the order of the file, though every list would fit', () => {
    const list = Array.from({ length: 11 }, (_, i) => `v${i}`);
    const text = lists(told, JSON.stringify([list, list, list]));
    expect(importText(text, { categoryFeatures: names }).model.features).toHaveLength(7);
    for (const categoryFeatures of [
      ['moral', 'verw', 'wohn'],
      ['verw', 'wohn', 'moral'],
      ['verw', 'moral', 'moral'],
    ]) {
      expect(refused(text, { categoryFeatures }).code).toBe('OPTION_INVALID');
    }
  });

  it('wants a name for each code up to the last', () => {
    const named = (count: number) =>
      lists(told, JSON.stringify([Array.from({ length: count }, (_, i) => `v${i}`)]));
    const options = { categoryFeatures: ['verw'] };
    // The codes of "verw" end with 10.
    const { features } = importText(named(11), options).model;
    expect(features.filter(({ kind }) => kind === 'categorical').length).toBeGreaterThan(0);
    expect(refused(named(10), options).code).toBe('OPTION_INVALID');
  });

  it('gives no names to a number below zero, or with a fraction', () => {
    const options = { categoryFeatures: ['rate'] };
    const text = lists(told, '[["a","b","c","d","e"]]');
    expect(text).toContain('[1:4]');
    expect(importText(text, options).report.notes.join()).toContain(
      '"rate" has ordered categories',
    );
    for (const range of ['[-1:4]', '[1.5:4]', '[1:3.5]', '[1:5]']) {
      expect(refused(text.replace('[1:4]', range), options).code).toBe('OPTION_INVALID');
    }
  });

  it('takes the right one', () => {
    const { features } = importText(told, { categoryFeatures: names }).model;
    expect(features.filter(({ kind }) => kind === 'categorical').map(({ name }) => name)).toEqual(
      names,
    );
  });

  it('says what it takes for true where a count could have been an ordered category', () => {
    const longer = JSON.stringify([
      Array.from({ length: 11 }, (_, i) => `v${i}`),
      Array.from({ length: 5 }, (_, i) => `m${i}`),
      ['a', 'b', 'c', 'd', 'e'],
    ]);
    const { model, report } = importText(lists(modelText('pandas-string-4.7.0'), longer));
    expect(report.notes).toHaveLength(1);
    expect(report.notes[0]).toContain('"verw", "moral", "wohn"');
    const [, , wohn] = model.features;
    expect(wohn!.kind === 'categorical' && wohn.labels).toHaveLength(5);
  });

  it.each([
    ['[["a"],["b"],["c"]]', 'IMPORT_UNSUPPORTED'],
    ['[["a", 1]]', 'IMPORT_UNSUPPORTED'],
    ['[[null]]', 'IMPORT_UNSUPPORTED'],
    ['[[3000000000]]', 'IMPORT_UNSUPPORTED'],
    ['{"a":1}', 'IMPORT_FORMAT'],
    ['["a"]', 'IMPORT_FORMAT'],
    ['[["a"', 'IMPORT_FORMAT'],
    ['', 'IMPORT_FORMAT'],
  ])('refuses the lists %s', (json, code) => {
    expect(refused(lists(modelText('pandas-string-4.7.0'), json)).code).toBe(code);
  });

  it.each([
    ['text and a number', 'u', 7],
    ['a number too large', 0, 2 ** 31],
    ['a fraction', 0, 0.5],
  ])('refuses lists that fit, one of which has %s', (_, first, second) => {
    const list = (count: number) => Array.from({ length: count }, (_each, i) => `v${i}`);
    const text = modelText('pandas-string-4.7.0');
    const json = (odd: readonly unknown[]) => JSON.stringify([list(11), list(5), odd]);
    expect(importText(lists(text, json(list(3)))).report.trees).toBeGreaterThan(0);
    const error = refused(lists(text, json([first, second, 'w'].slice(0, first === 'u' ? 3 : 2))));
    expect(error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', path: 'pandas_categorical[2]' });
  });

  it('refuses what would be natural, where one of the lists does not fit', () => {
    // As many lists as categorical features, and more than one way to deal them out but that one.
    const text = lists(
      modelText('pandas-string-4.7.0'),
      JSON.stringify([
        ['a', 'b', 'c'],
        Array.from({ length: 99 }, (_, i) => `v${i}`),
        ['x', 'y', 'z'],
      ]),
    );
    expect(refused(text)).toMatchObject({
      code: 'IMPORT_UNSUPPORTED',
      path: 'pandas_categorical',
    });
  });

  it('deals lists out where every feature has one', () => {
    const text = modelText('logistic-4.7.0').replace(
      /\nfeature_infos=.*/,
      `\nfeature_infos=${Array(10).fill('[0:1]').join(' ')}`,
    );
    const pairs = JSON.stringify(Array(10).fill(['no', 'yes']));
    const { model, report } = importText(lists(text, pairs));
    expect(model.features.every(({ kind }) => kind === 'categorical')).toBe(true);
    expect(report.notes).toHaveLength(10);
  });

  it('counts truth values as pandas does', () => {
    const text = lists(modelText('categorical-4.7.0'), 'null');
    expect(importText(text).report.notes).toEqual([]);
    const truths = '[[false,true,2,3,4,5,6,7,8,9,10],[0,1,2,3,4],[0,1,2]]';
    const [verw] = importText(lists(text, truths)).model.features;
    expect(verw!.kind === 'categorical' && [...verw.codes]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});
