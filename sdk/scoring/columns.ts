import type { Issue } from '../core/errors.js';
import type { ColumnTable } from '../model/column-table.js';
import type { Feature } from '../model/feature.js';
import {
  categoryIssue,
  numberIssue,
  readValue,
  refuseInput,
  type ValueIssue,
} from './applicant.js';
import type { ColumnInput, Columns } from './results.js';

/** A file with one bad column would otherwise give an issue a row. */
const MAX_ISSUES = 200;

type FloatColumn = Float32Array | Float64Array;

/**
 * Checks batch input and brings it into one float column per feature, in the model's order.
 * Float columns are used as they are; others are copied.
 *
 * O(rows * features).
 * @throws RiskError `INPUT_INVALID` with up to 200 issues, by `columns.NAME[row]`.
 */
export function readColumns(features: readonly Feature[], columns: Columns): ColumnTable {
  const issues: Issue[] = [];
  const rows = commonLength(features, columns, issues);
  const table: FloatColumn[] = [];
  if (issues.length === 0) {
    for (const feature of features) {
      table.push(readColumn(feature, columns[feature.name]!, issues));
    }
  }
  if (issues.length > 0) refuseInput(issues);
  return { rows, columns: table };
}

function commonLength(features: readonly Feature[], columns: Columns, issues: Issue[]): number {
  let rows: number | undefined;
  for (const feature of features) {
    const column: unknown = columns[feature.name];
    const path = `columns.${feature.name}`;
    if (column === undefined) {
      issues.push({ code: 'FEATURE_ABSENT', path, expected: 'present', got: 'absent' });
    } else if (!Array.isArray(column) && !isNumberArray(column)) {
      issues.push({
        code: 'COLUMN_EXPECTED',
        path,
        expected: 'an array of numbers',
        got: typeof column,
      });
    } else {
      rows ??= column.length;
      if (column.length !== rows) {
        issues.push({
          code: 'COLUMN_LENGTH',
          path,
          expected: `${rows} rows`,
          got: `${column.length} rows`,
        });
      }
    }
  }
  return rows ?? 0;
}

function isNumberArray(column: unknown): column is FloatColumn {
  return (
    ArrayBuffer.isView(column) &&
    !(column instanceof DataView) &&
    !(column instanceof BigInt64Array) &&
    !(column instanceof BigUint64Array)
  );
}

function readColumn(feature: Feature, column: ColumnInput, issues: Issue[]): FloatColumn {
  if (Array.isArray(column)) return readPlain(feature, column, issues);
  const floats =
    column instanceof Float32Array || column instanceof Float64Array
      ? column
      : Float64Array.from(column as Uint8Array);
  if (!passesAtOnce(feature, floats)) checkEach(feature, floats, issues);
  return floats;
}

function readPlain(feature: Feature, column: readonly unknown[], issues: Issue[]): FloatColumn {
  const out = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const read = readValue(feature, column[row] ?? null);
    if (typeof read === 'number') out[row] = read;
    else addIssue(issues, feature, row, read);
  }
  return out;
}

/**
 * The common case, decided without a branch a row: no rule to check, and every value finite
 * (x * 0 is 0 for those, NaN for the rest).
 */
function passesAtOnce(feature: Feature, column: FloatColumn): boolean {
  if (feature.kind !== 'numeric' || feature.integer) return false;
  const { min = -Infinity, max = Infinity } = feature;
  const ranged = min !== -Infinity || max !== Infinity;
  const { length } = column;
  let zeros = 0;
  for (let row = 0; row < length; row++) zeros += column[row]! * 0;
  if (zeros !== 0) return false;
  if (ranged) {
    for (let row = 0; row < length; row++) {
      const value = column[row]!;
      if (value < min || value > max) return false;
    }
  }
  return true;
}

function checkEach(feature: Feature, column: FloatColumn, issues: Issue[]): void {
  const { length } = column;
  for (let row = 0; row < length; row++) {
    const value = column[row]!;
    if (value !== value) {
      if (feature.missing === 'allowed') continue;
      addIssue(issues, feature, row, {
        code: 'MISSING_REFUSED',
        expected: 'a value',
        got: 'missing',
      });
      continue;
    }
    const issue =
      feature.kind === 'numeric' ? numberIssue(feature, value) : categoryIssue(feature, value);
    if (issue) addIssue(issues, feature, row, issue);
  }
}

function addIssue(issues: Issue[], feature: Feature, row: number, issue: ValueIssue): void {
  if (issues.length < MAX_ISSUES)
    issues.push({ ...issue, path: `columns.${feature.name}[${row}]` });
}
