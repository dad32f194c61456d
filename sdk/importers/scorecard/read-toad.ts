import type { IssueList } from '../../model/check/issues.js';
import type { Finding } from '../unsupported.js';
import { parseInterval } from './bin-text.js';
import {
  byVariable,
  entryOf,
  type CardEntry,
  type CardRow,
  type Characteristic,
  type SourceCard,
} from './card.js';
import { ofVariable, type CardExtras } from './extras.js';
import { areIntervals, joinIntervals } from './intervals.js';

const EMPTY = 'nan';
const ELSE = 'else';

/** toad's combiner puts this in place of a missing value, unless a bin `nan` takes them. */
const FILL = -1;

/**
 * Reads the card that toad's `ScoreCard.export()` gives: points by feature and bin.
 *
 * Missing values follow toad: a numeric one without a bin `nan` counts as -1; a category becomes the
 * text `nan`. What no group names gets the points of the group `else`, or the least of the feature.
 */
export function readToad(
  rows: readonly CardRow[],
  extras: CardExtras,
  issues: IssueList,
  findings: Finding[],
): SourceCard {
  const characteristics = [...byVariable(rows)].map(([name, bins]): Characteristic => {
    const valued = bins.filter((row) => row.bin !== EMPTY);
    return areIntervals(valued)
      ? readNumeric(name, bins, valued, extras, issues)
      : readCategorical(name, bins, extras, findings);
  });
  const notes = ['points are as exported: toad rounds them to two decimals unless told otherwise'];
  return { library: 'toad', base: extras.basePoints ?? 0, characteristics, notes };
}

function readNumeric(
  name: string,
  bins: readonly CardRow[],
  valued: readonly CardRow[],
  extras: CardExtras,
  issues: IssueList,
): Characteristic {
  const { cuts: written, entries } = joinIntervals(valued, (row) => parseInterval(row.bin), issues);
  const rule = ofVariable(extras.combiner, name);
  const cuts = rule ? combinerCuts(name, rule, written, issues) : written;
  const empty = bins.find((row) => row.bin === EMPTY);
  const filled = entries[cuts.filter((cut) => cut <= FILL).length];
  const missing = empty ? entryOf(empty) : filled && { ...filled, weight: 0 };
  return { kind: 'numeric', name, cuts, entries, special: [], missing };
}

/** The combiner's own cut points; the card's must be the same. */
function combinerCuts(
  name: string,
  rule: readonly unknown[],
  written: readonly number[],
  issues: IssueList,
): readonly number[] {
  const cuts = rule.filter((cut): cut is number => typeof cut === 'number' && !Number.isNaN(cut));
  const same = cuts.length === written.length && cuts.every((cut, i) => cut === written[i]);
  issues.check(
    same,
    'COMBINER',
    `combiner.${name}`,
    `the ${written.length} cut points of the card`,
  );
  return written;
}

function readCategorical(
  name: string,
  bins: readonly CardRow[],
  extras: CardExtras,
  findings: Finding[],
): Characteristic {
  const lists = listsOf(ofVariable(extras.combiner, name));
  const groups: { values: string[]; entry: CardEntry }[] = [];
  const empty: CardEntry[] = [];
  let otherwise: CardEntry | undefined;
  for (const row of bins) {
    const entry = entryOf(row);
    if (row.bin === ELSE) {
      otherwise = entry;
      continue;
    }
    // Joined with commas, as toad reads them back; the combiner has them apart.
    const values = lists.get(row.bin) ?? row.bin.split(',');
    if (values.includes(EMPTY) || values.includes('None')) empty.push(entry);
    groups.push({ values: values.filter((value) => value !== EMPTY && value !== 'None'), entry });
  }
  const [first] = empty;
  const differ = empty.some((entry) => entry.points !== first!.points);
  findings.push([differ, name, `two kinds of missing values of "${name}", nan and None`]);
  const least = Math.min(...bins.map((row) => row.points));
  const other = { points: otherwise?.points ?? least, weight: otherwise?.weight ?? 0 };
  return { kind: 'categorical', name, groups, other, missing: first ?? { ...other, weight: 0 } };
}

/** The combiner's groups by the label that the card has for them. */
function listsOf(rule: readonly unknown[] | undefined): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const group of rule ?? []) {
    if (Array.isArray(group)) lists.set(group.map(String).join(','), group.map(String));
  }
  return lists;
}
