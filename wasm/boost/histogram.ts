/**
 * Histograms of rows' bins. A cell is hessian (u32) and gradient (i32), in one i64 to add to: sums of
 * hessians stay below 2^32, so none carries over.
 */

// @ts-ignore: decorator
@inline
function addTo(cell: usize, pair: i64): void {
  store<i64>(cell, load<i64>(cell) + pair);
}

/** Adds one row to the cells of all features. */
// @ts-ignore: decorator
@inline
function addRow(cells: usize, bins: usize, features: usize, width: usize, pair: i64): void {
  const fours = bins + (features & ~3);
  let cell = cells;
  const width2 = width << 1;
  const width3 = width2 + width;
  for (; bins < fours; bins += 4) {
    const four = load<u32>(bins);
    addTo(cell + ((four & 255) << 3), pair);
    addTo(cell + width + (((four >>> 8) & 255) << 3), pair);
    addTo(cell + width2 + (((four >>> 16) & 255) << 3), pair);
    addTo(cell + width3 + ((four >>> 24) << 3), pair);
    cell += width << 2;
  }
  const rest = features & 3;
  if (rest == 0) return;
  const last = load<u32>(bins);
  addTo(cell + ((last & 255) << 3), pair);
  if (rest == 1) return;
  addTo(cell + width + (((last >>> 8) & 255) << 3), pair);
  if (rest == 2) return;
  addTo(cell + width2 + (((last >>> 16) & 255) << 3), pair);
}

/**
 * All rows.
 *
 * @param bins - u8[rows][rowBytes]. @param width - bytes of a feature's cells.
 */
export function addRoot(
  cells: usize,
  bins: usize,
  rowBytes: usize,
  features: usize,
  width: usize,
  pairs: usize,
  rows: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    addRow(cells, bins, features, width, load<i64>(pairs + (row << 3)));
    bins += rowBytes;
  }
}

/** Rows that lie together in the order: u32[count]. */
export function addRows(
  cells: usize,
  bins: usize,
  rowBytes: usize,
  features: usize,
  width: usize,
  pairs: usize,
  order: usize,
  count: usize,
): void {
  const end = order + (count << 2);
  for (; order < end; order += 4) {
    const row = <usize>load<u32>(order);
    addRow(cells, bins + row * rowBytes, features, width, load<i64>(pairs + (row << 3)));
  }
}

/** to += from, in i32 words: a multiple of 4. */
export function addWords(to: usize, from: usize, words: usize): void {
  const end = to + (words << 2);
  for (; to < end; to += 16, from += 16) {
    v128.store(to, i32x4.add(v128.load(to), v128.load(from)));
  }
}

/** to = whole - part. */
export function subtractWords(to: usize, whole: usize, part: usize, words: usize): void {
  const end = to + (words << 2);
  for (; to < end; to += 16, whole += 16, part += 16) {
    v128.store(to, i32x4.sub(v128.load(whole), v128.load(part)));
  }
}
