/**
 * What every operation of the quadrature kernel shares: the words of a node, the rows at hand and
 * their scratch.
 *
 * A node, u32 words: 0 operation and flags, depth from bit 9 on   1 column and player (u16 each)
 * 2 left ratio   3 threshold   4 where its player's last split above left its mask, in the scratch
 * 5, 6 what the operation needs besides; then, where the player split above, a and kappa for each
 * Gauss node.
 *
 * A level of the scratch: e, then who still satisfies its player's splits on the left and on the
 * right (a mask of 32 bits for each), then for each Gauss node P left, P right, V left, V right.
 * Level 0 holds the root's P and V.
 */
export const SIDE: u32 = 8;
export const REPEATED: u32 = 16;
export const SAVES: u32 = 32;
export const LEFT_LEAF: u32 = 64;
export const RIGHT_LEAF: u32 = 128;
export const WIDE: u32 = 256;
const DEPTH_SHIFT: u32 = 9;

/** Bytes of 64 rows. */
export const VECTORS: usize = 256;
export const MASKS: usize = VECTORS;
export const ARRAYS: usize = 3 * VECTORS;
/** Bytes of a node without a and kappa. */
export const NODE_BYTES: usize = 28;

/** The scratch, and the size of a level. */
export let levels: usize = 0;
export let levelBytes: usize = 0;
/** Values of the rows at hand; a column is 1 << columnShift bytes. */
let values: usize = 0;
let columnShift: usize = 0;
let contributions: usize = 0;
/** Bytes of the rows at hand: VECTORS, or one vector. */
export let extent: usize = 0;
/** Gauss nodes of the tree at hand: f32[count], then their weights. */
export let rule: usize = 0;

export function useScratch(at: usize, bytes: usize): void {
  levels = at;
  levelBytes = bytes;
}

export function useRows(xb: usize, shift: usize, phi: usize, bytes: usize): void {
  values = xb;
  columnShift = shift;
  contributions = phi;
  extent = bytes;
}

export function useRule(at: usize): void {
  rule = at;
}

// @ts-ignore: decorator
@inline
export function splat(at: usize): v128 {
  return v128.load32_splat(at);
}

/** a b + c, rounded twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 1.5 * 2^23 and 1.5 * 2^26, in memory: V8 makes a constant anew each time, in three steps. */
const ROUND = memory.data<f32>([12582912, 12582912, 12582912, 12582912], 16);
const ROUND_WIDE = memory.data<f32>([100663296, 100663296, 100663296, 100663296], 16);

/**
 * Adds contributions, rounded to integers: below 2^22 by adding 1.5 * 2^23, below 2^25 in two
 * steps.
 * The bits of what is added are taken off at the start.
 */
// @ts-ignore: decorator
@inline
export function collect(at: usize, contribution: v128, wide: bool): void {
  let sum = v128.load(at);
  let rest = contribution;
  if (wide) {
    const round = v128.load(ROUND_WIDE);
    const coarse = f32x4.add(contribution, round);
    rest = f32x4.sub(contribution, f32x4.sub(coarse, round));
    sum = i32x4.add(sum, i32x4.shl(coarse, 3));
  }
  v128.store(at, i32x4.add(sum, f32x4.add(rest, v128.load(ROUND))));
}

// @ts-ignore: decorator
@inline
export function contributionsOf(node: usize): usize {
  return contributions + ((<usize>load<u16>(node, 6)) << 8);
}

/**
 * Masks of four of 16 rows, from bytes. By widening twice: V8 makes a shuffle's pattern anew each
 * time, which costs more than a second step.
 */
