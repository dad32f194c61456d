import { exactSoftplus } from '../../core/exact-math.js';
import { shuffled, type Random } from '../../core/random.js';
import type { PretrainRows } from './pretrain-types.js';
import type { NetworkScorer } from './score-network.js';

/** Rows that are trained on, and rows that say when to stop. */
export interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Deals rows into `count` parts, bad and good alike, and takes each in turn for validation.
 *
 * @param label - of the horizon that is to be alike in each part.
 */
export function dealFolds(
  rows: Int32Array,
  label: Float32Array,
  count: number,
  random: Random,
): Fold[] {
  const mixed = shuffled(rows.length, random).map((at) => rows[at]!);
  const bySide = [
    mixed.filter((row) => label[row]! > 0.5),
    mixed.filter((row) => !(label[row]! > 0.5)),
  ];
  const fold = new Map<number, number>();
  let dealt = 0;
  for (const side of bySide) for (const row of side) fold.set(row, dealt++ % count);
  return Array.from({ length: count }, (_, f) => ({
    train: rows.filter((row) => fold.get(row) !== f),
    validation: rows.filter((row) => fold.get(row) === f),
  }));
}

/** Sum and weight of the log loss of known labels. */
export interface LossSum {
  readonly loss: number;
  readonly weight: number;
}

/** @param horizon - the only one that counts; all without. */
export function logLoss(
  scorer: NetworkScorer,
  { bins, channel, labels, weight }: PretrainRows,
  rows: Int32Array,
  horizon?: number,
): LossSum {
  let loss = 0;
  let total = 0;
  labels.forEach((column, h) => {
    if (horizon !== undefined && h !== horizon) return;
    const known = rows.filter((row) => !Number.isNaN(column[row]!));
    scorer.logOdds(bins, known, channel, h).forEach((logOdds, i) => {
      const row = known[i]!;
      const own = weight ? weight[row]! : 1;
      loss += own * (exactSoftplus(logOdds) - column[row]! * logOdds);
      total += own;
    });
  });
  return { loss, weight: total };
}

/** Where a list is least; the first of equals. */
export function leastAt(values: readonly number[]): number {
  return values.reduce((least, value, at) => (value < values[least]! ? at : least), 0);
}
