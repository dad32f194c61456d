/** Rows of a node lie together in an order, u32[rows]; a split parts them and keeps their order. */

/**
 * Moves the rows that go left before the others; gives how many they are.
 *
 * @param right - u8[256], 1 for bins that go right. @param moved - room for u32[count].
 */
export function partition(
  order: usize,
  count: usize,
  column: usize,
  right: usize,
  moved: usize,
): usize {
  const end = order + (count << 2);
  let left = order;
  let others = moved;
  // Each row is written to both sides, and one of them advances: no branch to mispredict.
  for (let at = order; at < end; at += 4) {
    const row = <usize>load<u32>(at);
    const isRight = <usize>load<u8>(right + <usize>load<u8>(column + row));
    store<u32>(others, <u32>row);
    store<u32>(left, <u32>row);
    others += isRight << 2;
    left += (1 - isRight) << 2;
  }
  memory.copy(left, moved, others - moved);
  return (left - order) >>> 2;
}

/** The same for all rows, in their own order. */
export function partitionAll(
  order: usize,
  rows: usize,
  column: usize,
  right: usize,
  moved: usize,
): usize {
  let left = order;
  let others = moved;
  for (let row: usize = 0; row < rows; row++) {
    const isRight = <usize>load<u8>(right + <usize>load<u8>(column + row));
    store<u32>(others, <u32>row);
    store<u32>(left, <u32>row);
    others += isRight << 2;
    left += (1 - isRight) << 2;
  }
  memory.copy(left, moved, others - moved);
  return (left - order) >>> 2;
}

/**
 * Writes four columns into rows of bytes.
 *
 * @param columns - u8[4][columnBytes].
 */
export function transpose(
  columns: usize,
  columnBytes: usize,
  rows: usize,
  to: usize,
  rowBytes: usize,
): void {
  const b = columns + columnBytes;
  const c = b + columnBytes;
  const d = c + columnBytes;
  for (let row: usize = 0; row < rows; row++) {
    store<u32>(
      to,
      (<u32>load<u8>(columns + row)) |
        ((<u32>load<u8>(b + row)) << 8) |
        ((<u32>load<u8>(c + row)) << 16) |
        ((<u32>load<u8>(d + row)) << 24),
    );
    to += rowBytes;
  }
}
