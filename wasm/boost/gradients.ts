/**
 * Gradients, hessians and losses of four rows at a time: `sdk/train/boost/gradients.ts`, rounding
 * for rounding. Arrays have room for a multiple of four rows.
 */
const UNIT: f32 = 1.0 / 16384.0;
const LOG2_E: f32 = 1.4426950408889634;
const LN2_HIGH: f32 = 0.693359375;
/** Float64 first, as it is there: rounded once, after the difference. */
const LN2_LOW: f32 = <f32>((<f64>0.6931471805599453) - (<f64>0.693359375));
const MOST: f32 = 80.0;

// @ts-ignore: decorator
@inline
function horner(p: v128, r: v128, next: f32): v128 {
  return f32x4.add(f32x4.mul(p, r), f32x4.splat(next));
}

/** e^-x for x of 0 to 80. */
// @ts-ignore: decorator
@inline
function expNegative(x: v128): v128 {
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
  const r = f32x4.add(
    f32x4.sub(f32x4.mul(k, f32x4.splat(LN2_HIGH)), x),
    f32x4.mul(k, f32x4.splat(LN2_LOW)),
  );
  let p = f32x4.splat(<f32>(1.0 / 5040.0));
  p = horner(p, r, <f32>(1.0 / 720.0));
  p = horner(p, r, <f32>(1.0 / 120.0));
  p = horner(p, r, <f32>(1.0 / 24.0));
  p = horner(p, r, <f32>(1.0 / 6.0));
  p = horner(p, r, <f32>(1.0 / 2.0));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  // 2^-k, from its exponent.
  const halvings = i32x4.shl(i32x4.sub(i32x4.splat(127), i32x4.trunc_sat_f32x4_s(k)), 23);
  return f32x4.mul(p, halvings);
}

/** ln(1 + e) for e of 0 to 1. */
// @ts-ignore: decorator
@inline
function log1pUnit(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(f32x4.splat(2), e));
  const t = f32x4.mul(s, s);
  let p = f32x4.splat(<f32>(1.0 / 15.0));
  p = horner(p, t, <f32>(1.0 / 13.0));
  p = horner(p, t, <f32>(1.0 / 11.0));
  p = horner(p, t, <f32>(1.0 / 9.0));
  p = horner(p, t, <f32>(1.0 / 7.0));
  p = horner(p, t, <f32>(1.0 / 5.0));
  p = horner(p, t, <f32>(1.0 / 3.0));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, t), s), s);
  return f32x4.add(p, p);
}

/** The numbers as integers in float64, summed in pairs. */
// @ts-ignore: decorator
@inline
function wholeSum(numbers: v128, scale: v128): v128 {
  const low = f64x2.promote_low_f32x4(numbers);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(numbers, numbers, 2, 3, 2, 3));
  return f64x2.add(
    f64x2.nearest(f64x2.mul(low, scale)),
    f64x2.nearest(f64x2.mul(high, scale)),
  );
}

/** All ones for the rows that there are, from `row` on. */
// @ts-ignore: decorator
@inline
function rowMask(row: usize, rows: usize): v128 {
  return i32x4.lt_s(
    i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(<i32>row)),
    i32x4.splat(<i32>rows),
  );
}

// @ts-ignore: decorator
@inline
function storePairs(pairs: usize, row: usize, h: v128, g: v128): void {
  const at = pairs + (row << 3);
  v128.store(at, v128.shuffle<i32>(h, g, 0, 4, 1, 5));
  v128.store(at, v128.shuffle<i32>(h, g, 2, 6, 3, 7), 16);
}

// @ts-ignore: decorator
@inline
function storeSums(sums: usize, loss: v128, size: v128): void {
  store<f64>(sums, f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1));
  store<f64>(sums, f64x2.extract_lane(size, 0) + f64x2.extract_lane(size, 1), 8);
}

