import type { FeatureInfo } from '../scoring/results.js';
import type { RowCells } from '../table/row-cells.js';

/** What reading a column needs to know of its feature. */
export type ColumnFeature = Pick<FeatureInfo, 'name' | 'kind' | 'categories'>;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The cells of a feature's column while a file is read, as numbers and codes. */
export class FeatureCells {
  readonly feature: ColumnFeature;
  /** The column's place in the file. */
  readonly place: number;
  /** Rows whose cell is neither a value of the feature nor missing, ascending. */
  readonly unread: number[] = [];
  /** Whether some number has a decimal point. */
  fractions = false;
  readonly #labels: ReadonlyMap<string, number>;
  readonly #missing: ReadonlySet<string>;
  /** A column's length is not known before its end. */
  #values = new Float64Array(1024);
  #rows = 0;

  constructor(feature: ColumnFeature, place: number, missing: ReadonlySet<string>) {
    this.feature = feature;
    this.place = place;
    this.#missing = missing;
    this.#labels = new Map(
      feature.categories.flatMap(({ label, code }) => (label === undefined ? [] : [[label, code]])),
    );
  }

  get name(): string {
    return this.feature.name;
  }

  /** One for each row, NaN for missing and for what could not be read. */
  get values(): Float64Array<ArrayBuffer> {
    if (this.#values.length > this.#rows) this.#values = this.#values.slice(0, this.#rows);
    return this.#values;
  }

  add(cells: RowCells, row: number): void {
    const value = this.#read(cells);
    if (value === undefined) this.unread.push(row);
    else if (!this.fractions && value % 1 !== 0 && value === value) this.fractions = true;
    if (row >= this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[row] = value ?? NaN;
    this.#rows = row + 1;
  }

  /**
   * Takes other values for all cells but missing ones.
   *
   * @returns whether every one of them had a value; without, nothing is taken.
   */
  replace(values: Float64Array): boolean {
    const unread = new Set(this.unread);
    const isMissing = (value: number, row: number) => Number.isNaN(value) && !unread.has(row);
    const own = this.values;
    if (own.some((value, row) => !isMissing(value, row) && Number.isNaN(values[row]))) return false;
    this.#values = own.map((value, row) => (isMissing(value, row) ? NaN : values[row]!));
    this.unread.length = 0;
    return true;
  }

  #read(cells: RowCells): number | undefined {
    const { place } = this;
    if (this.#labels.size > 0) {
      const code = this.#labels.get(cells.text(place));
      if (code !== undefined) return code;
    }
    const plain = cells.plain(place);
    // A plain 0 has lost its sign.
    if (plain === plain && plain !== 0) return plain;
    if (plain === 0) return cells.text(place).trimStart().startsWith('-') ? -0 : 0;
    if (cells.isEmpty(place)) return NaN;
    const word = cells.text(place).trim();
    if (NUMBER.test(word)) return Number(word);
    return this.#missing.has(word) ? NaN : this.#labels.get(word);
  }
}
