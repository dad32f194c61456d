import { RiskError } from '../../core/errors.js';
import { exactSigmoid } from '../../core/exact-math.js';
import type { LabelChoice } from './delta-types.js';

/**
 * Chooses rows whose outcome is worth finding out next: spread over the source's scores from end to
 * end, and dense where a label tells most (p (1 - p) by the source), which is where more of them turn
 * out bad. A choice by score alone, not by outcome: it shifts nothing that a correction would have to
 * put right.
 *
 * Systematic sampling with chance proportional to p (1 - p), in the order of the scores: the same rows
 * for the same input.
 *
 * @param logOdds - of each row, by the source.
 * @throws RiskError `OPTION_INVALID` unless `count` is a whole number from 1 to the rows there are.
 */
export function chooseRows(logOdds: Float64Array, count: number): LabelChoice {
  const all = logOdds.length;
  if (!Number.isInteger(count) || count < 1 || count > all) {
    throw new RiskError('OPTION_INVALID', `"count" expected a whole number from 1 to ${all}`, {
      path: 'count',
    });
  }
  const chance = logOdds.map((each) => exactSigmoid(each));
  const weight = chance.map((p) => p * (1 - p));
  const order = Uint32Array.from(logOdds.keys()).sort((a, b) => logOdds[a]! - logOdds[b]! || a - b);
  const isChosen = certain(order, weight, count);
  let left = count;
  let total = 0;
  for (const row of order) {
    if (isChosen[row]) left--;
    else total += weight[row]!;
  }
  // Weights of nothing, where scores are beyond all doubt: then every row counts alike.
  const even = !(total > 0);
  const step = (even ? all - (count - left) : total) / left;
  let sum = 0;
  let next = step / 2;
  for (const row of order) {
    if (left === 0) break;
    if (isChosen[row]) continue;
    sum += even ? 1 : weight[row]!;
    if (sum <= next) continue;
    isChosen[row] = 1;
    left--;
    next += step;
  }
  // What rounding left at the very end.
  for (let i = all - 1; i >= 0 && left > 0; i--) {
    if (isChosen[order[i]!]) continue;
    isChosen[order[i]!] = 1;
    left--;
  }
  const rows = Uint32Array.from(order.filter((row) => isChosen[row] === 1)).sort((a, b) => a - b);
  const meanOf = (some: Iterable<number>, size: number): number => {
    let expected = 0;
    for (const row of some) expected += chance[row]!;
    return expected / size;
  };
  return {
    rows,
    expectedBads: meanOf(rows, count),
    expectedBadsOfAll: meanOf(logOdds.keys(), all),
  };
}

/** Rows that a systematic sample would take more than once are taken once, for certain. */
function certain(order: Uint32Array, weight: Float64Array, count: number): Uint8Array {
  const isChosen = new Uint8Array(order.length);
  for (let left = count; left > 0;) {
    let total = 0;
    for (const row of order) if (!isChosen[row]) total += weight[row]!;
    const large = order.filter(
      (row) => !isChosen[row] && weight[row]! * left >= total && total > 0,
    );
    if (large.length === 0) break;
    const taken = large.slice(0, left);
    for (const row of taken) isChosen[row] = 1;
    left -= taken.length;
  }
  return isChosen;
}
