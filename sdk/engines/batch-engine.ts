import type { ColumnTable } from '../model/column-table.js';

/**
 * Scores and explains batches beside this thread, for one model in one game. It gives the integers
 * of an `Engine`, bit for bit; single rows are an `Engine`'s.
 *
 * Calls may overlap. Each rejects when the device fails; what it wrote is of no use then.
 */
export interface BatchEngine {
  /** See `Engine.players`; none when the engine was made for scores only. */
  readonly players: number;
  /** See `Engine.baseline`. */
  readonly baseline: number;

  /** See `Engine.score`. */
  score(table: ColumnTable, start: number, count: number, margins: Int32Array): Promise<void>;

  /**
   * See `Engine.explain`. What is not wanted stays on the device.
   *
   * @param contributions - as `Engine.explain` writes them.
   */
  explain(
    table: ColumnTable,
    start: number,
    count: number,
    margins: Int32Array,
    contributions?: Int32Array,
    top?: TopReasons,
  ): Promise<void>;

  /** Frees what the device holds for it. Calls under way end or reject. */
  dispose(): void;
}

/** Which reasons are wanted, and where they go. See `explain/reason-ranking`. */
export interface TopReasons {
  /** Players of each group; the same groups in every call. */
  readonly groups: readonly (readonly number[])[];
  /** Reasons a row. */
  readonly most: number;
  readonly direction: 'any' | 'adverse';
  /** u16[count * most], overwritten: groups, largest first; 0xffff for none. */
  readonly reasons: Uint16Array;
}
