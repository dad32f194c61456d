// @ts-ignore: decorator
@inline
function addAt(margins: usize, row: usize, value: i32): void {
  const at = margins + (row << 2);
  store<i32>(at, load<i32>(at) + value);
}

/** Adds a leaf's value to the margins of its rows. @param order - u32[count], or 0 for all rows. */
export function addLeaf(margins: usize, order: usize, count: usize, value: i32): void {
  if (order) {
    const end = order + (count << 2);
    for (; order < end; order += 4) addAt(margins, <usize>load<u32>(order), value);
  } else {
    for (let row: usize = 0; row < count; row++) addAt(margins, row, value);
  }
}

/**
 * Adds the values of two leaves to the margins of their node's rows, which are not parted first.
 *
 * @param order - as above. @param right - u8[256].
 */
export function addLeaves(
  margins: usize,
  order: usize,
  count: usize,
  column: usize,
  right: usize,
  leftValue: i32,
  rightValue: i32,
): void {
  const more = rightValue - leftValue;
  if (order) {
    const end = order + (count << 2);
    for (; order < end; order += 4) {
      const row = <usize>load<u32>(order);
      const isRight = <i32>load<u8>(right + <usize>load<u8>(column + row));
      addAt(margins, row, leftValue + more * isRight);
    }
    return;
  }
  for (let row: usize = 0; row < count; row++) {
    const isRight = <i32>load<u8>(right + <usize>load<u8>(column + row));
    addAt(margins, row, leftValue + more * isRight);
  }
}
