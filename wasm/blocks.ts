import { TILE, columnAt, goRight } from './tile';

/**
 * Shapley values by block tables (`sdk/lowering/block-plan.ts` says what a block is,
 * `sdk/engines/wasm/blocks-memory.ts` writes the program). Tables hold rows of as many i32 as the
 * block has slots; tables and sums are integers, so no order of summation matters.
 *
 * A program: u32 trees, u32 room for prefixes: u8[prefixes][64], u32 room for sums:
 * i32[players][128]; then each tree: u32 steps, u32 blocks, its steps, its blocks. A step, 12 bytes:
 *   0 u16 column   2 i8 threshold   3 u8 bit   4 u8 fresh   6 u16 source   8 u16 left   10 u16 right
 * (prefixes by their number). A block, 8 bytes and its lists:
 *   0 u32 table   4 u16 prefix   6 u8 tests   7 u8 slots
 *   tests, last first, 4 bytes: 0 u16 column   2 i8 threshold
 *   slots, 4 bytes: where the player's sums are
 */
const STEP_BYTES: usize = 12;
const BLOCK_BYTES: usize = 8;
const HEAD_BYTES: usize = 12;
const TEST_BYTES: usize = 4;

/** Where each row of the tile is in the table at hand, in bytes: u16[64]. */
const OFFSETS = memory.data(128, 16);

/** Tiles that go through a tree together: so many sums stay in the nearest cache beside its tables. */
const PASS: usize = 2;

/** Bytes of a tile's sums, and from one player's sums to the next's. */
const TILE_SUMS: usize = TILE << 2;
const SUMS: usize = PASS * TILE_SUMS;

/**
 * Contributions of tiles.
 *
 * @param phi - i32[players][rows], `stride` bytes from player to player, overwritten.
 */
export function explainTiles(
  program: usize,
  players: usize,
  xb: usize,
  tileBytes: usize,
  tiles: usize,
  phi: usize,
  stride: usize,
): void {
  const trees = load<u32>(program);
  const prefixes = <usize>load<u32>(program, 4);
  const sums = <usize>load<u32>(program, 8);
  memory.fill(prefixes, 0, TILE);
  for (let first: usize = 0; first < tiles; first += PASS) {
    const count = min(PASS, tiles - first);
    memory.fill(sums, 0, players * SUMS);
    let tree = program + HEAD_BYTES;
    for (let t: u32 = 0; t < trees; t++) {
      let end = tree;
      for (let tile: usize = 0; tile < count; tile++) {
        end = addTree(tree, prefixes, xb + (first + tile) * tileBytes, tile * TILE_SUMS);
      }
      tree = end;
    }
    for (let player: usize = 0; player < players; player++) {
      const to = phi + player * stride + first * TILE_SUMS;
      memory.copy(to, sums + player * SUMS, count * TILE_SUMS);
    }
  }
}

/** Adds one tree's contributions to a tile; gives where the tree's records end. */
function addTree(tree: usize, prefixes: usize, xb: usize, shift: usize): usize {
  let at = tree + 8;
  for (let steps = load<u32>(tree); steps > 0; steps--, at += STEP_BYTES) {
    const column = columnAt(xb, <usize>load<u16>(at));
    const threshold = v128.load8_splat(at + 2);
    const bit = v128.load8_splat(at + 3);
    const fresh = v128.load8_splat(at + 4);
    const source = prefixes + ((<usize>load<u16>(at, 6)) << 6);
    const left = prefixes + ((<usize>load<u16>(at, 8)) << 6);
    const right = prefixes + ((<usize>load<u16>(at, 10)) << 6);
    for (let row: usize = 0; row < TILE; row += 16) {
      const both = v128.or(v128.load(source + row), fresh);
      const failed = v128.and(goRight(column + row, threshold), bit);
      v128.store(left + row, v128.andnot(both, failed));
      v128.store(right + row, v128.andnot(both, v128.xor(failed, bit)));
    }
  }
  for (let blocks = load<u32>(tree, 4); blocks > 0; blocks--) {
    at = addBlock(at, prefixes, xb, shift);
  }
  return at;
}

function addBlock(block: usize, prefixes: usize, xb: usize, shift: usize): usize {
  const prefix = prefixes + ((<usize>load<u16>(block, 4)) << 6);
  const tests = load<u8>(block, 6);
  let slots = load<u8>(block, 7);
  let at = block + BLOCK_BYTES;
  let a = v128.load(prefix);
  let b = v128.load(prefix, 16);
  let c = v128.load(prefix, 32);
  let d = v128.load(prefix, 48);
  for (let k = tests; k > 0; k--, at += TEST_BYTES) {
    const column = columnAt(xb, <usize>load<u16>(at));
    const threshold = v128.load8_splat(at + 2);
    a = i8x16.sub(i8x16.add(a, a), goRight(column, threshold));
    b = i8x16.sub(i8x16.add(b, b), goRight(column + 16, threshold));
    c = i8x16.sub(i8x16.add(c, c), goRight(column + 32, threshold));
    d = i8x16.sub(i8x16.add(d, d), goRight(column + 48, threshold));
  }
  const rowBytes = i16x8.splat(<i16>slots << 2);
  storeOffsets(OFFSETS, a, rowBytes);
  storeOffsets(OFFSETS + 32, b, rowBytes);
  storeOffsets(OFFSETS + 64, c, rowBytes);
  storeOffsets(OFFSETS + 96, d, rowBytes);

  let table = <usize>load<u32>(block);
  for (; slots >= 4; slots -= 4, table += 16, at += 16) addFour(table, at, shift);
  if (slots == 1) addOne(table, at, shift);
  else if (slots == 2) addTwo(table, at, shift);
  else if (slots == 3) addThree(table, at, shift);
  return at + (<usize>slots << 2);
}

