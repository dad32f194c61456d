import { weightOf } from './weight-coding.js';

/**
 * From so many leaves or entries on, a body whose numbers are small is stored so. Below, a bundle that
 * every reader of format 1 opens is worth more than the bytes.
 */
export const SMALL_FROM = 256;

const CODES: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 256 }, (_, code) => [weightOf(code), code]),
);

/** The codes of weights; `undefined` when one of them has none. */
export function weightCodes(weights: ArrayLike<number>): Uint8Array | undefined {
  const codes = new Uint8Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const code = CODES.get(weights[i]!);
    if (code === undefined || Object.is(weights[i], -0)) return undefined;
    codes[i] = code;
  }
  return codes;
}

/** The weight nearest to one of at least 0 that has a code. Of two as near, the larger. */
export function nearestWeight(weight: number): number {
  let code = 0;
  while (code < 255 && weight - weightOf(code) >= weightOf(code + 1) - weight) code++;
  return weightOf(code);
}

/** The same integers in a byte or two each; `undefined` where that does not hold them. */
export function smallIntegers(values: ArrayLike<number>): Int8Array | Int16Array | undefined {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    // -128 is as small as 127: the complement of a negative number.
    largest = Math.max(largest, values[i]! < 0 ? -1 - values[i]! : values[i]!);
  }
  if (largest > 0x7fff) return undefined;
  return largest <= 0x7f ? Int8Array.from(values) : Int16Array.from(values);
}

type Cuts = Float32Array | Float64Array;

/** Cut points in the narrowest array that holds them exactly: themselves where no narrower one does. */
export function narrowCuts(cuts: Cuts): Int16Array | Cuts {
  const holds = (array: Int16Array | Cuts) => cuts.every((cut, i) => Object.is(array[i], cut));
  const integers = Int16Array.from(cuts);
  if (holds(integers)) return integers;
  if (cuts instanceof Float32Array) return cuts;
  const singles = Float32Array.from(cuts);
  return holds(singles) ? singles : cuts;
}
