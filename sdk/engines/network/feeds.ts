import { RiskError } from '../../core/errors.js';
import type { Feature } from '../../model/feature.js';
import type { NetworkInput, TensorType } from '../../model/network.js';
import type { Feed } from './graph-runner.js';

const INT32_LIMIT = 2 ** 31;

/**
 * The tensor of one input over some rows.
 *
 * @param values - f64[count * features], row-major: raw values, codes, NaN for missing.
 * @param rows - rows of the tensor; those past `count` repeat the last one.
 * @throws RiskError `INPUT_INVALID` for a value that the tensor's type cannot hold.
 */
export function feedOf(
  input: NetworkInput,
  features: readonly Feature[],
  values: Float64Array,
  count: number,
  rows: number,
): Feed {
  const { name, type, shape, features: columns } = input;
  const width = columns.length;
  const fill = input.missing === 'refused' || input.missing === 'nan' ? NaN : input.missing;
  const floats =
    type === 'float32' ? new Float32Array(rows * width) : new Float64Array(rows * width);
  for (let c = 0; c < width; c++) {
    const f = columns[c]!;
    for (let row = 0; row < rows; row++) {
      const raw = values[Math.min(row, count - 1) * features.length + f]!;
      const value = raw !== raw ? fill : raw;
      const at = row * width + c;
      floats[at] = value;
      if (!holds(type, value, floats[at]!)) throw outOfRange(features[f]!, type);
    }
  }
  const dims = shape === 'vector' ? [rows] : [rows, width];
  return { name, type, dims, data: typed(type, floats) };
}

function holds(type: TensorType, value: number, stored: number): boolean {
  if (type === 'int64') return Number.isSafeInteger(value);
  if (type === 'int32') return Number.isInteger(value) && Math.abs(value) < INT32_LIMIT;
  // A number too large for float32 turns into an infinity.
  return stored - stored === 0 || value !== value;
}

function typed(type: TensorType, floats: Float32Array | Float64Array): Feed['data'] {
  if (type === 'int32') return Int32Array.from(floats);
  return type === 'int64' ? BigInt64Array.from(floats as Float64Array, BigInt) : floats;
}

function outOfRange(feature: Feature, type: TensorType): RiskError {
  const expected = `a value that ${type} holds`;
  return new RiskError('INPUT_INVALID', `"${feature.name}" expected ${expected}`, {
    path: feature.name,
    issues: [{ code: 'NUMBER_RANGE', path: feature.name, expected }],
  });
}
