import { TILE, columnAt, goRight } from './tile';

/**
 * Margins of 128 rows at a time, one bit a row (`sdk/lowering/slices.ts` says why and lays out the
 * program). No branch depends on a row, save in trees that are walked below their sixth level.
 *
 * A mask holds row 16 i + b of a block in bit i of byte b: so a mask is made of eight comparisons
 * without moving anything between lanes, and turning bits back into bytes moves nothing either.
 *
 * A part, u32 words:
 *   0 tests    1 columns: u16[tests]    2 thresholds: i8[tests]    3 room for masks: v128[tests]
 *   4 groups, then each:
 *   0 levels   1 trees   2 stream: u16   3 exits: i32[trees][2^levels]   4 nodes or 0   5 values
 */
const PART_HEAD: usize = 20;
const GROUP_BYTES: usize = 24;

/** Rows of a block: two tiles. */
const BLOCK: usize = 2 * TILE;

/** Rows that leave by each exit of the third or the sixth level: masks. */
const REACH = memory.data(64 * 16, 16);
/** Rows that turn right at each level; then each row's place among the exits: u8[128]. */
const PLACE = memory.data(8 * 16, 16);

/** Makes every test of a part for one block. */
function makeMasks(part: usize, xb: usize, tileBytes: usize): void {
  const tests = <usize>load<u32>(part);
  const columns = <usize>load<u32>(part, 4);
  const thresholds = <usize>load<u32>(part, 8);
  const masks = <usize>load<u32>(part, 12);
  for (let test: usize = 0; test < tests; test++) {
    const a = columnAt(xb, <usize>load<u16>(columns + (test << 1)));
    const b = a + tileBytes;
    const k = v128.load8_splat(thresholds + test);
    let mask = v128.and(goRight(a, k), i8x16.splat(1));
    mask = v128.or(mask, v128.and(goRight(a + 16, k), i8x16.splat(2)));
    mask = v128.or(mask, v128.and(goRight(a + 32, k), i8x16.splat(4)));
    mask = v128.or(mask, v128.and(goRight(a + 48, k), i8x16.splat(8)));
    mask = v128.or(mask, v128.and(goRight(b, k), i8x16.splat(16)));
    mask = v128.or(mask, v128.and(goRight(b + 16, k), i8x16.splat(32)));
    mask = v128.or(mask, v128.and(goRight(b + 32, k), i8x16.splat(64)));
    mask = v128.or(mask, v128.and(goRight(b + 48, k), i8x16.splat(-128)));
    v128.store(masks + (test << 4), mask);
  }
}

/** The mask that a stream names. */
// @ts-ignore: decorator
@inline
function maskOf(masks: usize, stream: usize): v128 {
  return v128.load(masks + ((<usize>load<u16>(stream)) << 4));
}

/** The first three levels: turns 0 to 2, at `turns` and below, and the eight exits. */
function topUnit(masks: usize, tests: usize, turns: usize): void {
  const right = maskOf(masks, tests);
  const rr = v128.and(right, maskOf(masks, tests + 4));
  const rl = v128.xor(right, rr);
  const lr = v128.andnot(maskOf(masks, tests + 2), right);
  const ll = v128.not(v128.or(right, lr));
  const llr = v128.and(ll, maskOf(masks, tests + 6));
  const lrr = v128.and(lr, maskOf(masks, tests + 8));
  const rlr = v128.and(rl, maskOf(masks, tests + 10));
  const rrr = v128.and(rr, maskOf(masks, tests + 12));
  v128.store(turns, right);
  v128.store(turns - 16, v128.or(lr, rr));
  v128.store(turns - 32, v128.or(v128.or(llr, lrr), v128.or(rlr, rrr)));
  v128.store(REACH, v128.xor(ll, llr));
  v128.store(REACH, llr, 16);
  v128.store(REACH, v128.xor(lr, lrr), 32);
  v128.store(REACH, lrr, 48);
  v128.store(REACH, v128.xor(rl, rlr), 64);
  v128.store(REACH, rlr, 80);
  v128.store(REACH, v128.xor(rr, rrr), 96);
  v128.store(REACH, rrr, 112);
}

