/** Days since 1970-01-01 as years, months and days of the Gregorian calendar, in whole numbers. */

/** Days in 400 years, after which the calendar repeats. */
const ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH = 719_468;

/**
 * The civil date of a day. Years are counted from March, so that the day that leap years add is the
 * last of its year.
 */
function civil(day: number): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const shifted = day + EPOCH;
  const era = Math.floor(shifted / ERA);
  const ofEra = shifted - era * ERA;
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: years + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** `2018-07-01`. */
export function dayText(day: number): string {
  const { year, month, day: ofMonth } = civil(day);
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(ofMonth, 2)}`;
}

/** `2018-07`. */
export function monthText(day: number): string {
  return dayText(day).slice(0, -3);
}

/** Days since 1970-01-01 of `2018-07-01`; NaN for anything else. */
export function dayOf(text: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return match ? dayOfDate(Number(match[1]), Number(match[2]), Number(match[3])) : NaN;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar; NaN where there is no such day. */
export function dayOfDate(year: number, month: number, ofMonth: number): number {
  const fromMarch = month > 2 ? month - 3 : month + 9;
  const years = month > 2 ? year : year - 1;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const day = 365 * years + leaps + Math.floor((153 * fromMarch + 2) / 5) + ofMonth - 1 - EPOCH;
  // The 30th of February would have become another day.
  const back = civil(day);
  return back.year === year && back.month === month && back.day === ofMonth ? day : NaN;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
