import type { RowCells } from './row-cells.js';

/** Rows that a column has room for at first. */
const ROOM = 256;

/**
 * The cells of one column while a file is read: plain numbers as numbers, every other text once,
 * with its rows as codes. What the column is, is decided when all of it has been seen.
 */
export class ColumnCells {
  readonly name: string;
  rows = 0;
  /** Cells that are plain numbers. */
  plain = 0;
  /** Whether one of those has a decimal point. */
  fractions = false;
  /** Distinct texts in order of first appearance, without the spaces around them. */
  readonly words: string[] = [];
  /** Line at which each of them is met first. */
  readonly lines: number[] = [];
  /** Rows of each. */
  readonly counts: number[] = [];
  /** Texts with spaces around them. */
  trimmed = 0;
  readonly #codeOf = new Map<string, number>();
  /** Takes plain numbers as texts too: for columns whose spelling matters. */
  readonly #spelled: boolean;
  #values: Float64Array<ArrayBuffer> | undefined;
  #codes: Int32Array<ArrayBuffer> | undefined;

  constructor(name: string, spelled = false) {
    this.name = name;
    this.#spelled = spelled;
  }

  add(cells: RowCells, cell: number, line: number): void {
    const row = this.rows++;
    if (cell >= cells.count || cells.isEmpty(cell)) {
      if (this.#values) this.#valuesFor(row)[row] = NaN;
      if (this.#codes) this.#codesFor(row)[row] = -1;
      return;
    }
    const value = this.#spelled ? NaN : cells.plain(cell);
    // NaN is the one value that is not equal to itself.
    if (value === value) {
      this.plain++;
      if (!this.fractions && !Number.isInteger(value)) this.fractions = true;
      this.#valuesFor(row)[row] = value;
      if (this.#codes) this.#codesFor(row)[row] = -1;
      return;
    }
    if (this.#values) this.#valuesFor(row)[row] = NaN;
    this.#codesFor(row)[row] = this.#codeFor(cells.text(cell), line);
  }

  /** Plain numbers, NaN elsewhere; `undefined` where there are none. */
  get values(): Float64Array<ArrayBuffer> | undefined {
    return this.#values && fitted(this.#values, this.rows);
  }

  /** Places in `words`, -1 elsewhere; `undefined` where there are none. */
  get codes(): Int32Array<ArrayBuffer> | undefined {
    return this.#codes && fitted(this.#codes, this.rows);
  }

  #codeFor(text: string, line: number): number {
    const word = text.trim();
    if (word.length !== text.length) this.trimmed++;
    let code = this.#codeOf.get(word);
    if (code === undefined) {
      code = this.words.length;
      this.#codeOf.set(word, code);
      this.words.push(word);
      this.lines.push(line);
      this.counts.push(0);
    }
    this.counts[code]!++;
    return code;
  }

  #valuesFor(row: number): Float64Array<ArrayBuffer> {
    if (this.#values && row < this.#values.length) return this.#values;
    const larger = new Float64Array(Math.max(ROOM, 2 * row));
    if (this.#values) larger.set(this.#values);
    else larger.fill(NaN, 0, row);
    return (this.#values = larger);
  }

  #codesFor(row: number): Int32Array<ArrayBuffer> {
    if (this.#codes && row < this.#codes.length) return this.#codes;
    const larger = new Int32Array(Math.max(ROOM, 2 * row));
    if (this.#codes) larger.set(this.#codes);
    else larger.fill(-1, 0, row);
    return (this.#codes = larger);
  }
}

function fitted<T extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  values: T,
  length: number,
): T {
  return (values.length === length ? values : values.slice(0, length)) as T;
}
