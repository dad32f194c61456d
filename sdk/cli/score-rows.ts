import { textIn, type Locale } from '../core/locale.js';
import { fromFixedPoint } from '../core/fixed-point.js';
import type { BatchExplanation, BatchResult, ModelInfo } from '../scoring/results.js';
import type { AsyncSession } from '../scoring/session.js';
import { csvCell } from '../core/csv.js';
import type { FeatureColumns } from './csv-columns.js';

/** Rows scored before they are written: bounds what is held at a time. */
const CHUNK_ROWS = 8192;

const MAX_REASONS = 4;

/** From so many rows on, compiling all explanation tables first pays for itself. */
const WARM_UP_ROWS = 256;
const WARM_UP_SLICE_MS = 200;

export interface ScoreTask {
  readonly session: AsyncSession;
  readonly rows: FeatureColumns;
  /** Names of the columns that `rows.kept` holds. */
  readonly keep: readonly string[];
  readonly explain: boolean;
  /** Reasons in words of this language; codes without. */
  readonly locale?: Locale;
}

/**
 * Scores a table and writes it as CSV, a piece at a time.
 *
 * All rows are checked before the first is scored, so that a refused table writes nothing.
 *
 * @throws RiskError `INPUT_INVALID` with the issues by `columns.NAME[row]`, rows of the whole table.
 */
export async function scoreRows(
  task: ScoreTask,
  write: (lines: string) => void,
  onRows: (done: number, total: number) => void,
): Promise<void> {
  const { session, rows, explain } = task;
  const margins = await session.scoreBatch(rows.columns);
  while (explain && rows.rows >= WARM_UP_ROWS && session.warmUp(WARM_UP_SLICE_MS))
    onRows(0, rows.rows);
  // A network is explained by reason group, everything else by feature.
  const { features, reasons, reproducible } = session.info;
  const names = reproducible ? features.map(({ name }) => name) : reasons.map(({ code }) => code);
  write(`${header(task, names).map(csvCell).join(',')}\n`);
  for (let start = 0; start < rows.rows; start += CHUNK_ROWS) {
    const end = Math.min(rows.rows, start + CHUNK_ROWS);
    const explained = explain ? await explainRows(session, rows, start, end) : undefined;
    let lines = '';
    for (let row = start; row < end; row++) {
      const cells = [...task.rows.kept.map((column) => csvCell(column[row]!))];
      cells.push(...scoreCells(margins, row));
      if (explained) cells.push(...explanationCells(task, explained, row - start, end - start));
      lines += `${cells.join(',')}\n`;
    }
    write(lines);
    onRows(end, rows.rows);
  }
}

function header({ keep, explain }: ScoreTask, names: readonly string[]): string[] {
  const columns = [...keep, 'margin', 'margin_int', 'probability', 'points', 'band'];
  if (!explain) return columns;
  const reasons = Array.from({ length: MAX_REASONS }, (_, i) => `reason_${i + 1}`);
  return [...columns, 'baseline', ...names.map((name) => `phi:${name}`), ...reasons];
}

function explainRows(
  session: AsyncSession,
  rows: FeatureColumns,
  start: number,
  end: number,
): BatchExplanation | Promise<BatchExplanation> {
  const columns = Object.fromEntries(
    Object.entries(rows.columns).map(([name, column]) => [name, column.subarray(start, end)]),
  );
  return session.explainBatch(columns, { maxReasons: MAX_REASONS });
}

function scoreCells(result: BatchResult, row: number): string[] {
  const band = result.band === undefined ? '' : (result.bands[result.band[row]!] ?? '');
  return [
    digits(result.logOdds[row]!),
    String(result.margin[row]!),
    digits(result.probability[row]!),
    result.points === undefined ? '' : String(result.points[row]!),
    csvCell(band),
  ];
}

function explanationCells(
  { session, locale }: ScoreTask,
  explained: BatchExplanation,
  row: number,
  count: number,
): string[] {
  const { scaleBits } = session.info;
  const cells = [digits(fromFixedPoint(explained.baseline, scaleBits))];
  for (let f = 0; f < explained.features.length; f++) {
    cells.push(digits(fromFixedPoint(explained.contributions[f * count + row]!, scaleBits)));
  }
  for (let place = 0; place < MAX_REASONS; place++) {
    const reason =
      place < explained.maxReasons
        ? explained.reasons[row * explained.maxReasons + place]
        : undefined;
    cells.push(csvCell(reasonName(session.info, explained, reason, locale)));
  }
  return cells;
}

function reasonName(
  info: ModelInfo,
  explained: BatchExplanation,
  reason: number | undefined,
  locale: Locale | undefined,
): string {
  const code = reason === undefined ? undefined : explained.reasonCodes[reason];
  if (code === undefined) return '';
  return locale ? textIn(info.reasons[reason!]?.label, locale, code) : code;
}

/** Nine significant digits: what it takes to tell any two float32 numbers apart. */
function digits(value: number): string {
  return String(Number(value.toPrecision(9)));
}
