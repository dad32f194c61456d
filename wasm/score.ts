import { TILE, columnAt, goRight, goesRight } from './tile';

/**
 * Margins by comparing a row with every node of the upper levels of every tree
 * (`sdk/lowering/heaps.ts` writes the program). Sixteen rows a vector; no branch depends on a row.
 *
 * A program: u32 groups, i32 constant; then each group of trees of one height, u32 words:
 *   0 levels of the heap    1 trees    2 columns: u16[trees][2^levels - 1], heap order
 *   3 thresholds: i8, as columns       4 exits: i32[trees][2^levels], leaves or nodes to walk from
 *   5 0, or the nodes that are walked from the exits    6 their leaves' values
 */
const GROUP_BYTES: usize = 32;

/**
 * Tiles that meet a tree while it is in the first-level cache. 1000 trees of depth 8 are 2 MB, and
 * reading them once a tile would cost more than scoring.
 */
const TILES_A_ROUND: u32 = 8;

/** Which of the 8 exits of the first three levels rows leave by: u8[8][64], 0xff or 0. */
const REACH = memory.data(8 * 64, 16);
/** Bits of the leaf's place, highest first: u8[6][64], 0xff or 0. */
const TURNS = memory.data(6 * 64, 16);
/** The leaf's place times 4, or from 7 levels on the place below the sixth level: u8[64]. */
const PLACE = memory.data(64, 16);

// @ts-ignore: decorator
@inline
function valuesOf(xb: usize, columns: usize, node: usize): usize {
  return columnAt(xb, <usize>load<u16>(columns + (node << 1)));
}

// @ts-ignore: decorator
@inline
function thresholdOf(thresholds: usize, node: usize): v128 {
  return v128.load8_splat(thresholds + node);
}

/** Levels 1 to 3: where rows leave, and their first three turns. */
function topUnit(xb: usize, columns: usize, thresholds: usize): void {
  const x0 = valuesOf(xb, columns, 0), k0 = thresholdOf(thresholds, 0);
  const x1 = valuesOf(xb, columns, 1), k1 = thresholdOf(thresholds, 1);
  const x2 = valuesOf(xb, columns, 2), k2 = thresholdOf(thresholds, 2);
  const x3 = valuesOf(xb, columns, 3), k3 = thresholdOf(thresholds, 3);
  const x4 = valuesOf(xb, columns, 4), k4 = thresholdOf(thresholds, 4);
  const x5 = valuesOf(xb, columns, 5), k5 = thresholdOf(thresholds, 5);
  const x6 = valuesOf(xb, columns, 6), k6 = thresholdOf(thresholds, 6);
  for (let row: usize = 0; row < TILE; row += 16) {
    const right = goRight(x0 + row, k0);
    const rr = v128.and(right, goRight(x2 + row, k2));
    const rl = v128.xor(right, rr);
    const turn = goRight(x1 + row, k1);
    const lr = v128.andnot(turn, right);
    const ll = v128.not(v128.or(right, turn));
    const llr = v128.and(ll, goRight(x3 + row, k3));
    const lrr = v128.and(lr, goRight(x4 + row, k4));
    const rlr = v128.and(rl, goRight(x5 + row, k5));
    const rrr = v128.and(rr, goRight(x6 + row, k6));
    const turns = TURNS + row;
    v128.store(turns, right);
    v128.store(turns, v128.or(rr, lr), 64);
    v128.store(turns, v128.or(v128.or(llr, lrr), v128.or(rlr, rrr)), 128);
    const reach = REACH + row;
    v128.store(reach, v128.xor(ll, llr));
    v128.store(reach, llr, 64);
    v128.store(reach, v128.xor(lr, lrr), 128);
    v128.store(reach, lrr, 192);
    v128.store(reach, v128.xor(rl, rlr), 256);
    v128.store(reach, rlr, 320);
    v128.store(reach, v128.xor(rr, rrr), 384);
    v128.store(reach, rrr, 448);
  }
}

