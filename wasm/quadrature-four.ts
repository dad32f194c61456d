import {
  ARRAYS,
  LEFT_LEAF,
  MASKS,
  NODE_BYTES,
  REPEATED,
  RIGHT_LEAF,
  SAVES,
  VECTORS,
  WIDE,
  collect,
  contributionsOf,
  extent,
  levelOf,
  multiplyAdd,
  prepare,
  reachOf,
  rule,
  sharesOf,
  splat,
} from './quadrature-node';

/**
 * The operations for four Gauss nodes, which are exact for paths of up to eight players. The same
 * arithmetic as in `quadrature-any.ts`, unrolled; units do a node and its two pairs in one pass.
 *
 * Loops step their pointers: V8 works out `base + i` anew in each round, base included.
 */

/** Bytes of an array of four Gauss nodes. */
const FOUR: usize = 4 * VECTORS;
/** Bytes of a node with four a and four kappa. */
const REPEATED_BYTES: usize = NODE_BYTES + 32;

/** e of the two children of a unit, at its level, where it has no P of children to keep. */
const LEFT_E: usize = ARRAYS;
const RIGHT_E: usize = ARRAYS + VECTORS;

/**
 * Gauss nodes as types: an address known at compile time is part of a load, and one that is not
 * costs an addition (a sixth of all instructions here). AssemblyScript has no numeric type
 * parameters; the size of a type stands for the number.
 */
type First = u8;
type Second = u16;
type Third = u32;
type Fourth = u64;

// @ts-ignore: decorator
@inline
function sumOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.add(a, b), c), d);
}

/** Splits P into the left and the right child's. */
// @ts-ignore: decorator
@inline
function split<Q>(reach: usize, level: usize, share: v128): void {
  const p = v128.load(reach, ctz<usize>(sizeof<Q>()) * VECTORS);
  const onLeft = f32x4.mul(p, share);
  v128.store(level, onLeft, ARRAYS + ctz<usize>(sizeof<Q>()) * VECTORS);
  v128.store(level, f32x4.sub(p, onLeft), ARRAYS + FOUR + ctz<usize>(sizeof<Q>()) * VECTORS);
}

function fill(array: usize, constant: v128): void {
  const end = array + extent;
  for (let at = array; at < end; at += 16) {
    v128.store(at, constant);
    v128.store(at, constant, VECTORS);
    v128.store(at, constant, 2 * VECTORS);
    v128.store(at, constant, 3 * VECTORS);
  }
}

/** On the way down. */
export function enter(node: usize, head: u32): void {
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, FOUR);
  const shares = sharesOf(node, head);
  const left = level + ARRAYS;
  const r = v128.load32_splat(node, 8);
  const a0 = splat(shares), a1 = v128.load32_splat(shares, 4);
  const a2 = v128.load32_splat(shares, 8), a3 = v128.load32_splat(shares, 12);
  prepare(node, level, head & SAVES ? level + MASKS : 0);
  const end = level + extent;
  for (let l = level, p = reach; l < end; l += 16, p += 16) {
    const e = v128.load(l);
    split<First>(p, l, multiplyAdd(a0, e, r));
    split<Second>(p, l, multiplyAdd(a1, e, r));
    split<Third>(p, l, multiplyAdd(a2, e, r));
    split<Fourth>(p, l, multiplyAdd(a3, e, r));
  }
  if (head & LEFT_LEAF) fill(left + 2 * FOUR, v128.load32_splat(node, 20));
  if (head & RIGHT_LEAF) fill(left + 3 * FOUR, v128.load32_splat(node, 24));
}

/** Writes V, given the children's; gives their difference. V is two arrays past P. */
// @ts-ignore: decorator
@inline
function joinPairs<Q>(high: v128, low: v128, reach: usize, share: v128): v128 {
  const gain = f32x4.sub(high, low);
  const value = multiplyAdd(share, gain, low);
  v128.store(reach, value, 2 * FOUR + ctz<usize>(sizeof<Q>()) * VECTORS);
  return gain;
}

