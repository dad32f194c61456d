import { plainNumber } from './plain-number.js';

/** The cells of one row, read as late and as little as can be. */
export interface RowCells {
  readonly count: number;
  /** As it stands in the file, quotes apart. */
  text(cell: number): string;
  /** Nothing but spaces. */
  isEmpty(cell: number): boolean;
  /** The value of a cell that is a plain number, spaces around it aside; NaN for all others. */
  plain(cell: number): number;
}

/** Takes rows; `line` is where one begins, the first of the file being 1. Whoever gives `false` has enough. */
export type OnRow = (cells: RowCells, line: number) => false | void;

/** Cells that are texts already. */
export class TextCells implements RowCells {
  texts: readonly string[] = [];

  get count(): number {
    return this.texts.length;
  }

  text(cell: number): string {
    return this.texts[cell]!;
  }

  isEmpty(cell: number): boolean {
    return this.texts[cell]!.trim() === '';
  }

  plain(cell: number): number {
    return plainNumber(this.texts[cell]!);
  }
}
