import type { Ledger, LedgerEntry, LedgerTotals } from '../sdk/index.js';

/** One row of the book. Bytes are `undefined` where they were not measured. */
export interface BookRow {
  readonly kind: 'code' | 'model' | 'other' | 'sent' | 'scored';
  /** Milliseconds since the page's time origin: of the first request in the row. */
  readonly time: number;
  /** Requests in the row; for `scored`, scores worked out. */
  readonly count: number;
  readonly origin: string;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
}

/** What the book says, and since when it was kept. */
export interface Book {
  readonly rows: readonly BookRow[];
  readonly totals: LedgerTotals;
}

/** Scores worked out in the page: nothing came in or went out for them. */
export interface ScoredNote {
  readonly time: number;
  readonly count: number;
}

/**
 * A ledger as a book: what came in is gathered by kind and origin, everything that carried a body
 * out keeps a row of its own.
 *
 * @param since - when counting began, by `performance.now()`: the totals hold from there.
 */
export function bookOf(ledger: Ledger, since: number, scored: ScoredNote | undefined): Book {
  const gathered = new Map<string, LedgerEntry[]>();
  const rows: BookRow[] = [];
  for (const entry of ledger.entries) {
    if (entry.bytesOut !== undefined && entry.bytesOut > 0) {
      rows.push({ ...entry, kind: 'sent', count: 1 });
      continue;
    }
    // A body that went out has its own entry: the answer's row only says what came back.
    const key = `${entry.kind} ${entry.origin}`;
    const others = gathered.get(key);
    if (others) others.push(entry);
    else gathered.set(key, [entry]);
  }
  for (const entries of gathered.values()) {
    const { kind, origin, time } = entries[0]!;
    const bytesIn = add(entries.map((entry) => entry.bytesIn));
    const bytesOut = add(entries.map((entry) => entry.bytesOut));
    rows.push({ kind, origin, time, count: entries.length, bytesIn, bytesOut });
  }
  if (scored) {
    rows.push({ ...scored, kind: 'scored', origin: '', bytesIn: undefined, bytesOut: undefined });
  }
  rows.sort((a, b) => a.time - b.time);
  const { bytesOut } = ledger.totals(since);
  const bytesIn = add(ledger.entries.map((entry) => entry.bytesIn));
  return { rows, totals: { bytesIn, bytesOut } };
}

function add(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}