/** Joins the children's V from the scratch; gives their difference. */
// @ts-ignore: decorator
@inline
function join<Q>(level: usize, reach: usize, share: v128): v128 {
  const low = v128.load(level, ARRAYS + 3 * FOUR + ctz<usize>(sizeof<Q>()) * VECTORS);
  const high = v128.load(level, ARRAYS + 2 * FOUR + ctz<usize>(sizeof<Q>()) * VECTORS);
  return joinPairs<Q>(high, low, reach, share);
}

/** On the way up. */
export function leave(node: usize, head: u32): void {
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, FOUR);
  const shares = sharesOf(node, head);
  let phi = contributionsOf(node);
  const r = v128.load32_splat(node, 8);
  const a0 = splat(shares), a1 = v128.load32_splat(shares, 4);
  const a2 = v128.load32_splat(shares, 8), a3 = v128.load32_splat(shares, 12);
  const repeated = (head & REPEATED) != 0;
  const end = level + extent;
  for (let v = level, p = reach; v < end; v += 16, p += 16, phi += 16) {
    const e = v128.load(v);
    const g0 = join<First>(v, p, multiplyAdd(a0, e, r));
    const g1 = join<Second>(v, p, multiplyAdd(a1, e, r));
    const g2 = join<Third>(v, p, multiplyAdd(a2, e, r));
    const g3 = join<Fourth>(v, p, multiplyAdd(a3, e, r));
    let p0 = v128.load(p), p1 = v128.load(p, VECTORS);
    let p2 = v128.load(p, 2 * VECTORS), p3 = v128.load(p, 3 * VECTORS);
    if (repeated) {
      p0 = f32x4.mul(p0, v128.load32_splat(shares, 16));
      p1 = f32x4.mul(p1, v128.load32_splat(shares, 20));
      p2 = f32x4.mul(p2, v128.load32_splat(shares, 24));
      p3 = f32x4.mul(p3, v128.load32_splat(shares, 28));
    }
    const m0 = f32x4.mul(p0, g0), m1 = f32x4.mul(p1, g1);
    const m2 = f32x4.mul(p2, g2), m3 = f32x4.mul(p3, g3);
    collect(phi, f32x4.mul(e, sumOf(m0, m1, m2, m3)), wide);
  }
}

/** A node whose children are leaves: word 5 is their difference, word 6 their mean. */
export function pair(node: usize, head: u32): void {
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, FOUR);
  const shares = sharesOf(node, head);
  let phi = contributionsOf(node);
  const difference = v128.load32_splat(node, 20), mean = v128.load32_splat(node, 24);
  const a0 = splat(shares), a1 = v128.load32_splat(shares, 4);
  const a2 = v128.load32_splat(shares, 8), a3 = v128.load32_splat(shares, 12);
  const repeated = (head & REPEATED) != 0;
  prepare(node, level, 0);
  const end = level + extent;
  for (let l = level, p = reach; l < end; l += 16, p += 16, phi += 16) {
    const scaled = f32x4.mul(v128.load(l), difference);
    let p0 = v128.load(p), p1 = v128.load(p, VECTORS);
    let p2 = v128.load(p, 2 * VECTORS), p3 = v128.load(p, 3 * VECTORS);
    if (repeated) {
      p0 = f32x4.mul(p0, v128.load32_splat(shares, 16));
      p1 = f32x4.mul(p1, v128.load32_splat(shares, 20));
      p2 = f32x4.mul(p2, v128.load32_splat(shares, 24));
      p3 = f32x4.mul(p3, v128.load32_splat(shares, 28));
    }
    v128.store(p, multiplyAdd(a0, scaled, mean), 2 * FOUR);
    v128.store(p, multiplyAdd(a1, scaled, mean), 2 * FOUR + VECTORS);
    v128.store(p, multiplyAdd(a2, scaled, mean), 2 * FOUR + 2 * VECTORS);
    v128.store(p, multiplyAdd(a3, scaled, mean), 2 * FOUR + 3 * VECTORS);
    collect(phi, f32x4.mul(scaled, sumOf(p0, p1, p2, p3)), wide);
  }
}

