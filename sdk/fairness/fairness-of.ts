import { RiskError } from '../core/errors.js';
import type { GroupColumn } from './columns.js';
import { compareGroups } from './compare.js';
import { groupFacts, type GroupFacts } from './facts.js';
import { reachOf } from './normal.js';
import { wilson } from './proportions.js';
import { limitsOf } from './reliability.js';
import type { FairnessNote, FairnessReport, Rate } from './report.js';
import { readSample, type FairnessInput, type Sample } from './sample.js';
import { countOf, shareOf, subsetOf } from './subset.js';

/**
 * How groups fare under a model: approval, scores, ranking and calibration by group, each with its
 * interval, and every group beside one reference.
 *
 * Pure and in memory: nothing is kept or sent. Rows without a group, decision or outcome take no
 * part where they lack it, and are counted. Differences are facts about these rows; they say neither
 * why, nor whether a law is kept. O(rows log rows).
 *
 * @throws RiskError `OPTION_INVALID`; `SHAPE_MISMATCH` for columns of different lengths;
 * `INPUT_INVALID` with `issues` by `column[row]`, for more than 50 groups, and where no row has a
 * group and a decision. Never with a value or a group of a row.
 * @example
 * const batch = await model.scoreBatch(columns);
 * const report = fairnessOf({ batch, cutoff: 620, groups: columns.region, outcome: columns.bad });
 * for (const { label, parity } of report.groups) show(label, parity?.ratio);
 */
export function fairnessOf(input: FairnessInput): FairnessReport {
  const sample = readSample(input);
  const { approved, groups, outcome, weights, confidence } = sample;
  const reach = reachOf(confidence);
  const grouped = rowsWhere(sample.rows, (row) => groups.index[row]! >= 0);
  const decided = grouped.filter((row) => approved[row]! >= 0);
  if (decided.length === 0) {
    throw new RiskError('INPUT_INVALID', '"groups" expected a row with a group and a decision', {
      path: 'groups',
    });
  }
  const outcomes = outcome && knownShares(decided, approved, outcome);
  const rated = grouped.filter(
    (row) => (outcome?.[row] ?? -1) >= 0 && !isNaN(sample.probability?.[row] ?? NaN),
  );
  const limits = sample.probability && limitsOf(rated, sample.probability, sample.bins);
  const context = { sample, reach, limits, ofApprovedOnly: !((outcomes?.ofDeclined ?? 0) > 0) };
  const parts = partition(grouped, groups);
  const facts = groups.labels.map((label, index) => groupFacts(label, parts[index]!, context));
  const reference = referenceOf(facts, sample.reference);
  const compared = compareGroups(facts, reference, sample, reach);
  const rates = facts.flatMap(({ approval }) => (approval ? [approval.rate.value] : []));
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const all = subsetOf(decided, weights);
  const approval: Rate = {
    rows: decided.length,
    approved: countOf(decided, approved),
    rate: wilson(shareOf(all, approved), reach),
  };
  const missing = missingOf(sample, grouped);
  return {
    rows: sample.rows,
    confidence,
    reference: reference.label,
    scores: sample.points ? 'points' : sample.probability ? 'probability' : undefined,
    missing,
    outcomes,
    approval,
    spread: { difference: most - least, ratio: most > 0 ? least / most : undefined },
    groups: compared,
    notes: notesOf(sample, facts, reference, approval, missing.group, outcomes),
  };
}

function rowsWhere(rows: number, takes: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).filter(takes);
}

/** Rows of each group, in their order. */
function partition(rows: Int32Array, { labels, index }: GroupColumn): Int32Array[] {
  const sizes = new Int32Array(labels.length);
  for (const row of rows) sizes[index[row]!]!++;
  const parts = Array.from(sizes, (size) => new Int32Array(size));
  for (let at = rows.length - 1; at >= 0; at--) {
    const group = index[rows[at]!]!;
    parts[group]![--sizes[group]!] = rows[at]!;
  }
  return parts;
}

function knownShares(
  decided: Int32Array,
  approved: Int8Array,
  outcome: Int8Array,
): NonNullable<FairnessReport['outcomes']> {
  const known = [0, 0];
  const all = [0, 0];
  for (const row of decided) {
    all[approved[row]!]!++;
    if (outcome[row]! >= 0) known[approved[row]!]!++;
  }
  const share = (side: number) => (all[side]! > 0 ? known[side]! / all[side]! : undefined);
  return { ofApproved: share(1), ofDeclined: share(0) };
}

function missingOf(sample: Sample, grouped: Int32Array): FairnessReport['missing'] {
  const { rows, approved, groups, outcome, points, probability } = sample;
  const outside = rowsWhere(rows, (row) => groups.index[row]! < 0);
  const unknown = (flags: Int8Array): number => grouped.filter((row) => flags[row]! < 0).length;
  const absent = (numbers: Float64Array): number =>
    grouped.filter((row) => Number.isNaN(numbers[row])).length;
  return {
    group: outside.length,
    groupDecided: outside.filter((row) => approved[row]! >= 0).length,
    groupApproved: countOf(outside, approved),
    decision: unknown(approved),
    outcome: outcome && unknown(outcome),
    score: points && absent(points),
    probability: probability && absent(probability),
  };
}

/** Ties go to the group with more rows, then to the first label. */
function referenceOf(facts: readonly GroupFacts[], wanted: string): GroupFacts {
  const decided = facts.filter(({ approval }) => approval);
  if (wanted === 'largest') return decided.sort(bySize)[0]!;
  if (wanted === 'most-favoured') {
    const sized = decided.filter(({ small }) => !small);
    return (sized.length > 0 ? sized : decided).sort(
      (a, b) => b.approval!.rate.value - a.approval!.rate.value || bySize(a, b),
    )[0]!;
  }
  const found = decided.find(({ label }) => label === wanted);
  if (found) return found;
  throw new RiskError('OPTION_INVALID', '"reference" expected a group with a decided row', {
    path: 'reference',
  });
}

/** Most decided rows first. */
function bySize(a: GroupFacts, b: GroupFacts): number {
  const rows = (facts: GroupFacts): number => facts.approval?.rows ?? 0;
  return rows(b) - rows(a) || (a.label < b.label ? -1 : 1);
}

function notesOf(
  sample: Sample,
  facts: readonly GroupFacts[],
  reference: GroupFacts,
  approval: Rate,
  ungrouped: number,
  outcomes: FairnessReport['outcomes'],
): FairnessNote[] {
  const decided = facts.filter((each) => each.approval);
  const noted: Readonly<Record<FairnessNote, boolean>> = {
    ONE_GROUP: decided.length === 1,
    SMALL_GROUPS: facts.some(({ small }) => small),
    GROUP_MISSING: ungrouped > 0,
    ALL_APPROVED: approval.approved === approval.rows,
    NONE_APPROVED: approval.approved === 0,
    REFERENCE_NOT_HIGHEST: decided.some(
      ({ small, approval: own }) => !small && own!.rate.value > reference.approval!.rate.value,
    ),
    REFERENCE_NONE_APPROVED: reference.approval!.approved === 0,
    OUTCOMES_OF_APPROVED_ONLY: (outcomes?.ofApproved ?? 0) > 0 && outcomes!.ofDeclined === 0,
    SEVERAL_TESTS: decided.length > 2,
    WEIGHTED: sample.weights !== undefined,
  };
  return (Object.keys(noted) as FairnessNote[]).filter((note) => noted[note]);
}
