import type { BatchExplanation, Columns } from '../../scoring/results.js';

/** Whatever scores rows: a bundle, an imported model, a network, a neural net in training. */
export interface Teacher {
  readonly name: string;
  /** `forest`, `additive`, `network`, `bag`, `scores`. */
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
  /** Log-odds of the table's rows, where they came with it; NaN where a row has none. */
  readonly scores?: Float64Array;
  /**
   * What `scores` are of: rows that the models behind them had not seen. A teacher flatters itself on
   * the rows that it learned from, and a student that learns there learns the flattery.
   */
  readonly outOfFold?: boolean;
  /**
   * Whether its numbers mean something else than log-odds of bad: points, a regression's value. They
   * are brought to log-odds by a line fitted on the training labels. They must rise with risk.
   */
  readonly unscaled?: boolean;
}
