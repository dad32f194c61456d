/**
 * Histograms of rows' bins. A cell is hessian (u32) and gradient (i32), in one i64 to add to: sums of
 * hessians stay below 2^32, so none carries over.
 *
 * A feature's cells are 72, 144 or 288 (`sdk/train/boost/layout.ts`): a constant, so that it is part
 * of the instructions; a seventh quicker than a variable (measured). The type `W` stands for it: a
 * byte for 72, and so on.
 */
const NARROW: usize = 72 * 8;

/** Adds one row to the cells of all features. */
// @ts-ignore: decorator
@inline
function addRow<W>(cells: usize, bins: usize, features: usize, pair: i64): void {
  const end = bins + (features & ~3);
  for (; bins < end; bins += 4) {
    const four = load<u32>(bins);
    const a = cells + ((four & 255) << 3);
    store<i64>(a, load<i64>(a) + pair);
    const b = cells + (((four >>> 8) & 255) << 3);
    store<i64>(b, load<i64>(b, sizeof<W>() * NARROW) + pair, sizeof<W>() * NARROW);
    const c = cells + (((four >>> 16) & 255) << 3);
    store<i64>(c, load<i64>(c, 2 * sizeof<W>() * NARROW) + pair, 2 * sizeof<W>() * NARROW);
    const d = cells + ((four >>> 24) << 3);
    store<i64>(d, load<i64>(d, 3 * sizeof<W>() * NARROW) + pair, 3 * sizeof<W>() * NARROW);
    cells += 4 * sizeof<W>() * NARROW;
  }
  for (let rest = features & 3; rest > 0; rest--) {
    const cell = cells + ((<usize>load<u8>(bins++)) << 3);
    store<i64>(cell, load<i64>(cell) + pair);
    cells += sizeof<W>() * NARROW;
  }
}

function addRootOf<W>(
  cells: usize,
  bins: usize,
  rowBytes: usize,
  features: usize,
  pairs: usize,
  rows: usize,
): void {
  const end = pairs + (rows << 3);
  for (; pairs < end; pairs += 8) {
    addRow<W>(cells, bins, features, load<i64>(pairs));
    bins += rowBytes;
  }
}

function addRowsOf<W>(
  cells: usize,
  bins: usize,
  rowBytes: usize,
  features: usize,
  pairs: usize,
  order: usize,
  count: usize,
): void {
  const end = order + (count << 2);
  for (; order < end; order += 4) {
    const row = <usize>load<u32>(order);
    addRow<W>(cells, bins + row * rowBytes, features, load<i64>(pairs + (row << 3)));
  }
}

/**
 * Adds all rows.
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
  if (width == NARROW) addRootOf<u8>(cells, bins, rowBytes, features, pairs, rows);
  else if (width == 2 * NARROW) addRootOf<u16>(cells, bins, rowBytes, features, pairs, rows);
  else addRootOf<u32>(cells, bins, rowBytes, features, pairs, rows);
}

/** Adds rows that lie together in the order: u32[count]. */
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
  if (width == NARROW) addRowsOf<u8>(cells, bins, rowBytes, features, pairs, order, count);
  else if (width == 2 * NARROW) addRowsOf<u16>(cells, bins, rowBytes, features, pairs, order, count);
  else addRowsOf<u32>(cells, bins, rowBytes, features, pairs, order, count);
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
