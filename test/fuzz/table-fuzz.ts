import { ERROR_CODES, isRiskError } from '../../sdk/core/errors.js';
import { profileTable } from '../../sdk/table/profile-table.js';
import { rawRow } from '../../sdk/table/raw-row.js';
import { readTable } from '../../sdk/table/read-table.js';
import type { Table } from '../../sdk/table/table.js';
import { csv, soundCells, utf16 } from '../unit/bad-files/bad-file.js';
import type { FuzzReport } from './bundle-fuzz.js';
import { mutateBytes } from './mutate-bytes.js';
import { Random } from './random.js';

export interface TableFuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Longest time one input may take, ms. */
  readonly limitMs: number;
  /** The reader under test; replaced to see the fuzzer find a planted fault. */
  readonly reader?: typeof readTable;
}

/** Cells that mean something to some part of the reader, none of which needs quotes. */
const PIECES = [
  ...['', ' ', '0', '-0', '1', '007', '1e999', '-1e5', '.5', '5.', '12.5%', '$5', '€7', '1.234'],
  ...[
    'NA',
    'null',
    '.',
    '-',
    '无',
    '缺失',
    'inf',
    '∞',
    '１２',
    '９００７',
    '9007199254740993',
    '−5',
    '(3)',
  ],
  ...[
    '2018-07-01',
    '1/2/2018',
    '31/12/2018',
    '20180701',
    '01.07.18',
    'Jul-2018',
    '2018年7月',
    '12:30',
  ],
  ...[
    'yes',
    'no',
    '是',
    '__proto__',
    'x'.repeat(300),
    'é',
    '🚗',
    '\u00a0',
    '\u200b',
    '1\u00a0234',
    "1'000",
  ],
];

/** Pieces of files, which move the borders of cells. */
const BORDERS = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\0',
  '\ufeff',
  'sep=;\n',
  ',,,',
];

/**
 * Reads damaged files of separated values.
 *
 * Throws at the first input that is refused without a code, takes too long, gives a table that is
 * none, or reads otherwise when every cell stands in quotes. The message names seed and input.
 */
export function fuzzTables(fuzz: TableFuzzOptions): FuzzReport {
  const { count, seed, limitMs, reader = readTable } = fuzz;
  const before = process.memoryUsage.rss();
  const outcomes: Record<string, number> = {};
  let slowestMs = 0;
  let growthBytes = 0;
  for (let input = 0; input < count; input++) {
    const random = new Random(seed * 6007 + input);
    const fail = (what: string): never => {
      throw new Error(`seed ${seed}, input ${input}: ${what}`);
    };
    const start = performance.now();
    const outcome = random.chance(0.5)
      ? tryBytes(random, reader, fail)
      : tryCells(random, reader, fail);
    const elapsed = performance.now() - start;
    if (elapsed > limitMs) fail(`took ${elapsed.toFixed(0)} ms`);
    slowestMs = Math.max(slowestMs, elapsed);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (input % 64 === 0) growthBytes = Math.max(growthBytes, process.memoryUsage.rss() - before);
  }
  return { inputs: count, outcomes, slowestMs, growthBytes };
}

type Fail = (what: string) => never;

/** Damage to bytes: whatever comes of it is a table or a refusal. */
function tryBytes(random: Random, reader: typeof readTable, fail: Fail): string {
  const base = random.pick(BASES);
  let file = mutateBytes(base, random.pick(BASES), random);
  if (random.chance(0.5)) {
    const at = random.below(file.length + 1);
    const piece = new TextEncoder().encode(random.pick(random.chance(0.5) ? BORDERS : PIECES));
    file = Uint8Array.from([...file.subarray(0, at), ...piece, ...file.subarray(at)]);
  }
  return outcomeOf(() => reader(file).table, fail).outcome;
}

