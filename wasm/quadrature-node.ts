/**
 * What every operation of the quadrature kernel shares: the words of a node, the rows at hand and
 * their scratch.
 *
 * A node, u32 words: 0 operation and flags, depth from bit 8 on   1 column and player (u16 each)
 * 2 left ratio   3 threshold   4 where its player's last split above left its mask, in the scratch
 * 5, 6 what the operation needs besides; then, where the player split above, a and kappa for each
 * Gauss node.
 *
 * A level of the scratch: e, then who still satisfies its player's splits on the left and on the
 * right (a mask of 32 bits a row), then for each Gauss node P left, P right, V left, V right.
 * Level 0 holds the root's P and V.
 */
export const SIDE: u32 = 8;
export const REPEATED: u32 = 16;
export const SAVES: u32 = 32;
export const LEFT_LEAF: u32 = 64;
export const RIGHT_LEAF: u32 = 128;

/** Bytes of 32 rows. */
export const VECTORS: usize = 128;
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

/** Adds contributions, rounded to integers by adding 1.5 * 2^23; its bits are taken off at the start. */
// @ts-ignore: decorator
@inline
export function collect(at: usize, contribution: v128): void {
  const rounded = f32x4.add(contribution, f32x4.splat(12582912));
  v128.store(at, i32x4.add(v128.load(at), rounded));
}

// @ts-ignore: decorator
@inline
export function contributionsOf(node: usize): usize {
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

/** Writes e of a node to `out`, and with `saved` its masks. */
export function prepare(node: usize, out: usize, saved: usize): void {
  const x = values + ((<usize>load<u16>(node, 4)) << columnShift);
  const threshold = i8x16.splat(load<i8>(node, 12));
  const onLeft = f32x4.sub(f32x4.splat(1), splat(node + 8));
  const earlier = load<u32>(node) & REPEATED ? levels + <usize>load<u32>(node, 16) : 0;
  const bytes = extent;
  for (let i: usize = 0; i < bytes; i += 64) {
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
export function levelOf(head: u32): usize {
  return levels + <usize>(head >> 8) * levelBytes;
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