/** Level 4 alone: the last turn of trees of 4 levels. */
function lastLevel(xb: usize, columns: usize, thresholds: usize): void {
  memory.fill(TURNS + 192, 0, 64);
  for (let exit: usize = 0; exit < 8; exit += 4) {
    const node: usize = 7 + exit, reach = REACH + (exit << 6);
    const x0 = valuesOf(xb, columns, node), k0 = thresholdOf(thresholds, node);
    const x1 = valuesOf(xb, columns, node + 1), k1 = thresholdOf(thresholds, node + 1);
    const x2 = valuesOf(xb, columns, node + 2), k2 = thresholdOf(thresholds, node + 2);
    const x3 = valuesOf(xb, columns, node + 3), k3 = thresholdOf(thresholds, node + 3);
    for (let row: usize = 0; row < TILE; row += 16) {
      const at = reach + row;
      const r0 = v128.and(v128.load(at), goRight(x0 + row, k0));
      const r1 = v128.and(v128.load(at, 64), goRight(x1 + row, k1));
      const r2 = v128.and(v128.load(at, 128), goRight(x2 + row, k2));
      const r3 = v128.and(v128.load(at, 192), goRight(x3 + row, k3));
      const turns = TURNS + row;
      v128.store(
        turns,
        v128.or(v128.load(turns, 192), v128.or(v128.or(r0, r1), v128.or(r2, r3))),
        192,
      );
    }
  }
}

/** Levels 4 and 5, below each of the 8 exits. */
function lastTwoLevels(xb: usize, columns: usize, thresholds: usize): void {
  memory.fill(TURNS + 192, 0, 128);
  for (let exit: usize = 0; exit < 8; exit++) {
    const node: usize = 7 + exit, child = 2 * node + 1, reach = REACH + (exit << 6);
    const x0 = valuesOf(xb, columns, node), k0 = thresholdOf(thresholds, node);
    const x1 = valuesOf(xb, columns, child), k1 = thresholdOf(thresholds, child);
    const x2 = valuesOf(xb, columns, child + 1), k2 = thresholdOf(thresholds, child + 1);
    for (let row: usize = 0; row < TILE; row += 16) {
      const here = v128.load(reach + row);
      const right = v128.and(here, goRight(x0 + row, k0));
      const left = v128.xor(here, right);
      const last = v128.or(
        v128.and(left, goRight(x1 + row, k1)),
        v128.and(right, goRight(x2 + row, k2)),
      );
      const turns = TURNS + row;
      v128.store(turns, v128.or(v128.load(turns, 192), right), 192);
      v128.store(turns, v128.or(v128.load(turns, 256), last), 256);
    }
  }
}

/** Levels 4 to 6, below each of the 8 exits. */
function lastThreeLevels(xb: usize, columns: usize, thresholds: usize): void {
  memory.fill(TURNS + 192, 0, 192);
  for (let exit: usize = 0; exit < 8; exit++) {
    const node: usize = 7 + exit, child = 2 * node + 1, leaf = 4 * node + 3, reach = REACH + (exit << 6);
    const x0 = valuesOf(xb, columns, node), k0 = thresholdOf(thresholds, node);
    const x1 = valuesOf(xb, columns, child), k1 = thresholdOf(thresholds, child);
    const x2 = valuesOf(xb, columns, child + 1), k2 = thresholdOf(thresholds, child + 1);
    const x3 = valuesOf(xb, columns, leaf), k3 = thresholdOf(thresholds, leaf);
    const x4 = valuesOf(xb, columns, leaf + 1), k4 = thresholdOf(thresholds, leaf + 1);
    const x5 = valuesOf(xb, columns, leaf + 2), k5 = thresholdOf(thresholds, leaf + 2);
    const x6 = valuesOf(xb, columns, leaf + 3), k6 = thresholdOf(thresholds, leaf + 3);
    for (let row: usize = 0; row < TILE; row += 16) {
      const here = v128.load(reach + row);
      const right = v128.and(here, goRight(x0 + row, k0));
      const left = v128.xor(here, right);
      const lr = v128.and(left, goRight(x1 + row, k1));
      const ll = v128.xor(left, lr);
      const rr = v128.and(right, goRight(x2 + row, k2));
      const rl = v128.xor(right, rr);
      const last = v128.or(
        v128.or(v128.and(ll, goRight(x3 + row, k3)), v128.and(lr, goRight(x4 + row, k4))),
        v128.or(v128.and(rl, goRight(x5 + row, k5)), v128.and(rr, goRight(x6 + row, k6))),
      );
      const turns = TURNS + row;
      v128.store(turns, v128.or(v128.load(turns, 192), right), 192);
      v128.store(turns, v128.or(v128.load(turns, 256), v128.or(lr, rr)), 256);
      v128.store(turns, v128.or(v128.load(turns, 320), last), 320);
    }
  }
}