/** A node and its two pairs in one pass, where no player of the three split above. */
export function unit(node: usize, head: u32): void {
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, FOUR);
  const left = node + NODE_BYTES, right = left + NODE_BYTES;
  let phi = contributionsOf(node);
  let phiLeft = contributionsOf(left), phiRight = contributionsOf(right);
  const leftGap = v128.load32_splat(left, 20), leftMean = v128.load32_splat(left, 24);
  const rightGap = v128.load32_splat(right, 20), rightMean = v128.load32_splat(right, 24);
  const r = v128.load32_splat(node, 8);
  const t0 = splat(rule), t1 = v128.load32_splat(rule, 4);
  const t2 = v128.load32_splat(rule, 8), t3 = v128.load32_splat(rule, 12);
  prepare(node, level, 0);
  prepare(left, level + LEFT_E, 0);
  prepare(right, level + RIGHT_E, 0);
  const end = level + extent;
  for (let i = level, p = reach; i < end; i += 16, p += 16) {
    const e = v128.load(i);
    const onLeft = f32x4.mul(v128.load(i, LEFT_E), leftGap);
    const onRight = f32x4.mul(v128.load(i, RIGHT_E), rightGap);
    const p0 = v128.load(p), u0 = multiplyAdd(t0, e, r), l0 = f32x4.mul(p0, u0);
    const low0 = multiplyAdd(t0, onRight, rightMean), high0 = multiplyAdd(t0, onLeft, leftMean);
    const g0 = f32x4.mul(p0, joinPairs<First>(high0, low0, p, u0));
    const p1 = v128.load(p, VECTORS), u1 = multiplyAdd(t1, e, r), l1 = f32x4.mul(p1, u1);
    const low1 = multiplyAdd(t1, onRight, rightMean), high1 = multiplyAdd(t1, onLeft, leftMean);
    const g1 = f32x4.mul(p1, joinPairs<Second>(high1, low1, p, u1));
    const p2 = v128.load(p, 2 * VECTORS), u2 = multiplyAdd(t2, e, r), l2 = f32x4.mul(p2, u2);
    const low2 = multiplyAdd(t2, onRight, rightMean), high2 = multiplyAdd(t2, onLeft, leftMean);
    const g2 = f32x4.mul(p2, joinPairs<Third>(high2, low2, p, u2));
    const p3 = v128.load(p, 3 * VECTORS), u3 = multiplyAdd(t3, e, r), l3 = f32x4.mul(p3, u3);
    const low3 = multiplyAdd(t3, onRight, rightMean), high3 = multiplyAdd(t3, onLeft, leftMean);
    const g3 = f32x4.mul(p3, joinPairs<Fourth>(high3, low3, p, u3));
    const r0 = f32x4.sub(p0, l0), r1 = f32x4.sub(p1, l1);
    const r2 = f32x4.sub(p2, l2), r3 = f32x4.sub(p3, l3);
    collect(phiLeft, f32x4.mul(onLeft, sumOf(l0, l1, l2, l3)), wide);
    collect(phiRight, f32x4.mul(onRight, sumOf(r0, r1, r2, r3)), wide);
    collect(phi, f32x4.mul(e, sumOf(g0, g1, g2, g3)), wide);
    phi += 16;
    phiLeft += 16;
    phiRight += 16;
  }
}

