import type { Issue } from '../core/errors.js';
import type { Locale } from '../core/locale.js';

type Sentence = (expected: string) => string;

/** What each issue of an input says to the person who filled it in. */
const SENTENCES: Readonly<Record<string, Readonly<Record<Locale, Sentence>>>> = {
  FEATURE_ABSENT: { en: () => 'This entry is missing.', 'zh-CN': () => '缺少这一项。' },
  MISSING_REFUSED: { en: () => 'This entry must be filled in.', 'zh-CN': () => '这一项必须填写。' },
  NUMBER_EXPECTED: { en: () => 'A number is needed here.', 'zh-CN': () => '这里需要填数字。' },
  NUMBER_NOT_FINITE: { en: () => 'The number is too large.', 'zh-CN': () => '数字过大。' },
  NUMBER_TOO_SMALL: {
    en: (expected) => `The number must be ${bound(expected)} or more.`,
    'zh-CN': (expected) => `数字不能小于 ${bound(expected)}。`,
  },
  NUMBER_TOO_LARGE: {
    en: (expected) => `The number must be ${bound(expected)} or less.`,
    'zh-CN': (expected) => `数字不能大于 ${bound(expected)}。`,
  },
  INTEGER_EXPECTED: {
    en: () => 'A whole number is needed here.',
    'zh-CN': () => '这里需要填整数。',
  },
  CATEGORY_EXPECTED: {
    en: () => 'One of the choices is needed here.',
    'zh-CN': () => '这里需要从选项中选一项。',
  },
  CATEGORY_UNKNOWN: { en: () => 'This choice is not known.', 'zh-CN': () => '没有这个选项。' },
  COLUMN_EXPECTED: {
    en: () => 'A column of numbers is needed here.',
    'zh-CN': () => '这里需要一列数字。',
  },
  COLUMN_LENGTH: {
    en: () => 'This column has another number of rows than the first.',
    'zh-CN': () => '这一列的行数与第一列不同。',
  },
};

/** `>= 5` carries the bound 5. */
function bound(expected: string): string {
  return expected.replace(/^[<>]= /, '');
}

/**
 * One issue of an input as a sentence for people. Never contains the applicant's value.
 *
 * @example
 * describeIssue({ code: 'NUMBER_TOO_SMALL', path: 'income', expected: '>= 0' }, 'en');
 * // 'The number must be 0 or more.'
 */
export function describeIssue(issue: Issue, locale: Locale): string {
  const sentence = SENTENCES[issue.code];
  if (sentence) return sentence[locale](issue.expected ?? '');
  return locale === 'zh-CN' ? '这一项无法使用。' : 'This entry cannot be used.';
}
