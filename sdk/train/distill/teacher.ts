import type { Columns, BatchExplanation } from '../../scoring/results.js';

/** Whatever scores rows: a bundle, an imported model, a network, a neural net in training. */
export interface Teacher {
  readonly name: string;
  /** `forest`, `additive`, `network`, `scores`. */
  readonly kind: string;
  /** Of a bundle. */
  readonly digest?: string;
  readonly bytes?: number;
  /**
   * Log-odds of raw rows, by column name. Absent where there are only scores of the table's own rows:
   * then nothing can be asked about rows that were made up.
   */
  readonly score?: (columns: Columns) => Promise<Float64Array>;
  /** The first four reasons of raw rows, where it explains. */
  readonly explain?: (columns: Columns) => Promise<BatchExplanation>;
  /** Log-odds of the table's rows, where they came with it. */
  readonly scores?: Float64Array;
}
