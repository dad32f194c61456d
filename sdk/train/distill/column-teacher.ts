import { RiskError } from '../../core/errors.js';
import { columnOf, type NumberColumn, type Table } from '../../table/table.js';
import { logit } from './session-teacher.js';
import type { Teacher } from './teacher.js';

/** What the scores in a column mean: log-odds or probability of bad, or any number that rises with risk. */
export type ScoreUnit = 'log-odds' | 'probability' | 'points-of-risk';

/** Every meaning. */
export const SCORE_UNITS = ['log-odds', 'probability', 'points-of-risk'] as const;

/** Scores that stand in a table, as a teacher. */
export interface ScoreColumn {
  readonly column: string;
  readonly unit: ScoreUnit;
  /** Whether the models behind them had not seen the rows. @defaultValue false */
  readonly outOfFold?: boolean;
  /** @defaultValue the column's name */
  readonly name?: string;
}

/**
 * A teacher of the scores in a column: it can be asked of no other rows.
 *
 * @throws RiskError `TABLE_INVALID` when it is no column of numbers, or no probabilities.
 */
export function columnTeacher(
  table: Table,
  { column: name, unit, outOfFold = false, name: called = name }: ScoreColumn,
): Teacher {
  const column = columnOf(table, name);
  if (column?.kind !== 'number') {
    throw new RiskError('TABLE_INVALID', `"${name}" expected a column of numbers`, {
      issues: [{ code: 'SCORES_COLUMN', path: name, expected: 'a column of numbers' }],
    });
  }
  return {
    ...{ name: called, kind: 'scores', outOfFold },
    scores: unit === 'probability' ? logits(column, name) : column.values,
    ...(unit === 'points-of-risk' && { unscaled: true }),
  };
}

function logits({ values }: NumberColumn, name: string): Float64Array {
  if (values.some((value) => value < 0 || value > 1)) {
    throw new RiskError('TABLE_INVALID', `"${name}" expected probabilities, 0 to 1`, {
      issues: [{ code: 'PROBABILITY', path: name, expected: '0 to 1' }],
    });
  }
  return values.map((value) => (Number.isNaN(value) ? NaN : logit(value)));
}
