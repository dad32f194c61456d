import { missingBin } from '../model/feature.js';
import { aucOf } from './metrics/ranking.js';
import type { Ranked } from './metrics/ranked.js';
import { psiOf } from './metrics/slices.js';
import { groupBins } from './report/bin-labels.js';
import { tallyBins, tallyOf, type BinTallies } from './report/feature-report.js';
import type { Finding } from './report/train-report.js';
import { woeOf, type Tally } from './scorecard/woe.js';
import type { TrainRows } from './train-rows.js';

/** No single fact about an applicant tells so much before the loan is made. */
const TELLS_ALL = 0.9;

/** A group of bins that is bad for sure: by its rate, with rows enough and a share of all bad rows. */
const SURE = { rate: 0.95, rows: 20, ofBad: 0.05 } as const;

/** Of "is it missing?" alone. */
const MISSING_TELLS = 0.7;

/** The usual limit of a population stability index beyond which a population is another one. */
export const UNSTABLE = 0.25;

/** A feature whose AUC falls so far from training to out-of-time, with intervals that part. */
const MEANING = 0.08;

/**
 * Features that may know the future, or do not stay what they are: by themselves they tell (nearly)
 * all, some of their values are bad for sure, their being missing tells, or what they tell in time
 * they do not tell out of time. Read off the training part in the groups that the report shows, so
 * that fine bins of few rows do not pass for knowledge.
 */
export function findLeaks(train: TrainRows, outOfTime: TrainRows): Finding[] {
  return train.features.flatMap((_, f) => [
    ...tellsTooMuch(train, f),
    ...(outOfTime.rows > 0 ? changes(train, outOfTime, f) : []),
  ]);
}

function tellsTooMuch(train: TrainRows, f: number): Finding[] {
  const feature = train.features[f]!;
  const tallies = tallyBins(train, f);
  const groups = groupsOf(tallies, groupBins(feature, tallies.rows));
  const path = feature.name;
  const auc = aucOf(rankGroups(groups, order(groups)))?.value ?? 0.5;
  if (auc >= TELLS_ALL) {
    return [{ code: 'KNOWS_THE_FUTURE', severity: 'warning', path, figure: auc }];
  }
  const sure = shareForSure(groups);
  if (sure >= SURE.ofBad) {
    return [{ code: 'SURELY_BAD', severity: 'warning', path, figure: sure }];
  }
  const missing = missingBin(feature);
  const [there, gone] = [0, 1].map((is) => {
    const bins = [...tallies.rows.keys()].filter((bin) => (bin === missing) === (is === 1));
    return countOf(tallies, bins);
  }) as [Tally, Tally];
  const of = [there, gone];
  const byMissing = aucOf(rankGroups(of, order(of)))?.value ?? 0.5;
  return byMissing >= MISSING_TELLS
    ? [{ code: 'MISSING_TELLS', severity: 'warning', path, figure: byMissing }]
    : [];
}

/** Share of all bad rows that lie in groups which are bad for sure, where most rows are good. */
function shareForSure(groups: readonly Tally[]): number {
  const all = sumOf(groups);
  if (all.bad * 2 > all.rows) return 0;
  const sure = groups.filter(({ rows, bad }) => rows >= SURE.rows && bad >= SURE.rate * rows);
  return sumOf(sure).bad / all.bad;
}

function changes(train: TrainRows, later: TrainRows, f: number): Finding[] {
  const feature = train.features[f]!;
  const path = feature.name;
  const [before, after] = [tallyBins(train, f), tallyBins(later, f)];
  const shown = groupBins(feature, sumTallies(before.rows, after.rows));
  const [was, is] = [groupsOf(before, shown), groupsOf(after, shown)];
  const findings: Finding[] = [];
  const psi = psiOf(
    is.map(({ rows }) => rows),
    was.map(({ rows }) => rows),
  );
  if (psi >= UNSTABLE) {
    findings.push({ code: 'UNSTABLE_FEATURE', severity: 'warning', path, figure: psi });
  }
  // In the order that training gave them: a feature that turns round has an AUC below one half.
  const ranks = order(was);
  const [told, tells] = [aucOf(rankGroups(was, ranks)), aucOf(rankGroups(is, ranks))];
  if (told && tells && told.value - tells.value >= MEANING && tells.high < told.low) {
    findings.push({
      code: 'MEANING_CHANGES',
      severity: 'warning',
      path,
      figure: tells.value,
    });
  }
  return findings;
}

function sumTallies(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((each, i) => each + b[i]!);
}

function groupsOf(tallies: BinTallies, groups: readonly { bins: readonly number[] }[]): Tally[] {
  return groups.map(({ bins }) => countOf(tallies, bins));
}

/** Rows, whatever they weigh. */
function countOf({ rows, bad }: BinTallies, bins: Iterable<number>): Tally {
  return tallyOf({ rows, bad, weight: rows, badWeight: bad }, bins);
}

function sumOf(groups: readonly Tally[]): Tally {
  return groups.reduce((sum, { rows, bad }) => ({ rows: sum.rows + rows, bad: sum.bad + bad }), {
    rows: 0,
    bad: 0,
  });
}

/** Rank of each group, the riskiest last. */
function order(groups: readonly Tally[]): number[] {
  const all = sumOf(groups);
  const woe = groups.map((group) => (group.rows === 0 ? 0 : woeOf(group, all)));
  const sorted = [...groups.keys()].sort((a, b) => woe[a]! - woe[b]! || a - b);
  const ranks = new Array<number>(groups.length);
  sorted.forEach((group, rank) => (ranks[group] = rank));
  return ranks;
}

function rankGroups(groups: readonly Tally[], ranks: readonly number[]): Ranked {
  const sorted = new Array<Tally>(groups.length);
  groups.forEach((group, g) => (sorted[ranks[g]!] = group));
  const good = Float64Array.from(sorted, ({ rows, bad }) => rows - bad);
  const bad = Float64Array.from(sorted, (group) => group.bad);
  return {
    margins: Float64Array.from(sorted.keys()),
    ...{ good, bad, goodSquares: good, badSquares: bad },
    rows: Uint32Array.from(sorted, ({ rows }) => rows),
    badRows: Uint32Array.from(bad),
  };
}