// @ts-ignore: decorator
@inline
function storeOffsets(at: usize, patterns: v128, rowBytes: v128): void {
  v128.store(at, i16x8.mul(i16x8.extend_low_i8x16_u(patterns), rowBytes));
  v128.store(at, i16x8.mul(i16x8.extend_high_i8x16_u(patterns), rowBytes), 16);
}

/** Where a row of the tile is in the table. */
// @ts-ignore: decorator
@inline
function rowOf(table: usize, offset: usize): usize {
  return table + <usize>load<u16>(offset);
}

// @ts-ignore: decorator
@inline
function accumulate(at: usize, values: v128): void {
  v128.store(at, i32x4.add(v128.load(at), values));
}

/** Where a slot's sums for a tile are, `shift` bytes into its player's. */
// @ts-ignore: decorator
@inline
function slotAt(slots: usize, slot: usize, shift: usize): usize {
  return <usize>load<u32>(slots + (slot << 2)) + shift;
}

/** Four slots of four rows at a time: as many loads, and a transposition. */
function addFour(table: usize, slots: usize, shift: usize): void {
  const p0 = slotAt(slots, 0, shift);
  const p1 = slotAt(slots, 1, shift);
  const p2 = slotAt(slots, 2, shift);
  const p3 = slotAt(slots, 3, shift);
  for (let row: usize = 0; row < TILE << 2; row += 16) {
    const at = OFFSETS + (row >> 1);
    const a = v128.load(rowOf(table, at));
    const b = v128.load(rowOf(table, at + 2));
    const c = v128.load(rowOf(table, at + 4));
    const d = v128.load(rowOf(table, at + 6));
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    accumulate(p0 + row, v128.shuffle<i64>(ab, cd, 0, 2));
    accumulate(p1 + row, v128.shuffle<i64>(ab, cd, 1, 3));
    accumulate(p2 + row, v128.shuffle<i64>(AB, CD, 0, 2));
    accumulate(p3 + row, v128.shuffle<i64>(AB, CD, 1, 3));
  }
}

/** Reads a fourth number past the row, which is not used. */
function addThree(table: usize, slots: usize, shift: usize): void {
  const p0 = slotAt(slots, 0, shift);
  const p1 = slotAt(slots, 1, shift);
  const p2 = slotAt(slots, 2, shift);
  for (let row: usize = 0; row < TILE << 2; row += 16) {
    const at = OFFSETS + (row >> 1);
    const a = v128.load(rowOf(table, at));
    const b = v128.load(rowOf(table, at + 2));
    const c = v128.load(rowOf(table, at + 4));
    const d = v128.load(rowOf(table, at + 6));
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    accumulate(p0 + row, v128.shuffle<i64>(ab, cd, 0, 2));
    accumulate(p1 + row, v128.shuffle<i64>(ab, cd, 1, 3));
    accumulate(p2 + row, v128.shuffle<i64>(AB, CD, 0, 2));
  }
}

function addTwo(table: usize, slots: usize, shift: usize): void {
  const p0 = slotAt(slots, 0, shift);
  const p1 = slotAt(slots, 1, shift);
  for (let row: usize = 0; row < TILE << 2; row += 16) {
    const at = OFFSETS + (row >> 1);
    const a = v128.load64_zero(rowOf(table, at));
    const b = v128.load64_zero(rowOf(table, at + 2));
    const c = v128.load64_zero(rowOf(table, at + 4));
    const d = v128.load64_zero(rowOf(table, at + 6));
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    accumulate(p0 + row, v128.shuffle<i64>(ab, cd, 0, 2));
    accumulate(p1 + row, v128.shuffle<i64>(ab, cd, 1, 3));
  }
}

function addOne(table: usize, slots: usize, shift: usize): void {
  const p0 = slotAt(slots, 0, shift);
  for (let row: usize = 0; row < TILE << 2; row += 16) {
    const at = OFFSETS + (row >> 1);
    let values = v128.load32_zero(rowOf(table, at));
    values = v128.load32_lane(rowOf(table, at + 2), values, 1);
    values = v128.load32_lane(rowOf(table, at + 4), values, 2);
    values = v128.load32_lane(rowOf(table, at + 6), values, 3);
    accumulate(p0 + row, values);
  }
}