/** @param weight - address, or 0. @param sums - f64[2]: loss, |gradient|. */
export function measureLogLoss(
  margins: usize,
  target: usize,
  weight: usize,
  pairs: usize,
  rows: usize,
  sizeScale: f64,
  lossScale: f64,
  sums: usize,
): void {
  const sizes = f64x2.splat(sizeScale);
  const losses = f64x2.splat(lossScale);
  let size = f64x2.splat(0);
  let loss = f64x2.splat(0);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let row: usize = 0; row < rows; row += 4) {
    const m = f32x4.mul(
      f32x4.convert_i32x4_s(v128.load(margins + (row << 2))),
      f32x4.splat(UNIT),
    );
    const y = v128.load(target + (row << 2));
    const e = expNegative(f32x4.min(f32x4.abs(m), f32x4.splat(MOST)));
    const q = f32x4.div(one, f32x4.add(one, e));
    const small = f32x4.mul(e, q);
    let g = f32x4.sub(v128.bitselect(q, small, f32x4.ge(m, zero)), y);
    let h = f32x4.mul(small, q);
    let l = f32x4.add(f32x4.sub(f32x4.max(m, zero), f32x4.mul(m, y)), log1pUnit(e));
    if (weight) {
      const w = v128.load(weight + (row << 2));
      g = f32x4.mul(g, w);
      h = f32x4.mul(h, w);
      l = f32x4.mul(l, w);
    }
    storePairs(pairs, row, h, g);
    const mask = rowMask(row, rows);
    size = f64x2.add(size, wholeSum(v128.and(f32x4.abs(g), mask), sizes));
    loss = f64x2.add(loss, wholeSum(v128.and(l, mask), losses));
  }
  storeSums(sums, loss, size);
}

/** The same for half the squared error of the margin. */
export function measureSquaredError(
  margins: usize,
  target: usize,
  weight: usize,
  pairs: usize,
  rows: usize,
  sizeScale: f64,
  lossScale: f64,
  sums: usize,
): void {
  const sizes = f64x2.splat(sizeScale);
  const losses = f64x2.splat(lossScale);
  let size = f64x2.splat(0);
  let loss = f64x2.splat(0);
  let w = f32x4.splat(1);
  for (let row: usize = 0; row < rows; row += 4) {
    const m = f32x4.mul(
      f32x4.convert_i32x4_s(v128.load(margins + (row << 2))),
      f32x4.splat(UNIT),
    );
    const r = f32x4.sub(m, v128.load(target + (row << 2)));
    if (weight) w = v128.load(weight + (row << 2));
    const g = f32x4.mul(r, w);
    storePairs(pairs, row, w, g);
    const mask = rowMask(row, rows);
    size = f64x2.add(size, wholeSum(v128.and(f32x4.abs(g), mask), sizes));
    const l = f32x4.mul(f32x4.mul(g, r), f32x4.splat(0.5));
    loss = f64x2.add(loss, wholeSum(v128.and(l, mask), losses));
  }
  storeSums(sums, loss, size);
}

/** Makes integers of the pairs, in their place. */
export function quantise(pairs: usize, rows: usize, hessianScale: f32, gradientScale: f32): void {
  const scale = v128.bitselect(
    f32x4.splat(hessianScale),
    f32x4.splat(gradientScale),
    i32x4(-1, 0, -1, 0),
  );
  const hessians = i32x4(-1, 0, -1, 0);
  const end = pairs + (((rows + 1) & ~1) << 3);
  for (let at = pairs; at < end; at += 16) {
    const numbers = v128.load(at);
    const whole = f32x4.nearest(f32x4.mul(numbers, scale));
    const h = i32x4.trunc_sat_f32x4_u(whole);
    const g = i32x4.trunc_sat_f32x4_s(whole);
    // A hessian that is there counts at least 1.
    const lost = v128.and(
      i32x4.eq(h, i32x4.splat(0)),
      f32x4.gt(numbers, f32x4.splat(0)),
    );
    v128.store(at, v128.bitselect(i32x4.sub(h, lost), g, hessians));
  }
}
