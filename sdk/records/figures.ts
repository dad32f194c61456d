import type { RecordStanding } from './decision-record.js';
import type { RecordWords } from './words.js';

/** Points, band and decision where there are any; the margin where not. */
export function shownStanding(standing: RecordStanding, words: RecordWords): string {
  const { points, decision, margin } = standing;
  if (points === undefined) return signless(margin);
  const figure = words.lang === 'en' ? `${signless(points)} points` : `${signless(points)} 分`;
  const and = words.recourse.and;
  return decision === undefined ? figure : `${figure}${and}${words.decision[decision]}`;
}

/** A raw value as it is: no grouping, so that nobody wonders which locale it is in. */
export function shownValue(value: number | string): string {
  return typeof value === 'number' ? signless(value) : value;
}

/** With a true minus. */
export function signless(value: number): string {
  return String(value).replace('-', '−');
}

/** With its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${value}` : signless(value);
}

/** As one term of a sum. */
export function spaced(value: number): string {
  return value < 0 ? `− ${-value}` : `+ ${value}`;
}

/** Six digits: the record itself has all of them. */
export function shownFloat(value: number): string {
  return signless(Number(value.toPrecision(6)));
}

/** An exponent. */
export function superscript(value: number): string {
  return String(value).replace(/[-\d]/g, (char) =>
    char === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(char)]!,
  );
}
