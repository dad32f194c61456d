import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFeatureColumns, type CsvOptions } from '../../sdk/cli/csv-columns.js';
import type { ColumnFeature } from '../../sdk/cli/feature-cells.js';
import { RiskError } from '../../sdk/core/errors.js';
import { readTable } from '../../sdk/table/read-table.js';
import { utf16, utf8 } from './bad-files/bad-file.js';

const FEATURES: readonly ColumnFeature[] = [
  { name: 'income', kind: 'numeric', categories: [] },
  { name: 'rate', kind: 'numeric', categories: [] },
  {
    name: 'purpose',
    kind: 'categorical',
    categories: [
      { code: 1, label: '汽车', text: {} },
      { code: 2, label: '房屋', text: {} },
      { code: 3, label: ' spaced', text: {} },
    ],
  },
];
const PLAIN = 'id,income,rate,purpose\n7,1200,0.5,汽车\n8,,12.25,房屋\n9,800,NA,汽车\n';
const GBK: Readonly<Record<string, readonly number[]>> = {
  ...{ 汽: [0xc6, 0xfb], 车: [0xb3, 0xb5] },
  ...{ 房: [0xb7, 0xbf], 屋: [0xce, 0xdd] },
};
const gbk = (text: string) =>
  Uint8Array.from([...text].flatMap((char) => GBK[char] ?? [char.charCodeAt(0)]));

const read = (bytes: Uint8Array, options?: CsvOptions) =>
  readFeatureColumns(bytes, FEATURES, { keep: ['id'], ...options });

function issuesOf(bytes: Uint8Array): string[] {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof RiskError) return [error.code, ...error.issues.map(({ code }) => code)];
    throw error;
  }
  return [];
}

describe('rows for a model are read from the files that training reads', () => {
  const plain = read(utf8(PLAIN));

  it.each([
    ['UTF-16 with a mark', utf16(PLAIN, true, true), ''],
    ['UTF-16 without one', utf16(PLAIN, false, false), 'ENCODING_GUESSED'],
    ['GB 18030', gbk(PLAIN), 'ENCODING_GUESSED'],
    ['tabs', utf8(PLAIN.replaceAll(',', '\t')), ''],
    ['bars', utf8(PLAIN.replaceAll(',', '|')), ''],
    [
      'semicolons and decimal commas',
      utf8(PLAIN.replaceAll(',', ';').replaceAll('.', ',')),
      'DECIMAL_COMMA',
    ],
    ['a stated separator', utf8(`sep=;\r\n${PLAIN.replaceAll(',', ';')}`), 'SEPARATOR_LINE'],
    ['quotes', utf8(PLAIN.replace(/[^,\n]+/g, '"$&"')), ''],
    ['CR', utf8(PLAIN.replaceAll('\n', '\r')), ''],
    ['lines above', utf8(`Applicants of May\n\n${PLAIN}`), 'LINES_BEFORE_HEADER'],
    ['names in two lines', utf8(PLAIN.replace('\n', '\n编号,收入,比例,用途\n')), 'HEADER_TWICE'],
    ['lines below', utf8(`${PLAIN}3 rows\n`), 'LINES_AFTER_TABLE'],
    ['empty lines', utf8(PLAIN.replaceAll('\n', '\n\n')), 'LINE_EMPTY'],
    [
      'separators at the end of rows',
      utf8(PLAIN.replaceAll('\n', ',\n').replace(',\n', '\n')),
      'ROW_LONG',
    ],
    ['the names once more', utf8(PLAIN + PLAIN.split('\n', 1)[0]!), 'HEADER_REPEATED'],
    ['spaces around names', utf8(PLAIN.replace('income,', ' income ,')), ''],
    ['full-width digits', utf8(PLAIN.replace('1200', '１２００')), 'FULL_WIDTH'],
  ])('%s', (_name, bytes, note) => {
    const { columns, kept, notes } = read(bytes);
    expect({ columns, kept }).toEqual({ columns: plain.columns, kept: plain.kept });
    expect([...new Set(notes.map(({ code }) => code))].join()).toBe(note);
    // And training has the same numbers of them.
    const { table } = readTable(bytes);
    for (const name of ['income', 'rate']) {
      const column = table.columns.find((each) => each.name === name);
      expect(column).toMatchObject({ kind: 'number', values: plain.columns[name] });
    }
  });

  it.each([
    ['a spreadsheet', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'FILE_KIND'],
    ['another encoding', Uint8Array.from([...utf8(PLAIN.slice(0, 30)), 0xe9, 0x2c]), 'ENCODING'],
    ['a NUL character', utf8(PLAIN.replace('1200', '12\u00000')), 'NUL_BYTE'],
    ['separators that nobody reads', utf8(PLAIN.replaceAll(',', '^')), 'SEPARATOR'],
    ['a quote that stays open', utf8(PLAIN.replace('8,', '"8,')), 'QUOTE_OPEN'],
    ['rows that are too long', utf8(PLAIN.replace('8,', '8,8,')), 'ROW_LONG'],
    ['nothing', utf8(''), 'EMPTY'],
  ])('%s is refused with the same code', (_name, bytes, code) => {
    expect(issuesOf(bytes)).toEqual(['TABLE_INVALID', code]);
    let refused: unknown;
    try {
      readTable(bytes);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: 'TABLE_INVALID', issues: [{ code }] });
  });
});