/** Turns to places: the first turn is worth `high`, each later one half of the one before. */
function placeRows(levels: u32, high: u32): void {
  for (let row: usize = 0; row < TILE; row += 16) {
    let place = i8x16.splat(0);
    let bit = high;
    for (let level: u32 = 0; level < levels; level++, bit >>= 1) {
      const turn = v128.load(TURNS + ((<usize>level) << 6) + row);
      place = v128.or(place, v128.and(turn, i8x16.splat(<i8>bit)));
    }
    v128.store(PLACE + row, place);
  }
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

function addPlacedLeaves(exits: usize, margins: usize): void {
  for (let row: usize = 0; row < TILE; row += 4) {
    const place = PLACE + row;
    addLeaves(
      margins + (row << 2),
      exits + <usize>load<u8>(place),
      exits + <usize>load<u8>(place, 1),
      exits + <usize>load<u8>(place, 2),
      exits + <usize>load<u8>(place, 3),
    );
  }
}

/** One step down a heap. */
// @ts-ignore: decorator
@inline
function stepTile(xb: usize, columns: usize, thresholds: usize, node: u32): u32 {
  const value = <i32>load<i8>(valuesOf(xb, columns, <usize>node));
  return 2 * node + 1 + u32(value > <i32>load<i8>(thresholds + <usize>node));
}

/** Levels below the sixth of a heap, four rows at a time. */
function walkHeap(
  xb: usize,
  columns: usize,
  thresholds: usize,
  exits: usize,
  levels: u32,
  margins: usize,
): void {
  const leaves = exits - ((((<usize>1) << <usize>levels) - 1) << 2);
  for (let row: usize = 0; row < TILE; row += 4) {
    const place = PLACE + row, x = xb + row;
    let a = 63 + <u32>load<u8>(place);
    let b = 63 + <u32>load<u8>(place, 1);
    let c = 63 + <u32>load<u8>(place, 2);
    let d = 63 + <u32>load<u8>(place, 3);
    for (let level: u32 = 6; level < levels; level++) {
      a = stepTile(x, columns, thresholds, a);
      b = stepTile(x + 1, columns, thresholds, b);
      c = stepTile(x + 2, columns, thresholds, c);
      d = stepTile(x + 3, columns, thresholds, d);
    }
    addLeaves(
      margins + (row << 2),
      leaves + ((<usize>a) << 2),
      leaves + ((<usize>b) << 2),
      leaves + ((<usize>c) << 2),
      leaves + ((<usize>d) << 2),
    );
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

/** Walks from the exits of a heap to leaves, four rows at a time, until all four stand still. */
function walkNodes(xb: usize, nodes: usize, values: usize, exits: usize, margins: usize): void {
  for (let row: usize = 0; row < TILE; row += 4) {
    const place = PLACE + row, x = xb + row;
    let a = load<u32>(exits + <usize>load<u8>(place));
    let b = load<u32>(exits + <usize>load<u8>(place, 1));
    let c = load<u32>(exits + <usize>load<u8>(place, 2));
    let d = load<u32>(exits + <usize>load<u8>(place, 3));
    for (;;) {
      const a1 = stepNode(x, nodes, a);
      const b1 = stepNode(x + 1, nodes, b);
      const c1 = stepNode(x + 2, nodes, c);
      const d1 = stepNode(x + 3, nodes, d);
      const moved = (a ^ a1) | (b ^ b1) | (c ^ c1) | (d ^ d1);
      a = a1;
      b = b1;
      c = c1;
      d = d1;
      if (moved == 0) break;
    }
    addLeaves(
      margins + (row << 2),
      values + ((<usize>a) << 2),
      values + ((<usize>b) << 2),
      values + ((<usize>c) << 2),
      values + ((<usize>d) << 2),
    );
  }
}

/** Adds one tree's leaves to the margins of a tile. */
function scoreTile(
  xb: usize,
  levels: u32,
  columns: usize,
  thresholds: usize,
  exits: usize,
  nodes: usize,
  values: usize,
  margins: usize,
): void {
  topUnit(xb, columns, thresholds);
  if (levels == 3) {
    placeRows(3, 16);
    addPlacedLeaves(exits, margins);
  } else if (levels == 4) {
    lastLevel(xb, columns, thresholds);
    placeRows(4, 32);
    addPlacedLeaves(exits, margins);
  } else if (levels == 5) {
    lastTwoLevels(xb, columns, thresholds);
    placeRows(5, 64);
    addPlacedLeaves(exits, margins);
  } else {
    lastThreeLevels(xb, columns, thresholds);
    if (levels > 6) {
      placeRows(6, 32);
      walkHeap(xb, columns, thresholds, exits, levels, margins);
    } else {
      placeRows(6, 128);
      if (nodes) walkNodes(xb, nodes, values, exits, margins);
      else addPlacedLeaves(exits, margins);
    }
  }
}

/**
 * Margins of a chunk.
 *
 * @param xb - i8[tiles][columns][64].
 * @param margins - i32[tiles][64], overwritten.
 */
export function scoreTiles(
  program: usize,
  xb: usize,
  tileBytes: usize,
  tiles: u32,
  margins: usize,
): void {
  const constant = i32x4.splat(load<i32>(program, 4));
  const end = margins + ((<usize>tiles) << 8);
  for (let at = margins; at < end; at += 16) v128.store(at, constant);
  for (let first: u32 = 0; first < tiles; first += TILES_A_ROUND) {
    const last = min(tiles, first + TILES_A_ROUND);
    let group = program + 8;
    for (let g = load<u32>(program); g > 0; g--, group += GROUP_BYTES) {
      const levels = load<u32>(group);
      const leafCount: usize = (<usize>1) << <usize>levels;
      let columns = <usize>load<u32>(group, 8);
      let thresholds = <usize>load<u32>(group, 12);
      let exits = <usize>load<u32>(group, 16);
      const nodes = <usize>load<u32>(group, 20);
      const values = <usize>load<u32>(group, 24);
      for (let tree = load<u32>(group, 4); tree > 0; tree--) {
        for (let tile = first; tile < last; tile++) {
          const x = xb + <usize>tile * tileBytes;
          const out = margins + ((<usize>tile) << 8);
          scoreTile(x, levels, columns, thresholds, exits, nodes, values, out);
        }
        columns += (leafCount - 1) << 1;
        thresholds += leafCount - 1;
        exits += leafCount << 2;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function stepRow(row: usize, columns: usize, thresholds: usize, node: u32): u32 {
  const column = <usize>load<u16>(columns + ((<usize>node) << 1));
  return 2 * node + 1 + goesRight(row, column, <i32>load<i8>(thresholds + <usize>node));
}

/** From an exit of a heap to its leaf, one row. */
function walkRow(row: usize, nodes: usize, values: usize, exit: u32): i32 {
  let node = exit;
  let last: u32;
  do {
    const at = nodes + ((<usize>node) << 3);
    last = node;
    node = load<u32>(at, 4) + goesRight(row, <usize>load<u16>(at), <i32>load<i8>(at, 2));
  } while (node != last);
  return load<i32>(values + ((<usize>node) << 2));
}

/**
 * Margin of one row. Four trees at a time, so that their loads overlap.
 *
 * @param row - i8[columns].
 */
export function scoreRow(program: usize, row: usize): i32 {
  let margin = load<i32>(program, 4);
  let group = program + 8;
  for (let g = load<u32>(program); g > 0; g--, group += GROUP_BYTES) {
    const levels = load<u32>(group);
    const leafCount: usize = (<usize>1) << <usize>levels;
    const inner = leafCount - 1;
    const step = inner << 1;
    let columns = <usize>load<u32>(group, 8);
    let thresholds = <usize>load<u32>(group, 12);
    // A heap's places count from its root: the first leaf is place 2^levels - 1.
    let exits = <usize>load<u32>(group, 16) - (inner << 2);
    const nodes = <usize>load<u32>(group, 20);
    const values = <usize>load<u32>(group, 24);
    let tree = load<u32>(group, 4);
    for (; tree >= 4; tree -= 4) {
      let a: u32 = 0, b: u32 = 0, c: u32 = 0, d: u32 = 0;
      for (let level: u32 = 0; level < levels; level++) {
        a = stepRow(row, columns, thresholds, a);
        b = stepRow(row, columns + step, thresholds + inner, b);
        c = stepRow(row, columns + 2 * step, thresholds + 2 * inner, c);
        d = stepRow(row, columns + 3 * step, thresholds + 3 * inner, d);
      }
      const leaves = leafCount << 2;
      const ea = load<i32>(exits + ((<usize>a) << 2));
      const eb = load<i32>(exits + leaves + ((<usize>b) << 2));
      const ec = load<i32>(exits + 2 * leaves + ((<usize>c) << 2));
      const ed = load<i32>(exits + 3 * leaves + ((<usize>d) << 2));
      if (nodes) {
        margin += walkRow(row, nodes, values, ea) + walkRow(row, nodes, values, eb);
        margin += walkRow(row, nodes, values, ec) + walkRow(row, nodes, values, ed);
      } else {
        margin += ea + eb + ec + ed;
      }
      columns += step << 2;
      thresholds += inner << 2;
      exits += leafCount << 4;
    }
    for (; tree > 0; tree--) {
      let a: u32 = 0;
      for (let level: u32 = 0; level < levels; level++) a = stepRow(row, columns, thresholds, a);
      const exit = load<i32>(exits + ((<usize>a) << 2));
      margin += nodes ? walkRow(row, nodes, values, exit) : exit;
      columns += step;
      thresholds += inner;
      exits += leafCount << 2;
    }
  }
  return margin;
}
