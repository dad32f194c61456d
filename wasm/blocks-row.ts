/**
 * Shapley values of one row by block tables. What the tile kernel does for 64 rows and one node, this
 * does for one row and 16 nodes of as many trees; `sdk/engines/wasm/row-program.ts` writes the
 * program so that the nodes lie side by side. No branch depends on the row.
 *
 * Head, u32 words:
 *   0 groups of steps   1 groups of blocks   2 vectors that hold the row's columns, 0 for more than 4
 *   3 prefixes: u8[16] vectors, the first all 0, then left and right of each group of steps
 *   4 offsets: u16[16] of each group of blocks   5 steps   6 blocks
 *   7 contributions by halves: i32[2][players]   8 players, padded to a multiple of 4
 *   9 where the lists to add start   10..17 entries of the list of 1..8 slots, even
 * Columns of 16 lanes: u8[16], or u16[16] where word 2 is 0.
 * A group of steps: u32 source, padding to 16; columns; i8[16] thresholds; u8[16] fresh; u8[16] bit.
 * A group of blocks: u32 source, u32 tests, padding to 16; u16[16] bytes per prefix; then each test:
 *   columns; i8[16] thresholds; u16[16] bytes when right.
 * An entry to add: u32 table, u32 where its offset is, u32 where the sum of each slot is: neighbours
 * often share players, and a sum that was just stored is slow to load, so entries go to the two
 * halves by turns.
 */

let x0: v128 = i64x2.splat(0);
let x1: v128 = i64x2.splat(0);
let x2: v128 = i64x2.splat(0);
let x3: v128 = i64x2.splat(0);
const LANES = memory.data(16, 16);

/** 0xff where a lane's column is past its threshold. */
// @ts-ignore: decorator
@inline
function pastThresholds(row: usize, vectors: u32, at: usize): v128 {
  if (vectors == 0) return i8x16.gt_s(gatherBytes(row, at), v128.load(at, 32));
  const columns = v128.load(at);
  const sixteen = i8x16.splat(16);
  // Swizzle gives 0 for places past its vector, so the vectors' answers can be OR-ed.
  let values = i8x16.swizzle(x0, columns);
  let rest = i8x16.sub(columns, sixteen);
  values = v128.or(values, i8x16.swizzle(x1, rest));
  if (vectors > 2) {
    rest = i8x16.sub(rest, sixteen);
    values = v128.or(values, i8x16.swizzle(x2, rest));
    rest = i8x16.sub(rest, sixteen);
    values = v128.or(values, i8x16.swizzle(x3, rest));
  }
  return i8x16.gt_s(values, v128.load(at, 16));
}

function gatherBytes(row: usize, at: usize): v128 {
  for (let lane: usize = 0; lane < 16; lane++) {
    store<u8>(LANES + lane, load<u8>(row + <usize>load<u16>(at + (lane << 1))));
  }
  return v128.load(LANES);
}

/**
 * Where each block's table row is, into the program's offsets.
 *
 * @param row - i8[columns], 64 bytes readable.
 */
export function blocksLocate(program: usize, row: usize): void {
  const vectors = load<u32>(program, 8);
  const columnBytes: usize = vectors ? 16 : 32;
  x0 = v128.load(row);
  x1 = v128.load(row, 16);
  x2 = v128.load(row, 32);
  x3 = v128.load(row, 48);
  let out = <usize>load<u32>(program, 12) + 16;
  let at = <usize>load<u32>(program, 20);
  for (let group = load<u32>(program); group > 0; group--, out += 32) {
    const right = pastThresholds(row, vectors, at + 16);
    const rest = at + 32 + columnBytes;
    const both = v128.or(v128.load(<usize>load<u32>(at)), v128.load(rest));
    const bit = v128.load(rest, 16);
    const failed = v128.and(bit, right);
    v128.store(out, v128.andnot(both, failed));
    v128.store(out, v128.andnot(both, v128.xor(failed, bit)), 16);
    at = rest + 32;
  }
  at = <usize>load<u32>(program, 24);
  out = <usize>load<u32>(program, 16);
  for (let group = load<u32>(program, 4); group > 0; group--, out += 32) {
    const prefix = v128.load(<usize>load<u32>(at));
    let low = i16x8.mul(i16x8.extend_low_i8x16_u(prefix), v128.load(at, 16));
    let high = i16x8.mul(i16x8.extend_high_i8x16_u(prefix), v128.load(at, 32));
    let tests = load<u32>(at, 4);
    at += 48;
    for (; tests > 0; tests--) {
      const right = pastThresholds(row, vectors, at);
      at += columnBytes + 16;
      low = i16x8.add(low, v128.and(i16x8.extend_low_i8x16_s(right), v128.load(at)));
      high = i16x8.add(high, v128.and(i16x8.extend_high_i8x16_s(right), v128.load(at, 16)));
      at += 32;
    }
    v128.store(out, low);
    v128.store(out, high, 16);
  }
}

/**
 * Contributions of one row.
 *
 * @param row - i8[columns], 64 bytes readable.
 * @param phi - i32[players, padded to a multiple of 4], overwritten.
 */
export function blocksRow(program: usize, row: usize, phi: usize): void {
  blocksLocate(program, row);
  const players = load<u32>(program, 32);
  const half = <usize>players << 2;
  const even = <usize>load<u32>(program, 28);
  memory.fill(even, 0, half << 1);
  let at = <usize>load<u32>(program, 36);
  at = addEntries(at, load<u32>(program, 40), 1);
  at = addEntries(at, load<u32>(program, 44), 2);
  at = addEntries(at, load<u32>(program, 48), 3);
  at = addEntries(at, load<u32>(program, 52), 4);
  at = addEntries(at, load<u32>(program, 56), 5);
  at = addEntries(at, load<u32>(program, 60), 6);
  at = addEntries(at, load<u32>(program, 64), 7);
  addEntries(at, load<u32>(program, 68), 8);
  for (let p: usize = 0; p < half; p += 16) {
    v128.store(phi + p, i32x4.add(v128.load(even + p), v128.load(even + half + p)));
  }
}

/** Adds the entries of one length. */
// @ts-ignore: decorator
@inline
function addEntries(at: usize, count: u32, slots: u32): usize {
  for (; count > 0; count -= 2) at = addEntry(addEntry(at, slots), slots);
  return at;
}

// @ts-ignore: decorator
@inline
function addEntry(at: usize, slots: u32): usize {
  const row = <usize>load<u32>(at) + <usize>load<u16>(<usize>load<u32>(at, 4));
  addSlot(at, row, 0);
  if (slots > 1) addSlot(at, row, 1);
  if (slots > 2) addSlot(at, row, 2);
  if (slots > 3) addSlot(at, row, 3);
  if (slots > 4) addSlot(at, row, 4);
  if (slots > 5) addSlot(at, row, 5);
  if (slots > 6) addSlot(at, row, 6);
  if (slots > 7) addSlot(at, row, 7);
  return at + 8 + ((<usize>slots) << 2);
}

// @ts-ignore: decorator
@inline
function addSlot(at: usize, row: usize, slot: usize): void {
  const sum = <usize>load<u32>(at + 8 + (slot << 2));
  store<i32>(sum, load<i32>(sum) + load<i32>(row + (slot << 2)));
}
