import { createRandom } from '../../core/random.js';

/**
 * Rows made of others: each is a row of the table with some of its cells taken from other rows, cell by
 * cell. What a column holds stays what the column holds, and cells that never met come together: there
 * a teacher has an opinion, and the table has no row.
 */
export interface MadeRows {
  readonly rows: number;
  /** For each feature, the row that gives each cell: i32[rows]. */
  readonly source: readonly Int32Array[];
}

/**
 * Makes a copy of some rows with swapped cells. Same rows, share and seed, same copy.
 *
 * @param rows - of the table: those that are copied, and those that give cells.
 * @param share - of the cells that are swapped, 0 to 1.
 */
export function swapCells(
  rows: Int32Array,
  features: number,
  share: number,
  seed: number,
): MadeRows {
  const random = createRandom(seed);
  const source = Array.from({ length: features }, () => {
    const from = Int32Array.from(rows);
    for (let i = 0; i < from.length; i++) {
      if (random.next() < share) from[i] = rows[random.below(rows.length)]!;
    }
    return from;
  });
  return { rows: rows.length, source };
}