/** Other cells: the same table must come of them with every cell in quotes. */
function tryCells(random: Random, reader: typeof readTable, fail: Fail): string {
  const cells = soundCells(5 + random.below(30));
  for (let changes = random.below(20); changes > 0; changes--) {
    const row = cells[random.chance(0.1) ? 0 : random.below(cells.length)]!;
    row[random.below(row.length)] = random.pick(PIECES);
  }
  if (random.chance(0.3)) {
    const column = random.below(6);
    const [a, b] = [random.pick(PIECES), random.pick(PIECES)];
    for (const row of cells.slice(1)) row[column] = random.chance(0.5) ? a : b;
  }
  const separator = random.pick([',', ';', '\t', '|'] as const);
  const end = random.pick(['\n', '\r\n', '\r']);
  const encoder = new TextEncoder();
  const read = (rows: string[][]) =>
    outcomeOf(() => reader(encoder.encode(csv(rows, separator, end)), { separator }).table, fail);
  const plain = read(cells);
  const quoted = read(cells.map((row) => row.map((cell) => `"${cell}"`)));
  if (JSON.stringify(plain) !== JSON.stringify(quoted)) fail('reads otherwise in quotes');
  return plain.outcome;
}

function outcomeOf(run: () => Table, fail: Fail): { outcome: string; table?: unknown } {
  try {
    const table = run();
    const fault = faultOf(table);
    if (fault !== undefined) fail(fault);
    return { outcome: 'read', table: table.columns.map((column) => ({ ...column })) };
  } catch (error) {
    if (!isRiskError(error))
      return fail(`refused without a code: ${String((error as Error).stack)}`);
    const { code, issues } = error;
    if (code !== 'TABLE_INVALID' || !Object.hasOwn(ERROR_CODES, code)) fail(`refused with ${code}`);
    return { outcome: issues[0]?.code ?? fail('refused without an issue') };
  }
}

/** What is wrong with a table, if anything: lengths, codes, names; and its profile adds up. */
function faultOf(table: Table): string | undefined {
  const names = new Set(table.columns.map(({ name }) => name));
  if (names.size !== table.columns.length || names.has('')) return 'names are not distinct';
  if (table.rows < 1) return 'no rows';
  for (const column of table.columns) {
    const { length } = column.kind === 'text' ? column.codes : column.values;
    if (length !== table.rows) return 'a column of another length';
    if (column.kind !== 'text') {
      if (column.values.some((v) => v === Infinity || v === -Infinity)) return 'an infinity';
    } else if (column.codes.some((code) => code < -1 || code >= column.words.length)) {
      return 'a code without a word';
    } else if (new Set(column.words).size !== column.words.length) return 'a word twice';
  }
  const facts = { encoding: 'utf-8', separator: ',', rows: table.rows, notes: [] } as const;
  const profile = profileTable(table, facts);
  const row = rawRow(table, table.rows - 1);
  if (Object.keys(row).length !== names.size) return 'a raw row of another width';
  const odd = profile.columns.find(({ missing, distinct }) => distinct + missing > table.rows);
  return odd && 'more distinct values than rows';
}

const text = csv(soundCells());
const encoder = new TextEncoder();

/** Sound files of several kinds. */
const BASES: readonly Uint8Array[] = [
  encoder.encode(text),
  encoder.encode(
    csv(
      soundCells().map((row) => row.map((cell) => `"${cell}"`)),
      ';',
      '\r\n',
    ),
  ),
  encoder.encode(
    csv(
      soundCells().map(([id, ...row]) => [id!, ...row.map((c) => c.replace('.', ','))]),
      ';',
    ),
  ),
  encoder.encode(text.replaceAll('car', '汽车').replaceAll('bad', '是否逾期')),
  utf16(text, true, true),
  Uint8Array.from([
    ...encoder.encode('number,word\n1,a\n2,b\n'),
    ...[0xb1, 0xe0, 0x2c, 0xd0, 0xd4, 0x0a, 0xb1, 0xf0, 0x2c, 0xc4, 0xd0],
  ]),
];
