/** Rows of a file as typed columns. All columns have as many values as the table has rows. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

/** One column, as its cells turned out to be. */
export type TableColumn = NumberColumn | TextColumn | DateColumn;

/** Numbers; NaN where a cell was empty or a word for "missing". */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float64Array;
}

/** Words, as codes into a list of the distinct ones in their order of first appearance. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly words: readonly string[];
  /** Index into `words`, or -1 for missing. */
  readonly codes: Int32Array;
}

/** Days since 1970-01-01, whole; NaN where missing. Times of day are dropped. */
export interface DateColumn {
  readonly kind: 'date';
  readonly name: string;
  readonly values: Float64Array;
}

/** The column of a name. */
export function columnOf(table: Table, name: string): TableColumn | undefined {
  return table.columns.find((column) => column.name === name);
}
