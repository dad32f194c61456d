import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { twoSided } from '../../sdk/fairness/normal.js';
import { correlations, FOLLOWS, inflationFactors } from '../../sdk/train/scorecard/inflation.js';
import { fitLogistic, type CodedColumn } from '../../sdk/train/scorecard/logistic.js';
import { readNumbers } from './train-cases.js';

interface Case {
  readonly data: string;
  readonly weighted: boolean;
  readonly columns: Readonly<Record<string, { readonly cuts: number[]; readonly woe: number[] }>>;
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly p: readonly number[];
  readonly logLikelihood: number;
  readonly aic: number;
  readonly vif: readonly number[];
}

const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/logistic/statsmodels.json'), 'utf8'),
) as { readonly cases: readonly Case[] };

function inputOf({ data, weighted, columns }: Case) {
  const table = readNumbers(`vectors/data/${data}`);
  const target = table['kredit']?.map((good) => 1 - good) ?? table['default.payment.next.month']!;
  const coded = Object.entries(columns).map(([name, { cuts, woe }]): CodedColumn => ({
    name,
    codes: Uint8Array.from(table[name]!, (value) => cuts.filter((cut) => cut <= value).length),
    values: Float64Array.from(woe),
  }));
  const weight = weighted ? target.map((_, row) => 1 + (row % 3)) : undefined;
  return { coded, target, weight };
}

function near(found: number, expected: number, what: string): void {
  const off = Math.abs(found - expected) / Math.max(1, Math.abs(expected));
  expect(off, `${what}: ${found} for ${expected}`).toBeLessThan(1e-9);
}

describe.each(cases)('$data, weighted: $weighted', (known) => {
  const { coded, target, weight } = inputOf(known);

  it('is the regression of statsmodels', async () => {
    const fit = await fitLogistic(coded, target, weight);
    known.coefficients.forEach((expected, j) => {
      near(fit.coefficients[j]!, expected, `coefficient ${j}`);
      near(fit.standardErrors[j]!, known.standardErrors[j]!, `standard error ${j}`);
      const z = fit.coefficients[j]! / fit.standardErrors[j]!;
      // Far out, a digit of z is many of p: p changes by z^2 times what z changes by.
      const tolerance = 1e-8 * (1 + z * z) * known.p[j]! + 1e-300;
      expect(Math.abs(twoSided(z) - known.p[j]!), `p ${j}`).toBeLessThanOrEqual(tolerance);
    });
    near(fit.logLikelihood, known.logLikelihood, 'log-likelihood');
    near(2 * fit.coefficients.length - 2 * fit.logLikelihood, known.aic, 'AIC');
  });

  it('has the variance inflation factors of statsmodels', () => {
    const matrix = correlations(coded, target.length, weight);
    const factors = inflationFactors(matrix, coded.length, [...coded.keys()]);
    known.vif.forEach((expected, j) => near(factors[j]!, expected, `VIF ${j}`));
  });

  it('does not depend on where it starts', async () => {
    const cold = await fitLogistic(coded, target, weight);
    const start = cold.coefficients.map((value) => value * 1.5 + 0.1);
    const warm = await fitLogistic(coded, target, weight, start);
    cold.coefficients.forEach((value, j) => near(warm.coefficients[j]!, value, `${j}`));
  });
});

describe('what has no regression', () => {
  const target = Float64Array.from({ length: 200 }, (_, row) => (row % 4 === 0 ? 1 : 0));
  const noise: CodedColumn = {
    name: 'noise',
    codes: Uint8Array.from(target, (_, row) => (row * 7) % 3),
    values: Float64Array.of(-1, 0, 1),
  };
  const column = (name: string, codes: (y: number, row: number) => number): CodedColumn => ({
    name,
    codes: Uint8Array.from(target, codes),
    values: Float64Array.of(-1, 1),
  });

  it.each([
    ['of all rows', column('teller', (y) => y)],
    ['of some', column('teller', (y, row) => (row < 20 ? y : 0))],
  ])('is told where a column separates the classes %s', async (_, teller) => {
    await expect(fitLogistic([noise, teller], target)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      path: 'teller',
      issues: [{ code: 'SEPARATION' }],
    });
  });

  it('is told where a column follows from others', async () => {
    const twin = { ...noise, name: 'twin' };
    await expect(fitLogistic([noise, twin], target)).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      path: 'twin',
      issues: [{ code: 'COLLINEAR' }],
    });
    const matrix = correlations([noise, twin], target.length);
    expect([...inflationFactors(matrix, 2, [0, 1])]).toEqual([1, FOLLOWS]);
  });

  it('stops when it is told to', async () => {
    const stop = new Error('stop');
    const checkStop = () => {
      throw stop;
    };
    await expect(fitLogistic([noise], target, undefined, undefined, { checkStop })).rejects.toBe(
      stop,
    );
  });
});
