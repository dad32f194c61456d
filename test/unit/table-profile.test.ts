import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profileTable } from '../../sdk/table/profile-table.js';
import { rawRow } from '../../sdk/table/raw-row.js';
import { readTable } from '../../sdk/table/read-table.js';
import { csv, utf8 } from './bad-files/bad-file.js';

/** A profile of columns given as cells by row; 100 rows. */
function profileOf(columns: Readonly<Record<string, (row: number) => string | number>>) {
  const names = Object.keys(columns);
  const rows = Array.from({ length: 100 }, (_, row) =>
    names.map((name) => `${columns[name]!(row)}`),
  );
  const { table, facts } = readTable(utf8(csv([names, ...rows])));
  return profileTable(table, facts);
}

const bad = (row: number) => (row % 4 === 0 ? 1 : 0);
const noise = (row: number) => (row * 7919) % 101;

describe('roles', () => {
  it.each([
    ['sex', noise, 'protected'],
    ['applicantAge', noise, 'protected'],
    ['性别', noise, 'protected'],
    ['民族', noise, 'protected'],
    ['NAME_FAMILY_STATUS', noise, 'protected'],
    ['date_of_birth', (row: number) => `19${60 + (row % 30)}-01-01`, 'protected,date'],
    ['age_of_account', noise, ''],
    ['customer_id', (row: number) => 9000 - row * 7, 'identifier'],
    ['合同编号', (row: number) => `HT${row}`, 'identifier'],
    ['anything', (row: number) => `w${row}`, 'identifier'],
    ['row', (row: number) => row + 1, 'identifier'],
    ['income', (row: number) => 5000 - row * 7, ''],
    ['city', (row: number) => `c${row % 30}`, 'too-many-words'],
    ['purpose', (row: number) => `p${row % 7}`, ''],
    ['flat', () => 5, 'constant'],
    ['gone', () => '', 'all-missing'],
    ['weight', noise, 'weight'],
    ['recoveries', noise, 'knows-the-future'],
    ['total_pymnt', noise, 'knows-the-future'],
    ['last_pymnt_amnt', noise, 'knows-the-future'],
    ['ChargeOffDate', (row: number) => `2018-0${1 + (row % 9)}-01`, 'knows-the-future,date'],
    ['核销金额', noise, 'knows-the-future'],
    ['是否逾期', noise, 'knows-the-future'],
    ['twin', (row: number) => bad(row) * 10 + 5, 'knows-the-future'],
    ['gone_when_bad', (row: number) => (bad(row) ? '' : noise(row)), 'knows-the-future'],
    ['ending', (row: number) => (bad(row) ? 'Charged Off' : 'Fully Paid'), 'knows-the-future'],
    ['delinq_2yrs', noise, ''],
  ] as const)('%s', (name, of, reasons) => {
    const { columns } = profileOf({ [name]: of, bad });
    expect(columns[0]!.reasons.join()).toBe(reasons);
    expect(columns[0]!.role).toBe(reasons === '' ? 'feature' : 'left-out');
  });

  it('are not guessed from few rows', () => {
    const { table, facts } = readTable(utf8('x,word,bad\n1,a,0\n2,b,1\n3,c,0\n'));
    const roles = profileTable(table, facts).columns.map(({ role }) => role);
    expect(roles).toEqual(['feature', 'feature', 'target']);
  });
});

describe('the target', () => {
  const of = (one: string | number, other: string | number) => (row: number) =>
    bad(row) ? one : other;
  it.each([
    ['bad', of(1, 0), 1],
    ['is_default', of('Y', 'N'), 'Y'],
    ['default.payment.next.month', of(1, 0), 1],
    ['SeriousDlqin2yrs', of(1, 0), 1],
    ['是否违约', of('是', '否'), '是'],
    ['好坏', of('坏', '好'), '坏'],
    ['creditability', of(0, 1), 0],
    ['class', of(2, 1), 2],
    ['y', of(1, 0), 1],
    ['TARGET', of(1, 0), 1],
    ['loan_status', of('Charged Off', 'Fully Paid'), 'Charged Off'],
    ['status', of('bad', 'good'), 'bad'],
    // Tosses: the column is proposed, and people say which value is bad.
    ['target', of(0, 1), undefined],
    ['Loan_Status', of('N', 'Y'), undefined],
    ['y', of('a', 'b'), undefined],
    ['loan_status', (row: number) => ['Current', 'Fully Paid', 'Charged Off'][row % 3]!, undefined],
  ] as const)('%s', (name, cells, value) => {
    const { target, columns } = profileOf({ income: noise, [name]: cells });
    expect(columns[1]!.role).toBe('target');
    expect(target).toEqual(value === undefined ? undefined : { column: name, bad: value });
  });

  it('is left open without a name for it', () => {
    expect(profileOf({ income: noise, bankrupt: bad }).target).toBeUndefined();
  });

  it('is the surest of several', () => {
    const { target, columns } = profileOf({ status: of('good', 'bad'), default_flag: bad });
    expect(target).toEqual({ column: 'default_flag', bad: 1 });
    expect(columns[0]!.reasons).toEqual(['knows-the-future']);
  });
});

