import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import type { Table } from '../../sdk/table/table.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import { prepareTable } from '../../sdk/train/prepare-table.js';
import { pretrainRows, type PretrainRowsOptions } from '../../sdk/train/pretrain/pretrain-rows.js';
import { column, FIRST_DAY, issuesOf, tableOf } from './train-plan-cases.js';

const ROWS = 600;
const random = createRandom(5);
const draw = <T>(make: (row: number) => T) => Array.from({ length: ROWS }, (_, row) => make(row));
const income = draw(() => random.below(100));
const early = draw((row) => (random.below(100) > income[row]! ? 'late' : 'paid'));
/** Ripe for the older rows only, and for a few of the younger ones. */
const late = draw((row) => (row < 400 || row % 50 === 0 ? (random.next() < 0.3 ? 1 : 0) : null));
const table: Table = tableOf([
  column('income', income),
  column(
    'age',
    draw(() => random.below(50)),
  ),
  column(
    'channel',
    draw((row) => (row % 3 === 0 ? 'web' : row % 3 === 1 ? 'branch' : null)),
  ),
  {
    kind: 'date',
    name: 'day',
    values: Float64Array.from(draw((row) => FIRST_DAY + Math.floor(row / 4))),
  },
  column('dpd30', early),
  column('dpd90', late),
]);
const PLAN: TrainPlan = {
  name: 'backbone',
  target: { column: 'dpd90', bad: 1 },
  features: [{ column: 'income' }, { column: 'age' }],
  student: { kind: 'boosted' },
  split: { date: 'day', from: '2018-04-01', test: 0.2 },
};
const HORIZONS = [
  { name: '30+ in 3 months', column: 'dpd30', bad: 'late' },
  { name: '90+ in 12 months', column: 'dpd90', bad: 1 },
];
const BOTH: PretrainRowsOptions = { channel: 'channel', horizons: HORIZONS };

describe('rows for pre-training', () => {
  it('have every horizon that the table has, and channels, from one call', () => {
    const rows = pretrainRows(table, PLAN, BOTH);
    expect(rows.horizons).toEqual(['30+ in 3 months', '90+ in 12 months']);
    expect([...rows.channels].sort()).toEqual(['branch', 'missing', 'web']);
    const { split } = prepareTable(table, PLAN);
    const tests = new Set([...split.rows['in-time'], ...split.rows['out-of-time']]);
    const used = draw((row) => row).filter((row) => !tests.has(row));
    expect(rows.rows).toBe(used.length);
    const day = (row: number) => Math.floor(row / 4);
    const [short, long] = rows.labels as [Float32Array, Float32Array];
    used.forEach((row, i) => {
      // The first day out of time is the 91st of the table.
      const known = day(row) < 90;
      expect(long[i]).toBe(known ? (late[row] ?? NaN) : NaN);
      expect(short[i]).toBe(known ? (early[row] === 'late' ? 1 : 0) : NaN);
    });
    // Rows without the plan's target are there, and some of them have another label.
    expect(used.some((row) => late[row] === null)).toBe(true);
  });

  it('give labels of a short horizon to rows whose long one is not known yet', () => {
    const early = { ...PLAN, split: { test: 0.2 } };
    const { labels } = pretrainRows(table, early, BOTH);
    const [short, long] = labels as [Float32Array, Float32Array];
    const alone = short.filter((label, i) => !Number.isNaN(label) && Number.isNaN(long[i]!));
    expect(alone.length).toBeGreaterThan(150);
  });

  it("put the plan's target first where the list leaves it out, under its own name", () => {
    const options = { horizon: '12 months', horizons: HORIZONS.slice(0, 1) };
    const rows = pretrainRows(table, PLAN, options);
    expect(rows.horizons).toEqual(['12 months', '30+ in 3 months']);
    const simple = pretrainRows(table, PLAN, { horizon: '12 months' });
    expect(simple.horizons).toEqual(['12 months']);
    expect(simple.labels[0]).toEqual(rows.labels[0]);
    expect(simple.bins).toEqual(rows.bins);
  });

  it('have no channel among their features', () => {
    const plan = { ...PLAN, features: [...PLAN.features, { column: 'channel' }] };
    const names = (options: PretrainRowsOptions) =>
      pretrainRows(table, plan, options).features.map(({ name }) => name);
    expect(names(BOTH)).toEqual(['income', 'age']);
    expect(names({})).toEqual(['income', 'age', 'channel']);
  });

  it.each<[string, PretrainRowsOptions, TrainPlan, string[]]>([
    [
      'an outcome among the features',
      BOTH,
      { ...PLAN, features: [...PLAN.features, { column: 'dpd30' }] },
      ['COLUMN_TWICE plan.features[2].column'],
    ],
    [
      'everything at once',
      {
        channel: 'nowhere',
        horizons: [
          { name: 'a', column: 'day', bad: 1 },
          { name: 'a', column: 'gone', bad: 1 },
          { name: '', column: 'dpd90', bad: 2 },
        ],
      },
      { ...PLAN, features: [{ column: 'nothing' }] },
      [
        'COLUMN_TWICE horizons[0].column',
        'COLUMN horizons[0].column',
        'NAME horizons[1].name',
        'COLUMN horizons[1].column',
        'NAME horizons[2].name',
        'BAD horizons[2].bad',
        'CHANNEL channel',
        'COLUMN_UNKNOWN plan.features[0].column',
      ],
    ],
    [
      'a horizon of one class',
      { horizons: [{ name: 'a', column: 'dpd30', bad: 'lost' }] },
      PLAN,
      ['CLASSES horizons[0].column'],
    ],
    [
      'what is no list of horizons',
      { horizons: [{ name: 'a' }] as never },
      PLAN,
      ['FIELD horizons[0].column', 'FIELD horizons[0].bad'],
    ],
    [
      'more horizons than a backbone has room for',
      { horizons: draw((h) => ({ name: `${h}`, column: `dpd${h}`, bad: 1 })).slice(0, 16) },
      PLAN,
      [],
    ],
  ])('refuse %s', (_, options, plan, issues) => {
    const found = issuesOf(() => pretrainRows(table, plan, options));
    if (issues.length > 0) expect(found).toEqual(['PLAN_INVALID', ...issues]);
    else expect(found.at(-1)).toBe('RANGE horizons');
  });
});