/** Levels 4 to 6: their turns, and with `deeper` the 64 exits. Gives the end of the units. */
function middleUnits(masks: usize, first: usize, units: u32, turns: usize, deeper: bool): usize {
  let turn3 = i8x16.splat(0);
  let turn4 = turn3;
  let turn5 = turn3;
  const end = first + ((<usize>units) << 4);
  // Backwards, because the exits of the sixth level take the place of the third level's.
  for (let unit = end - 16; unit >= first; unit -= 16) {
    const exit = <usize>load<u16>(unit);
    const here = v128.load(REACH + (exit << 4));
    const right = v128.and(here, maskOf(masks, unit + 2));
    const left = v128.xor(here, right);
    const lr = v128.and(left, maskOf(masks, unit + 4));
    const ll = v128.xor(left, lr);
    const rr = v128.and(right, maskOf(masks, unit + 6));
    const rl = v128.xor(right, rr);
    const llr = v128.and(ll, maskOf(masks, unit + 8));
    const lrr = v128.and(lr, maskOf(masks, unit + 10));
    const rlr = v128.and(rl, maskOf(masks, unit + 12));
    const rrr = v128.and(rr, maskOf(masks, unit + 14));
    turn3 = v128.or(turn3, right);
    turn4 = v128.or(turn4, v128.or(lr, rr));
    turn5 = v128.or(turn5, v128.or(v128.or(llr, lrr), v128.or(rlr, rrr)));
    if (deeper) {
      const out = REACH + (exit << 7);
      v128.store(out, v128.xor(ll, llr));
      v128.store(out, llr, 16);
      v128.store(out, v128.xor(lr, lrr), 32);
      v128.store(out, lrr, 48);
      v128.store(out, v128.xor(rl, rlr), 64);
      v128.store(out, rlr, 80);
      v128.store(out, v128.xor(rr, rrr), 96);
      v128.store(out, rrr, 112);
    }
  }
  v128.store(turns, turn3);
  v128.store(turns - 16, turn4);
  v128.store(turns - 32, turn5);
  return end;
}

/** One last level. Gives the end of the units. */
function lastLevel(masks: usize, first: usize, units: u32, turns: usize): usize {
  let turn = i8x16.splat(0);
  const end = first + ((<usize>units) << 2);
  for (let unit = first; unit < end; unit += 4) {
    const here = v128.load(REACH + ((<usize>load<u16>(unit)) << 4));
    turn = v128.or(turn, v128.and(here, maskOf(masks, unit + 2)));
  }
  v128.store(turns, turn);
  return end;
}

/** Two last levels. Gives the end of the units. */
function lastTwoLevels(masks: usize, first: usize, units: u32, turns: usize): usize {
  let turn = i8x16.splat(0);
  let next = turn;
  const end = first + ((<usize>units) << 3);
  for (let unit = first; unit < end; unit += 8) {
    const here = v128.load(REACH + ((<usize>load<u16>(unit)) << 4));
    const right = v128.and(here, maskOf(masks, unit + 2));
    const left = v128.xor(here, right);
    turn = v128.or(turn, right);
    const deeper = v128.and(left, maskOf(masks, unit + 4));
    next = v128.or(next, v128.or(deeper, v128.and(right, maskOf(masks, unit + 6))));
  }
  v128.store(turns, turn);
  v128.store(turns - 16, next);
  return end;
}

/** Swaps the bits `mask << shift` of a with the bits `mask` of b, at `a` and `b` in PLACE. */
// @ts-ignore: decorator
@inline
function swapBits(a: usize, b: usize, shift: i32, mask: v128): void {
  const x = v128.load(PLACE + a);
  const y = v128.load(PLACE + b);
  const swap = v128.and(v128.xor(i16x8.shr_u(x, shift), y), mask);
  v128.store(PLACE + b, v128.xor(y, swap));
  v128.store(PLACE + a, v128.xor(x, i16x8.shl(swap, shift)));
}

/**
 * Transposes turns (a mask a level) into places (a byte a row): 8 x 8 bits in each of 16 lanes.
 * The mask at PLACE + 16 p becomes bit p.
 */
function placeRows(): void {
  const by4 = i8x16.splat(0x0f), by2 = i8x16.splat(0x33), by1 = i8x16.splat(0x55);
  for (let a: usize = 0; a < 64; a += 16) swapBits(a, a + 64, 4, by4);
  for (let half: usize = 0; half < 128; half += 64) {
    swapBits(half, half + 32, 2, by2);
    swapBits(half + 16, half + 48, 2, by2);
  }
  for (let a: usize = 0; a < 128; a += 32) swapBits(a, a + 16, 1, by1);
}

/** Adds four rows' leaves, given where each is. */
// @ts-ignore: decorator
@inline
function addLeaves(margins: usize, a: usize, b: usize, c: usize, d: usize): void {
  let leaves = v128.load32_zero(a);
  leaves = v128.load_lane<i32>(b, leaves, 1);
  leaves = v128.load_lane<i32>(c, leaves, 2);
  leaves = v128.load_lane<i32>(d, leaves, 3);
  v128.store(margins, i32x4.add(v128.load(margins), leaves));
}

/** Leaves of up to six levels: the place is the leaf's offset in bytes. */
function addNearLeaves(exits: usize, margins: usize): void {
  for (let row: usize = 0; row < BLOCK; row += 4) {
    const place = PLACE + row;
    const a = exits + <usize>load<u8>(place), b = exits + <usize>load<u8>(place, 1);
    const c = exits + <usize>load<u8>(place, 2), d = exits + <usize>load<u8>(place, 3);
    addLeaves(margins + (row << 2), a, b, c, d);
  }
}

