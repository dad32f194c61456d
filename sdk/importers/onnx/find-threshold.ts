/** Precision of a feature's raw numbers. */
export type Precision = 'float32' | 'float64';

/**
 * Where a condition on a raw number turns, for one that turns at most once as the number grows:
 * the smallest number at which it differs from what it is at the far left. Undefined when it never
 * does. All finite numbers of the precision are looked at, by bisection over their order.
 *
 * @param guess - a number near which the turn is likely; it saves nearly all the work.
 */
export function findTurn(
  condition: (raw: number) => boolean,
  precision: Precision,
  guess: number,
): number | undefined {
  const order = ORDERS[precision];
  const first = condition(-order.largest);
  if (condition(order.largest) === first) return undefined;
  const near = order.round(guess);
  if (Number.isFinite(near)) {
    // A comparison with the guess itself turns at it, or one step further.
    for (const turn of [near, order.next(near)]) {
      const before = order.previous(turn);
      const inside = Number.isFinite(before) && Number.isFinite(turn);
      if (inside && condition(turn) !== first && condition(before) === first) return turn;
    }
  }
  return order.bisect(condition, first);
}

/** The number before, in a precision. */
export function previousNumber(value: number, precision: Precision): number {
  return ORDERS[precision].previous(value);
}

interface NumberOrder {
  readonly largest: number;
  round(value: number): number;
  previous(value: number): number;
  next(value: number): number;
  bisect(condition: (raw: number) => boolean, first: boolean): number;
}

const bits32 = new Int32Array(1);
const float32 = new Float32Array(bits32.buffer);
const bits64 = new BigInt64Array(1);
const float64 = new Float64Array(bits64.buffer);

/** Place of a number among all of its precision: negative bits count backwards. -0 is 0. */
function place32(value: number): number {
  float32[0] = value + 0;
  return bits32[0]! >= 0 ? bits32[0]! : -(bits32[0]! & 0x7fffffff);
}

function number32(place: number): number {
  bits32[0] = place >= 0 ? place : -place | 0x80000000;
  return float32[0]! + 0;
}

const SIGN = 1n << 63n;

function place64(value: number): bigint {
  float64[0] = value + 0;
  const bits = bits64[0]!;
  return bits >= 0n ? bits : -(bits + SIGN);
}

function number64(place: bigint): number {
  bits64[0] = place >= 0n ? place : -place - SIGN;
  return float64[0]! + 0;
}

const LARGEST32 = (2 - 2 ** -23) * 2 ** 127;

const ORDERS: Readonly<Record<Precision, NumberOrder>> = {
  float32: {
    largest: LARGEST32,
    round: Math.fround,
    previous: (value) => number32(place32(value) - 1),
    next: (value) => number32(place32(value) + 1),
    bisect(condition, first) {
      let low = place32(-LARGEST32);
      let high = place32(LARGEST32);
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (condition(number32(middle)) === first) low = middle;
        else high = middle;
      }
      return number32(high);
    },
  },
  float64: {
    largest: Number.MAX_VALUE,
    round: (value) => value,
    previous: (value) => number64(place64(value) - 1n),
    next: (value) => number64(place64(value) + 1n),
    bisect(condition, first) {
      let low = place64(-Number.MAX_VALUE);
      let high = place64(Number.MAX_VALUE);
      while (high - low > 1n) {
        const middle = (low + high) >> 1n;
        if (condition(number64(middle)) === first) low = middle;
        else high = middle;
      }
      return number64(high);
    },
  },
};
