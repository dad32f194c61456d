import { RiskError } from '../core/errors.js';
import { binCount } from '../model/feature.js';
import type { TrainRows } from './train-rows.js';

/**
 * Refuses rows that a classification cannot be learnt from.
 *
 * @throws RiskError `SHAPE_MISMATCH` for columns of other lengths, `PLAN_INVALID` for a target
 * outside 0..1, weights that are none, and rows of one class.
 */
export function checkLabelled(rows: TrainRows): void {
  checkShape(rows);
  let bad = 0;
  let good = 0;
  for (let row = 0; row < rows.rows; row++) {
    const y = rows.target[row]!;
    if (!(y >= 0 && y <= 1)) refuse('TARGET_RANGE', 'target', 'numbers from 0 to 1');
    const w = rows.weight ? rows.weight[row]! : 1;
    bad += w * y;
    good += w * (1 - y);
  }
  if (!(bad > 0 && good > 0)) refuse('ONE_CLASS', 'target', 'bad and good rows');
}

/**
 * Refuses columns that do not belong together.
 *
 * @throws RiskError `SHAPE_MISMATCH`; `PLAN_INVALID` for weights that are none.
 */
export function checkShape({ rows, features, bins, target, weight }: TrainRows): void {
  const fits =
    bins.length === features.length &&
    bins.every((column) => column.length === rows) &&
    target.length === rows &&
    (!weight || weight.length === rows) &&
    features.every((feature) => binCount(feature) <= 256);
  if (!fits) {
    throw new RiskError('SHAPE_MISMATCH', 'bins, target and weight expected one entry a row');
  }
  if (weight && !weight.every((w) => w >= 0 && w < Infinity)) {
    refuse('WEIGHT_RANGE', 'weight', 'finite numbers >= 0');
  }
}

/** Weights that add up to the number of rows, so that standard errors know how many there are. */
export function weightsOf({ rows, weight }: TrainRows): Float64Array | undefined {
  if (!weight) return undefined;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += weight[row]!;
  // Equal weights are no weights, and stay exactly 1.
  const scale = sum === rows || sum === 0 ? 1 : rows / sum;
  return scale === 1 ? weight : weight.map((w) => w * scale);
}

function refuse(code: string, path: string, expected: string): never {
  throw new RiskError('PLAN_INVALID', `"${path}" expected ${expected}`, {
    path,
    issues: [{ code, path, expected }],
  });
}
