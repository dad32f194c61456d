import type { ColumnCells } from './column-cells.js';
import { dateRank, namedLikePlace } from './column-names.js';
import { dayText } from './calendar.js';
import { dayOfNumber } from './dates.js';
import type { FileHabits } from './file-habits.js';
import type { NoteList } from './notes.js';
import type { DateColumn } from './table.js';
import { DATE, INFINITE, NUMBER, WORD, type WordSurvey } from './word-survey.js';

/** What columns of dates are called: without one of these, few numbers are not taken for dates. */
const NAMED =
  /date|day|month|time|(^|[^a-z])(dt|ym|ymd|yyyymm|mon|mth|period)([^a-z]|$)|_d$|日期|时间|月份|年月|账期|月$/i;

/** Rows and distinct values from which numbers that are all dates are no accident. */
const SURE_ROWS = 20;
const SURE_DISTINCT = 24;

/** A column as days, or `undefined` where it is none. @param few - share of cells that may be words. */
export function dateColumn(
  cells: ColumnCells,
  survey: WordSurvey,
  habits: FileHabits,
  notes: NoteList,
  few: number,
): DateColumn | undefined {
  const { name } = cells;
  const { rows, traits, forms } = survey;
  const written = rows[DATE]!;
  const values = cells.plain > 0 && !cells.fractions ? cells.values : undefined;
  const days = values && daysOf(values, few);
  if (written === 0 && !days) return undefined;
  const ofNumbers = days ? days.reduce((count, day) => count + (day === day ? 1 : 0), 0) : 0;
  const others = cells.plain - ofNumbers + rows[NUMBER]! + rows[INFINITE]! + rows[WORD]!;
  const total = written + ofNumbers + others;
  if (others > 0 && (others > few * total || written + ofNumbers < SURE_ROWS)) return undefined;
  // A name speaks for a few numbers that are none, such as 0 and 999999 where there was no date.
  if (written === 0 && !isNamed(name) && (others > 0 || !isNoAccident(name, values!))) {
    return undefined;
  }
  if (traits.dayFirstOnly > 0 && traits.monthFirstOnly > 0) {
    notes.add('DATE_MIXED', name);
    return undefined;
  }
  const order = orderOf(survey, habits);
  const result = days ?? new Float64Array(cells.rows).fill(NaN);
  const codes = cells.codes;
  if (codes) {
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code >= 0 && survey.kinds[code] === DATE) result[row] = order.days[code]!;
    }
  }
  if (order.ambiguous) notes.add('DATE_AMBIGUOUS', name, written);
  if (forms.size + (ofNumbers > 0 ? 1 : 0) > 1) notes.add('DATE_MIXED', name, written);
  if (ofNumbers > 0) notes.add('DATE_FROM_NUMBER', name, ofNumbers);
  notes.add('YEAR_TWO_DIGITS', name, traits.twoDigitYear);
  notes.add('TIME_DROPPED', name, traits.time);
  notes.add('WORD_IN_DATES', name, others, survey.lines[WORD] || undefined);
  return { kind: 'date', name, values: result };
}

/** Numbers as days, or `undefined` where more than a few are none. */
function daysOf(values: Float64Array, few: number): Float64Array<ArrayBuffer> | undefined {
  const days = new Float64Array(values.length);
  let others = 0;
  for (let row = 0; row < values.length; row++) {
    const day = dayOfNumber(values[row]!);
    days[row] = day;
    if (day !== day && values[row] === values[row] && ++others > few * values.length)
      return undefined;
  }
  return days;
}

function isNamed(name: string): boolean {
  return NAMED.test(name) || dateRank(name) < dateRank('');
}

/** Whether numbers that are all days are meant so, whatever they are called. */
function isNoAccident(name: string, values: Float64Array): boolean {
  // Postcodes of some towns are 200001 to 200012.
  if (namedLikePlace(name)) return false;
  const distinct = new Set<number>();
  let rows = 0;
  let long = true;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    rows++;
    if (value < 1e7) long = false;
    if (distinct.size < SURE_DISTINCT) distinct.add(value);
  }
  return long ? rows >= SURE_ROWS : distinct.size >= SURE_DISTINCT;
}

/** Which of day and month comes first, by what only one order can read, here or elsewhere in the file. */
function orderOf(
  { kinds, first, second, traits, forms }: WordSurvey,
  habits: FileHabits,
): { readonly days: Float64Array; readonly ambiguous: boolean } {
  if (!forms.has('open')) return { days: first, ambiguous: false };
  if (traits.dayFirstOnly > 0) return { days: first, ambiguous: false };
  if (traits.monthFirstOnly > 0) return { days: second, ambiguous: false };
  if (habits.dayFirst !== habits.monthFirst) {
    return { days: habits.dayFirst ? first : second, ambiguous: false };
  }
  // First days of months: the part that never changes is the day.
  const byDay = firstOfMonth(kinds, first);
  const byMonth = firstOfMonth(kinds, second);
  return { days: byDay && !byMonth ? first : second, ambiguous: true };
}

function firstOfMonth(kinds: Uint8Array, days: Float64Array): boolean {
  return days.every((day, w) => kinds[w] !== DATE || dayText(day).endsWith('-01'));
}
