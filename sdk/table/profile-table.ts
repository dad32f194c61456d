import { countColumn } from './column-profile.js';
import type { FileFacts, TableProfile } from './facts.js';
import { proposeDate, proposeRole } from './propose-role.js';
import { outcomeOf, proposeTarget } from './propose-target.js';
import type { Table } from './table.js';

/**
 * Counts what is in each column, and proposes what it may be used as: a target by its name, a date,
 * and what had better be left out, each with reasons. Where a guess would be a toss, there is none.
 */
export function profileTable(table: Table, facts: FileFacts): TableProfile {
  const counts = table.columns.map(countColumn);
  const target = proposeTarget(counts);
  const outcome =
    target?.bad === undefined ? undefined : outcomeOf(table, target.column, target.bad);
  const date = proposeDate(counts, table.rows);
  const columns = table.columns.map((column, c) => {
    const count = counts[c]!;
    return { ...count, ...proposeRole(column, count, { target: target?.column, date, outcome }) };
  });
  return {
    file: facts,
    columns,
    ...(target?.bad !== undefined && { target: { column: target.column, bad: target.bad } }),
    ...(date !== undefined && { date }),
  };
}
