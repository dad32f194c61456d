import type { Header } from './header.js';
import type { TableIssues } from './issues.js';
import type { NoteList } from './notes.js';
import { TextCells, type OnRow, type RowCells } from './row-cells.js';

/** Lines with one cell that may stand under a table, such as a sum or a source. */
const MAX_AFTER = 10;

/**
 * Passes on the rows of data, and notes or refuses the others: empty lines, the header met again,
 * lines under the table, rows that are too long.
 *
 * Where rows are `whole`, one of separators only is a row like any other, and one that is cut short is
 * refused: what a model scores must be there, or be said not to be.
 */
export class RowFilter {
  readonly #width: number;
  readonly #header: readonly string[];
  readonly #notes: NoteList;
  readonly #issues: TableIssues;
  readonly #onData: OnRow;
  readonly #whole: boolean;
  readonly #held: { readonly texts: readonly string[]; readonly line: number }[] = [];
  readonly #again = new TextCells();
  #emptyLines = 0;
  #firstEmpty = 0;

  constructor(
    { names, cells }: Pick<Header, 'names' | 'cells'>,
    notes: NoteList,
    issues: TableIssues,
    onData: OnRow,
    whole = false,
  ) {
    this.#width = names.length;
    this.#header = cells;
    this.#notes = notes;
    this.#issues = issues;
    this.#onData = onData;
    this.#whole = whole;
  }

  take(cells: RowCells, line: number): void {
    const { count } = cells;
    const isRow = this.#whole && count === this.#width;
    if (!isRow && cells.isEmpty(0) && isEmptyRow(cells)) {
      if (count === 1) {
        if (this.#emptyLines++ === 0) this.#firstEmpty = line;
      } else this.#notes.add('ROW_EMPTY', 'file', 1, line);
      return;
    }
    // Empty lines at the end of a file are nothing to tell.
    if (this.#emptyLines > 0) {
      this.#notes.add('LINE_EMPTY', 'file', this.#emptyLines, this.#firstEmpty);
      this.#emptyLines = 0;
    }
    if (count === 1 && this.#width >= 3 && this.#held.length < MAX_AFTER) {
      this.#held.push({ texts: [cells.text(0)], line });
      return;
    }
    this.#release();
    if (this.#isHeader(cells)) this.#notes.add('HEADER_REPEATED', 'file', 1, line);
    else this.#pass(cells, line);
  }

  /** To be called after the last row. */
  end(): void {
    const [first] = this.#held;
    if (first) this.#notes.add('LINES_AFTER_TABLE', 'file', this.#held.length, first.line);
  }

  #release(): void {
    for (const { texts, line } of this.#held.splice(0)) {
      this.#again.texts = texts;
      this.#pass(this.#again, line);
    }
  }

  #pass(cells: RowCells, line: number): void {
    if (cells.count > this.#width) {
      for (let i = this.#width; i < cells.count; i++) {
        if (cells.isEmpty(i)) continue;
        const expected = `${this.#width} cells, as in the header`;
        this.#issues.add('ROW_LONG', `line ${line}`, expected, `${cells.count}`);
        return;
      }
      this.#notes.add('ROW_LONG', 'file', 1, line);
    } else if (cells.count < this.#width) {
      if (this.#whole) {
        const expected = `${this.#width} cells, as in the header`;
        this.#issues.add('ROW_SHORT', `line ${line}`, expected, `${cells.count}`);
        return;
      }
      this.#notes.add('ROW_SHORT', 'file', 1, line);
    }
    this.#onData(cells, line);
  }

  #isHeader(cells: RowCells): boolean {
    const header = this.#header;
    if (header.length === 0 || cells.count !== header.length) return false;
    for (let i = 0; i < header.length; i++) if (cells.text(i) !== header[i]) return false;
    return true;
  }
}

function isEmptyRow(cells: RowCells): boolean {
  for (let i = 1; i < cells.count; i++) if (!cells.isEmpty(i)) return false;
  return true;
}
