/**
 * Gradients, hessians and losses of rows at integer margins, in float32 that the kernel repeats
 * operation by operation (`wasm/boost/gradients.ts`): every step is rounded by `Math.fround`, and a
 * float64 sum, product or quotient of two float32 numbers rounds to the float32 one.
 */
import { SCALE_BITS } from './units.js';

const f = Math.fround;

const UNIT = 2 ** -SCALE_BITS;
const LOG2_E = f(Math.LOG2E);
/** ln 2 in two pieces; k * HIGH is exact for the k that occur. */
const LN2_HIGH = 355 / 512;
const LN2_LOW = f(Math.LN2 - LN2_HIGH);
/** Adding and taking it away rounds a float32 below 2^22 to the nearest integer, halves to even. */
const ROUND_32 = 1.5 * 2 ** 23;
const ROUND_64 = 1.5 * 2 ** 52;
/** Beyond this margin a logistic is 0 or 1 in every digit that counts. */
const MOST = 80;

/** Taylor: the first term left out is below 2^-27 for |r| <= ln 2 / 2. */
const [C2, C3, C4, C5, C6, C7] = [2, 6, 24, 120, 720, 5040].map((n) => f(1 / n)) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

/** 2^-k. */
const HALVINGS = Float32Array.from({ length: 127 }, (_, k) => 2 ** -k);

/** e^-x for x of 0 to 80, as float32; below 2e-7 off, relatively. */
export function expNegative32(x: number): number {
  const k = f(f(f(x * LOG2_E) + ROUND_32) - ROUND_32);
  const r = f(f(f(k * LN2_HIGH) - x) + f(k * LN2_LOW));
  let p = C7;
  p = f(f(p * r) + C6);
  p = f(f(p * r) + C5);
  p = f(f(p * r) + C4);
  p = f(f(p * r) + C3);
  p = f(f(p * r) + C2);
  p = f(f(f(f(p * r) * r) + r) + 1);
  return f(p * HALVINGS[k]!);
}

/** 1/(2k+1) for ln(1+e) = 2 (s + s^3/3 + ...), s = e/(2+e) <= 1/3. */
const ODD = [3, 5, 7, 9, 11, 13, 15].map((n) => f(1 / n)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** ln(1 + e) for e of 0 to 1, as float32. */
export function log1pUnit32(e: number): number {
  const s = f(e / f(2 + e));
  const t = f(s * s);
  let p = ODD[6];
  p = f(f(p * t) + ODD[5]);
  p = f(f(p * t) + ODD[4]);
  p = f(f(p * t) + ODD[3]);
  p = f(f(p * t) + ODD[2]);
  p = f(f(p * t) + ODD[1]);
  p = f(f(p * t) + ODD[0]);
  p = f(f(f(p * t) * s) + s);
  return f(p + p);
}

/** Nearest integer of |x| < 2^51; halves go to the even one. */
function nearest(x: number): number {
  return x + ROUND_64 - ROUND_64;
}

/** Writes hessian and gradient of each row as pairs, and gives the sums of loss and |gradient|. */
export function measureLogLoss(
  margins: Int32Array,
  target: Float32Array,
  weight: Float32Array | undefined,
  pairs: Float32Array,
  sizeScale: number,
  lossScale: number,
): { loss: number; size: number } {
  let loss = 0;
  let size = 0;
  for (let row = 0; row < margins.length; row++) {
    const m = f(f(margins[row]!) * UNIT);
    const e = expNegative32(Math.min(Math.abs(m), MOST));
    const q = f(1 / f(1 + e));
    const small = f(e * q);
    const y = target[row]!;
    let g = f((m >= 0 ? q : small) - y);
    let h = f(small * q);
    let l = f(f(Math.max(m, 0) - f(m * y)) + log1pUnit32(e));
    if (weight) {
      const w = weight[row]!;
      g = f(g * w);
      h = f(h * w);
      l = f(l * w);
    }
    pairs[2 * row] = h;
    pairs[2 * row + 1] = g;
    size += nearest(Math.abs(g) * sizeScale);
    loss += nearest(l * lossScale);
  }
  return { loss, size };
}

/** The same for half the squared error of the margin. */
export function measureSquaredError(
  margins: Int32Array,
  target: Float32Array,
  weight: Float32Array | undefined,
  pairs: Float32Array,
  sizeScale: number,
  lossScale: number,
): { loss: number; size: number } {
  let loss = 0;
  let size = 0;
  for (let row = 0; row < margins.length; row++) {
    const r = f(f(f(margins[row]!) * UNIT) - target[row]!);
    const w = weight ? weight[row]! : 1;
    const g = f(r * w);
    pairs[2 * row] = w;
    pairs[2 * row + 1] = g;
    size += nearest(Math.abs(g) * sizeScale);
    loss += nearest(f(f(g * r) * 0.5) * lossScale);
  }
  return { loss, size };
}

/** Makes integers of the pairs, in their place: hessians (at least 1 where there is any), gradients. */
export function quantise(
  pairs: Float32Array,
  integers: Int32Array,
  hessianScale: number,
  gradientScale: number,
): void {
  for (let at = 0; at < pairs.length; at += 2) {
    const h = pairs[at]!;
    const g = pairs[at + 1]!;
    const whole = nearest(f(h * hessianScale));
    integers[at] = whole === 0 && h > 0 ? 1 : whole;
    integers[at + 1] = nearest(f(g * gradientScale));
  }
}
