import type { FileNote, NoteCode } from '../table/facts.js';
import type { NamedRows } from '../table/named-rows.js';
import type { FeatureCells } from './feature-cells.js';

/** What leaves a column unread: commas that have two readings, and units. */
const UNCERTAIN: readonly NoteCode[] = ['COMMA_AMBIGUOUS', 'PERCENT', 'CURRENCY'];

/** What is told of a column that was read. */
const TOLD: readonly NoteCode[] = ['DECIMAL_COMMA', 'THOUSANDS', 'FULL_WIDTH'];

/**
 * Reads numbers once more that are written with decimal commas, or with thousands in groups, as a whole
 * column or the file tells them apart. What could mean two numbers stays unread, and so do units: a
 * model does not say whether 12.5% is 12.5 to it.
 *
 * @returns what to tell of the columns that were read so.
 */
export function readCommas(
  source: NamedRows,
  columns: readonly FeatureCells[],
  missing: ReadonlySet<string>,
): readonly FileNote[] {
  const numbers = columns.filter(({ feature }) => feature.kind === 'numeric');
  const unread = numbers.some((column) => column.unread.length > 0);
  // Where commas are free to mark decimals, 1.234 may be a thousand and more.
  const pointed = source.separator !== ',' && numbers.some(({ fractions }) => fractions);
  if (!unread && !pointed) return [];
  const settled = source.settle(missing);
  return numbers.flatMap((column) => {
    const table = settled.columns[column.place]!;
    const notes = settled.notes.filter(({ path }) => path === table.name);
    if (table.kind !== 'number' || notes.some(({ code }) => UNCERTAIN.includes(code))) return [];
    return column.replace(table.values) ? notes.filter(({ code }) => TOLD.includes(code)) : [];
  });
}
