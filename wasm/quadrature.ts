import { TILE } from './tile';

/**
 * Shapley values by quadrature, 32 rows at a time (`sdk/lowering/quadrature-plan.ts` states the
 * arithmetic, `sdk/engines/wasm/quadrature-stream.ts` writes the program). Rows are in lanes, and
 * lanes never meet: a row's bits do not depend on its neighbours. So one row is the same kernel
 * with one vector.
 *
 * A program, u32 words: 0 stream, 1 its end, 2 levels, 3 bytes of a level, 4 players,
 * 5 i32[players] to start from.
 * A tree in the stream: u32 Gauss nodes, u32 rule (f32 nodes, then weights); then operations.
 *
 * A level of the scratch: e, then who still satisfies its player's splits on the left and on the
 * right (a mask of 32 bits a row), then for each Gauss node P left, P right, V left, V right.
 * Level 0 holds the root's P and V.
 */
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const PAIR: u32 = 2;
const UNIT: u32 = 3;
const REPEATED_UNIT: u32 = 4;

/** Bits of an operation's first word; its depth is in the second byte and above. */
const SIDE: u32 = 8;
const REPEATED: u32 = 16;
const SAVES: u32 = 32;
const LEFT_LEAF: u32 = 64;
const RIGHT_LEAF: u32 = 128;

/** Bytes of 32 rows. */
const VECTORS: usize = 128;
const MASKS: usize = VECTORS;
const ARRAYS: usize = 3 * VECTORS;
/** First word after those that every node has. */
const NODE_BYTES: usize = 28;

/** e of the two children of a unit. */
const LEFT_E = memory.data(128, 16);
const RIGHT_E = memory.data(128, 16);

let levels: usize = 0;
let levelBytes: usize = 0;
/** Values of the rows at hand; a column is 1 << columnShift bytes. */
let values: usize = 0;
let columnShift: usize = 0;
let contributions: usize = 0;
/** Bytes of the rows at hand: VECTORS, or one vector. */
let extent: usize = 0;
let gaussNodes: usize = 0;
let rule: usize = 0;

// @ts-ignore: decorator
@inline
function splat(at: usize): v128 {
  return v128.load32_splat(at);
}

/** a b + c, rounded twice. */
// @ts-ignore: decorator
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Adds contributions, rounded to integers by adding 1.5 * 2^23; its bits are taken off at the start. */
// @ts-ignore: decorator
@inline
function collect(at: usize, contribution: v128): void {
  const rounded = f32x4.add(contribution, f32x4.splat(12582912));
  v128.store(at, i32x4.add(v128.load(at), rounded));
}

// @ts-ignore: decorator
@inline
function contributionsOf(node: usize): usize {
  return contributions + ((<usize>load<u16>(node, 6)) << 8);
}

// @ts-ignore: decorator
@inline
function prepareVector(
  at: usize,
  right: v128,
  onLeft: v128,
  earlier: usize,
  saved: usize,
): void {
  const e = f32x4.sub(onLeft, v128.and(right, f32x4.splat(1)));
  if (earlier) {
    const open = v128.load(earlier);
    v128.store(at, v128.and(e, open));
    if (saved) {
      v128.store(saved, v128.andnot(open, right));
      v128.store(saved + VECTORS, v128.and(open, right));
    }
  } else {
    v128.store(at, e);
    if (saved) {
      v128.store(saved, v128.not(right));
      v128.store(saved + VECTORS, right);
    }
  }
}

/**
 * Writes e of a node. Words: 1 column and player (u16 each), 2 left ratio, 3 threshold,
 * 4 offset of the mask of its player's last split above, in the scratch.
 */
