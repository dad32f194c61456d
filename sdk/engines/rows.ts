import { binOf } from '../model/binning.js';
import type { ColumnTable } from '../model/column-table.js';
import type { Feature } from '../model/feature.js';

/** Bins of one row of a table: u16[features], overwritten. */
export function readBins(
  features: readonly Feature[],
  table: ColumnTable,
  row: number,
  bins: Uint16Array,
): void {
  for (let f = 0; f < features.length; f++) bins[f] = binOf(features[f]!, table.columns[f]![row]!);
}

/** Writes one row's values at its place in a player-major batch. */
export function spread(values: Int32Array, batch: Int32Array, row: number, count: number): void {
  for (let player = 0; player < values.length; player++)
    batch[player * count + row] = values[player]!;
}
