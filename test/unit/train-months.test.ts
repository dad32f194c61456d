import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { boost } from '../../sdk/train/boost/boost.js';
import { profileTable } from '../../sdk/table/profile-table.js';
import { readTable } from '../../sdk/table/read-table.js';
import { inspectPlan } from '../../sdk/train/inspect-plan.js';
import { train } from '../../sdk/train/train.js';
import type { TrainPlan } from '../../sdk/train/plan.js';
import { utf8 } from './bad-files/bad-file.js';

/** Months with the days since 1970-01-01 of their first, as `date -ud YYYY-MM-01 +%s` / 86400 tells. */
const MONTHS = [
  ...[
    { month: '2015-11', day: 16740 },
    { month: '2015-12', day: 16770 },
  ],
  ...[
    { month: '2016-01', day: 16801 },
    { month: '2016-02', day: 16832 },
  ],
  ...[
    { month: '2016-03', day: 16861 },
    { month: '2018-03', day: 17591 },
  ],
];
const NAMES: Readonly<Record<string, string>> = {
  '01': 'Jan',
  '02': 'Feb',
  '03': 'Mar',
  11: 'Nov',
  12: 'Dec',
};

/** How a month is written, by its year and its two digits. */
const FORMS: readonly (readonly [name: string, write: (year: string, month: string) => string])[] =
  [
    ['201803', (y, m) => y + m],
    ['201803.0', (y, m) => `${y}${m}.0`],
    ['2018-03', (y, m) => `${y}-${m}`],
    ['2018-3', (y, m) => `${y}-${Number(m)}`],
    ['2018/03', (y, m) => `${y}/${m}`],
    ['03/2018', (y, m) => `${m}/${y}`],
    ['Mar-2018', (y, m) => `${NAMES[m]}-${y}`],
    ['Mar 2018', (y, m) => `${NAMES[m]} ${y}`],
    ['2018年3月', (y, m) => `${y}年${Number(m)}月`],
    ['2018年03月份', (y, m) => `${y}年${m}月份`],
    ['2018 年 3 月', (y, m) => `${y} 年 ${Number(m)} 月`],
  ];

/** Ten rows or more for each month, in turns. */
function tableOf(name: string, cell: (month: string, row: number) => string, rows = 120) {
  const lines = Array.from({ length: rows }, (_, row) =>
    [cell(MONTHS[row % MONTHS.length]!.month, row), row % 97, row % 7 === 0 ? 1 : 0].join(),
  );
  const { table, facts } = readTable(utf8(`${name},income,bad\n${lines.join('\n')}\n`));
  return { table, profile: profileTable(table, facts) };
}

const digits = (month: string) => month.replace('-', '');
const daysOfRows = (rows: number) =>
  Array.from({ length: rows }, (_, row) => MONTHS[row % MONTHS.length]!.day);

describe('columns of months', () => {
  it.each(FORMS)('%s is the first day of its month, and proposed as the date', (_form, write) => {
    const { table, profile } = tableOf('issue_d', (month) =>
      write(...(month.split('-') as [string, string])),
    );
    expect(table.columns[0]).toMatchObject({ kind: 'date' });
    expect([...(table.columns[0] as { values: Float64Array }).values]).toEqual(daysOfRows(120));
    expect(profile.date).toBe('issue_d');
    expect(profile.columns[0]).toMatchObject({ role: 'date', reasons: ['date'] });
  });

  it.each(['vintage', 'cohort', 'snapshot', 'YYYYMM', 'stat_mth', '放款月', '账期', 'as_of'])(
    'as numbers are dates under the name %s',
    (name) => expect(tableOf(name, digits).table.columns[0]!.kind).toBe('date'),
  );

  it('may have a few numbers for none, where the name says what they are', () => {
    const none = (month: string, row: number) =>
      row === 7 ? '0' : row === 50 ? '999999' : row === 60 ? '' : digits(month);
    const { table, profile } = tableOf('issue_month', none);
    const { values } = table.columns[0] as { values: Float64Array };
    const expected = daysOfRows(120).map((day, row) => ([7, 50, 60].includes(row) ? NaN : day));
    expect([...values]).toEqual(expected);
    expect(profile.file.notes).toContainEqual(
      expect.objectContaining({ code: 'WORD_IN_DATES', path: 'issue_month', count: 2 }),
    );
    expect(tableOf('x', none).table.columns[0]!.kind).toBe('number');
  });

  it.each([
    ['amounts', 'loan_amount', (row: number) => 190_000 + 217 * row],
    ['round amounts under a name of months', 'monthly_income', (row: number) => 200_000 + 50 * row],
    ['incomes of which some could be months', 'monthly_income', (row: number) => 200_001 + row],
    [
      'months that nobody calls so',
      'amount',
      (row: number) => Number(digits(MONTHS[row % 6]!.month)),
    ],
    ['a month without a year', 'month', (row: number) => 1 + (row % 12)],
    ['years', 'issue_year', (row: number) => 2010 + (row % 9)],
    ['postcodes', 'zip_code', (row: number) => 200_001 + 100 * (row % 40)],
  ])('%s stay numbers', (_what, name, value) => {
    expect(tableOf(name, (_month, row) => String(value(row))).table.columns[0]!.kind).toBe(
      'number',
    );
  });
});

describe('a split by month', () => {
  const plan: TrainPlan = {
    name: 'months',
    target: { column: 'bad', bad: 1 },
    features: [{ column: 'income' }],
    split: { date: 'when', outOfTime: 1 / 3 },
    student: { kind: 'boosted', trees: 5 },
    seed: 1,
  };
  const random = createRandom(3);
  const draws = Array.from({ length: 1200 }, () => random.next());
  const lines = draws.map((x, row) => {
    const { month } = MONTHS[row % MONTHS.length]!;
    return {
      month,
      cells: [digits(month), Math.floor(x * 100), x + (row % 11) / 20 > 0.9 ? 1 : 0],
    };
  });
  const file = (name: string) =>
    utf8(`${name},income,bad\n${lines.map(({ cells }) => cells.join()).join('\n')}\n`);

  it('takes numbers for months where the plan says so, and reports by month', () => {
    const { table } = readTable(file('when'));
    // Six months are few: nothing but the plan says that they are dates.
    expect(table.columns[0]!.kind).toBe('number');
    const { parts } = inspectPlan(table, plan);
    const outOfTime = parts.find(({ part }) => part === 'out-of-time');
    expect(outOfTime).toMatchObject({ rows: 400, from: '2016-03-01', to: '2018-03-01' });
    expect(parts.find(({ part }) => part === 'train')).toMatchObject({
      from: '2015-11-01',
      to: '2016-02-01',
    });
  });

  it('counts rows and bad rows as a count by hand does', async () => {
    const months = async (name: string) => {
      const { table } = readTable(file(name));
      const split = { ...plan.split, date: name };
      return (await train(table, { ...plan, split }, { boost })).report.months!;
    };
    const found = await months('issue_month');
    expect(found.map(({ month, rows, bad }) => ({ month, rows, bad }))).toEqual(
      MONTHS.map(({ month }) => {
        const own = lines.filter((line) => line.month === month);
        return { month, rows: own.length, bad: own.filter(({ cells }) => cells[2] === 1).length };
      }),
    );
    expect(found.map(({ part }) => part === 'out-of-time')).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(await months('when')).toEqual(found);
  });

  it('is refused for numbers of which too many are no months', () => {
    const { table } = tableOf('when', (month, row) => (row % 10 === 0 ? '5' : digits(month)), 240);
    expect(() => inspectPlan(table, plan)).toThrow(/plan.split.date" expected dates, got number/);
  });
});
