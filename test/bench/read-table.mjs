/**
 * `node test/bench/read-table.mjs [--rows 1000000] [--udsv PATH]`: how fast tables are read, beside
 * Papa Parse alone (texts only, no types) in the same run; and files made to hang readers.
 *
 * `--udsv` is a folder in which udsv was installed; it is no dependency of ours.
 */
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { rolldown } from 'rolldown';
import { describeMachine, line, timeInTurn } from './timing.mjs';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, udsv: { type: 'string' } },
});
const rows = Number(values.rows);
const here = dirname(fileURLToPath(import.meta.url));
const file = resolve(here, '../../.cache/bench/read-table.mjs');
const build = await rolldown({
  input: resolve(here, '../../sdk/table/read-table.ts'),
  platform: 'node',
});
await build.write({ file, format: 'esm', codeSplitting: false });
await build.close();
const { readTable } = await import(pathToFileURL(file).href);
const udsv = values.udsv && createRequire(resolve(values.udsv, 'x.js'))('udsv');

/** @param {(row: number, column: number, random: number) => string} cell */
function fileOf(count, columns, cell, names = (i) => `f${i}`) {
  let state = 1;
  const lines = [Array.from({ length: columns }, (_, i) => names(i)).join(',')];
  for (let row = 0; row < count; row++) {
    const cells = [];
    for (let column = 0; column < columns; column++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 1;
      cells.push(cell(row, column, state));
    }
    lines.push(cells.join(','));
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const number = (row, column, random) =>
  column % 3 === 0
    ? `${random % 1000}`
    : column % 3 === 1
      ? (random / 1e4).toFixed(2)
      : `${random % 5}`;
const words = ['car', 'home', 'a longer word for a purpose', '教育'];
const mixed = (row, column, random) =>
  column % 4 === 0 ? words[random % 4] : number(row, column, random);
const FILES = {
  numbers: () => fileOf(rows, 23, number),
  'numbers, names in quotes': () => fileOf(rows, 23, number, (i) => `"f${i}"`),
  'numbers and words': () => fileOf(rows, 23, mixed),
  'a cell in quotes each row': () =>
    fileOf(rows, 23, (row, column, random) =>
      column === 5 ? `"${words[random % 4]}, x"` : number(row, column, random),
    ),
};

console.log(`${describeMachine()}\n`);
const widths = [28, 8, 12, 14, 14, 8];
console.log(line(['MB/s', 'MB', 'readTable', 'Papa Parse', udsv ? 'udsv' : '', 'times'], widths));
for (const [name, make] of Object.entries(FILES)) {
  const bytes = make();
  const candidates = {
    ours: () => readTable(bytes),
    papa: () => Papa.parse(new TextDecoder().decode(bytes)).data.length,
  };
  if (udsv) {
    candidates.udsv = () => {
      const text = new TextDecoder().decode(bytes);
      return udsv.initParser(udsv.inferSchema(text)).typedArrs(text).length;
    };
  }
  const times = await timeInTurn(candidates, { minMs: 0, minRuns: 3 });
  const speed = (ms) => (bytes.length / 1e3 / ms).toFixed(0);
  const { ours, papa } = times;
  const cells = [
    speed(ours.median),
    speed(papa.median),
    times.udsv ? speed(times.udsv.median) : '',
  ];
  console.log(
    line(
      [name, (bytes.length / 1e6).toFixed(0), ...cells, (papa.median / ours.median).toFixed(1)],
      widths,
    ),
  );
}

/** Files at which readers hang: the time may grow with the size, and no faster. */
const HOSTILE = {
  'quote never closed': (n) => `a,b\n1,"${'x,y\n'.repeat(n / 4)}`,
  'only quotes': (n) => '"'.repeat(n),
  'quotes and letters': (n) => `a,b\n${'"a"b'.repeat(n / 4)}`,
  'quotes, spaces': (n) => `a,b\n"a"${' '.repeat(n)}x`,
  'quotes and spaces': (n) => `a,b\n${'" '.repeat(n / 2)}`,
  'one line': (n) => 'x'.repeat(n),
  'one row': (n) => `a,b\n${'1,'.repeat(n / 2)}`,
  'empty lines': (n) => `a,b\n1,2\n${'\n'.repeat(n)}`,
  'empty rows': (n) => `a,b\n1,2\n${',\n'.repeat(n / 2)}`,
  'short rows': (n) => `a,b,c\n${'1,2\n'.repeat(n / 4)}`,
  'long rows': (n) => `a,b\n${'1,2,3\n'.repeat(n / 6)}`,
  'CR only': (n) => `a,b\r${'1,2\r'.repeat(n / 4)}`,
  'distinct words': (n) =>
    `a,b\n${Array.from({ length: n / 10 }, (_, i) => `w${i},${i % 7}`).join('\n')}`,
  'long words': (n) => `a,b\n${`${'w'.repeat(10_000)},1\n`.repeat(n / 1e4)}`,
  digits: (n) => `a,b\n${`${'9'.repeat(10_000)},1\n`.repeat(n / 1e4)}`,
  '5,000 columns': (n) =>
    `${Array.from({ length: 5000 }, (_, i) => `f${i}`).join()}\n`.concat(
      `${'1,'.repeat(4999)}1\n`.repeat(n / 1e4),
    ),
};
console.log(`\n${line(['ms', '2 MB', '8 MB', 'times', ''], [28, 8, 8, 8])}`);
for (const [name, make] of Object.entries(HOSTILE)) {
  const [small, large] = [2e6, 8e6].map((n) => {
    const bytes = new TextEncoder().encode(make(n));
    const start = performance.now();
    let outcome = 'read';
    try {
      readTable(bytes);
    } catch (error) {
      outcome = error.issues?.[0]?.code ?? error.stack;
    }
    return { ms: performance.now() - start, outcome };
  });
  const cells = [small.ms.toFixed(0), large.ms.toFixed(0), (large.ms / small.ms).toFixed(1)];
  console.log(line([name, ...cells, large.outcome], [28, 8, 8, 8]));
}
