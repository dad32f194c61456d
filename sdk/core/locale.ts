/** The locales in which Insitu ships wording. A bundle may carry more for its own texts. */
export type Locale = 'en' | 'zh-CN';

/** One text in several languages. Both shipped locales are optional; a caller falls back in order. */
export type LocalizedText = Readonly<Partial<Record<Locale, string>>>;

/** The text in `locale`, else in English, else in Chinese, else `fallback`. */
export function textIn(text: LocalizedText | undefined, locale: Locale, fallback: string): string {
  return text?.[locale] ?? text?.en ?? text?.['zh-CN'] ?? fallback;
}
