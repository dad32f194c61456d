import { textIn, type FeatureInfo, type Locale, type ModelInfo } from '../sdk/index.js';

/** Wording of whole values that `insitu pack` keeps for forms: `["On time", "1", "2", "3+"]`. */
type FormWords = Readonly<
  Record<string, { readonly values?: readonly Readonly<Partial<Record<Locale, string>>>[] }>
>;

/** Currencies whose amounts end in 元 in Chinese, as on the forms people fill in. */
const YUAN: ReadonlySet<string> = new Set(['CNY', 'TWD']);

/** Units that Intl words by itself. */
const UNITS: Readonly<Record<string, string>> = {
  '%': 'percent',
  percent: 'percent',
  day: 'day',
  days: 'day',
  week: 'week',
  month: 'month',
  months: 'month',
  year: 'year',
  years: 'year',
};

/** A feature's own name for people; its technical name where the bundle has none. */
export function labelOf(info: ModelInfo, feature: string, locale: Locale): string {
  return textIn(featureOf(info, feature)?.label, locale, feature);
}

export function featureOf(info: ModelInfo, name: string): FeatureInfo | undefined {
  return info.features.find((feature) => feature.name === name);
}

/**
 * A raw value for people: its category's or form's wording, or a number with its unit.
 *
 * @param missing - what is said for a missing value.
 */
export function shownValue(
  info: ModelInfo,
  name: string,
  value: number | string | null,
  locale: Locale,
  missing: string,
): string {
  if (value === null || Number.isNaN(value)) return missing;
  const feature = featureOf(info, name);
  if (feature?.kind === 'categorical') {
    const category = feature.categories.find(
      ({ code, label }) => label === value || code === Number(value),
    );
    return textIn(category?.text, locale, String(value));
  }
  const form = (info.card.form as FormWords | undefined)?.[name]?.values;
  const worded = form?.[Number(value)];
  if (worded) return textIn(worded, locale, String(value));
  return shownNumber(Number(value), feature, locale);
}

/** A number of a feature, with its unit: `NT$12,000`, `12,000 元`, `3 months`. */
export function shownNumber(
  value: number,
  feature: FeatureInfo | undefined,
  locale: Locale,
): string {
  const unit = feature?.unit;
  const digits = feature?.integer ? 0 : digitsOf(feature?.step);
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  const text = plain.format(value).replace('-', '\u2212');
  if (!unit) return text;
  if (/^[A-Z]{3}$/.test(unit)) return amount(value, text, unit, digits, locale);
  const known = UNITS[unit];
  if (!known) return `${text}\u00a0${unit}`;
  const style = { style: 'unit', unit: known, unitDisplay: 'long' } as const;
  const worded = new Intl.NumberFormat(locale, {
    ...style,
    ...(known === 'percent' && { unitDisplay: 'short' }),
    maximumFractionDigits: digits,
  });
  return worded
    .format(value)
    .replace('-', '\u2212')
    .replace(/(\d) ?(?=\p{L})/u, '$1\u00a0');
}

function amount(
  value: number,
  text: string,
  currency: string,
  digits: number,
  locale: Locale,
): string {
  if (locale === 'zh-CN' && YUAN.has(currency)) return `${text}\u00a0元`;
  const style = { style: 'currency', currency } as const;
  return new Intl.NumberFormat(locale, {
    ...style,
    currencyDisplay: locale === 'zh-CN' ? 'name' : 'symbol',
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  })
    .format(value)
    .replace('-', '\u2212');
}

/** As many decimals as a step has; two where there is none. */
function digitsOf(step: number | undefined): number {
  if (step === undefined) return 2;
  return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}
