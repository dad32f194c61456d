/** What was found out about a file while reading it, for people to check. */
export interface FileFacts {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
  readonly separator: ',' | ';' | '\t' | '|';
  readonly rows: number;
  /** What was passed over or made good, by line and never by content: `ROW_SHORT`, `NAME_TWICE`... */
  readonly notes: readonly FileNote[];
}

/** Something about a file that its owner may want to know. */
export interface FileNote {
  readonly code: string;
  /** `line 12`, or a column's name. */
  readonly path: string;
  /** How often; one note tells of all. */
  readonly count: number;
}

/** What a column may be used as. */
export type ColumnRole = 'feature' | 'target' | 'date' | 'left-out';

/** Why a column was proposed for the role that it was. */
export type RoleReason =
  | 'protected' // sex, race, age, religion... by name: left out unless somebody decides otherwise
  | 'identifier' // (nearly) every row has its own value
  | 'constant'
  | 'all-missing'
  | 'knows-the-future' // tells the target (nearly) by itself, or is named like an outcome
  | 'target-name'
  | 'date'
  | 'too-many-words';

/** One column of a file, as a modeller looks at it. Counts and bounds only. */
export interface ColumnProfile {
  readonly name: string;
  readonly kind: 'number' | 'text' | 'date';
  readonly missing: number;
  readonly distinct: number;
  /** Proposed; people decide. */
  readonly role: ColumnRole;
  readonly reasons: readonly RoleReason[];
  /** Numbers and dates. */
  readonly min?: number;
  readonly max?: number;
  /** The most frequent values with their rows, at most 20; for texts, and numbers with few values. */
  readonly values?: readonly { readonly value: string | number; readonly rows: number }[];
}

/** A file on the table: what it is, and what its columns are proposed to be. */
export interface TableProfile {
  readonly file: FileFacts;
  readonly columns: readonly ColumnProfile[];
  /** The proposed target and which of its values means bad, where one could be guessed. */
  readonly target?: { readonly column: string; readonly bad: string | number };
  readonly date?: string;
}
