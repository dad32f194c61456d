import { chooseRows } from '../train/delta/label-next.js';
import { UsageError, type CommandInput, type Outcome } from './command.js';
import { MISSING_WORDS, readFeatureColumns } from './csv-columns.js';
import { readBytes } from './files.js';
import { readPublicKey } from './key-files.js';
import { noteText } from './note-text.js';
import { openSession } from './open-session.js';

/**
 * Which rows of a table to find out the outcome of next, by line of its file. Rows that have an outcome
 * already are passed over, where `--target` names it.
 */
export async function labelRows(
  { values }: CommandInput,
  bundle: string,
  table: string,
  wanted: string,
): Promise<Outcome> {
  const count = Number(wanted);
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError('--label-next expected a whole number of rows');
  }
  const words = values.texts('missing');
  const missing = words.length > 0 ? words : MISSING_WORDS;
  const target = values.text('target');
  const trust = values.texts('trust').map(readPublicKey);
  const session = await openSession(readBytes(bundle), 'auto', trust);
  try {
    const keep = target === undefined ? [] : [target];
    const rows = readFeatureColumns(readBytes(table), session.info.features, { missing, keep });
    const known = rows.kept[0]?.map((cell) => cell.trim());
    const open = Array.from({ length: rows.rows }, (_, row) => row).filter(
      (row) => !known || known[row] === '' || missing.includes(known[row]!),
    );
    const columns = Object.fromEntries(
      Object.entries(rows.columns).map(([name, column]) => [
        name,
        Float64Array.from(open, (row) => column[row]!),
      ]),
    );
    if (count > open.length) {
      throw new UsageError(`--label-next expected at most ${open.length}, the rows there are`);
    }
    const { logOdds } = await session.scoreBatch(columns);
    const { rows: chosen, expectedBads, expectedBadsOfAll } = chooseRows(logOdds, count);
    const lines = Array.from(chosen, (row) => rows.lineOf(open[row]!));
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    return {
      json: { lines, expectedBads, expectedBadsOfAll, notes: rows.notes },
      text: [
        `${count} of ${open.length} rows without an outcome, by line of ${table}:`,
        lines.join(' '),
        `expected to turn out bad: ${percent(expectedBads)} of them, ${percent(expectedBadsOfAll)} of all`,
        'chosen by score alone: --bads is not needed for them',
        ...noteText(rows.notes),
      ].join('\n'),
    };
  } finally {
    session.dispose();
  }
}