describe('where training would make good', () => {
  it('a row that is cut short is refused', () => {
    expect(issuesOf(utf8(PLAIN.replace(',房屋', '')))).toEqual(['TABLE_INVALID', 'ROW_SHORT']);
  });

  it('a row with nothing in it is one, wherever it stands', () => {
    for (const text of [
      PLAIN.replace('\n', '\n,,,\n'),
      PLAIN.replace(/7.*/, ',,,'),
      `${PLAIN},,,`,
    ]) {
      const { rows, columns, notes } = read(utf8(text));
      expect(rows).toBe(text.trim().split('\n').length - 1);
      expect([...columns.purpose!].some(Number.isNaN)).toBe(true);
      expect(notes).toEqual([]);
    }
    const one = readFeatureColumns(utf8('income\n1\n\n2\n'), [FEATURES[0]!]);
    expect([...one.columns.income!]).toEqual([1, NaN, 2]);
  });

  it('words and units among numbers are refused', () => {
    for (const cell of ['many', '12.5%', '$5', '1,234', 'null', '2018-07-01']) {
      const text = PLAIN.replaceAll(',', ';').replace('1200', cell);
      expect(issuesOf(utf8(text)), cell).toEqual(['INPUT_INVALID', 'NUMBER_EXPECTED']);
    }
  });
});

describe('commas and points', () => {
  const incomes = (text: string) => [
    ...read(utf8(`id;income;rate;purpose\n${text}`)).columns.income!,
  ];

  it('mean what the file says that they mean', () => {
    expect(incomes('1;1,234;0,5;1\n2;2,5;1;1\n')).toEqual([1.234, 2.5]);
    expect(incomes('1;1.234;0,5;1\n2;2.500;1;1\n')).toEqual([1234, 2500]);
    expect(incomes('1;1.234;0.5;1\n2;2.500;1;1\n')).toEqual([1.234, 2.5]);
    expect(incomes('1;1,234,567;0.5;1\n2;2,500;1;1\n')).toEqual([1234567, 2500]);
  });

  it('mean the same where only a column that is ignored tells', () => {
    const text = utf8('id;income;rate;purpose;x\n1;1.234;2;1;0,5\n2;2.500;1;1;1,5\n');
    expect([...read(text).columns.income!]).toEqual([1234, 2500]);
  });

  it('leave missing cells missing, by whatever word', () => {
    const text = utf8('id;income;rate;purpose\n1;k.A.;0,5;1\n2;2,5;k.A.;1\n');
    expect([...read(text, { missing: ['k.A.'] }).columns.income!]).toEqual([NaN, 2.5]);
    expect(issuesOf(text).length).toBeGreaterThan(2);
  });
});

describe('cells', () => {
  it('are the numbers that a program takes their text for, to the last bit', () => {
    const number = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
      fc
        .double({ noDefaultInfinity: true, noNaN: true, min: -1e7, max: 1e7 })
        .map((x) => x.toFixed(6)),
      fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
      fc.constantFrom('-0', '0', '-0.0', '007', '+5', '1.', '.5', ' 3\t', '1e-400', '00.5', '1E5'),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (cells) => {
        const text = utf8(`income\n${cells.join('\n')}\n`);
        const { columns } = readFeatureColumns(text, [FEATURES[0]!]);
        expect([...columns.income!]).toEqual(cells.map(Number));
      }),
    );
  });

  it('are labels with the spaces that a model has in them', () => {
    const { columns } = read(utf8(`${PLAIN}1,1,1, spaced\n1,1,1, 房屋\n`));
    expect([...columns.purpose!].slice(-2)).toEqual([3, 2]);
  });
});
