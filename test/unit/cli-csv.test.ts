import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, readCsv } from '../../sdk/core/csv.js';
import { locateIssues, readFeatureColumns, type CsvOptions } from '../../sdk/cli/csv-columns.js';
import type { ColumnFeature } from '../../sdk/cli/feature-cells.js';
import { RiskError } from '../../sdk/core/errors.js';

function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  readCsv(text, (cells) => rows.push(cells));
  return rows;
}

function refusalOf(action: () => unknown): RiskError {
  try {
    action();
  } catch (error) {
    if (error instanceof RiskError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('CSV', () => {
  it.each([
    [
      'LF',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CR alone',
      'a,b\r1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['no line break at the end', 'a\n1', [['a'], ['1']]],
    ['a byte order mark', '\ufeffa,b\n', [['a', 'b']]],
    [
      'quotes',
      '"a ""x""",b\n"1,\r\n2",3',
      [
        ['a "x"', 'b'],
        ['1,\r\n2', '3'],
      ],
    ],
    ['an empty quoted cell', '"",""\n', [['', '']]],
    [
      'empty cells',
      'a,b,c\n,,\n',
      [
        ['a', 'b', 'c'],
        ['', '', ''],
      ],
    ],
    [
      'an empty cell at the end',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['an empty line in one column', 'a\n\n1\n', [['a'], [''], ['1']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
  });

  it('gives back what was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '中') });
    const table = fc
      .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 5 }))
      .chain(([width, height]) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: height,
          maxLength: height,
        }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => row.map(csvCell).join(',')).join('\r\n');
        expect(rowsOf(text)).toEqual(rows);
      }),
    );
  });

  it.each([
    ['a short row', 'a,b\n1,2\n3\n', 'line 3 expected 2 cells, got 1'],
    ['a long row', 'a,b\n1,2,3\n', 'line 2 expected 2 cells, got 3'],
    ['an empty line', 'a,b\n\n1,2\n', 'line 2 expected 2 cells, got 1'],
    ['an open quote', 'a\n"1\n2\n', 'line 2 expected a closing quote'],
    ['a quote within', 'a\n1"2\n', 'line 2 expected quotes around the whole cell'],
    ['text after a quote', 'a\n"1"2\n', 'line 2 expected a comma or the end of the line'],
    ['a short row after a long cell', 'a,b\n"x\ny",1\n2\n', 'line 4 expected 2 cells, got 1'],
  ])('refuses %s by its line', (_, text, message) => {
    expect(refusalOf(() => rowsOf(text)).message).toContain(message);
  });
});

const features: ColumnFeature[] = [
  { name: 'income', kind: 'numeric', categories: [] },
  {
    name: 'purpose',
    kind: 'categorical',
    categories: [
      { code: 3, label: 'car', text: {} },
      { code: 5, label: '7', text: {} },
    ],
  },
];
const read = (text: string, options?: CsvOptions): ReturnType<typeof readFeatureColumns> =>
  readFeatureColumns(new TextEncoder().encode(text), features, options);

describe('feature columns', () => {
  it('are found by name, in any order, among others', () => {
    const { rows, columns } = read('id,purpose,income\n7,car,1.5\n8,3,2\n');
    expect(rows).toBe(2);
    expect([...columns.income!]).toEqual([1.5, 2]);
    expect([...columns.purpose!]).toEqual([3, 3]);
  });

  it('take a label before a code', () => {
    expect([...read('income,purpose\n1,7\n1,5\n1,4\n').columns.purpose!]).toEqual([5, 5, 4]);
  });

  it.each([
    ['1e5', 1e5],
    [' 5 ', 5],
    ['-.5', -0.5],
    ['+1.', 1],
    ['1E-3', 1e-3],
    ['', NaN],
    ['  ', NaN],
    ['NaN', NaN],
    ['NA', NaN],
  ])('read "%s"', (cell, value) => {
    expect(read(`income,purpose\n${cell},3\n`).columns.income![0]).toBe(value);
  });

  it.each(['12abc', '1,234', '0x10', 'Infinity', '1_000', '--1', '1e', 'null', '5%', 'nan', '.'])(
    'refuse "%s" and never quote it',
    (cell) => {
      const error = refusalOf(() => read(`income,purpose\n1,3\n${csvCell(cell)},3\n`));
      expect(error.code).toBe('INPUT_INVALID');
      expect(error.message).toBe('column "income", line 3 expected a number or nothing');
      expect(JSON.stringify(error.toJSON())).not.toContain(cell.length > 1 ? cell : `"${cell}"`);
    },
  );

  it('take other words for missing', () => {
    expect(read('income,purpose\nnull,3\n', { missing: ['null'] }).columns.income![0]).toBeNaN();
    expect(() => read('income,purpose\nNA,3\n', { missing: ['null'] })).toThrow(/line 2/);
  });

  it('report every bad cell, up to 200', () => {
    const error = refusalOf(() => read(`income,purpose\n${'x,truck\n'.repeat(300)}`));
    expect(error.issues).toHaveLength(200);
    expect(error.issues[1]).toEqual({
      code: 'CATEGORY_UNKNOWN',
      path: 'column "purpose", line 2',
      expected: 'a label or a code',
    });
  });

  it('report every absent or doubled column at once', () => {
    const error = refusalOf(() => read('income,income\n', { keep: ['id'] }));
    expect(error.issues.map(({ path }) => path)).toEqual(['column "income"', 'column "purpose"']);
    expect(() => read('income,purpose\n', { keep: ['id'] })).toThrow(/column "id"/);
  });

  it('keep columns as text', () => {
    const { kept } = read('income,purpose,id\n1,3,"a,1"\n', { keep: ['id', 'income'] });
    expect(kept).toEqual([['a,1'], ['1']]);
  });

  it('refuse an empty table', () => {
    expect(refusalOf(() => read('')).issues[0]!.code).toBe('EMPTY');
    expect(read('income,purpose\n').rows).toBe(0);
  });

  it('say in which line an issue of a row is', () => {
    const { lineOf } = read('note,income,purpose\n"a\nb",1,3\nc,2,3\n');
    const issues = [{ code: 'NUMBER_TOO_LARGE', path: 'columns.income[1]', expected: '<= 1' }];
    const error = new RiskError('INPUT_INVALID', 'x', { issues });
    expect(locateIssues(error, lineOf).message).toBe('column "income", line 4 expected <= 1');
  });
});
