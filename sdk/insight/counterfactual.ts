import type { Engine } from '../engines/engine.js';
import type { RiskModel } from '../model/model.js';

/** What some features become, row by row; all others stay. */
export interface Variants {
  readonly features: readonly number[];
  /** f64[rows] for each of the features. */
  readonly columns: readonly Float64Array[];
}

/** Margins of one applicant with some answers changed, by the engine that scores applicants. */
export function scoreVariants(
  { model, engine }: { readonly model: RiskModel; readonly engine: Engine },
  values: Float64Array,
  { features, columns }: Variants,
): Int32Array {
  const rows = columns[0]?.length ?? 1;
  const all = new Float64Array(rows * values.length);
  const table = model.features.map((_, f) => all.subarray(f * rows, (f + 1) * rows));
  table.forEach((column, f) => column.fill(values[f]!));
  features.forEach((f, k) => table[f]!.set(columns[k]!));
  const margins = new Int32Array(rows);
  engine.score({ rows, columns: table }, 0, rows, margins);
  all.fill(0);
  return margins;
}

/** The margin of an applicant as they are. */
export function scoreValues(
  scored: { readonly model: RiskModel; readonly engine: Engine },
  values: Float64Array,
): number {
  return scoreVariants(scored, values, { features: [], columns: [] })[0]!;
}
