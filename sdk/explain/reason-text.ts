import { textIn, type Locale } from '../core/locale.js';
import type { Feature } from '../model/feature.js';
import type { ReasonGroup } from '../model/reasons.js';

const formats = new Map<Locale, Intl.NumberFormat>();

/**
 * The wording of one reason. For a notice (`direction: 'adverse'`) the bundle's adverse text; on a
 * page, the text that names the applicant's own value, where the bundle has one.
 *
 * The text may show a value of the applicant: it is for the page that asked, and goes nowhere else.
 *
 * @param value - raw value of the group's first feature; NaN for missing.
 */
export function reasonText(
  group: ReasonGroup,
  first: Feature,
  value: number,
  raisesRisk: boolean,
  direction: 'any' | 'adverse',
  locale: Locale,
): string {
  const stated = textIn(
    raisesRisk ? group.adverse : group.favourable,
    locale,
    textIn(group.label, locale, group.code),
  );
  if (direction === 'adverse' || Number.isNaN(value)) return stated;
  return ownValueText(group, first, value, locale) ?? stated;
}

function ownValueText(
  group: ReasonGroup,
  first: Feature,
  value: number,
  locale: Locale,
): string | undefined {
  const texts = group.values?.[locale];
  if (texts && texts.length > 0) {
    const index = first.kind === 'categorical' ? first.codes.indexOf(value) : Math.trunc(value);
    if (index < 0) return undefined;
    return texts[Math.min(index, texts.length - 1)];
  }
  const template = group.template?.[locale];
  return template?.replaceAll('{v}', shownValue(first, value, locale));
}

function shownValue(feature: Feature, value: number, locale: Locale): string {
  if (feature.kind === 'categorical') {
    const index = feature.codes.indexOf(value);
    const text = feature.categoryLabels?.[index];
    return textIn(text, locale, feature.labels[index] ?? String(value));
  }
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    formats.set(locale, format);
  }
  return format.format(value);
}
