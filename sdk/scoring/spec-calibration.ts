import type { Calibration, Link } from '../model/calibration.js';
import type { IssueList } from '../model/check/issues.js';
import type { CalibrationSpec } from './spec-fields.js';

/** Larger tables give no smoother curve, and a score would read them row by row. */
const MAX_POINTS = 10_000;

/**
 * The calibration that a spec asks for. It changes probabilities only, never a margin or points.
 *
 * A calibration may flatten risk and never turn it around: `slope` is positive, `a` and `b` are not
 * negative, and a table rises.
 */
export function specCalibration(spec: CalibrationSpec, link: Link, list: IssueList): Calibration {
  const path = 'spec.calibration';
  const logistic = link === 'logistic' || spec.kind === 'identity';
  list.check(logistic, 'CALIBRATION', path, 'a model whose margin is log-odds');
  switch (spec.kind) {
    case 'identity':
      return spec;
    case 'platt':
      list.check(spec.slope > 0, 'CALIBRATION', `${path}.slope`, 'a number above 0');
      return spec;
    case 'beta':
      for (const key of ['a', 'b'] as const) {
        list.check(spec[key] >= 0, 'CALIBRATION', `${path}.${key}`, 'a number >= 0');
      }
      list.check(spec.a + spec.b !== 0, 'CALIBRATION', path, 'a or b above 0');
      return spec;
    case 'isotonic':
      return isotonic(spec, path, list);
  }
}

function isotonic(
  { logOdds, probability }: CalibrationSpec & { kind: 'isotonic' },
  path: string,
  list: IssueList,
): Calibration {
  const { length } = logOdds;
  const sized = length >= 1 && length <= MAX_POINTS;
  list.check(sized, 'SHAPE', `${path}.logOdds`, `1 to ${MAX_POINTS} numbers`);
  const paired = probability.length === length;
  list.check(paired, 'SHAPE', `${path}.probability`, `${length} numbers, as logOdds has`);
  probability.forEach((value, i) => {
    const inside = value >= 0 && value <= 1;
    list.check(inside, 'CALIBRATION', `${path}.probability[${i}]`, 'a number from 0 to 1');
    if (i === 0) return;
    const rises = value >= probability[i - 1]!;
    list.check(rises, 'CALIBRATION', `${path}.probability[${i}]`, 'not below the one before');
  });
  logOdds.forEach((value, i) => {
    const rises = i === 0 || value > logOdds[i - 1]!;
    list.check(rises, 'CALIBRATION', `${path}.logOdds[${i}]`, 'above the one before');
  });
  return {
    kind: 'isotonic',
    logOdds: Float64Array.from(logOdds),
    probability: Float64Array.from(probability),
  };
}
