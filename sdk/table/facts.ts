/** What was found out about a file while reading it, for people to check. */
export interface FileFacts {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
  readonly separator: ',' | ';' | '\t' | '|';
  readonly rows: number;
  /** What was passed over or made good, by line and never by content: `ROW_SHORT`, `NAME_TWICE`... */
  readonly notes: readonly FileNote[];
}

/** Something about a file that its owner may want to know. It never quotes a cell. */
export interface FileNote {
  readonly code: NoteCode;
  /** `file`, `line 12`, or a column's name. */
  readonly path: string;
  /** How often; one note tells of all. */
  readonly count: number;
  /** Where it is met first, the first line of the file being 1. */
  readonly line?: number;
}

/** What a {@link FileNote} tells of. */
export type NoteCode =
  | 'ENCODING_GUESSED' // neither a mark nor strict UTF-8: GB18030 or UTF-16 fits
  | 'SEPARATOR_LINE' // Excel's `sep=;`
  | 'LINES_BEFORE_HEADER'
  | 'HEADER_ABSENT' // columns are named column_1, column_2...
  | 'HEADER_TWICE' // a second line of names under the first: its names count
  | 'HEADER_REPEATED' // passed over where it is met again
  | 'LINES_AFTER_TABLE'
  | 'NAME_EMPTY'
  | 'NAME_TWICE'
  | 'COLUMN_DROPPED' // no name and no value
  | 'ONE_COLUMN'
  | 'LINE_EMPTY'
  | 'ROW_EMPTY' // separators only: passed over
  | 'ROW_SHORT' // the rest of its cells counts as missing
  | 'ROW_LONG' // what is beyond the header is empty
  | 'MISSING_WORD' // NA, null, 缺失...: missing
  | 'WORD_IN_NUMBERS' // few words in a column of numbers: missing
  | 'WORD_IN_DATES'
  | 'NUMBERS_AS_WORDS' // numbers among words: all are words
  | 'LEADING_ZEROS' // read as words where they look like identifiers, else as numbers
  | 'NUMBER_TOO_LARGE' // whole numbers beyond 2^53: read as words
  | 'INFINITE' // missing
  | 'THOUSANDS'
  | 'DECIMAL_COMMA'
  | 'COMMA_AMBIGUOUS' // 1,234 only: read as thousands
  | 'PERCENT' // read as written: 12.5% is 12.5
  | 'UNITS_MIXED' // with and without percent, or several currencies: words
  | 'CURRENCY'
  | 'FULL_WIDTH'
  | 'DATE_FROM_NUMBER' // 20180701, or 201807 for its first day
  | 'DATE_AMBIGUOUS' // 1/2/2018 only: read as month, day, year
  | 'DATE_MIXED' // more than one way to write dates
  | 'YEAR_TWO_DIGITS' // 70 to 99 is 19.., else 20..
  | 'TIME_DROPPED'
  | 'SPACES_TRIMMED';

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
  | 'too-many-words'
  | 'weight'; // weights of rows, by name

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