function prepare(node: usize, out: usize, saved: usize): void {
  const x = values + ((<usize>load<u16>(node, 4)) << columnShift);
  const threshold = i8x16.splat(load<i8>(node, 12));
  const onLeft = f32x4.sub(f32x4.splat(1), splat(node + 8));
  const earlier = load<u32>(node) & REPEATED ? levels + <usize>load<u32>(node, 16) : 0;
  for (let i: usize = 0; i < extent; i += 64) {
    const right = i8x16.gt_s(v128.load(x + (i >> 2)), threshold);
    const e = out + i;
    const o = earlier ? earlier + i : 0;
    const s = saved ? saved + i : 0;
    const r0 = i8x16.shuffle(right, right, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    const r1 = i8x16.shuffle(right, right, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7);
    const r2 = i8x16.shuffle(right, right, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11);
    const r3 = i8x16.shuffle(
      right, right, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15,
    );
    prepareVector(e, r0, onLeft, o, s);
    prepareVector(e + 16, r1, onLeft, o ? o + 16 : 0, s ? s + 16 : 0);
    prepareVector(e + 32, r2, onLeft, o ? o + 32 : 0, s ? s + 32 : 0);
    prepareVector(e + 48, r3, onLeft, o ? o + 48 : 0, s ? s + 48 : 0);
  }
}

/** Where an operation's level begins. */
// @ts-ignore: decorator
@inline
function levelOf(head: u32): usize {
  return levels + <usize>(head >> 8) * levelBytes;
}

/** P on the way into a node of the next level. */
// @ts-ignore: decorator
@inline
function reachAt(parent: usize, head: u32): usize {
  return parent + ARRAYS + (head & SIDE ? gaussNodes * VECTORS : 0);
}

/** The same node's V is two arrays further on. */
// @ts-ignore: decorator
@inline
function valueAt(reach: usize): usize {
  return reach + 2 * gaussNodes * VECTORS;
}

/** a for each Gauss node: the node itself, unless the player split above. */
// @ts-ignore: decorator
@inline
function sharesOf(node: usize, head: u32): usize {
  return head & REPEATED ? node + NODE_BYTES : rule;
}

function fill(array: usize, constant: v128): void {
  const end = array + gaussNodes * VECTORS;
  for (let at = array; at < end; at += VECTORS) {
    for (let i: usize = 0; i < extent; i += 16) v128.store(at + i, constant);
  }
}

function enter(node: usize, head: u32): void {
  const level = levelOf(head);
  const reach = reachAt(level - levelBytes, head);
  const shares = sharesOf(node, head);
  const left = level + ARRAYS;
  const rightOffset = gaussNodes * VECTORS;
  const r = splat(node + 8);
  prepare(node, level, head & SAVES ? level + MASKS : 0);
  for (let i: usize = 0; i < extent; i += 16) {
    const e = v128.load(level + i);
    let at = i;
    for (let q: usize = 0; q < gaussNodes; q++, at += VECTORS) {
      const p = v128.load(reach + at);
      const onLeft = f32x4.mul(p, multiplyAdd(splat(shares + (q << 2)), e, r));
      v128.store(left + at, onLeft);
      v128.store(left + rightOffset + at, f32x4.sub(p, onLeft));
    }
  }
  if (head & LEFT_LEAF) fill(left + 2 * rightOffset, splat(node + 20));
  if (head & RIGHT_LEAF) fill(left + 3 * rightOffset, splat(node + 24));
}

function leave(node: usize, head: u32): void {
  const level = levelOf(head);
  const reach = reachAt(level - levelBytes, head);
  const out = valueAt(reach);
  const shares = sharesOf(node, head);
  const fromLeft = level + ARRAYS + 2 * gaussNodes * VECTORS;
  const fromRight = fromLeft + gaussNodes * VECTORS;
  const phi = contributionsOf(node);
  const r = splat(node + 8);
  if (head & REPEATED) {
    const kappa = shares + (gaussNodes << 2);
    for (let i: usize = 0; i < extent; i += 16) {
      const e = v128.load(level + i);
      let sum = f32x4.splat(0);
      let at = i;
      for (let q: usize = 0; q < gaussNodes; q++, at += VECTORS) {
        const low = v128.load(fromRight + at);
        const gain = f32x4.sub(v128.load(fromLeft + at), low);
        const share = multiplyAdd(splat(shares + (q << 2)), e, r);
        v128.store(out + at, multiplyAdd(share, gain, low));
        const weight = f32x4.mul(v128.load(reach + at), splat(kappa + (q << 2)));
        sum = f32x4.add(sum, f32x4.mul(weight, gain));
      }
      collect(phi + i, f32x4.mul(e, sum));
    }
  } else {
    for (let i: usize = 0; i < extent; i += 16) {
      const e = v128.load(level + i);
      let sum = f32x4.splat(0);
      let at = i;
      for (let q: usize = 0; q < gaussNodes; q++, at += VECTORS) {
        const low = v128.load(fromRight + at);
        const gain = f32x4.sub(v128.load(fromLeft + at), low);
        const share = multiplyAdd(splat(shares + (q << 2)), e, r);
        v128.store(out + at, multiplyAdd(share, gain, low));
        sum = f32x4.add(sum, f32x4.mul(v128.load(reach + at), gain));
      }
      collect(phi + i, f32x4.mul(e, sum));
    }
  }
}

/** A node whose children are leaves: word 5 is their difference, word 6 their mean. */
function pair(node: usize, head: u32): void {
  const level = levelOf(head);
  const reach = reachAt(level - levelBytes, head);
  const out = valueAt(reach);
  const shares = sharesOf(node, head);
  const phi = contributionsOf(node);
  const difference = splat(node + 20);
  const mean = splat(node + 24);
  const kappa = head & REPEATED ? shares + (gaussNodes << 2) : 0;
  prepare(node, level, 0);
  for (let i: usize = 0; i < extent; i += 16) {
    const scaled = f32x4.mul(v128.load(level + i), difference);
    let sum = f32x4.splat(0);
    let at = i;
    for (let q: usize = 0; q < gaussNodes; q++, at += VECTORS) {
      let p = v128.load(reach + at);
      if (kappa) p = f32x4.mul(p, splat(kappa + (q << 2)));
      sum = f32x4.add(sum, p);
      v128.store(out + at, multiplyAdd(splat(shares + (q << 2)), scaled, mean));
    }
    collect(phi + i, f32x4.mul(scaled, sum));
  }
}

/** A node and its two pairs in one pass, where no player of the three split above. */
function unit(node: usize, head: u32): void {
  const level = levelOf(head);
  const reach = reachAt(level - levelBytes, head);
  const out = valueAt(reach);
  const left = node + NODE_BYTES;
  const right = left + NODE_BYTES;
  const phi = contributionsOf(node);
  const phiLeft = contributionsOf(left);
  const phiRight = contributionsOf(right);
  const leftDifference = splat(left + 20), leftMean = splat(left + 24);
  const rightDifference = splat(right + 20), rightMean = splat(right + 24);
  const r = splat(node + 8);
  prepare(node, level, 0);
  prepare(left, LEFT_E, 0);
  prepare(right, RIGHT_E, 0);
  for (let i: usize = 0; i < extent; i += 16) {
    const e = v128.load(level + i);
    const scaledLeft = f32x4.mul(v128.load(LEFT_E + i), leftDifference);
    const scaledRight = f32x4.mul(v128.load(RIGHT_E + i), rightDifference);
    let sum = f32x4.splat(0);
    let sumLeft = sum;
    let sumRight = sum;
    let at = i;
    for (let q: usize = 0; q < gaussNodes; q++, at += VECTORS) {
      const t = splat(rule + (q << 2));
      const p = v128.load(reach + at);
      const share = multiplyAdd(t, e, r);
      const onLeft = f32x4.mul(p, share);
      sumLeft = f32x4.add(sumLeft, onLeft);
      sumRight = f32x4.add(sumRight, f32x4.sub(p, onLeft));
      const low = multiplyAdd(t, scaledRight, rightMean);
      const gain = f32x4.sub(multiplyAdd(t, scaledLeft, leftMean), low);
      v128.store(out + at, multiplyAdd(share, gain, low));
      sum = f32x4.add(sum, f32x4.mul(p, gain));
    }
    collect(phiLeft + i, f32x4.mul(scaledLeft, sumLeft));
    collect(phiRight + i, f32x4.mul(scaledRight, sumRight));
    collect(phi + i, f32x4.mul(e, sum));
  }
}

/** The same where some player did: all three nodes carry a and kappa. */
function repeatedUnit(node: usize, head: u32): void {
  const level = levelOf(head);
  const reach = reachAt(level - levelBytes, head);
  const out = valueAt(reach);
  const size = NODE_BYTES + (gaussNodes << 3);
  const left = node + size;
  const right = left + size;
  const phi = contributionsOf(node);
  const phiLeft = contributionsOf(left);
  const phiRight = contributionsOf(right);
  const leftDifference = splat(left + 20), leftMean = splat(left + 24);
  const rightDifference = splat(right + 20), rightMean = splat(right + 24);
  const r = splat(node + 8);
  const toKappa = gaussNodes << 2;
  prepare(node, level, head & SAVES ? level + MASKS : 0);
  prepare(left, LEFT_E, 0);
  prepare(right, RIGHT_E, 0);
  for (let i: usize = 0; i < extent; i += 16) {
    const e = v128.load(level + i);
    const scaledLeft = f32x4.mul(v128.load(LEFT_E + i), leftDifference);
    const scaledRight = f32x4.mul(v128.load(RIGHT_E + i), rightDifference);
    let sum = f32x4.splat(0);
    let sumLeft = sum;
    let sumRight = sum;
    let at = i;
    let a = node + NODE_BYTES;
    for (let q: usize = 0; q < gaussNodes; q++, at += VECTORS, a += 4) {
      const p = v128.load(reach + at);
      const share = multiplyAdd(splat(a), e, r);
      const onLeft = f32x4.mul(p, share);
      const onRight = f32x4.sub(p, onLeft);
      sumLeft = f32x4.add(sumLeft, f32x4.mul(onLeft, splat(a + size + toKappa)));
      sumRight = f32x4.add(sumRight, f32x4.mul(onRight, splat(a + 2 * size + toKappa)));
      const low = multiplyAdd(splat(a + 2 * size), scaledRight, rightMean);
      const gain = f32x4.sub(multiplyAdd(splat(a + size), scaledLeft, leftMean), low);
      v128.store(out + at, multiplyAdd(share, gain, low));
      sum = f32x4.add(sum, f32x4.mul(f32x4.mul(p, splat(a + toKappa)), gain));
    }
    collect(phiLeft + i, f32x4.mul(scaledLeft, sumLeft));
    collect(phiRight + i, f32x4.mul(scaledRight, sumRight));
    collect(phi + i, f32x4.mul(e, sum));
  }
}

/** Runs all trees over the rows at hand. */
function run(program: usize): void {
  const end = <usize>load<u32>(program, 4);
  let at = <usize>load<u32>(program);
  levels = <usize>load<u32>(program, 8);
  levelBytes = <usize>load<u32>(program, 12);
  while (at < end) {
    gaussNodes = <usize>load<u32>(at);
    rule = <usize>load<u32>(at, 4);
    const next = at + <usize>load<u32>(at, 8);
    at += 12;
    for (let q: usize = 0; q < gaussNodes; q++) {
      const weight = splat(rule + ((gaussNodes + q) << 2));
      for (let i: usize = 0; i < extent; i += 16) {
        v128.store(levels + ARRAYS + q * VECTORS + i, weight);
      }
    }
    const coefficients = gaussNodes << 3;
    while (at < next) {
      const head = load<u32>(at);
      const op = head & 7;
      if (op == EXIT) {
        const node = at - <usize>load<u32>(at, 4);
        leave(node, load<u32>(node));
        at += 8;
      } else if (op == UNIT) {
        unit(at, head);
        at += 3 * NODE_BYTES;
      } else if (op == REPEATED_UNIT) {
        repeatedUnit(at, head);
        at += 3 * (NODE_BYTES + coefficients);
      } else {
        if (op == PAIR) pair(at, head);
        else enter(at, head);
        at += NODE_BYTES + (head & REPEATED ? coefficients : 0);
      }
    }
  }
}

/**
 * Sums of a program for a tile.
 *
 * @param xb - i8[columns][64].
 * @param phi - i32[players][64], overwritten.
 */
export function quadratureTile(program: usize, xb: usize, phi: usize): void {
  clear(program, phi);
  columnShift = 6;
  extent = VECTORS;
  for (let row: usize = 0; row < TILE; row += 32) {
    values = xb + row;
    contributions = phi + (row << 2);
    run(program);
  }
}

/**
 * Sums of a program for one row, in the first lane of `phi`.
 *
 * @param row - i8[columns]; 16 bytes past its end are read.
 * @param phi - i32[players][64], overwritten.
 */
export function quadratureRow(program: usize, row: usize, phi: usize): void {
  clear(program, phi);
  columnShift = 0;
  extent = 16;
  values = row;
  contributions = phi;
  run(program);
}

/** Takes off, ahead, the bits that rounding will add. */
function clear(program: usize, phi: usize): void {
  const players = <usize>load<u32>(program, 16);
  const start = <usize>load<u32>(program, 20);
  for (let player: usize = 0; player < players; player++) {
    const constant = splat(start + (player << 2));
    for (let i: usize = 0; i < TILE << 2; i += 16) v128.store(phi + (player << 8) + i, constant);
  }
}
