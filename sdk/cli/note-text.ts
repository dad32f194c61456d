import type { FileNote, NoteCode } from '../table/facts.js';

const WORDS: Readonly<Record<NoteCode, string>> = {
  ENCODING_GUESSED: 'the encoding is a guess',
  SEPARATOR_LINE: 'a line names the separator',
  LINES_BEFORE_HEADER: 'lines before the names of the columns passed over',
  HEADER_ABSENT: 'no names of columns: called column_1, column_2...',
  HEADER_TWICE: 'two lines of names: the second counts',
  HEADER_REPEATED: 'the line of names again further down: passed over',
  LINES_AFTER_TABLE: 'lines after the table passed over',
  NAME_EMPTY: 'columns without a name were given one',
  NAME_TWICE: 'a name stands twice: the later column was given another',
  COLUMN_DROPPED: 'a column without name and values dropped',
  ONE_COLUMN: 'there is one column only',
  LINE_EMPTY: 'empty lines passed over',
  ROW_EMPTY: 'rows of separators only passed over',
  ROW_SHORT: 'short rows: what is not there counts as missing',
  ROW_LONG: 'rows longer than the names: what is beyond is empty',
  MISSING_WORD: 'words such as NA or null count as missing',
  WORD_IN_NUMBERS: 'words among numbers count as missing',
  WORD_IN_DATES: 'words among dates count as missing',
  NUMBERS_AS_WORDS: 'numbers among words are read as words',
  LEADING_ZEROS: 'digits with zeros in front may be identifiers',
  NUMBER_TOO_LARGE: 'whole numbers beyond 2^53 are read as words',
  INFINITE: 'infinite values count as missing',
  THOUSANDS: 'commas group thousands',
  DECIMAL_COMMA: 'commas mark decimals',
  COMMA_AMBIGUOUS: 'commas may group thousands or mark decimals: read as thousands',
  PERCENT: 'per cents are read as written, 12.5% as 12.5',
  UNITS_MIXED: 'units are mixed: read as words',
  CURRENCY: 'currency signs left off',
  FULL_WIDTH: 'full-width digits read as digits',
  DATE_FROM_NUMBER: 'dates written as 20180701 or 201807',
  DATE_AMBIGUOUS: 'dates such as 1/2/2018 read as month, day, year',
  DATE_MIXED: 'dates written in more than one way',
  YEAR_TWO_DIGITS: 'years of two digits: 70 to 99 is 19.., others 20..',
  TIME_DROPPED: 'times of day dropped',
  SPACES_TRIMMED: 'spaces around values left off',
};

/** Places that a line names; `--json` has them all. */
const SHOWN = 5;

/** What was passed over or made good while a table was read: a line for each kind, no cell in it. */
export function noteText(notes: readonly FileNote[]): string[] {
  return noteWords(notes).map((words) => `read       ${words}`);
}

/** The same for a list of other notes. */
export function noteWords(notes: readonly FileNote[]): string[] {
  const byCode = new Map<NoteCode, FileNote[]>();
  for (const note of notes) byCode.set(note.code, [...(byCode.get(note.code) ?? []), note]);
  return [...byCode].map(([code, same]) => {
    const places = same
      .slice(0, SHOWN)
      .map(({ path, count }) => (count > 1 ? `${path} (${count})` : path));
    const more = same.length > SHOWN ? ` and ${same.length - SHOWN} more` : '';
    return `${WORDS[code]}: ${places.join(', ')}${more}`;
  });
}
