import { RiskError } from '../../core/errors.js';
import type { Column } from './column.js';
import { MAX_COLUMNS } from './limits.js';
import type { ScoreColumn } from './score-column.js';
import type { Tensor } from './tensor.js';

/** What a value of the graph is, as far as it is followed. */
export type GraphValue =
  | { readonly kind: 'constant'; readonly tensor: Tensor }
  | MatrixValue
  | ScoresValue
  | {
      /** Not followed; refused only when the score depends on it. */
      readonly kind: 'opaque';
      readonly reason: string;
      readonly path: string;
    };

/** Columns made of the inputs, one at a time. */
export interface MatrixValue {
  readonly kind: 'matrix';
  /** Dimensions behind the batch; the last runs fastest over `columns`. */
  readonly shape: readonly number[];
  readonly columns: readonly Column[];
}

/** What trees say, and sums of it. */
export interface ScoresValue {
  readonly kind: 'scores';
  readonly columns: readonly ScoreColumn[];
}

/** Counts what is made or tried, so that a small file cannot ask for endless work. */
export class Work {
  constructor(private left: number) {}

  /** @throws RiskError `IMPORT_UNSUPPORTED` when the graph is larger than any honest one. */
  spend(count: number, path: string): void {
    this.left -= count;
    if (this.left < 0) {
      throw new RiskError('IMPORT_UNSUPPORTED', `ONNX: the graph is too large at ${path}`, {
        path,
      });
    }
  }
}

/** @throws RiskError `IMPORT_UNSUPPORTED` for more columns than a forest can have features. */
export function matrix(
  columns: readonly Column[],
  shape: readonly number[],
  path: string,
): MatrixValue {
  if (columns.length > MAX_COLUMNS) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: ${path} has more than ${MAX_COLUMNS} columns`,
      {
        path,
      },
    );
  }
  return { kind: 'matrix', shape, columns };
}
