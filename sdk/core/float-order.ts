/** Precisions in which libraries compare numbers. */
export type Precision = 'float32' | 'float64';

/** The numbers of a precision in their order. Both zeros are one number here. */
export interface FloatOrder {
  /** The largest finite number. */
  readonly largest: number;
  /** The nearest number of the precision. */
  round(value: number): number;
  /** The number before one of the precision. */
  previous(value: number): number;
  /** The number after one of the precision. */
  next(value: number): number;
  /** The number halfway by count between two; the lower one when they are neighbours. */
  middle(low: number, high: number): number;
}

const bits32 = new Int32Array(1);
const float32 = new Float32Array(bits32.buffer);
const bits64 = new BigInt64Array(1);
const float64 = new Float64Array(bits64.buffer);

/** Place of a number among all of its precision: negative bits count backwards. */
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

export const FLOAT_ORDER: Readonly<Record<Precision, FloatOrder>> = {
  float32: {
    largest: (2 - 2 ** -23) * 2 ** 127,
    round: Math.fround,
    previous: (value) => number32(place32(value) - 1),
    next: (value) => number32(place32(value) + 1),
    middle: (low, high) => number32(Math.floor((place32(low) + place32(high)) / 2)),
  },
  float64: {
    largest: Number.MAX_VALUE,
    round: (value) => value,
    previous: (value) => number64(place64(value) - 1n),
    next: (value) => number64(place64(value) + 1n),
    middle: (low, high) => number64((place64(low) + place64(high)) >> 1n),
  },
};
