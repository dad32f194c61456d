/** Adds a leaf's value to the margins of its rows. @param order - u32[count], or 0 for all rows. */
export function addLeaf(margins: usize, order: usize, count: usize, value: i32): void {
  for (let i: usize = 0; i < count; i++) {
    const row = order ? <usize>load<u32>(order + (i << 2)) : i;
    const at = margins + (row << 2);
    store<i32>(at, load<i32>(at) + value);
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
  for (let i: usize = 0; i < count; i++) {
    const row = order ? <usize>load<u32>(order + (i << 2)) : i;
    const isRight = <i32>load<u8>(right + <usize>load<u8>(column + row));
    const at = margins + (row << 2);
    store<i32>(at, load<i32>(at) + leftValue + more * isRight);
  }
}
