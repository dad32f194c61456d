import { changed, csv, refused, soundCells, type BadFile } from './bad-file.js';

const sound = csv(soundCells());
const wide = (columns: number, rows: number) =>
  csv([
    Array.from({ length: columns }, (_, i) => `f${i}`),
    ...Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, i) => `${r * i}`),
    ),
  ]);

/** Lines, separators, quotes and names that no table can be made of. */
export const BROKEN_STRUCTURE: readonly BadFile[] = [
  refused('names only', 'a,b,c\n', 'ROWS', 'file'),
  refused('names only, no line end', 'a,b,c', 'ROWS'),
  refused('names and empty lines', 'a,b,c\n\n\n', 'ROWS'),
  refused('names and empty rows', 'a,b,c\n,,\n,,\n', 'ROWS'),
  refused(
    'a row too long',
    changed((c) => c[7]!.push('9')),
    'ROW_LONG',
    'line 8',
  ),
  refused(
    'a comma within a word',
    changed((c) => (c[5]![4] = 'car, used')),
    'ROW_LONG',
    'line 6',
  ),
  refused(
    'decimal commas among commas',
    changed((c) =>
      c
        .slice(1)
        .forEach((r) => (r[3] = r[3]!.replace('.', ',') + (r[3]!.includes('.') ? '' : ',0'))),
    ),
    'NAMES_FEWER',
    'line 1',
  ),
  refused(
    'row names without a name',
    csv(soundCells().map((r, i) => (i === 0 ? r : [`r${i}`, ...r]))),
    'NAMES_FEWER',
    'line 1',
  ),
  refused('prose', 'It was a dark night.\nNo loans were made, none at all.\n', 'NAMES_FEWER'),
  refused(
    'quote never closed',
    changed((c) => (c[10]![4] = '"car')),
    'QUOTE_OPEN',
    'line 11',
  ),
  refused(
    'quote never closed in the names',
    changed((c) => (c[0]![0] = '"id')),
    'QUOTE_OPEN',
    'line 1',
  ),
  refused(
    'quote never closed in the last cell',
    `${sound}1,2018-01-01,5,5,car,"1`,
    'QUOTE_OPEN',
    'line 62',
  ),
  refused(
    'letters after a quote',
    changed((c) => (c[10]![4] = '"car"s')),
    'QUOTE_BROKEN',
    'line 11',
  ),
  refused(
    'quotes within quotes',
    changed((c) => (c[10]![4] = '"a "big" car"')),
    'QUOTE_BROKEN',
    'line 11',
  ),
  refused(
    'quote open until the next one',
    changed((c) => ((c[10]![4] = '"car'), (c[20]![4] = '"car"'))),
    'QUOTE_BROKEN',
    'line 11',
  ),
  refused('separated by spaces', csv(soundCells(), ' '), 'SEPARATOR', 'file'),
  refused('separated by carets', csv(soundCells(), '^'), 'SEPARATOR'),
  refused('separated by tildes', csv(soundCells(), '~'), 'SEPARATOR'),
  refused('separated by control characters', csv(soundCells(), '\u0001'), 'SEPARATOR'),
  refused('separated by full-width commas', csv(soundCells(), '，'), 'SEPARATOR'),
  refused('too many columns', wide(20_001, 1), 'COLUMNS_TOO_MANY', 'line 1'),
];
