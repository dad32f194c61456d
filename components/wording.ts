import type { Locale, ModelInfo, RecourseChange } from '../sdk/index.js';
import type { InsightWords } from './insight-words.js';
import { keepFigures } from './language.js';
import { labelOf, shownValue } from './raw-values.js';

/** What is to be worded: a step to take, a fact that would lose the outcome, or a trial. */
export interface Worded {
  readonly kind: 'change' | 'loss' | 'trial';
  readonly feature: string;
  readonly from: number | string | null;
  readonly to: number | string | null;
}

/**
 * A host's own words: `Pay NT$2,000 more next month` rather than `Paid last month: at least
 * NT$4,000`. `undefined` leaves it to the element. May be asked for any feature.
 */
export type Wording = (what: Worded, locale: Locale) => string | undefined;

/** How values of one model are said in one language. */
export interface Speech {
  readonly info: ModelInfo;
  readonly locale: Locale;
  readonly words: InsightWords;
  readonly wording: Wording | undefined;
}

/** A value with its unit, as part of a sentence. */
export function sayValue(
  { info, locale, words }: Speech,
  feature: string,
  value: number | string | null,
): string {
  return keepFigures(shownValue(info, feature, value, locale, words.notGiven), locale);
}

export function sayLabel({ info, locale }: Speech, feature: string): string {
  return keepFigures(labelOf(info, feature, locale), locale);
}

/** One step of a path, as a thing to do or to have. */
export function sayChange(speech: Speech, change: RecourseChange): string {
  const { words, locale, wording } = speech;
  const { feature, from, to, low, high } = change;
  const own = wording?.({ kind: 'change', feature, from, to }, locale);
  if (own !== undefined) return keepFigures(own, locale);
  const label = sayLabel(speech, feature);
  const value = sayValue(speech, feature, to);
  if (typeof to === 'number' && typeof from === 'number' && isMeasured(speech, feature)) {
    if (high === undefined && to > from) return words.atLeast(label, value);
    if (low === undefined && to < from) return words.atMost(label, value);
  }
  return words.becomes(label, value);
}

/** `NT$12,000` is a measure; `On time` and `Graduate` are not, though the first is a number. */
function isMeasured({ info, locale }: Speech, feature: string): boolean {
  const text = shownValue(info, feature, Number.MAX_SAFE_INTEGER, locale, '');
  const form = shownValue(info, feature, 0, locale, '');
  return /\d/.test(text) && /\d/.test(form);
}
