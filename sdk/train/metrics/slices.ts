import { exactLog, exactSigmoid } from '../../core/exact-math.js';
import { wilson } from '../../fairness/proportions.js';
import type { CalibrationSlice, LiftSlice } from '../report/train-report.js';
import { REACH } from './ranking.js';
import type { Ranked } from './ranked.js';

const SLICES = 10;

/**
 * The tenth of each group of equal scores, safest first: the one in which the middle of its rows
 * lies. Equal scores stay together, so a score with few values has fewer, uneven slices.
 */
function tenths({ rows }: Ranked): Uint8Array {
  const total = rows.reduce((sum, each) => sum + each, 0);
  let before = 0;
  return Uint8Array.from(rows, (each) => {
    const middle = before + each / 2;
    before += each;
    return Math.min(SLICES - 1, Math.floor((middle * SLICES) / total));
  });
}

/** Rows and bad rows by tenths of the score, riskiest first; slices that would be empty are not there. */
export function liftOf(ranked: Ranked): LiftSlice[] {
  const slice = tenths(ranked);
  const rows = new Uint32Array(SLICES);
  const badRows = new Uint32Array(SLICES);
  const bad = new Float64Array(SLICES);
  slice.forEach((each, i) => {
    rows[each]! += ranked.rows[i]!;
    badRows[each]! += ranked.badRows[i]!;
    bad[each]! += ranked.bad[i]!;
  });
  const all = bad.reduce((sum, each) => sum + each, 0);
  const lift: LiftSlice[] = [];
  let captured = 0;
  for (let each = SLICES - 1; each >= 0; each--) {
    if (rows[each] === 0) continue;
    captured += bad[each]!;
    lift.push({
      rows: rows[each]!,
      bad: badRows[each]!,
      captured: all > 0 ? Math.min(1, captured / all) : 0,
    });
  }
  return lift;
}

/**
 * Expected and observed share of bad rows by tenths of the score, safest first. With weights both are
 * weighted, and the interval is of as many rows as they are worth.
 *
 * @param logOddsOf - calibrated log-odds of a margin in the model's units.
 */
export function calibrationOf(
  ranked: Ranked,
  logOddsOf: (margin: number) => number,
): CalibrationSlice[] {
  const slice = tenths(ranked);
  const sums = Array.from({ length: SLICES }, () => ({
    ...{ rows: 0, weight: 0, squares: 0, bad: 0, expected: 0 },
  }));
  slice.forEach((each, i) => {
    const at = sums[each]!;
    const weight = ranked.good[i]! + ranked.bad[i]!;
    at.rows += ranked.rows[i]!;
    at.weight += weight;
    at.squares += ranked.goodSquares[i]! + ranked.badSquares[i]!;
    at.bad += ranked.bad[i]!;
    at.expected += weight * exactSigmoid(logOddsOf(ranked.margins[i]!));
  });
  return sums
    .filter(({ weight }) => weight > 0)
    .map(({ rows, weight, squares, bad, expected }) => {
      const of = (weight * weight) / squares;
      const share = Math.min(1, bad / weight);
      return {
        rows,
        expected: expected / weight,
        observed: wilson({ hits: share * of, of }, REACH),
      };
    });
}

/** Scores that part a reference into tenths: a tenth is up to and with its limit, the last is open. */
export function tenthLimits(reference: Ranked): Float64Array {
  const slice = tenths(reference);
  const limits: number[] = [];
  for (let i = 1; i < slice.length; i++) {
    if (slice[i] !== slice[i - 1]) limits.push(reference.margins[i - 1]!);
  }
  return Float64Array.from(limits);
}

/** Weight of the rows in each slice. */
export function weightBySlice(ranked: Ranked, limits: Float64Array): Float64Array {
  const weights = new Float64Array(limits.length + 1);
  let slice = 0;
  for (let i = 0; i < ranked.margins.length; i++) {
    while (slice < limits.length && ranked.margins[i]! > limits[slice]!) slice++;
    weights[slice]! += ranked.good[i]! + ranked.bad[i]!;
  }
  return weights;
}

/**
 * Population stability index: sum over bins of (a - b) ln(a / b), of shares. An empty bin counts
 * half a row, since its logarithm would be infinite; bins that are empty on both sides count nothing.
 */
export function psiOf(actual: ArrayLike<number>, reference: ArrayLike<number>): number {
  let [sumA, sumB, psi] = [0, 0, 0];
  for (let i = 0; i < actual.length; i++) {
    sumA += actual[i]!;
    sumB += reference[i]!;
  }
  if (sumA === 0 || sumB === 0) return 0;
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] === 0 && reference[i] === 0) continue;
    const a = (actual[i]! || 0.5) / sumA;
    const b = (reference[i]! || 0.5) / sumB;
    psi += (a - b) * exactLog(a / b);
  }
  return psi;
}
