/**
 * exp, log and logistic with the same bits on every machine. `Math.exp` and `Math.log` may differ in
 * the last place from browser to browser; only `+ - * /` and `Math.sqrt` are exact by the language.
 * Whatever decides a trained model is computed with these.
 */

/** ln 2 in two pieces: the first has 21 trailing zero bits, so that k * HIGH is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** Below this e^x is 0 even as a subnormal; above the other it is infinite. */
const EXP_UNDERFLOW = -745.1332191019412;
const EXP_OVERFLOW = 709.782712893384;

/** 1/k! for the Taylor series on |r| <= ln 2 / 2: the first term left out is below 2^-60. */
const INVERSE_FACTORIALS = /* @__PURE__ */ (() => {
  const inverses = [1];
  for (let k = 1; k <= 14; k++) inverses.push(inverses[k - 1]! / k);
  return Float64Array.from(inverses);
})();

/** e^x. Relative error below 2 units in the last place. */
export function exactExp(x: number): number {
  if (!(x > EXP_UNDERFLOW)) return Number.isNaN(x) ? NaN : 0;
  if (x > EXP_OVERFLOW) return Infinity;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  let tail = 0;
  for (let i = 14; i >= 2; i--) tail = tail * r + INVERSE_FACTORIALS[i]!;
  // e^r = 1 + (r + r^2 tail), with what r lost by rounding added back where it still counts.
  const value = 1 + (r + (r * r * tail + (high - r - low)));
  return scaleByPower(value, k);
}

/** value * 2^k, by steps that a float64 can take. */
function scaleByPower(value: number, k: number): number {
  if (k < -1000) return value * powerOfTwo(k + 600) * powerOfTwo(-600);
  if (k > 1000) return value * powerOfTwo(k - 600) * powerOfTwo(600);
  return value * powerOfTwo(k);
}

const words = /* @__PURE__ */ new Uint32Array(2);
const double = /* @__PURE__ */ new Float64Array(words.buffer);
/** Which word of a float64 holds its exponent. */
const HIGH_WORD = /* @__PURE__ */ (() => {
  double[0] = 1;
  return words[0] === 0 ? 1 : 0;
})();

/** For k of -1022 to 1023. */
function powerOfTwo(k: number): number {
  words[HIGH_WORD] = (k + 1023) << 20;
  words[1 - HIGH_WORD] = 0;
  return double[0]!;
}

/** 2/(2k+1), for ln((1+s)/(1-s)) = sum of s^(2k+1) times these. */
const ODD_RECIPROCALS = /* @__PURE__ */ Float64Array.from(
  { length: 12 },
  (_, k) => 2 / (2 * k + 1),
);

/** ln x; NaN below 0, -Infinity at 0. Relative error below 2 units in the last place. */
export function exactLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  let value = x;
  // Subnormal numbers have no exponent of their own.
  if (value < 2 ** -1022) {
    value *= 2 ** 54;
    k = -54;
  }
  double[0] = value;
  k += (words[HIGH_WORD]! >>> 20) - 1023;
  words[HIGH_WORD] = (words[HIGH_WORD]! & 0xfffff) | 0x3ff00000;
  let m = double[0]!;
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  // m is in (sqrt(1/2), sqrt 2], so |s| < 0.1716 and s^24 is below 2^-61.
  const f = m - 1;
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let i = ODD_RECIPROCALS.length - 1; i >= 1; i--)
    series = (series + ODD_RECIPROCALS[i]!) * square;
  // ln m = 2s + s * series; 2s = f - s f keeps the digits of f.
  return k * LN2_HIGH + (f - (s * (f - series) - k * LN2_LOW));
}

/** ln(1 + x), with the digits of small x. */
export function exactLog1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  if (sum === Infinity) return sum;
  // What 1 + x lost by rounding, to first order (Kahan).
  return exactLog(sum) + (x - (sum - 1)) / sum;
}

/** 1 / (1 + e^-x), without overflow. */
export function exactSigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exactExp(-x));
  const e = exactExp(x);
  return e / (1 + e);
}

/** ln(1 + e^x), without overflow. */
export function exactSoftplus(x: number): number {
  return Math.max(x, 0) + exactLog1p(exactExp(-Math.abs(x)));
}