describe('the date', () => {
  const day = (row: number) => `2018-${String(1 + (row % 12)).padStart(2, '0')}-15`;

  it('is the only one there is', () => {
    expect(profileOf({ bad, d: day }).date).toBe('d');
  });

  it('is the one named like an application', () => {
    const { date, columns } = profileOf({ bad, funded_date: day, application_date: day });
    expect(date).toBe('application_date');
    expect(columns[1]).toMatchObject({ role: 'left-out', reasons: ['date'] });
  });

  it('is left open between two that nothing tells apart', () => {
    expect(profileOf({ bad, d1: day, d2: day }).date).toBeUndefined();
  });

  it('is never one that is mostly missing, of birth, or of the end', () => {
    const columns = {
      birthday: day,
      closed_date: day,
      some_date: (row: number) => (row < 60 ? '' : day(row)),
    };
    expect(profileOf({ bad, ...columns }).date).toBeUndefined();
  });
});

it('counts, bounds and the most frequent values', () => {
  const { table, facts } = readTable(
    utf8('n,t,d\n3,a,2018-07-01\n,b,\n1,a,2018-07-02\n3,NA,2018-07-01\n'),
  );
  expect(profileTable(table, facts).columns).toMatchObject([
    {
      kind: 'number',
      missing: 1,
      distinct: 2,
      min: 1,
      max: 3,
      values: [
        { value: 3, rows: 2 },
        { value: 1, rows: 1 },
      ],
    },
    {
      kind: 'text',
      missing: 1,
      distinct: 2,
      values: [
        { value: 'a', rows: 2 },
        { value: 'b', rows: 1 },
      ],
    },
    { kind: 'date', missing: 1, distinct: 2, min: 17713, max: 17714 },
  ]);
});

it('gives one row as raw values', () => {
  const { table } = readTable(utf8('n,t,d\n3,a,2018-07-01\n,,\n1,b,2018-07-02\n'));
  expect(rawRow(table, 0)).toEqual({ n: 3, t: 'a', d: 17713 });
  expect(rawRow(table, 1, ['t', 'n'])).toEqual({ t: 'b', n: 1 });
  const { table: gaps } = readTable(utf8('n,t\n,a\n5,\n'));
  expect([rawRow(gaps, 0), rawRow(gaps, 1)]).toEqual([
    { n: null, t: 'a' },
    { n: 5, t: null },
  ]);
  expect(() => rawRow(table, 2)).toThrow(/"row" expected/);
  expect(() => rawRow(table, 0, ['x'])).toThrow(/a column of the table/);
});

/** What is proposed for real files: target, date, and all columns that are left out. */
const REAL = [
  ['auto_loan_accepts', 'bad=1', undefined, 'app_id weight'],
  ['auto_loan_rejects', undefined, undefined, 'app_id'],
  ['bankloan_cn', '违约=1', undefined, '年龄'],
  [
    'german_credit',
    'creditability=bad',
    undefined,
    'personal_status_and_sex age_in_years foreign_worker',
  ],
  ['heloc', 'RiskPerformance=Bad', undefined, ''],
  ['hmeq', 'BAD=1', undefined, ''],
  ['lendingclub_2018', 'loan_status=1', 'issue_d', 'id'],
  ['modeldata_credit_data', 'Status=bad', undefined, 'Age Marital'],
  [
    'sba_case',
    'Default=1',
    'ApprovalDate',
    'LoanNr_ChkDgt City State Zip Bank ChgOffDate DisbursementDate BalanceGross MIS_Status ChgOffPrinGr',
  ],
  ['south_german_credit', 'kredit=0', undefined, 'famges alter gastarb'],
  ['uci_taiwan_default', 'default.payment.next.month=1', undefined, 'ID SEX MARRIAGE AGE'],
] as const;

describe('real files', () => {
  it.for(REAL)('%s', ([name, target, date, leftOut], context) => {
    const file = new URL(`../../../shared/data/${name}.csv`, import.meta.url);
    if (!existsSync(file)) return context.skip('the shared data are not part of the repository');
    const { table, facts } = readTable(readFileSync(file));
    const profile = profileTable(table, facts);
    expect(profile.target && `${profile.target.column}=${profile.target.bad}`).toBe(target);
    expect(profile.date).toBe(date);
    const left = profile.columns.filter(({ role }) => role === 'left-out');
    expect(left.map((column) => column.name).join(' ')).toBe(leftOut);
  });
});
