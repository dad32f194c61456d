import type { IssueList } from '../../model/check/issues.js';
import type { Finding } from '../unsupported.js';
import { parseCategories, parseInterval } from './bin-text.js';
import {
  byVariable,
  entryOf,
  type CardEntry,
  type CardRow,
  type Category,
  type Characteristic,
  type SourceCard,
} from './card.js';
import { ofVariable, type CardExtras } from './extras.js';
import { areIntervals, joinIntervals } from './intervals.js';

const MISSING = 'Missing';
const SPECIAL = 'Special';

const NO_COUNTS =
  'the table does not tell whether there were special codes: if so, name them in "special"';

/**
 * Reads the table of OptBinning's `Scorecard.table()`, of style `summary` or `detailed`.
 *
 * What the table leaves out comes as extras: cut points in full (it prints them with `show_digits`
 * decimals), special codes, and the intercept of an intercept-based card.
 */
export function readOptbinning(
  rows: readonly CardRow[],
  extras: CardExtras,
  issues: IssueList,
  findings: Finding[],
): SourceCard {
  const notes: string[] = [];
  const groups = byVariable(rows);
  const characteristics: Characteristic[] = [];
  let decimals = 0;
  let numeric = 0;
  for (const [name, all] of groups) {
    const missing = all.find((row) => row.bin === MISSING);
    issues.check(
      missing !== undefined,
      'BIN_MISSING',
      all[0]!.path,
      `a row "Missing" of "${name}"`,
    );
    const named = namesOfSpecial(name, extras);
    const bins = all.filter(
      (row) => row.bin !== MISSING && !named.has(row.bin) && row.bin !== SPECIAL,
    );
    const special = readSpecial(name, all, named, groups, extras, findings, notes);
    const missingEntry = missing && entryOf(missing);
    if (areIntervals(bins)) {
      const joined = joinIntervals(bins, (row) => parseInterval(row.bin), issues);
      const exact = ofVariable(extras.splits, name);
      if (exact === undefined) {
        decimals = Math.max(decimals, joined.decimals);
        numeric++;
      }
      const cuts = exact
        ? exactCuts(name, joined.cuts, exact, joined.decimals, issues)
        : joined.cuts;
      const numbers = special.map(({ values, entry }) => ({
        values: numbersOf(values, name, issues),
        entry,
      }));
      characteristics.push({
        ...{ kind: 'numeric', name, cuts, entries: joined.entries, special: numbers },
        missing: missingEntry,
      });
    } else {
      const listed = bins.map((row) => ({
        values: categoriesOf(row, issues, findings),
        entry: entryOf(row),
      }));
      // A category that the table does not list gets bin -1, which numpy takes for the last: Missing.
      const other = missingEntry && { ...missingEntry, weight: 0 };
      characteristics.push({
        ...{
          kind: 'categorical',
          name,
          groups: [...listed, ...special],
          other,
          missing: missingEntry,
        },
      });
    }
  }
  if (numeric > 0 && decimals < 8) {
    notes.push(
      `cut points are as printed, with ${decimals} decimals: where OptBinning's own have more, a value between the two falls into the other bin (fit with show_digits=8, or give "splits")`,
    );
  }
  if (characteristics.some(({ kind }) => kind === 'categorical')) {
    notes.push(
      'a category that the table does not list scores as Missing, as it does in OptBinning',
    );
  }
  const base = baseOf(groups, extras, findings);
  return { library: 'optbinning', base, characteristics, notes, ...meaningOf(groups) };
}

/** Rows of special codes that the caller named, with their codes. */
function namesOfSpecial(
  name: string,
  extras: CardExtras,
): ReadonlyMap<string, readonly Category[]> {
  const given = ofVariable(extras.special, name);
  if (given === undefined) return new Map();
  return new Map(Array.isArray(given) ? [[SPECIAL, given]] : Object.entries(given));
}

interface SpecialGroup {
  readonly values: readonly Category[];
  readonly entry: CardEntry;
}

/**
 * The table has a row for special codes and not the codes. Where rows of the training data had one,
 * or its points are not those of a row that nothing reaches, the codes must be named.
 */
