import type { ColumnCells } from './column-cells.js';
import { dateWord, type DateWord } from './dates.js';
import { isMissingAmongNumbers, isMissingWord } from './missing-words.js';
import { isInfinite, numberWord } from './number-word.js';

/** What a distinct text of a column can be read as. */
export const WORD = 0;
export const MISSING = 1;
/** Missing in a column of numbers or dates, a word among words. */
export const MISSING_AMONG_NUMBERS = 2;
export const INFINITE = 3;
export const NUMBER = 4;
export const DATE = 5;

/** What all the texts of a column can be read as, and by how many rows. */
export interface WordSurvey {
  /** Of each word: {@link WORD}, {@link MISSING}... */
  readonly kinds: Uint8Array;
  /** Number with decimal points, or day with the day first. */
  readonly first: Float64Array;
  /** Number with decimal commas, or day with the month first. */
  readonly second: Float64Array;
  /** Rows by kind. */
  readonly rows: readonly number[];
  /** First line by kind, 0 for none. */
  readonly lines: readonly number[];
  /** Rows by trait. */
  readonly traits: Readonly<Record<Trait, number>>;
  readonly currencies: ReadonlySet<string>;
  readonly forms: ReadonlySet<DateWord['form']>;
}

/** What numbers and dates are written with. */
export type Trait =
  | 'thousands'
  | 'decimal-comma'
  | 'either'
  | 'percent'
  | 'currency'
  | 'leadingZeros'
  | 'tooLarge'
  | 'wide'
  | 'twoDigitYear'
  | 'time'
  | 'dayFirstOnly'
  | 'monthFirstOnly';

/** Reads each distinct text of a column in all ways there are. */
export function surveyWords({ words, counts, lines }: ColumnCells): WordSurvey {
  const kinds = new Uint8Array(words.length);
  const first = new Float64Array(words.length).fill(NaN);
  const second = new Float64Array(words.length).fill(NaN);
  const rows = [0, 0, 0, 0, 0, 0];
  const firstLines = [0, 0, 0, 0, 0, 0];
  const traits: Record<Trait, number> = {
    thousands: 0,
    'decimal-comma': 0,
    either: 0,
    percent: 0,
    currency: 0,
    leadingZeros: 0,
    tooLarge: 0,
    wide: 0,
    twoDigitYear: 0,
    time: 0,
    dayFirstOnly: 0,
    monthFirstOnly: 0,
  };
  const currencies = new Set<string>();
  const forms = new Set<DateWord['form']>();
  words.forEach((word, w) => {
    const times = counts[w]!;
    const kind = kindOf(word);
    kinds[w] = kind;
    rows[kind]! += times;
    firstLines[kind] ||= lines[w]!;
    if (kind === NUMBER) {
      const number = numberWord(word)!;
      first[w] = number.value;
      second[w] = number.commaValue;
      if (number.style !== 'plain') traits[number.style] += times;
      if (number.percent) traits.percent += times;
      if (number.leadingZeros) traits.leadingZeros += times;
      if (number.tooLarge) traits.tooLarge += times;
      if (number.wide) traits.wide += times;
      if (number.currency === '') return;
      traits.currency += times;
      currencies.add(number.currency);
    } else if (kind === DATE) {
      const date = dateWord(word)!;
      first[w] = date.dayFirst;
      second[w] = date.monthFirst;
      forms.add(date.form);
      if (date.twoDigitYear) traits.twoDigitYear += times;
      if (date.time) traits.time += times;
      if (Number.isNaN(date.monthFirst)) traits.dayFirstOnly += times;
      if (Number.isNaN(date.dayFirst)) traits.monthFirstOnly += times;
    }
  });
  return { kinds, first, second, rows, lines: firstLines, traits, currencies, forms };
}

function kindOf(word: string): number {
  if (isMissingWord(word)) return MISSING;
  if (isMissingAmongNumbers(word)) return MISSING_AMONG_NUMBERS;
  if (isInfinite(word)) return INFINITE;
  if (numberWord(word)) return NUMBER;
  return dateWord(word) ? DATE : WORD;
}
