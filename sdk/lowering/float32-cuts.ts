import type { NumericFeature } from '../model/feature.js';

/**
 * Whether a comparison in float32 sees everything that the feature's own comparison sees, and
 * nothing but NaN is missing.
 */
export function fitsFloat32(feature: NumericFeature, column: Float32Array | Float64Array): boolean {
  const { compare, zeroIsMissing } = feature;
  return compare === 'float32' || (column instanceof Float32Array && !zeroIsMissing);
}

/**
 * The smallest float32 number that is past a cut point, so that a comparison in float32 decides as
 * one in float64 does for values that are float32 numbers.
 *
 * @param orEqual - whether the cut itself is past.
 */
export function firstPast(cut: number, orEqual: boolean): number {
  const nearest = Math.fround(cut);
  return nearest > cut || (orEqual && nearest === cut) ? nearest : nextFloat32(nearest);
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

function nextFloat32(value: number): number {
  FLOAT[0] = value === 0 ? 0 : value;
  BITS[0] = BITS[0]! + (value < 0 ? -1 : 1);
  return FLOAT[0]!;
}
