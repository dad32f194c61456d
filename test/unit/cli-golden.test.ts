import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, parseTable, type Cli } from './cli-build.js';

/** Full-size models with XGBoost's own answers; beside the checkout, not in it. */
const golden = resolve(import.meta.dirname, '../../../shared/golden');
const vectors = resolve(import.meta.dirname, '../vectors/xgboost');

/** Largest difference of a margin, in log-odds, by model size; 5e-6 unless it is here. */
const MARGIN_BOUND: Readonly<Record<string, number>> = {
  uci_taiwan_t1000d8: 2e-5,
  uci_taiwan_t300d6: 1e-5,
  heloc_nan_t300d6: 1e-5,
};
const SHAP_BOUND = 1e-5;

/** XGBoost 3.2 damaged these category names when it saved them, so its codes are all there is. */
const BY_CODE = ['cats-chinese-3.2.0'];

let cli: Cli;
beforeAll(async () => {
  cli = await buildCli('golden');
});
afterAll(() => cli.remove());

describe('pack and score, against XGBoost on whole models', () => {
  const names = existsSync(golden)
    ? readdirSync(golden).filter((name) => existsSync(join(golden, name, 'shap_first500.csv')))
    : ['none'];

  it.for(names)('%s', { timeout: 300_000 }, (name, context) => {
    if (!existsSync(golden)) context.skip('no ../shared/golden beside the checkout');
    const folder = join(golden, name);
    const scored = scoreAll(join(folder, 'model.ubj'), join(folder, 'test.csv'));
    const expected = readTable(join(folder, 'predictions.csv'));
    expect(scored.length).toBe(expected.length);
    expect(largest(scored, expected, 'margin', 'margin')).toBeLessThan(MARGIN_BOUND[name] ?? 5e-6);
    expect(largest(scored, expected, 'probability', 'probability')).toBeLessThan(5e-6);
    expect(shapDifference(scored, readTable(join(folder, 'shap_first500.csv')))).toBeLessThan(
      SHAP_BOUND,
    );
  });
});

describe('pack and score, against XGBoost on the vectors', () => {
  const cases = readdirSync(vectors).filter((name) => {
    return ['model.json', 'rows.csv', 'shap.csv'].every((file) =>
      existsSync(join(vectors, name, file)),
    );
  });

  it('finds them', () => expect(cases.length).toBeGreaterThan(10));

  it.each(cases)('%s', (name) => {
    const folder = join(vectors, name);
    const scored = scoreAll(
      join(folder, 'model.json'),
      join(folder, BY_CODE.includes(name) ? 'codes.csv' : 'rows.csv'),
    );
    expect(
      largest(scored, readTable(join(folder, 'expected.csv')), 'margin', 'margin'),
    ).toBeLessThan(5e-6);
    expect(shapDifference(scored, readTable(join(folder, 'shap.csv')))).toBeLessThan(SHAP_BOUND);
  });
});

function scoreAll(model: string, rows: string): Record<string, string>[] {
  const run = (...parameters: string[]): void => {
    const { code, stderr } = cli.run(...parameters);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  };
  run('pack', model, '-o', 'b.insitu');
  run('score', 'b.insitu', rows, '-o', 'out.csv', '--explain');
  return readTable(join(cli.folder, 'out.csv'));
}

function readTable(path: string): Record<string, string>[] {
  return parseTable(readFileSync(path, 'utf8'));
}

type Table = readonly Readonly<Record<string, string>>[];

function largest(ours: Table, theirs: Table, our: string, their: string): number {
  return theirs.reduce(
    (worst, row, i) => Math.max(worst, Math.abs(Number(ours[i]![our]) - Number(row[their]))),
    0,
  );
}

function shapDifference(ours: Table, theirs: Table): number {
  const names = Object.keys(theirs[0]!).filter((name) => name !== 'row' && name !== 'BIAS');
  const bias = 'BIAS' in theirs[0]! ? largest(ours, theirs, 'baseline', 'BIAS') : 0;
  return Math.max(bias, ...names.map((name) => largest(ours, theirs, `phi:${name}`, name)));
}