function readSpecial(
  name: string,
  rows: readonly CardRow[],
  named: ReadonlyMap<string, readonly Category[]>,
  groups: ReadonlyMap<string, readonly CardRow[]>,
  extras: CardExtras,
  findings: Finding[],
  notes: string[],
): SpecialGroup[] {
  const special: SpecialGroup[] = [];
  for (const row of rows) {
    const codes = named.get(row.bin);
    if (codes) special.push({ values: codes, entry: entryOf(row) });
    else if (row.bin !== SPECIAL || (row.count === undefined && extras.special)) continue;
    else if (usesSpecial(row, groups)) {
      findings.push([
        true,
        row.path,
        `special codes of "${name}" (name them in "special", which is {} where there are none)`,
      ]);
    } else if (row.count === undefined && !notes.includes(NO_COUNTS)) notes.push(NO_COUNTS);
  }
  for (const label of named.keys()) {
    if (!rows.some((row) => row.bin === label)) {
      findings.push([
        true,
        rows[0]!.path,
        `special codes "${label}" of "${name}", which has no such row`,
      ]);
    }
  }
  return special;
}

/** In a table without counts, an unused row has the points that it has in every other variable. */
function usesSpecial(row: CardRow, groups: ReadonlyMap<string, readonly CardRow[]>): boolean {
  if (row.count !== undefined) return row.count > 0;
  const points = [...groups.values()].flatMap((rows) =>
    rows.filter(({ bin }) => bin === SPECIAL).map((other) => other.points),
  );
  const usual = [...points].sort((a, b) => a - b)[points.length >> 1]!;
  return Math.abs(row.points - usual) > 1e-6 * Math.max(1, Math.abs(usual)) + rounding(points);
}

/** Whole points may have been rounded up in one variable and down in another. */
function rounding(points: readonly number[]): number {
  return points.every(Number.isInteger) ? 1 : 0;
}

function numbersOf(values: readonly Category[], name: string, issues: IssueList): number[] {
  return values.map((value) => {
    const ok = typeof value === 'number' && Number.isFinite(value);
    issues.check(ok, 'SPECIAL', `special.${name}`, 'numbers, as the bins are');
    return ok ? value : 0;
  });
}

function categoriesOf(row: CardRow, issues: IssueList, findings: Finding[]): readonly Category[] {
  const values = parseCategories(row.bin);
  if (typeof values !== 'string') return values;
  if (values === 'shortened') {
    findings.push([true, row.path, `a list of categories that Python shortened with "..."`]);
  } else {
    issues.add(
      'BIN',
      row.path,
      "[a, b) between numbers, a list such as ['A' 'B'], Special or Missing",
    );
  }
  return [];
}

/** The cut points in full, which must be what the table prints. */
function exactCuts(
  name: string,
  printed: readonly number[],
  exact: readonly number[],
  decimals: number,
  issues: IssueList,
): readonly number[] {
  const half = 0.5000001 * 10 ** -decimals;
  const same =
    exact.length === printed.length &&
    exact.every((cut, i) => Math.abs(cut - printed[i]!) <= half + Math.abs(cut) * 1e-12);
  issues.check(
    same,
    'SPLITS',
    `splits.${name}`,
    `the ${printed.length} cut points of the table, in full`,
  );
  return same ? exact : printed;
}

/**
 * An intercept-based card has 0 as the least points of every variable, and what it took from them
 * in `Scorecard.intercept_`, which the table does not have.
 */
function baseOf(
  groups: ReadonlyMap<string, readonly CardRow[]>,
  extras: CardExtras,
  findings: Finding[],
): number {
  if (extras.basePoints !== undefined) return extras.basePoints;
  const based = [...groups.values()].every(
    (rows) => rows.length > 1 && Math.min(...rows.map((row) => row.points)) === 0,
  );
  findings.push([based, 'Points', 'an intercept that the table leaves out (give "basePoints")']);
  return 0;
}

/** What the points are worth, where the table has the WoE that they were made from. */
function meaningOf(
  groups: ReadonlyMap<string, readonly CardRow[]>,
): Pick<SourceCard, 'direction' | 'unscaled' | 'pointsPerLogOdds'> {
  let products = 0;
  let squares = 0;
  let unscaled = true;
  for (const rows of groups.values()) {
    const made = rows
      .filter((row) => row.bin !== MISSING && row.bin !== SPECIAL && row.woe && row.coefficient)
      .map((row) => ({ points: row.points, logOdds: row.woe! * row.coefficient! }));
    const first = made[0];
    for (const { points, logOdds } of made) {
      products += (points - first!.points) * (logOdds - first!.logOdds);
      squares += (logOdds - first!.logOdds) ** 2;
      if (Math.abs(points - logOdds) > 1e-9 * Math.max(1, Math.abs(points))) unscaled = false;
    }
  }
  const pointsPerLogOdds = products / squares;
  if (!Number.isFinite(pointsPerLogOdds) || pointsPerLogOdds === 0) return {};
  const direction = pointsPerLogOdds < 0 ? 'higher-is-safer' : 'higher-is-riskier';
  return { direction, unscaled, pointsPerLogOdds };
}
