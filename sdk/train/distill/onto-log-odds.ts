import { RiskError } from '../../core/errors.js';
import { exactSigmoid } from '../../core/exact-math.js';

const MOST_STEPS = 50;

/**
 * The line that turns a teacher's numbers into log-odds of bad: a logistic regression of the training
 * labels on them, by Newton's method.
 *
 * @throws RiskError `TRAINING_FAILED` where the numbers do not rise with risk, or say nothing.
 */
export function ontoLogOdds(
  numbers: Float64Array,
  bad: ArrayLike<number>,
  rows: Int32Array,
): (value: number) => number {
  let [sum, squares, bads] = [0, 0, 0];
  for (const row of rows) {
    sum += numbers[row]!;
    squares += numbers[row]! * numbers[row]!;
    bads += bad[row]!;
  }
  const mean = sum / rows.length;
  const spread = Math.sqrt(Math.max(0, squares / rows.length - mean * mean));
  const share = bads / rows.length;
  if (!(spread > 0) || share === 0 || share === 1) throw useless();
  let [level, slope] = [0, 0];
  for (let step = 0; step < MOST_STEPS; step++) {
    let [g, h, a, b, c] = [0, 0, 0, 0, 0];
    for (const row of rows) {
      const z = (numbers[row]! - mean) / spread;
      const p = exactSigmoid(level + slope * z);
      const w = p * (1 - p);
      g += bad[row]! - p;
      h += (bad[row]! - p) * z;
      a += w;
      b += w * z;
      c += w * z * z;
    }
    const determinant = a * c - b * b;
    if (!(determinant > 0)) break;
    const [u, v] = [(c * g - b * h) / determinant, (a * h - b * g) / determinant];
    // From no slope at all a full step may overshoot once; halves of it do not.
    const part = Math.min(1, 2 / Math.max(Math.abs(u), Math.abs(v), 1e-300));
    level += part * u;
    slope += part * v;
    if (Math.abs(u) + Math.abs(v) < 1e-10) break;
  }
  if (!(slope > 0)) throw useless();
  return (value) => level + slope * ((value - mean) / spread);
}

function useless(): RiskError {
  return new RiskError('TRAINING_FAILED', "the teacher's numbers do not rise with risk", {
    issues: [
      { code: 'TEACHER_DIRECTION', path: 'teacher', expected: 'numbers that rise with risk' },
    ],
  });
}
