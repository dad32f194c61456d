import { RiskError, type Issue } from '../core/errors.js';
import type { FileNote } from '../table/facts.js';
import { openRows } from '../table/named-rows.js';
import { readCommas } from './decimal-commas.js';
import { FeatureCells, type ColumnFeature } from './feature-cells.js';

/** Words for "missing", beside the empty cell. @see CsvOptions.missing */
export const MISSING_WORDS: readonly string[] = ['NaN', 'NA'];

/** A table with thousands of bad cells says so in a page, not in a book. */
const MAX_ISSUES = 200;

export interface CsvOptions {
  /** Cells that mean "missing", beside empty ones. @defaultValue `['NaN', 'NA']` */
  readonly missing?: readonly string[];
  /** Further columns to keep as text. */
  readonly keep?: readonly string[];
}

export interface FeatureColumns {
  readonly rows: number;
  /** By feature name; numbers, category codes, NaN for missing. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly kept: readonly (readonly string[])[];
  /** Line of the file in which a row begins, 1-based. */
  readonly lineOf: (row: number) => number;
  /** What was made good or passed over beside the cells. */
  readonly notes: readonly FileNote[];
}

/**
 * Reads the columns of a model's features from a file as `insitu train` reads it (encodings, separators,
 * quotes, lines around the table), matched by name; other columns are ignored.
 *
 * Cells are read strictly, since the model says what they are: white space around a number is dropped,
 * and decimal commas and grouped thousands are read where the file leaves no other reading. A category
 * may be a label of the model or a code.
 *
 * @throws RiskError `TABLE_INVALID` for a file that is no table; `INPUT_INVALID` with up to 200 issues,
 *   by column and line. No cell is quoted.
 */
export function readFeatureColumns(
  bytes: Uint8Array,
  features: readonly ColumnFeature[],
  options: CsvOptions = {},
): FeatureColumns {
  const missing = new Set(['', ...(options.missing ?? MISSING_WORDS)]);
  const keep = options.keep ?? [];
  const wanted = features.map(({ name }) => name);
  const source = openRows(bytes, [...wanted, ...keep]);
  const places = placesOf(source.names, wanted);
  const keptPlaces = placesOf(source.names, keep);
  const lines: number[] = [];
  const kept: string[][] = keep.map(() => []);
  const columns = features.map((feature, f) => new FeatureCells(feature, places[f]!, missing));
  const notes = source.read((cells, line) => {
    const row = lines.push(line) - 1;
    for (const column of columns) column.add(cells, row);
    for (let k = 0; k < kept.length; k++) kept[k]!.push(cells.text(keptPlaces[k]!));
  });
  const told = readCommas(source, columns, missing);
  const issues = issuesOf(columns, lines);
  if (issues.length > 0) throw refusal(issues);
  return {
    rows: lines.length,
    columns: Object.fromEntries(columns.map(({ name, values }) => [name, values])),
    kept,
    lineOf: (row) => lines[row]!,
    notes: [...notes, ...told],
  };
}

/** In order of lines, and within one of features. */
function issuesOf(columns: readonly FeatureCells[], lines: readonly number[]): Issue[] {
  return columns
    .flatMap((column, f) => column.unread.slice(0, MAX_ISSUES).map((row) => ({ column, f, row })))
    .sort((a, b) => a.row - b.row || a.f - b.f)
    .slice(0, MAX_ISSUES)
    .map(({ column: { feature }, row }) => ({
      ...expectation(feature),
      path: placeName(feature.name, lines[row]!),
    }));
}

/** Says where an issue is in the file: `columns.income[3]` becomes `column "income", line 5`. */
export function locateIssues(error: RiskError, lineOf: (row: number) => number): RiskError {
  const located = error.issues.map((issue) => {
    const [, name, row] = /^columns\.(.*)\[(\d+)\]$/s.exec(issue.path) ?? [];
    if (name === undefined) return issue;
    return { ...issue, path: placeName(name, lineOf(Number(row))) };
  });
  return located.length > 0 ? refusal(located) : error;
}

function placeName(column: string, line: number): string {
  return `column "${column}", line ${line}`;
}

function placesOf(header: readonly string[], names: readonly string[]): number[] {
  const found = new Map<string, number>();
  const issues: Issue[] = [];
  header.forEach((name, place) => {
    if (found.has(name) && names.includes(name)) {
      issues.push({
        code: 'COLUMN_TWICE',
        path: `column "${name}"`,
        expected: 'once in the header',
      });
    }
    found.set(name, place);
  });
  for (const name of names) {
    if (!found.has(name)) {
      issues.push({ code: 'COLUMN_ABSENT', path: `column "${name}"`, expected: 'in the header' });
    }
  }
  if (issues.length > 0) throw refusal(issues);
  return names.map((name) => found.get(name)!);
}

function expectation({ kind, categories }: ColumnFeature): Omit<Issue, 'path'> {
  if (kind === 'numeric') return { code: 'NUMBER_EXPECTED', expected: 'a number or nothing' };
  const labelled = categories.some(({ label }) => label !== undefined);
  return { code: 'CATEGORY_UNKNOWN', expected: labelled ? 'a label or a code' : 'a code' };
}

function refusal(issues: readonly Issue[]): RiskError {
  const first = issues[0]!;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new RiskError('INPUT_INVALID', `${first.path} expected ${first.expected}${more}`, {
    path: first.path,
    issues,
  });
}
