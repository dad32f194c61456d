import type { Engine } from '../engines/engine.js';
import type { RiskModel } from '../model/model.js';

/** Margins of rows of raw values, by the engine that scores applicants. */
export function scoreRows(
  { model, engine }: { readonly model: RiskModel; readonly engine: Engine },
  rows: readonly Float64Array[],
): Int32Array {
  const columns = model.features.map((_, f) => Float64Array.from(rows, (row) => row[f]!));
  const margins = new Int32Array(rows.length);
  engine.score({ rows: rows.length, columns }, 0, rows.length, margins);
  for (const column of columns) column.fill(0);
  return margins;
}
