import { binCount, missingBin } from '../../model/feature.js';
import { ivOf, woeOf, type Tally } from '../scorecard/woe.js';
import type { TrainRows } from '../train-rows.js';
import { everyBin, groupBins, type BinGroup } from './bin-labels.js';
import type { BinReport, FeatureReport } from './train-report.js';

/** Rows of each bin of a feature: counts, and what they weigh. */
export interface BinTallies {
  readonly rows: Float64Array;
  readonly bad: Float64Array;
  readonly weight: Float64Array;
  readonly badWeight: Float64Array;
}

/** Counts the rows of a feature's bins. */
export function tallyBins({ features, bins, target, weight }: TrainRows, f: number): BinTallies {
  const count = binCount(features[f]!);
  const tallies: BinTallies = {
    rows: new Float64Array(count),
    bad: new Float64Array(count),
    weight: new Float64Array(count),
    badWeight: new Float64Array(count),
  };
  const column = bins[f]!;
  for (let row = 0; row < column.length; row++) {
    const bin = column[row]!;
    const isBad = target[row]!;
    const w = weight ? weight[row]! : 1;
    tallies.rows[bin]!++;
    tallies.bad[bin]! += isBad;
    tallies.weight[bin]! += w;
    tallies.badWeight[bin]! += w * isBad;
  }
  return tallies;
}

/** What some bins weigh together, and how much of that is bad. */
export function tallyOf({ weight, badWeight }: BinTallies, bins: Iterable<number>): Tally {
  let [rows, bad] = [0, 0];
  for (const bin of bins) {
    rows += weight[bin]!;
    bad += badWeight[bin]!;
  }
  return { rows, bad };
}

/** How a feature is shown. */
export interface FeatureShown {
  readonly monotone: -1 | 0 | 1;
  /** Each bin by itself: its points are listed beside. */
  readonly everyBin: boolean;
}

/** A feature of the training part: bins with WOE, and its information value over what is shown. */
export function featureReport(rows: TrainRows, f: number, shown: FeatureShown): FeatureReport {
  const feature = rows.features[f]!;
  const tallies = tallyBins(rows, f);
  const groups = shown.everyBin ? everyBin(feature) : groupBins(feature, tallies.rows);
  const all = tallyOf(tallies, tallies.rows.keys());
  const bins = groups.map((group) => binReport(group, tallies, all));
  return {
    name: feature.name,
    missing: tallies.rows[missingBin(feature)]!,
    iv: groups.reduce((sum, { bins: of }) => sum + ivOf(tallyOf(tallies, of), all), 0),
    bins,
    monotone: shown.monotone,
  };
}

function binReport({ label, bins }: BinGroup, tallies: BinTallies, all: Tally): BinReport {
  let [rows, bad] = [0, 0];
  for (const bin of bins) {
    rows += tallies.rows[bin]!;
    bad += tallies.bad[bin]!;
  }
  return { label, rows, bad, woe: rows === 0 ? 0 : woeOf(tallyOf(tallies, bins), all) };
}
