import type { ColumnTable } from '../model/column-table.js';

/**
 * Scores and explains batches beside this thread, for one model in one game. It gives the integers
 * of an `Engine`, bit for bit; single rows are an `Engine`'s.
 *
 * Calls may overlap. Each rejects when the device fails, and writes nothing then.
 */
export interface BatchEngine {
  /** See `Engine.score`. */
  score(table: ColumnTable, start: number, count: number, margins: Int32Array): Promise<void>;

  /** See `Engine.explain`. */
  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions: Int32Array,
  ): Promise<void>;

  /**
   * Margins and top reasons: an explanation whose contributions stay on the device.
   *
   * @param reasons - u16[count * ranking.most], overwritten: groups, largest first; 0xffff for none.
   */
  rank(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    ranking: Ranking,
    reasons: Uint16Array,
  ): Promise<void>;

  /** Frees what the device holds. Calls under way are rejected. */
  dispose(): void;
}

/** What counts as a top reason; see `explain/reason-ranking`. */
export interface Ranking {
  /** Players of each group. */
  readonly groups: readonly (readonly number[])[];
  readonly most: number;
  readonly direction: 'any' | 'adverse';
}
