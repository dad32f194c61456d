import { describe, expect, it } from 'vitest';
import { readTable } from '../../sdk/table/read-table.js';
import { fuzzTables } from '../fuzz/table-fuzz.js';

/** Generous limits: other processes take their share of the machine. */
const OPTIONS = { count: 400, seed: 3, limitMs: 5000 };

describe('the reader of tables, fuzzed', () => {
  it('refuses with a code, in time, or reads the same with quotes and without', () => {
    const { outcomes } = fuzzTables(OPTIONS);
    expect(outcomes.read).toBeGreaterThan(OPTIONS.count / 4);
    // Each layer is reached, not by luck.
    for (const code of ['ENCODING', 'ROW_LONG', 'QUOTE_BROKEN'])
      expect(outcomes[code]).toBeGreaterThan(0);
  });
});

describe('the fuzzer, against planted faults', () => {
  const short = { ...OPTIONS, count: 60 };

  it('finds an error without a code', () => {
    const reader = () => {
      throw new TypeError('undefined is not an object');
    };
    expect(() => fuzzTables({ ...short, reader })).toThrow(/refused without a code/);
  });

  it('finds a cell that is lost in quotes', () => {
    const reader: typeof readTable = (bytes, options) => {
      const { table, facts } = readTable(bytes, options);
      const [first] = table.columns;
      if (bytes.includes(0x22) && first?.kind === 'number') first.values[0] = 0;
      return { table, facts };
    };
    expect(() => fuzzTables({ ...short, reader })).toThrow(/reads otherwise in quotes/);
  });

  it('finds a column of another length', () => {
    const reader: typeof readTable = (bytes, options) => {
      const { table, facts } = readTable(bytes, options);
      return { table: { ...table, rows: table.rows + 1 }, facts };
    };
    expect(() => fuzzTables({ ...short, reader })).toThrow(/another length/);
  });
});
