import type { Locale } from '../core/locale.js';
import type { Regime } from '../model/disclosure.js';
import type { RiskModel } from '../model/model.js';
import type { ReasonGroup } from '../model/reasons.js';
import type { Effect } from './effects.js';
import type { FindingList } from './rules.js';

/** The language that a notice under each regime is written in, of those that Insitu ships. */
export const REGIME_LOCALE: Readonly<Record<Regime, Locale>> = {
  'us-reg-b': 'en',
  eu: 'en',
  'cn-pipl': 'zh-CN',
};

/** Looks at reasons as a whole: whether each can be stated, once, and of one direction. */
export function lintReasons(
  model: RiskModel,
  regimes: readonly Regime[],
  effects: readonly (Effect | undefined)[],
  list: FindingList,
): void {
  const locales = [...new Set(regimes.map((regime) => REGIME_LOCALE[regime]))];
  for (const group of model.reasons) {
    lintCode(model, group, list);
    lintStated(model, group, regimes, list);
    lintDirections(model, group, effects, list);
    for (const locale of locales) {
      if (blank(group.label[locale])) {
        list.add(
          'LABEL_LOCALE',
          `reasons.${group.code}.label.${locale}`,
          `is not there in ${locale}`,
        );
      }
    }
  }
  lintSameWords(model, regimes, list);
}

function lintCode(model: RiskModel, { code, features }: ReasonGroup, list: FindingList): void {
  const own = features.length === 1 && model.features[features[0]!]!.name === code;
  if (!own && code.trim() !== '') return;
  const what = own ? `the feature's own name, ${code}, stands for a code` : 'the code is blank';
  list.add('CODE_MISSING', `reasons.${code}.code`, what);
}

/** Whether it can be stated at all, and in the language of each regime. */
function lintStated(
  model: RiskModel,
  group: ReasonGroup,
  regimes: readonly Regime[],
  list: FindingList,
): void {
  const { code, features } = group;
  const names = features.map((f) => model.features[f]!.name).join(', ');
  const worded = (regime?: Regime) =>
    Object.keys(group.adverse ?? {}).length > 0 ||
    Object.keys(adverseOf(model, regime, code) ?? {}).length > 0;
  const asked: readonly (Regime | undefined)[] = regimes.length > 0 ? regimes : [undefined];
  if (asked.some((regime) => !worded(regime))) {
    list.add(
      'REASON_MISSING',
      `reasons.${code}.adverse`,
      `nothing states it when it counts: ${names}`,
    );
    return;
  }
  const missing = new Set<Locale>();
  for (const regime of regimes) {
    const locale = REGIME_LOCALE[regime];
    if (statedIn(model, group, regime, locale) === undefined) missing.add(locale);
  }
  for (const locale of missing) {
    list.add('LOCALE_MISSING', `reasons.${code}.adverse.${locale}`, `is not there in ${locale}`);
  }
}

function lintDirections(
  { features }: RiskModel,
  { code, features: members }: ReasonGroup,
  effects: readonly (Effect | undefined)[],
  list: FindingList,
): void {
  const named = (effect: Effect) =>
    members.filter((f) => effects[f] === effect).map((f) => features[f]!.name);
  const rises = named('rises');
  const falls = named('falls');
  if (rises.length === 0 || falls.length === 0) return;
  const what = `risk rises with ${rises.join(', ')} and falls with ${falls.join(', ')}`;
  list.add('GROUP_MIXED', `reasons.${code}.features`, what);
}

/** Two codes that would be read as one. */
function lintSameWords(model: RiskModel, regimes: readonly Regime[], list: FindingList): void {
  const found = new Set<string>();
  for (const regime of regimes.length > 0 ? regimes : [undefined]) {
    for (const locale of ['en', 'zh-CN'] as const) {
      const said = new Map<string, string>();
      for (const group of model.reasons) {
        const text = statedIn(model, group, regime, locale)?.trim().toLowerCase();
        if (text === undefined) continue;
        const first = said.get(text);
        if (first === undefined) said.set(text, group.code);
        else found.add(`reasons.${group.code}.adverse.${locale} ${first}`);
      }
    }
  }
  for (const entry of found) {
    const [path, first] = entry.split(' ') as [string, string];
    list.add('WORDING_SAME', path, `says the same as ${first}`);
  }
}

/** The wording of a notice, as it is looked up there. */
function statedIn(
  model: RiskModel,
  { code, adverse }: ReasonGroup,
  regime: Regime | undefined,
  locale: Locale,
): string | undefined {
  const text = adverseOf(model, regime, code)?.[locale] ?? adverse?.[locale];
  return blank(text) ? undefined : text;
}

function adverseOf({ disclosure }: RiskModel, regime: Regime | undefined, code: string) {
  const adverse = regime && disclosure?.regimes?.[regime]?.adverse;
  return adverse && Object.hasOwn(adverse, code) ? adverse[code] : undefined;
}

function blank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
