import { protectedByName } from '../core/protected-names.js';
import type { ColumnCounts } from './column-profile.js';
import { dateRank, namedLikeIdentifier, namedLikePlace, namedLikeWeight } from './column-names.js';
import type { ColumnProfile, RoleReason } from './facts.js';
import { namedLikeFuture } from './future-names.js';
import type { TableColumn } from './table.js';
import { speaksOfOutcome, targetName } from './target-names.js';
import { tellsAlone } from './tells-alone.js';

/** What is proposed for the table as a whole. */
export interface Proposed {
  readonly target: string | undefined;
  readonly date: string | undefined;
  /** 1 bad, 0 good, 255 unknown; absent where the target was not guessed. */
  readonly outcome: Uint8Array | undefined;
}

/** Rows with values from which distinct ones say something. */
const LEAST_ROWS = 20;

/** Share of distinct values from which words, or numbers named like identifiers, are such. */
const NEARLY_ALL = 0.95;
const MANY = 0.5;

/** Words that a category may have, and share of the rows. */
const MOST_WORDS = 100;
const FEW_WORDS = 20;
const MOST_SHARE = 0.1;

/** Share of missing dates with which no table can be split by time. */
const MOST_MISSING = 0.5;

/** What a column had better be used as, and why. */
export function proposeRole(
  column: TableColumn,
  counts: ColumnCounts,
  { target, date, outcome }: Proposed,
): Pick<ColumnProfile, 'role' | 'reasons'> {
  const { name, kind } = counts;
  if (name === target) return { role: 'target', reasons: ['target-name'] };
  if (name === date) return { role: 'date', reasons: ['date'] };
  const reasons: RoleReason[] = [];
  const rows = column.kind === 'text' ? column.codes.length : column.values.length;
  const there = rows - counts.missing;
  if (there === 0) reasons.push('all-missing');
  else if (counts.distinct === 1 && counts.missing === 0) reasons.push('constant');
  if (protectedByName({ name })) reasons.push('protected');
  if (namedLikeWeight(name)) reasons.push('weight');
  if (isIdentifier(column, counts, there)) reasons.push('identifier');
  else if (hasTooManyWords(counts, there)) reasons.push('too-many-words');
  if (knowsTheFuture(column, counts, outcome)) reasons.push('knows-the-future');
  if (kind === 'date') reasons.push('date');
  return { role: reasons.length > 0 ? 'left-out' : 'feature', reasons };
}

/**
 * The column of dates by which the table is best split, by its name; the only one where none is
 * named so; else none.
 */
export function proposeDate(columns: readonly ColumnCounts[], rows: number): string | undefined {
  const dates = columns
    .filter(
      ({ name, kind, distinct, missing }) =>
        kind === 'date' &&
        distinct > 1 &&
        missing <= MOST_MISSING * rows &&
        !namedLikeFuture(name) &&
        !protectedByName({ name }),
    )
    .map(({ name }) => ({ name, rank: dateRank(name) }))
    .sort((a, b) => a.rank - b.rank);
  const [first, second] = dates;
  if (!first) return undefined;
  // Two that nothing tells apart: people decide.
  return second && second.rank === first.rank && dateRank('') === first.rank
    ? undefined
    : first.name;
}

function isIdentifier(
  column: TableColumn,
  { name, distinct }: ColumnCounts,
  there: number,
): boolean {
  if (there < LEAST_ROWS || column.kind === 'date') return false;
  const named = namedLikeIdentifier(name);
  if (column.kind === 'text') {
    return distinct >= (named ? MANY : NEARLY_ALL) * there;
  }
  if (!column.values.every((v) => Number.isNaN(v) || Number.isInteger(v))) return false;
  if (named) return distinct >= MANY * there;
  return distinct === there && isCount(column.values);
}

/** Numbers that only ever rise by one: rows that were counted. */
function isCount(values: Float64Array): boolean {
  for (let row = 1; row < values.length; row++)
    if (values[row] !== values[row - 1]! + 1) return false;
  return true;
}

function hasTooManyWords({ kind, name, distinct }: ColumnCounts, there: number): boolean {
  if (distinct <= FEW_WORDS) return false;
  if (kind === 'number') return namedLikePlace(name) && distinct > MOST_WORDS;
  return kind === 'text' && (distinct > MOST_WORDS || distinct > MOST_SHARE * there);
}

function knowsTheFuture(
  column: TableColumn,
  { name }: ColumnCounts,
  outcome: Uint8Array | undefined,
): boolean {
  if (namedLikeFuture(name)) return true;
  // Another way to say what the target says.
  const words = column.kind === 'text' && column.words.length <= FEW_WORDS ? column.words : [];
  if (targetName(name)?.means === 'bad' || speaksOfOutcome(words)) return true;
  return outcome !== undefined && tellsAlone(column, outcome);
}
