import { describe, expect, it } from 'vitest';
import { isRiskError, type RiskError } from '../../sdk/core/errors.js';
import { readTable } from '../../sdk/table/read-table.js';
import { utf8, type BadFile } from './bad-files/bad-file.js';
import { BYTES } from './bad-files/bytes.js';
import { inspectPlan } from '../../sdk/train/inspect-plan.js';
import { CELLS } from './bad-files/cells.js';
import { PLANS } from './bad-files/plans.js';
import { BROKEN_STRUCTURE } from './bad-files/broken-structure.js';
import { STRUCTURE } from './bad-files/structure.js';

describe.each([
  ['bytes', BYTES],
  ['broken structure', BROKEN_STRUCTURE],
  ['structure', STRUCTURE],
  ['cells', CELLS],
])('bad files: %s', (_, files) => {
  it.each(files.map((file) => [file.name, file] as const))('%s', (_name, { file, expected }) => {
    const bytes = bytesOf(file);
    if ('refused' in expected) {
      const error = refusalOf(bytes);
      const { code, path } = error.issues[0]!;
      expect(code).toBe(expected.refused);
      if (expected.path !== undefined) expect(path).toBe(expected.path);
      return;
    }
    const { table, facts } = readTable(bytes);
    expect([...new Set(facts.notes.map(({ code }) => code))].sort()).toEqual(
      [...expected.notes].sort(),
    );
    if (expected.table) expect(expected.table(table)).toEqual(expected.is);
    for (const column of table.columns) {
      const { length } = column.kind === 'text' ? column.codes : column.values;
      expect(length).toBe(table.rows);
    }
  });
});

describe('bad files: sound tables that no model can come of', () => {
  it.each(PLANS.map((plan) => [plan.name, plan] as const))('%s', (_name, bad) => {
    const { table } = readTable(utf8(bad.file));
    const { target = { column: 'bad', bad: 1 }, features = ['income', 'rate', 'purpose'] } = bad;
    const error = errorOf(() =>
      inspectPlan(table, {
        name: 'bad-file',
        target,
        features: features.map((column) => ({ column })),
        student: { kind: 'boosted' },
        ...(bad.split && { split: bad.split }),
        ...(bad.weight !== undefined && { weight: bad.weight }),
      }),
    );
    expect(error.code).toBe('PLAN_INVALID');
    expect(error.issues.map(({ code }) => code)).toEqual(bad.issues);
  });
});

it('are 200 kinds and more, each with its name', () => {
  const all = [...BYTES, ...BROKEN_STRUCTURE, ...STRUCTURE, ...CELLS, ...PLANS].map(
    ({ name }) => name,
  );
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(200);
});

function bytesOf(file: BadFile['file']): Uint8Array {
  return typeof file === 'string' ? utf8(file) : file;
}

/** The error with which a file is refused: `TABLE_INVALID`, with issues by line or for the file. */
function refusalOf(bytes: Uint8Array): RiskError {
  const error = errorOf(() => readTable(bytes));
  expect(error.code).toBe('TABLE_INVALID');
  for (const { path } of error.issues) expect(path).toMatch(/^(file|line \d+( or later)?)$/);
  return error;
}

function errorOf(run: () => unknown): RiskError {
  try {
    run();
  } catch (error) {
    if (isRiskError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