/** The same where some player did: all three nodes carry a and kappa. */
export function repeatedUnit(node: usize, head: u32): void {
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, FOUR);
  const left = node + REPEATED_BYTES, right = left + REPEATED_BYTES;
  const n = node + NODE_BYTES, l = left + NODE_BYTES, s = right + NODE_BYTES;
  let phi = contributionsOf(node);
  let phiLeft = contributionsOf(left), phiRight = contributionsOf(right);
  const leftGap = v128.load32_splat(left, 20), leftMean = v128.load32_splat(left, 24);
  const rightGap = v128.load32_splat(right, 20), rightMean = v128.load32_splat(right, 24);
  const r = v128.load32_splat(node, 8);
  prepare(node, level, head & SAVES ? level + MASKS : 0);
  prepare(left, level + LEFT_E, 0);
  prepare(right, level + RIGHT_E, 0);
  const end = level + extent;
  for (let i = level, p = reach; i < end; i += 16, p += 16) {
    const e = v128.load(i);
    const onLeft = f32x4.mul(v128.load(i, LEFT_E), leftGap);
    const onRight = f32x4.mul(v128.load(i, RIGHT_E), rightGap);
    const p0 = v128.load(p), u0 = multiplyAdd(v128.load32_splat(n), e, r), l0 = f32x4.mul(p0, u0);
    const low0 = multiplyAdd(v128.load32_splat(s), onRight, rightMean);
    const high0 = multiplyAdd(v128.load32_splat(l), onLeft, leftMean);
    const d0 = joinPairs<First>(high0, low0, p, u0);
    const p1 = v128.load(p, VECTORS), u1 = multiplyAdd(v128.load32_splat(n, 4), e, r);
    const l1 = f32x4.mul(p1, u1);
    const low1 = multiplyAdd(v128.load32_splat(s, 4), onRight, rightMean);
    const high1 = multiplyAdd(v128.load32_splat(l, 4), onLeft, leftMean);
    const d1 = joinPairs<Second>(high1, low1, p, u1);
    const p2 = v128.load(p, 2 * VECTORS), u2 = multiplyAdd(v128.load32_splat(n, 8), e, r);
    const l2 = f32x4.mul(p2, u2);
    const low2 = multiplyAdd(v128.load32_splat(s, 8), onRight, rightMean);
    const high2 = multiplyAdd(v128.load32_splat(l, 8), onLeft, leftMean);
    const d2 = joinPairs<Third>(high2, low2, p, u2);
    const p3 = v128.load(p, 3 * VECTORS), u3 = multiplyAdd(v128.load32_splat(n, 12), e, r);
    const l3 = f32x4.mul(p3, u3);
    const low3 = multiplyAdd(v128.load32_splat(s, 12), onRight, rightMean);
    const high3 = multiplyAdd(v128.load32_splat(l, 12), onLeft, leftMean);
    const d3 = joinPairs<Fourth>(high3, low3, p, u3);
    const g0 = f32x4.mul(f32x4.mul(p0, v128.load32_splat(n, 16)), d0);
    const g1 = f32x4.mul(f32x4.mul(p1, v128.load32_splat(n, 20)), d1);
    const g2 = f32x4.mul(f32x4.mul(p2, v128.load32_splat(n, 24)), d2);
    const g3 = f32x4.mul(f32x4.mul(p3, v128.load32_splat(n, 28)), d3);
    collect(phi, f32x4.mul(e, sumOf(g0, g1, g2, g3)), wide);
    const r0 = f32x4.mul(f32x4.sub(p0, l0), v128.load32_splat(s, 16));
    const r1 = f32x4.mul(f32x4.sub(p1, l1), v128.load32_splat(s, 20));
    const r2 = f32x4.mul(f32x4.sub(p2, l2), v128.load32_splat(s, 24));
    const r3 = f32x4.mul(f32x4.sub(p3, l3), v128.load32_splat(s, 28));
    collect(phiRight, f32x4.mul(onRight, sumOf(r0, r1, r2, r3)), wide);
    const k0 = f32x4.mul(l0, v128.load32_splat(l, 16));
    const k1 = f32x4.mul(l1, v128.load32_splat(l, 20));
    const k2 = f32x4.mul(l2, v128.load32_splat(l, 24));
    const k3 = f32x4.mul(l3, v128.load32_splat(l, 28));
    collect(phiLeft, f32x4.mul(onLeft, sumOf(k0, k1, k2, k3)), wide);
    phi += 16;
    phiLeft += 16;
    phiRight += 16;
  }
}