// @ts-ignore: decorator
@inline
function leafAt(exits: usize, place: usize): usize {
  return exits + ((<usize>load<u8>(place)) << 2);
}

/** Leaves of seven and eight levels. */
function addFarLeaves(exits: usize, margins: usize): void {
  for (let row: usize = 0; row < BLOCK; row += 4) {
    const p = PLACE + row;
    const a = leafAt(exits, p), b = leafAt(exits, p + 1);
    const c = leafAt(exits, p + 2), d = leafAt(exits, p + 3);
    addLeaves(margins + (row << 2), a, b, c, d);
  }
}

/**
 * One step from a node that is walked: u16 column, i8 threshold, then i32 left child (the right
 * one follows it). A leaf is its own left child and nobody goes right there.
 */
// @ts-ignore: decorator
@inline
function stepNode(xb: usize, nodes: usize, node: u32): u32 {
  const at = nodes + ((<usize>node) << 3);
  const value = <i32>load<i8>(columnAt(xb, <usize>load<u16>(at)));
  return load<u32>(at, 4) + u32(value > <i32>load<i8>(at, 2));
}

/** Walks a tile from the exits of a heap to leaves, four rows at a time, until all stand still. */
function walkTile(
  xb: usize,
  nodes: usize,
  values: usize,
  exits: usize,
  places: usize,
  margins: usize,
): void {
  for (let row: usize = 0; row < TILE; row += 4) {
    const place = places + row, x = xb + row;
    let a = load<u32>(exits + <usize>load<u8>(place));
    let b = load<u32>(exits + <usize>load<u8>(place, 1));
    let c = load<u32>(exits + <usize>load<u8>(place, 2));
    let d = load<u32>(exits + <usize>load<u8>(place, 3));
    for (;;) {
      const a1 = stepNode(x, nodes, a), b1 = stepNode(x + 1, nodes, b);
      const c1 = stepNode(x + 2, nodes, c), d1 = stepNode(x + 3, nodes, d);
      const moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1);
      a = a1;
      b = b1;
      c = c1;
      d = d1;
      if (moved == 0) break;
    }
    const va = values + ((<usize>a) << 2), vb = values + ((<usize>b) << 2);
    const vc = values + ((<usize>c) << 2), vd = values + ((<usize>d) << 2);
    addLeaves(margins + (row << 2), va, vb, vc, vd);
  }
}

/** Finds the places of a block in one tree; gives the end of the tree's stream. */
function placeBlock(masks: usize, levels: u32, stream: usize): usize {
  const middle = <u32>load<u16>(stream);
  const last = <u32>load<u16>(stream, 2);
  // Turn j is bit levels - 1 - j of a leaf's number; up to six levels, of its offset in bytes.
  const turns = PLACE + ((<usize>(levels > 6 ? levels - 1 : levels + 1)) << 4);
  const zero = i8x16.splat(0);
  for (let bit: usize = 0; bit < 128; bit += 16) v128.store(PLACE + bit, zero);
  topUnit(masks, stream + 4, turns);
  let next = stream + 20;
  if (levels >= 6) {
    next = middleUnits(masks, next, middle, turns - 48, levels > 6);
    if (levels == 7) next = lastLevel(masks, next, last, turns - 96);
    else if (levels == 8) next = lastTwoLevels(masks, next, last, turns - 96);
  } else if (levels == 4) {
    next = lastLevel(masks, next, last, turns - 48);
  } else if (levels == 5) {
    next = lastTwoLevels(masks, next, last, turns - 48);
  }
  placeRows();
  return next;
}

/**
 * Adds a part's trees to the margins of a chunk.
 *
 * @param xb - i8[2 blocks][columns][64].
 * @param margins - i32[blocks][128], added to.
 */
export function addTrees(
  part: usize,
  xb: usize,
  tileBytes: usize,
  blocks: u32,
  margins: usize,
): void {
  const masks = <usize>load<u32>(part, 12);
  for (let block: u32 = 0; block < blocks; block++) {
    makeMasks(part, xb, tileBytes);
    let group = part + PART_HEAD;
    for (let g = load<u32>(part, 16); g > 0; g--, group += GROUP_BYTES) {
      const levels = load<u32>(group);
      const nodes = <usize>load<u32>(group, 16);
      const values = <usize>load<u32>(group, 20);
      let stream = <usize>load<u32>(group, 8);
      let exits = <usize>load<u32>(group, 12);
      for (let tree = load<u32>(group, 4); tree > 0; tree--) {
        stream = placeBlock(masks, levels, stream);
        if (nodes) {
          walkTile(xb, nodes, values, exits, PLACE, margins);
          walkTile(xb + tileBytes, nodes, values, exits, PLACE + TILE, margins + (TILE << 2));
        } else if (levels > 6) {
          addFarLeaves(exits, margins);
        } else {
          addNearLeaves(exits, margins);
        }
        exits += (<usize>4) << <usize>levels;
      }
    }
    xb += tileBytes << 1;
    margins += BLOCK << 2;
  }
}
