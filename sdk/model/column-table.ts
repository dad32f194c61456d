/**
 * Checked raw input in columns, one per feature of the model and in its order. Numbers are raw
 * values, category codes, or NaN for missing; nothing else gets this far (see `scoring/applicant`
 * and `scoring/columns`).
 */
export interface ColumnTable {
  readonly rows: number;
  readonly columns: readonly (Float32Array | Float64Array)[];
}
