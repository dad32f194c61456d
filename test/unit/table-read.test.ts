import { describe, expect, it } from 'vitest';
import type { RiskError } from '../../sdk/core/errors.js';
import { readTable } from '../../sdk/table/read-table.js';
import { changed, column, csv, soundCells, utf16, utf8 } from './bad-files/bad-file.js';

function refusalOf(bytes: Uint8Array, options = {}): RiskError {
  try {
    readTable(bytes, options);
  } catch (error) {
    return error as RiskError;
  }
  throw new Error('nothing was refused');
}

describe('names', () => {
  it('may be numbers that count columns, beside a word', () => {
    const names = (text: string) =>
      readTable(utf8(`${text}\n5,0.5,7,8,1\n2,0.25,9,4,0\n`)).table.columns.map(({ name }) => name);
    expect(names('0,1,2,3,bad')).toEqual(['0', '1', '2', '3', 'bad']);
    expect(names('3,1,2,0,bad')[0]).toBe('column_1');
  });
});

describe('a refusal', () => {
  it('names every line at once, and no cell', () => {
    const file = changed((cells) => {
      for (const at of [5, 9, 20]) cells[at]!.push('secret');
    });
    const error = refusalOf(utf8(file));
    expect(error.code).toBe('TABLE_INVALID');
    expect(error.issues).toEqual(
      [6, 10, 21].map((line) => ({
        code: 'ROW_LONG',
        path: `line ${line}`,
        expected: '6 cells, as in the header',
        got: '7',
      })),
    );
    expect(error.message).toBe('line 6 expected 6 cells, as in the header, got 7 (and 2 more)');
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('stops at 200 issues, and counts the others', () => {
    const cells = soundCells(1000);
    cells.forEach((row, i) => i > 500 && row.push('9'));
    const error = refusalOf(utf8(csv(cells)));
    expect(error.issues).toHaveLength(200);
    expect(error.message).toMatch(/\(and 499 more\)$/);
  });

  it('comes before a file is looked at that is larger than memory should be', () => {
    expect(refusalOf(new Uint8Array(2 ** 29 + 1)).issues[0]!.code).toBe('FILE_TOO_LARGE');
  });

  it('meets an encoding that was stated and is wrong', () => {
    const gbk = Uint8Array.from([0x61, 0x0a, 0xd0, 0xd4, 0x0a]);
    expect(refusalOf(gbk, { encoding: 'utf-8' }).issues[0]).toMatchObject({
      code: 'ENCODING',
      path: 'line 2',
    });
  });
});

describe('what the caller states', () => {
  it('takes the place of guesses', () => {
    const semicolons = 'a;b,c\n1;2,5\n3;4,5\n';
    const { table, facts } = readTable(utf8(semicolons), { separator: ',' });
    expect(facts.separator).toBe(',');
    expect(table.columns.map(({ name }) => name)).toEqual(['a;b', 'c']);
    const wide = readTable(utf16(csv(soundCells()), false, false), { encoding: 'utf-16be' });
    expect(wide.facts).toMatchObject({ encoding: 'utf-16be', notes: [] });
  });
});

describe('notes', () => {
  it('say how often, and where first', () => {
    const file = changed((cells) => {
      cells[7]!.splice(4);
      cells[9]!.splice(5);
      cells[12]![2] = 'many';
      for (const row of cells.slice(1)) row[0] = `${row[0]}.25`;
    }, 600);
    const { facts } = readTable(utf8(file));
    expect(facts.notes).toEqual([
      { code: 'ROW_SHORT', path: 'file', count: 2, line: 8 },
      { code: 'WORD_IN_NUMBERS', path: 'income', count: 1, line: 13 },
    ]);
  });

  it('know lines behind quoted cells of several lines', () => {
    const file = changed((cells) => {
      cells[2]![4] = '"a\nb\r\nc"';
      cells[7]!.splice(4);
    });
    const [note] = readTable(utf8(file)).facts.notes;
    expect(note).toEqual({ code: 'ROW_SHORT', path: 'file', count: 1, line: 10 });
  });
});

it('reads rows behind the last quote by bytes, and the same', () => {
  const quotedNames = changed((cells) => {
    cells[0] = cells[0]!.map((name) => `"${name}"`);
  });
  const { table } = readTable(utf8(csv(soundCells())));
  expect(readTable(utf8(quotedNames)).table).toEqual(table);
  for (const end of ['\r\n', '\r']) {
    expect(readTable(utf8(quotedNames.replaceAll('\n', end))).table).toEqual(table);
  }
});

it('reads numbers to the last bit', () => {
  const numbers = [
    '17.299999999999997',
    '0.1',
    '123456.789',
    '1e-7',
    '4.35',
    '2.2250738585072014e-308',
    '0.30000000000000004',
  ];
  const file = `x,y\n${numbers.map((number) => `${number},1`).join('\n')}\n`;
  expect(column('x', 7)(readTable(utf8(file)).table)).toBe(
    `number ${numbers.map(Number).join(' ')}`,
  );
});

it('reads a row of quotes over several pieces', () => {
  const long = `"${'x'.repeat(1_500_000)}"`;
  const { table } = readTable(utf8(`a,b\n1,${long}\n2,${long}\n3,"y"\n`));
  expect(table.rows).toBe(3);
  expect(column('a')(table)).toBe('number 1 2 3');
});
