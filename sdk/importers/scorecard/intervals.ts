import type { IssueList } from '../../model/check/issues.js';
import { parseInterval, type Interval } from './bin-text.js';
import { entryOf, type CardEntry, type CardRow } from './card.js';

/** Bins of a numeric characteristic that fit together without a gap. */
export interface Bins {
  readonly cuts: readonly number[];
  readonly entries: readonly CardEntry[];
  /** Decimals of the bounds as printed. */
  readonly decimals: number;
}

/** Whether every row is a numeric bin. */
export function areIntervals(rows: readonly CardRow[]): boolean {
  return rows.length > 0 && rows.every((row) => parseInterval(row.bin) !== undefined);
}

/**
 * Puts bins side by side, in the order of their lower bounds: the first begins at -inf, the last
 * ends at inf, and each begins where the one before it ends.
 */
export function joinIntervals(
  rows: readonly CardRow[],
  bounds: (row: CardRow) => Interval | undefined,
  issues: IssueList,
): Bins {
  const bins = rows
    .flatMap((row) => {
      const interval = bounds(row);
      return interval ? [{ row, interval }] : [];
    })
    .sort((a, b) => a.interval.low - b.interval.low || a.interval.high - b.interval.high);
  const cuts: number[] = [];
  let end = -Infinity;
  for (const { row, interval } of bins) {
    const begins = interval.low === end;
    issues.check(begins, 'BINS_GAP', row.path, `a bin of "${row.variable}" that begins at ${end}`);
    const rises = interval.high > interval.low;
    issues.check(
      rises,
      'BINS_ORDER',
      row.path,
      'an upper bound above the lower one (more decimals, if both are printed alike)',
    );
    if (!begins || !rises) break;
    end = interval.high;
    if (end !== Infinity) cuts.push(end);
  }
  const last = rows.at(-1);
  if (issues.empty && last) {
    issues.check(end === Infinity, 'BINS_GAP', last.path, `bins of "${last.variable}" up to inf`);
  }
  return {
    cuts,
    entries: bins.map(({ row }) => entryOf(row)),
    decimals: Math.max(0, ...bins.map(({ interval }) => interval.decimals)),
  };
}
