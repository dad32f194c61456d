import { describe, expect, it } from 'vitest';
import type { Feature } from '../../sdk/model/feature.js';
import { readApplicant } from '../../sdk/scoring/applicant.js';
import { readColumns } from '../../sdk/scoring/columns.js';
import { describeIssue } from '../../sdk/scoring/issue-text.js';
import type { Applicant, Columns } from '../../sdk/scoring/results.js';

const FEATURES: readonly Feature[] = [
  {
    kind: 'numeric',
    name: 'income',
    missing: 'refused',
    cuts: Float64Array.of(100),
    compare: 'float32',
    side: 'less',
    min: 0,
    max: 1e6,
    integer: true,
  },
  {
    kind: 'numeric',
    name: 'ratio',
    missing: 'allowed',
    cuts: Float64Array.of(0.5),
    compare: 'float32',
    side: 'less',
  },
  {
    kind: 'categorical',
    name: 'purpose',
    missing: 'allowed',
    codes: Int32Array.of(0, 1, 2),
    labels: ['car', 'house', 'other'],
    unlisted: 'refused',
  },
];

const SECRET = 987654.25;

function issuesOf(applicant: Applicant): readonly { code: string; path: string }[] {
  return readApplicant(FEATURES, applicant, new Float64Array(3)) ?? [];
}

describe('readApplicant', () => {
  it('reads numbers, labels, codes and missing values', () => {
    const out = new Float64Array(3);
    expect(
      readApplicant(FEATURES, { income: 5, ratio: null, purpose: 'house', x: 1 }, out),
    ).toBeUndefined();
    expect([...out]).toEqual([5, NaN, 1]);
    expect(readApplicant(FEATURES, { income: 5, ratio: NaN, purpose: 2 }, out)).toBeUndefined();
    expect([...out]).toEqual([5, NaN, 2]);
  });

  it('reports every issue at once, by path', () => {
    expect(issuesOf({ income: -1, purpose: 'boat' })).toMatchObject([
      { code: 'NUMBER_TOO_SMALL', path: 'income' },
      { code: 'FEATURE_ABSENT', path: 'ratio' },
      { code: 'CATEGORY_UNKNOWN', path: 'purpose' },
    ]);
  });

  it.each([
    ['a string', { income: '5' }, 'NUMBER_EXPECTED'],
    ['a boolean', { income: true }, 'NUMBER_EXPECTED'],
    ['infinity', { income: Infinity }, 'NUMBER_NOT_FINITE'],
    ['a fraction', { income: 1.5 }, 'INTEGER_EXPECTED'],
    ['too much', { income: 2e6 }, 'NUMBER_TOO_LARGE'],
    ['missing where refused', { income: null }, 'MISSING_REFUSED'],
    ['an unknown code', { purpose: 7 }, 'CATEGORY_UNKNOWN'],
    ['a negative code', { purpose: -1 }, 'CATEGORY_EXPECTED'],
  ] as const)('refuses %s', (_, part, code) => {
    const issues = issuesOf({ income: 5, ratio: 0, purpose: 0, ...part });
    expect(issues.map((issue) => issue.code)).toEqual([code]);
  });

  it('takes a negative code that the model lists, and no other', () => {
    const purpose = { ...(FEATURES[2] as Feature & { kind: 'categorical' }), labels: [] };
    const listed: Feature[] = [{ ...purpose, codes: Int32Array.of(-2, -1, 0), unlisted: 'other' }];
    expect(readApplicant(listed, { purpose: -2 }, new Float64Array(1))).toBeUndefined();
    expect(readApplicant(listed, { purpose: -3 }, new Float64Array(1))).toHaveLength(1);
  });

  it('does not read inherited keys', () => {
    const features: Feature[] = [
      { ...(FEATURES[1] as Feature & { kind: 'numeric' }), name: 'toString' },
    ];
    expect(readApplicant(features, {}, new Float64Array(1))).toHaveLength(1);
  });

  it('never says the value', () => {
    const issues = issuesOf({
      income: SECRET,
      ratio: 'secret-word' as never,
      purpose: 'secret-word',
    });
    expect(issues).toHaveLength(3);
    const said = JSON.stringify(issues) + issues.map((i) => describeIssue(i, 'en')).join();
    expect(said).not.toContain(String(SECRET));
    expect(said).not.toContain('secret-word');
  });
});

describe('readColumns', () => {
  const sound: Columns = {
    income: Int32Array.of(1, 2),
    ratio: [null, 0.25],
    purpose: ['car', 2],
  };

  it('reads typed and plain arrays', () => {
    const table = readColumns(FEATURES, sound);
    expect(table.rows).toBe(2);
    expect(table.columns.map((column) => [...column])).toEqual([
      [1, 2],
      [NaN, 0.25],
      [0, 2],
    ]);
  });

  it('uses float columns as they are', () => {
    const ratio = Float32Array.of(0.1, NaN);
    expect(readColumns(FEATURES, { ...sound, ratio }).columns[1]).toBe(ratio);
  });

  it.each([
    ['a column that is absent', { ratio: undefined }, 'columns.ratio'],
    ['columns of two lengths', { ratio: [1] }, 'columns.ratio'],
    ['infinity in a float column', { ratio: Float64Array.of(0, -Infinity) }, 'columns.ratio[1]'],
    ['a string among numbers', { ratio: [0, 'x'] }, 'columns.ratio[1]'],
    ['missing where refused', { income: [1, null] }, 'columns.income[1]'],
    ['a fraction', { income: Float32Array.of(1, 1.5) }, 'columns.income[1]'],
    ['an unknown code', { purpose: Uint8Array.of(0, 9) }, 'columns.purpose[1]'],
    ['no array', { ratio: 3 }, 'columns.ratio'],
    ['big integers', { ratio: BigInt64Array.of(1n, 2n) }, 'columns.ratio'],
  ])('refuses %s', (_, part, path) => {
    const columns = { ...sound, ...part } as unknown as Columns;
    expect(() => readColumns(FEATURES, columns)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', path }),
    );
  });
});

describe('describeIssue', () => {
  it('speaks both languages', () => {
    const issue = { code: 'NUMBER_TOO_SMALL', path: 'income', expected: '>= 0' };
    expect(describeIssue(issue, 'en')).toBe('The number must be 0 or more.');
    expect(describeIssue(issue, 'zh-CN')).toBe('数字不能小于 0。');
  });
});
