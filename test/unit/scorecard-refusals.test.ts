import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import type { ImportOptions } from '../../sdk/importers/import-result.js';
import { importScorecard } from '../../sdk/importers/scorecard/import.js';

type Extras = ImportOptions['scorecard'];

function refusalOf(text: string, scorecard?: Extras): RiskError {
  try {
    importScorecard(new TextEncoder().encode(text), scorecard ? { scorecard } : {});
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const optbinning = (...rows: string[]): string => ['Variable,Bin,Points', ...rows].join('\n');
const scorecardpy = (...rows: string[]): string => ['variable,bin,points', ...rows].join('\n');
const age = ['age,"(-inf, 30.50)",1', 'age,"[30.50, inf)",20', 'age,Special,7', 'age,Missing,9'];
const job = [`job,"['A' 'B']",1`, 'job,Special,7', 'job,Missing,9'];

describe('a file that is no scorecard', () => {
  it.each([
    ['another table', 'income,age\n1,2', 'found income, age'],
    ['a table without a header', '4711,1977\n1,2', 'found no column names'],
    ['half a layout', 'Variable,Points\na,1', 'found Variable, Points'],
    ['two layouts at once', 'Variable,Bin,Points,name,value,score\n', 'two layouts'],
    ['another JSON', '{"a": {"b": "c"}}', 'found something else'],
    ['a list of numbers', '[1, 2]', 'rows that are no objects'],
    ['broken JSON', '{"a": ', 'not JSON'],
    ['broken CSV', 'Variable,Bin,Points\na,"b', 'CSV'],
    ['nothing', '', 'found no column names'],
  ])('%s', (_, text, words) => {
    const error = refusalOf(text);
    expect(error.code).toBe('IMPORT_FORMAT');
    expect(error.message).toContain(words);
    if (!words.includes('J') && !words.includes('CSV')) {
      expect(error.message).toContain('Variable, Bin, Points (OptBinning)');
    }
  });

  it('does not repeat the cells of a table without a header', () => {
    expect(refusalOf('4711,1977\n1,2').message).not.toContain('4711');
  });

  it('is too large', () => {
    expect(refusalOf(' '.repeat(2 ** 23)).message).toContain('bytes');
  });
});

describe('what cannot be carried is named', () => {
  it.each([
    [
      'special codes that were met',
      ['Variable,Bin,Count,Points', 'age,"(-inf, inf)",9,1', 'age,Special,3,7', 'age,Missing,0,7'],
      'special codes of "age"',
      'line 3',
    ],
    [
      'special codes with points of their own',
      [optbinning(...age, ...job, 'b,"(-inf, inf)",1', 'b,Special,50', 'b,Missing,0')],
      'special codes of "b"',
      'line 10',
    ],
    [
      'a shortened list',
      [optbinning(...age, `job,"['A' ... 'Z']",1`, 'job,Special,7', 'job,Missing,9')],
      'shortened',
      'line 6',
    ],
    [
      'an intercept outside the table',
      [optbinning('age,"(-inf, inf)",5', 'age,Special,0', 'age,Missing,0')],
      'basePoints',
      'Points',
    ],
    [
      'special values that scorecardpy itself misses',
      [scorecardpy('a,-9,1', 'a,missing,2', 'a,"[-inf,inf)",3')],
      'special values beside "missing"',
      'a',
    ],
    [
      'two intervals in a bin',
      [scorecardpy('a,"[-inf,2.0)%,%[5.0,inf)",1', 'a,"[2.0,5.0)",2')],
      'two intervals',
      'line 2',
    ],
  ])('%s', (name, lines, words, path) => {
    const error = refusalOf(lines.join('\n'));
    if (name === 'two intervals in a bin') {
      // Its bins do not fit together either, which is found first.
      expect(error.code).toBe('MODEL_INVALID');
      return;
    }
    expect(error.code).toBe('IMPORT_UNSUPPORTED');
    expect(error.message).toContain(words);
    expect(error.path).toBe(path);
  });
});

describe('a card that contradicts itself', () => {
  it.each([
    ['a gap', ['a,"(-inf, 1.00)",1', 'a,"[2.00, inf)",2'], 'begins at 1'],
    ['an overlap', ['a,"(-inf, 3.00)",1', 'a,"[2.00, inf)",2'], 'begins at 3'],
    ['no end', ['a,"(-inf, 3.00)",1', 'a,"[3.00, 4.00)",2'], 'up to inf'],
    [
      'cut points printed alike',
      ['a,"(-inf, 0.00)",1', 'a,"[0.00, 0.00)",2', 'a,"[0.00, inf)",2'],
      'decimals',
    ],
    ['the other half-open kind', ['a,"(-inf, 1.00]",1', 'a,"(1.00, inf)",2'], '[a, b)'],
    ['a category twice', [`a,"['A' 'B']",1`, `a,"['B']",2`], 'one group'],
    ['categories of two kinds', [`a,"['A' 1]",1`], 'one kind'],
    ['categories that are fractions', [`a,"[0.5 1.5]",1`], 'whole numbers'],
    ['no row for missing values', ['a,"(-inf, inf)",1'], '"Missing"'],
    ['points that are no number', ['a,"(-inf, inf)",many'], 'a number in "Points"'],
    ['infinite points', ['a,"(-inf, inf)",1e999'], 'a number in "Points"'],
  ])('%s', (name, rows, words) => {
    const rest = name === 'no row for missing values' ? [] : ['a,Special,7', 'a,Missing,9'];
    const error = refusalOf(optbinning(...rows, ...rest));
    expect(['MODEL_INVALID', 'IMPORT_FORMAT']).toContain(error.code);
    expect(error.issues.map(({ expected }) => expected).join()).toContain(words);
  });

  it('tells all issues at once', () => {
    const rows = ['a,"(-inf, inf)",x', 'b,"(-inf, inf)",y', ',"(-inf, inf)",1'];
    expect(refusalOf(optbinning(...rows)).issues).toHaveLength(3);
  });
});

describe('options that do not fit', () => {
  const detailed = [
    'Variable,Bin,Count,WoE,Coefficient,Points',
    'a,"(-inf, 5.00)",10,1,-1,60',
    'a,"[5.00, inf)",10,-1,-1,20',
    'a,Special,0,0,-1,40',
    'a,Missing,0,0,-1,40',
  ].join('\n');

  it.each([
    ['an unknown member', { pdo: 20 }, 'scorecard.pdo'],
    [
      'a scaling that is none',
      { scaling: { pdo: -1, points: 600, odds: 20 } },
      'scorecard.scaling',
    ],
    [
      'a scaling of another card',
      { scaling: { pdo: 50, points: 600, odds: 20 } },
      'scorecard.scaling.pdo',
    ],
    ['a direction against the WoE', { direction: 'higher-is-riskier' }, 'scorecard.direction'],
    ['an intercept for scaled points', { intercept: -1 }, 'scorecard.intercept'],
  ])('%s', (_, scorecard, path) => {
    const error = refusalOf(detailed, scorecard as Extras);
    expect(error).toMatchObject({ code: 'OPTION_INVALID', path });
  });

  it('takes the scaling that fits', () => {
    const bytes = new TextEncoder().encode(detailed);
    const scaling = { pdo: 20 * Math.LN2, points: 600, odds: 20 };
    const { model } = importScorecard(bytes, { scorecard: { scaling } });
    expect(model).toMatchObject({ link: 'logistic', scale: { factor: 20 } });
  });

  it('refuses cut points of another card, and takes those that were printed', () => {
    const scaling = { splits: { age: [31.5] } };
    expect(refusalOf(optbinning(...age), scaling)).toMatchObject({ code: 'MODEL_INVALID' });
    const bytes = new TextEncoder().encode(optbinning(...age));
    const { model } = importScorecard(bytes, { scorecard: { splits: { age: [30.5012] } } });
    expect(model.features[0]).toMatchObject({ cuts: Float64Array.of(30.5012) });
  });
});

describe('names that every object has', () => {
  it('are names like others', () => {
    const card =
      '{"constructor": {"[-inf ~ 1)": 3, "[1 ~ inf)": 4}, "__proto__": {"a": 1, "toString,b": 2}}';
    const { model } = importScorecard(new TextEncoder().encode(card));
    expect(model.features.map(({ name }) => name)).toEqual(['constructor', '__proto__']);
    expect(model.features[1]).toMatchObject({ labels: ['a', 'toString', 'b'] });
  });
});
