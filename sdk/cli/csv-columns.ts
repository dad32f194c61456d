import { RiskError, type Issue } from '../core/errors.js';
import type { FeatureInfo } from '../scoring/results.js';
import { readCsv } from '../core/csv.js';

/** Words for "missing", beside the empty cell. @see CsvOptions.missing */
export const MISSING_WORDS: readonly string[] = ['NaN', 'NA'];

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A table with thousands of bad cells says so in a page, not in a book. */
const MAX_ISSUES = 200;

/** What {@link readFeatureColumns} needs to know of a feature. */
export type ColumnFeature = Pick<FeatureInfo, 'name' | 'kind' | 'categories'>;

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
}

/**
 * Reads the columns of a model's features from CSV, matched by name; other columns are ignored.
 *
 * Numbers are read strictly: white space around them is dropped, and nothing else. A category may
 * be a label of the model or a code.
 *
 * @throws RiskError `INPUT_INVALID` with up to 200 issues, by column and line. No cell is quoted.
 */
export function readFeatureColumns(
  text: string,
  features: readonly ColumnFeature[],
  options: CsvOptions = {},
): FeatureColumns {
  const missing = new Set(['', ...(options.missing ?? MISSING_WORDS)]);
  const keep = options.keep ?? [];
  const issues: Issue[] = [];
  const lines: number[] = [];
  const kept: string[][] = keep.map(() => []);
  const columns = features.map(() => new GrowingColumn());
  const readers = features.map((feature) => cellReader(feature, missing));
  let places: readonly number[] | undefined;
  let keptPlaces: readonly number[] = [];

  readCsv(text, (cells, line) => {
    if (!places) {
      places = placesOf(
        cells,
        features.map((feature) => feature.name),
      );
      keptPlaces = placesOf(cells, keep);
      return;
    }
    lines.push(line);
    for (let f = 0; f < columns.length; f++) {
      const value = readers[f]!(cells[places[f]!]!);
      columns[f]!.push(value ?? NaN);
      if (value === undefined && issues.length < MAX_ISSUES) {
        issues.push({ ...expectation(features[f]!), path: placeName(features[f]!.name, line) });
      }
    }
    keptPlaces.forEach((place, k) => kept[k]!.push(cells[place]!));
  });
  if (!places) throw new RiskError('INPUT_INVALID', 'the table is empty: expected a header line');
  if (issues.length > 0) throw refusal(issues);
  return {
    rows: lines.length,
    columns: Object.fromEntries(features.map(({ name }, f) => [name, columns[f]!.finish()])),
    kept,
    lineOf: (row) => lines[row]!,
  };
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

type CellReader = (cell: string) => number | undefined;

function cellReader(feature: ColumnFeature, missing: ReadonlySet<string>): CellReader {
  const labels = new Map<string, number>();
  for (const { label, code } of feature.categories)
    if (label !== undefined) labels.set(label, code);
  return (cell) => {
    const code = labels.get(cell);
    if (code !== undefined) return code;
    const word = cell.trim();
    if (NUMBER.test(word)) return Number(word);
    return missing.has(word) ? NaN : undefined;
  };
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

/** A column whose length is not known before its end. */
class GrowingColumn {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  finish(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}