// @ts-ignore: decorator
@inline
function mask0(bytes: v128): v128 {
  return i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes));
}
// @ts-ignore: decorator
@inline
function mask1(bytes: v128): v128 {
  return i32x4.extend_high_i16x8_s(i16x8.extend_low_i8x16_s(bytes));
}
// @ts-ignore: decorator
@inline
function mask2(bytes: v128): v128 {
  return i32x4.extend_low_i16x8_s(i16x8.extend_high_i8x16_s(bytes));
}
// @ts-ignore: decorator
@inline
function mask3(bytes: v128): v128 {
  return i32x4.extend_high_i16x8_s(i16x8.extend_high_i8x16_s(bytes));
}

// @ts-ignore: decorator
@inline
function eOf(onLeft: v128, right: v128): v128 {
  return f32x4.sub(onLeft, v128.and(right, f32x4.splat(1)));
}

/** Writes e of a node to `out`, and with `saved` its masks. */
export function prepare(node: usize, out: usize, saved: usize): void {
  const bytes = extent;
  const x = values + ((<usize>load<u16>(node, 4)) << columnShift);
  const threshold = i8x16.splat(load<i8>(node, 12));
  const onLeft = f32x4.sub(f32x4.splat(1), v128.load32_splat(node, 8));
  if (bytes == 16) {
    const right = mask0(i8x16.gt_s(v128.load(x), threshold));
    v128.store(out, eOf(onLeft, right));
    if (saved) {
      v128.store(saved, v128.not(right));
      v128.store(saved + VECTORS, right);
    }
  } else if (saved) {
    for (let i: usize = 0; i < bytes; i += 64) {
      const right = i8x16.gt_s(v128.load(x + (i >> 2)), threshold);
      const r0 = mask0(right), r1 = mask1(right), r2 = mask2(right), r3 = mask3(right);
      const s = saved + i, t = s + VECTORS, e = out + i;
      v128.store(e, eOf(onLeft, r0));
      v128.store(e, eOf(onLeft, r1), 16);
      v128.store(e, eOf(onLeft, r2), 32);
      v128.store(e, eOf(onLeft, r3), 48);
      v128.store(s, v128.not(r0));
      v128.store(s, v128.not(r1), 16);
      v128.store(s, v128.not(r2), 32);
      v128.store(s, v128.not(r3), 48);
      v128.store(t, r0);
      v128.store(t, r1, 16);
      v128.store(t, r2, 32);
      v128.store(t, r3, 48);
    }
  } else {
    const end = out + bytes;
    for (let e = out, y = x; e < end; e += 64, y += 16) {
      const right = i8x16.gt_s(v128.load(y), threshold);
      v128.store(e, eOf(onLeft, mask0(right)));
      v128.store(e, eOf(onLeft, mask1(right)), 16);
      v128.store(e, eOf(onLeft, mask2(right)), 32);
      v128.store(e, eOf(onLeft, mask3(right)), 48);
    }
  }
  if (load<u32>(node) & REPEATED) {
    // Rows that failed this player's splits before stay failed, and e is 0 for them.
    const earlier = levels + <usize>load<u32>(node, 16);
    for (let i: usize = 0; i < bytes; i += 16) {
      const open = v128.load(earlier + i);
      v128.store(out + i, v128.and(v128.load(out + i), open));
      if (saved) {
        const s = saved + i, t = s + VECTORS;
        v128.store(s, v128.and(v128.load(s), open));
        v128.store(t, v128.and(v128.load(t), open));
      }
    }
  }
}

/** Where an operation's level begins. */
// @ts-ignore: decorator
@inline
export function levelOf(head: u32): usize {
  return levels + <usize>(head >> DEPTH_SHIFT) * levelBytes;
}

/** P on the way into a node; V is two arrays further on. */
// @ts-ignore: decorator
@inline
export function reachOf(head: u32, arrayBytes: usize): usize {
  return levelOf(head) - levelBytes + ARRAYS + (head & SIDE ? arrayBytes : 0);
}

/** a for each Gauss node: the node itself, unless the player split above. */
// @ts-ignore: decorator
@inline
export function sharesOf(node: usize, head: u32): usize {
  return head & REPEATED ? node + NODE_BYTES : rule;
}
