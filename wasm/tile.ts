/**
 * What every kernel shares: a tile of 64 rows, as virtual columns of bytes.
 *
 * `xb` points at u8[columns][64] (`sdk/lowering/columns.ts` says what a column is). Bytes and
 * thresholds are stored minus 128, as i8: SSE and AVX compare signed bytes in one instruction and
 * have none for unsigned ones. So a row goes right where `i8 value > i8 threshold`.
 *
 * One row is i8[columns], biased the same way.
 */

/** Rows of a tile. Its columns of bytes are 64 bytes apart: four vectors. */
export const TILE: usize = 64;

/** Bytes between two players' contributions in a tile: i32[players][64]. */
export const TILE_I32: usize = TILE << 2;

/** Where a column of a tile begins. */
// @ts-ignore: decorator
@inline
export function columnAt(xb: usize, column: usize): usize {
  return xb + (column << 6);
}

/** 0xff where 16 rows go right. */
// @ts-ignore: decorator
@inline
export function goRight(values: usize, threshold: v128): v128 {
  return i8x16.gt_s(v128.load(values), threshold);
}

/** 1 where one row goes right, else 0. */
// @ts-ignore: decorator
@inline
export function goesRight(row: usize, column: usize, threshold: i32): u32 {
  return u32(i32(load<i8>(row + column)) > threshold);
}
