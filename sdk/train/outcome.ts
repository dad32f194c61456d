import { columnOf, type Table } from '../table/table.js';
import type { TrainPlan } from './plan.js';

/** Of rows that say neither good nor bad. */
export const NO_OUTCOME = 255;

/**
 * 1 for bad, 0 for good, {@link NO_OUTCOME} where the target is missing: u8[rows]. A number that is
 * written as text in the plan, or the other way round, is taken for what the column has.
 *
 * @returns `undefined` for a column that is not there, or that holds dates.
 */
export function outcomeOf(
  table: Table,
  { column, bad }: TrainPlan['target'],
): Uint8Array | undefined {
  const target = columnOf(table, column);
  if (!target || target.kind === 'date') return undefined;
  const outcome = new Uint8Array(table.rows);
  if (target.kind === 'text') {
    const code = target.words.indexOf(String(bad));
    target.codes.forEach((each, row) => {
      outcome[row] = each < 0 ? NO_OUTCOME : each === code ? 1 : 0;
    });
  } else {
    const value = numberOf(bad);
    target.values.forEach((each, row) => {
      outcome[row] = Number.isNaN(each) ? NO_OUTCOME : each === value ? 1 : 0;
    });
  }
  return outcome;
}

/** A number as it is, or as text says it; NaN where it says none. */
function numberOf(value: string | number): number {
  if (typeof value === 'number') return value;
  return value.trim() === '' ? NaN : Number(value);
}
