import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IssueList } from '../../sdk/model/check/issues.js';
import {
  baseMargin,
  readBaseScores,
  type Objective,
} from '../../sdk/importers/xgboost/base-score.js';
import { foldersWith, VECTORS } from './xgboost-cases.js';

const OLD = [1, 7, 6];
const NEW = [3, 4, 1];

function marginOf(objective: Objective, score: number, version: readonly number[]): number {
  const issues = new IssueList();
  const margin = baseMargin(objective, score, version, issues);
  if (!issues.empty) throw new Error(issues.issues[0]!.code);
  return margin;
}

describe('base_score', () => {
  it.each([
    [0.5, [0.5]],
    ['5E-1', [0.5]],
    ['0.235', [0.235]],
    ['[2.35E-1]', [0.235]],
    [' [ 2.35E-1 , -1e2 ] ', [0.235, -100]],
    ['-5.013737E-11', [-5.013737e-11]],
    ['.5', [0.5]],
    [[0.25], [0.25]],
    ['', []],
    ['[]', []],
    ['half', []],
    ['0x10', []],
    ['Infinity', []],
    ['1e', []],
    ['[0.5', []],
    [null, []],
    [undefined, []],
    [['0.5'], []],
  ])('%j is read as %j', (raw, expected) => {
    expect(readBaseScores(raw)).toEqual(expected);
  });

  it.each(foldersWith(VECTORS, 'manifest.json'))('%s: becomes the margin of XGBoost', (name) => {
    const manifest = JSON.parse(readFileSync(`${VECTORS}${name}/manifest.json`, 'utf8')) as {
      objective: Objective;
      base_score_in_file: unknown;
      intercept: number;
      made_with?: { xgboost: string };
    };
    const version = (manifest.made_with?.xgboost ?? '3.4.1').split('.').map(Number);
    const [score] = readBaseScores(manifest.base_score_in_file);
    // One step of float32, for the two logarithms.
    expect(marginOf(manifest.objective, score!, version)).toBeCloseTo(manifest.intercept, 6);
  });

  it('is a probability for logistic and reg:logistic, a margin for the others', () => {
    expect(marginOf('binary:logistic', 0.235, OLD)).toBeCloseTo(Math.log(0.235 / 0.765), 6);
    expect(marginOf('reg:logistic', 0.235, OLD)).toBeCloseTo(Math.log(0.235 / 0.765), 6);
    expect(marginOf('binary:logitraw', 0.235, OLD)).toBe(Math.fround(0.235));
    expect(marginOf('reg:squarederror', 11.69, OLD)).toBe(Math.fround(11.69));
  });

  it('is float32 arithmetic, as XGBoost printed it', () => {
    // The margin of 1.7.6, 2.0.3, 2.1.4, 3.0.5 and 3.1.3 for a row on a leaf of -0.2903226.
    expect(marginOf('binary:logistic', 2e-6, OLD)).toBeCloseTo(-13.412683486938477 + 0.2903226, 5);
    expect(Math.fround(marginOf('binary:logistic', 0.3, OLD))).toBe(
      marginOf('binary:logistic', 0.3, OLD),
    );
  });

  it('is moved off 0 and 1 since 3.2, and refused before', () => {
    // As 3.2.0, 3.3.0 and 3.4.1 predict with base_score 1 and 0.
    expect(marginOf('binary:logistic', 1, NEW)).toBeCloseTo(13.74516, 5);
    expect(marginOf('binary:logistic', 0, NEW)).toBeCloseTo(-13.81551, 5);
    expect(marginOf('binary:logistic', 1e-7, [3, 2, 0])).toBeCloseTo(-13.81551, 5);
    expect(marginOf('binary:logistic', 1e-7, [3, 1, 3])).toBeCloseTo(-16.118, 3);
    for (const score of [0, 1]) {
      expect(() => marginOf('binary:logistic', score, [3, 1, 3])).toThrow('RANGE');
    }
    for (const score of [-0.1, 1.1, NaN]) {
      expect(() => marginOf('binary:logistic', score, NEW)).toThrow('RANGE');
    }
  });
});
