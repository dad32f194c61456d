import { dayOfDate } from './calendar.js';
import type { TableColumn } from './table.js';

/** A word read as a day. */
export interface DateWord {
  /** Days since 1970-01-01 with the day first where the order is open, NaN where there is none. */
  readonly dayFirst: number;
  /** The same with the month first. */
  readonly monthFirst: number;
  /** How it is written: more than one in a column is worth a note. `open` leaves the order open. */
  readonly form: 'year-first' | 'open' | 'dots' | 'named' | 'chinese';
  readonly twoDigitYear: boolean;
  readonly time: boolean;
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/** Share of a column's numbers that must be dates for all to be taken so. */
const NEARLY_ALL = 0.95;

/** Two digits from here on are of the last century. */
const PIVOT = 70;

const TIME =
  /[T ]\s*\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?$/;
const MONTH_YEAR = /^(\d{1,2})[-/](\d{4})$/;
const OPEN = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/;
const DAY_NAMED = /^(\d{1,2})[- ./]?([a-z]{3,9})\.?[- ,./]+(\d{4}|\d{2})$/i;
const DAY_NAMED_TIGHT = /^(\d{2})([a-z]{3})(\d{4})$/i;
const NAMED_DAY = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i;
const NAMED = /^([a-z]{3,9})\.?[- /](\d{4}|\d{2})$/i;
const CHINESE = /^(\d{4})\s*年\s*(\d{1,2})\s*月(?:份|\s*(\d{1,2})\s*[日号]?)?$/;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const LONG_MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];

/** Reads a word as a day, in the forms people and programs write; `undefined` where it is none. */
export function dateWord(word: string): DateWord | undefined {
  if (word.length < 6 || word.length > 40) return undefined;
  let text = /[０-９]/.test(word) ? word.normalize('NFKC') : word;
  const time = TIME.test(text);
  if (time) text = text.replace(TIME, '').trimEnd();
  const found = (form: DateWord['form'], day: number, monthFirst = day, twoDigitYear = false) =>
    Number.isNaN(day) && Number.isNaN(monthFirst)
      ? undefined
      : { dayFirst: day, monthFirst, form, twoDigitYear, time };
  let m = YEAR_FIRST.exec(text);
  if (m) return found('year-first', dayOf(+m[1]!, +m[3]!, +(m[4] ?? 1)));
  m = MONTH_YEAR.exec(text);
  if (m) return found('year-first', dayOf(+m[2]!, +m[1]!, 1));
  m = OPEN.exec(text);
  if (m) {
    const year = yearOf(m[4]!);
    const [first, second] = [+m[1]!, +m[3]!];
    const dayFirst = dayOf(year, second, first);
    // With points between them, the day is first wherever people write so.
    const monthFirst = m[2] === '.' ? dayFirst : dayOf(year, first, second);
    return found(m[2] === '.' ? 'dots' : 'open', dayFirst, monthFirst, m[4]!.length === 2);
  }
  m = CHINESE.exec(text);
  if (m) return found('chinese', dayOf(+m[1]!, +m[2]!, +(m[3] ?? 1)));
  m = DAY_NAMED.exec(text) ?? DAY_NAMED_TIGHT.exec(text);
  if (m) {
    const day = dayOf(yearOf(m[3]!), monthOf(m[2]!), +m[1]!);
    return found('named', day, day, m[3]!.length === 2);
  }
  m = NAMED_DAY.exec(text);
  if (m) return found('named', dayOf(+m[3]!, monthOf(m[1]!), +m[2]!));
  m = NAMED.exec(text);
  if (m) {
    const day = dayOf(yearOf(m[2]!), monthOf(m[1]!), 1);
    return found('named', day, day, m[2]!.length === 2);
  }
  return undefined;
}

/** A whole number `20180701`, or `201807` for its first day, as a day; NaN where it is none. */
export function dayOfNumber(value: number): number {
  if (!Number.isInteger(value)) return NaN;
  if (value >= 19000101 && value <= 21991231) {
    return dayOf(Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100);
  }
  if (value >= 190001 && value <= 219912) return dayOf(Math.floor(value / 100), value % 100, 1);
  return NaN;
}

/**
 * The values of a column that somebody says are dates: days, or numbers of which (nearly) all are
 * written as 20180701 or 201807, whatever the column is called; the others are missing. `undefined`
 * where the column is none.
 */
export function daysOf(column: TableColumn): Float64Array | undefined {
  if (column.kind === 'text') return undefined;
  if (column.kind === 'date') return column.values;
  const days = Float64Array.from(column.values, dayOfNumber);
  let [there, dates] = [0, 0];
  for (let row = 0; row < days.length; row++) {
    if (!Number.isNaN(column.values[row])) there++;
    if (!Number.isNaN(days[row])) dates++;
  }
  return dates > 0 && dates >= NEARLY_ALL * there ? days : undefined;
}

/** The day of a date in the years that a file may speak of, NaN elsewhere. */
function dayOf(year: number, month: number, day: number): number {
  return year >= FIRST_YEAR && year <= LAST_YEAR ? dayOfDate(year, month, day) : NaN;
}

function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year >= PIVOT ? 1900 + year : 2000 + year;
}

/** 1 to 12, or NaN for another word. */
function monthOf(word: string): number {
  const lower = word.toLowerCase();
  const place = Math.max(MONTHS.indexOf(lower), LONG_MONTHS.indexOf(lower));
  return place >= 0 ? place + 1 : lower === 'sept' ? 9 : NaN;
}
