import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { inspectPlan } from '../../sdk/train/inspect-plan.js';
import type { Table, TableColumn } from '../../sdk/table/table.js';
import type { SplitPlan } from '../../sdk/train/plan.js';
import type { FindingCode } from '../../sdk/train/report/train-report.js';
import { column, FIRST_DAY, madeUp, PLAN, tableOf, taiwanTable } from './train-plan-cases.js';

const clean = madeUp(4000, 21);
const bad = (clean.columns[4] as { values: Float64Array }).values;
const days = (clean.columns[3] as { values: Float64Array }).values;

/** Findings of one kind, on the made-up rows and a planted column. */
function found(code: FindingCode, planted?: TableColumn, split: SplitPlan = { date: 'day' }) {
  const columns = planted ? [...clean.columns, planted] : clean.columns;
  const features = planted ? [...PLAN.features, { column: planted.name }] : PLAN.features;
  const { findings } = inspectPlan(tableOf(columns), { ...PLAN, features, split });
  return findings.filter((finding) => finding.code === code);
}

function plant(name: string, value: (row: number, random: () => number) => number | null) {
  const random = createRandom(33);
  return column(
    name,
    Array.from(bad, (_, row) => value(row, () => random.next())),
  );
}

const LEAKS: readonly FindingCode[] = [
  ...(['KNOWS_THE_FUTURE', 'SURELY_BAD', 'MISSING_TELLS', 'MEANING_CHANGES'] as const),
  ...(['DUPLICATES_ACROSS_SPLIT', 'UNSTABLE_FEATURE', 'OUTCOME_UNRIPE'] as const),
];

describe('leaks', () => {
  it('are none in clean rows', () => {
    for (const code of LEAKS) expect(found(code), code).toEqual([]);
  });

  it('are none in UCI Taiwan but rows that are twice in the file', () => {
    const table = taiwanTable();
    const columns = table.columns.map(({ name }) => name);
    const target = columns.find((name) => name.startsWith('default'))!;
    const features = columns
      .filter((name) => name !== target && name !== 'ID')
      .map((name) => ({ column: name }));
    const { findings } = inspectPlan(table, {
      ...PLAN,
      ...{ target: { column: target, bad: 1 }, features },
    });
    expect(findings.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
      'note DUPLICATES_ACROSS_SPLIT',
      'warning NO_OUT_OF_TIME',
      // Sex, marriage and age.
      ...new Array<string>(3).fill('warning PROTECTED_FEATURE'),
    ]);
  });

  it('are found where a column is the target with noise', () => {
    const leak = plant('collections', (row, random) => bad[row]! + random() * 1.4);
    expect(found('KNOWS_THE_FUTURE', leak)).toMatchObject([{ path: 'collections' }]);
  });

  it('are found where a column tells some of the bad rows for sure', () => {
    const fees = plant('fees', (row, random) =>
      bad[row] === 1 && random() < 0.25 ? 10 + random() * 90 : 0,
    );
    const [leak] = found('SURELY_BAD', fees);
    expect(leak).toMatchObject({ path: 'fees' });
    expect(leak!.figure).toBeCloseTo(0.25, 1);
  });

  it('are found where what is missing tells', () => {
    const missing = plant('end', (row, random) =>
      random() < (bad[row] === 1 ? 0.3 : 0.9) ? null : random(),
    );
    expect(found('MISSING_TELLS', missing)).toMatchObject([{ path: 'end' }]);
  });

  it('are found where a column stops telling', () => {
    const late = FIRST_DAY + 225;
    const faded = plant('faded', (row, random) =>
      days[row]! < late ? bad[row]! + random() * 3 : random() * 4,
    );
    expect(found('MEANING_CHANGES', faded)).toMatchObject([{ path: 'faded' }]);
  });

  it('are found where a column is another one later', () => {
    const moved = plant('moved', (row, random) => random() + (days[row]! - FIRST_DAY) / 150);
    expect(found('UNSTABLE_FEATURE', moved)).toMatchObject([{ path: 'moved' }]);
  });

  it('are found where the latest outcomes are not known yet', () => {
    const random = createRandom(5);
    const ripe = bad.map((each, row) =>
      days[row]! > FIRST_DAY + 225 && random.next() < 0.6 ? 0 : each,
    );
    const table: Table = tableOf([
      ...clean.columns.slice(0, 4),
      { kind: 'number', name: 'bad', values: ripe },
    ]);
    const { findings } = inspectPlan(table, { ...PLAN, split: { date: 'day' } });
    expect(findings.map(({ code }) => code)).toContain('OUTCOME_UNRIPE');
  });

  it('are counted where rows are twice', () => {
    const copies = 200;
    const twice = clean.columns.map((each): TableColumn => {
      if (each.kind === 'text') {
        return { ...each, codes: Int32Array.of(...each.codes, ...each.codes.subarray(0, copies)) };
      }
      const first = each.values.subarray(0, copies);
      return { ...each, values: Float64Array.of(...each.values, ...first) };
    });
    const table = tableOf(twice);
    const { findings } = inspectPlan(table, PLAN);
    const [finding] = findings.filter(({ code }) => code === 'DUPLICATES_ACROSS_SPLIT');
    expect(finding).toMatchObject({ severity: 'warning' });
    // Counted again by text: pairs that fall into different parts are about half of them.
    expect(finding!.figure).toBeGreaterThan(70);
    expect(finding!.figure).toBeLessThan(140);
  });
});
