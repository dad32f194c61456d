import {
  ARRAYS,
  LEFT_LEAF,
  MASKS,
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
  sharesOf,
  splat,
} from './quadrature-node';

/** The operations for any number of Gauss nodes: paths of more than eight players. */

function fill(array: usize, count: usize, constant: v128): void {
  const bytes = extent;
  const end = array + count * VECTORS;
  for (let at = array; at < end; at += VECTORS) {
    for (let i: usize = 0; i < bytes; i += 16) v128.store(at + i, constant);
  }
}

/** On the way down. */
export function enterAny(node: usize, head: u32, count: usize): void {
  const bytes = extent;
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, count * VECTORS);
  const shares = sharesOf(node, head);
  const left = level + ARRAYS;
  const rightOffset = count * VECTORS;
  const r = splat(node + 8);
  prepare(node, level, head & SAVES ? level + MASKS : 0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const e = v128.load(level + i);
    let at = i;
    for (let q: usize = 0; q < count; q++, at += VECTORS) {
      const p = v128.load(reach + at);
      const onLeft = f32x4.mul(p, multiplyAdd(splat(shares + (q << 2)), e, r));
      v128.store(left + at, onLeft);
      v128.store(left + rightOffset + at, f32x4.sub(p, onLeft));
    }
  }
  if (head & LEFT_LEAF) fill(left + 2 * rightOffset, count, splat(node + 20));
  if (head & RIGHT_LEAF) fill(left + 3 * rightOffset, count, splat(node + 24));
}

/** On the way up. */
export function leaveAny(node: usize, head: u32, count: usize): void {
  const bytes = extent;
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, count * VECTORS);
  const out = reach + 2 * count * VECTORS;
  const shares = sharesOf(node, head);
  const fromLeft = level + ARRAYS + 2 * count * VECTORS;
  const fromRight = fromLeft + count * VECTORS;
  const phi = contributionsOf(node);
  const r = splat(node + 8);
  if (head & REPEATED) {
    const kappa = shares + (count << 2);
    for (let i: usize = 0; i < bytes; i += 16) {
      const e = v128.load(level + i);
      let sum = f32x4.splat(0);
      let at = i;
      for (let q: usize = 0; q < count; q++, at += VECTORS) {
        const low = v128.load(fromRight + at);
        const gain = f32x4.sub(v128.load(fromLeft + at), low);
        const share = multiplyAdd(splat(shares + (q << 2)), e, r);
        v128.store(out + at, multiplyAdd(share, gain, low));
        const weight = f32x4.mul(v128.load(reach + at), splat(kappa + (q << 2)));
        sum = f32x4.add(sum, f32x4.mul(weight, gain));
      }
      collect(phi + i, f32x4.mul(e, sum), wide);
    }
  } else {
    for (let i: usize = 0; i < bytes; i += 16) {
      const e = v128.load(level + i);
      let sum = f32x4.splat(0);
      let at = i;
      for (let q: usize = 0; q < count; q++, at += VECTORS) {
        const low = v128.load(fromRight + at);
        const gain = f32x4.sub(v128.load(fromLeft + at), low);
        const share = multiplyAdd(splat(shares + (q << 2)), e, r);
        v128.store(out + at, multiplyAdd(share, gain, low));
        sum = f32x4.add(sum, f32x4.mul(v128.load(reach + at), gain));
      }
      collect(phi + i, f32x4.mul(e, sum), wide);
    }
  }
}

/** A node whose children are leaves: word 5 is their difference, word 6 their mean. */
export function pairAny(node: usize, head: u32, count: usize): void {
  const bytes = extent;
  const wide = (head & WIDE) != 0;
  const level = levelOf(head);
  const reach = reachOf(head, count * VECTORS);
  const out = reach + 2 * count * VECTORS;
  const shares = sharesOf(node, head);
  const phi = contributionsOf(node);
  const difference = splat(node + 20);
  const mean = splat(node + 24);
  const kappa = head & REPEATED ? shares + (count << 2) : 0;
  prepare(node, level, 0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const scaled = f32x4.mul(v128.load(level + i), difference);
    let sum = f32x4.splat(0);
    let at = i;
    for (let q: usize = 0; q < count; q++, at += VECTORS) {
      let p = v128.load(reach + at);
      if (kappa) p = f32x4.mul(p, splat(kappa + (q << 2)));
      sum = f32x4.add(sum, p);
      v128.store(out + at, multiplyAdd(splat(shares + (q << 2)), scaled, mean));
    }
    collect(phi + i, f32x4.mul(scaled, sum), wide);
  }
}
