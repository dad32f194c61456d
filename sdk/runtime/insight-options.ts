import { MAX_BUDGET_MS, MAX_CHANGES, MAX_PATHS } from '../insight/limits.js';
import type { Answers } from '../insight/questions.js';
import { assertKnown, assertOneOf, assertWhole, refuse, resolveCallOptions } from '../options.js';
import type { CallOptions } from './limits.js';

const KEYS: Readonly<Record<keyof Answers, readonly string[]>> = {
  recourse: ['target', 'maxChanges', 'count', 'budgetMs', 'features'],
  safety: ['target'],
  whatIf: ['features'],
  dependence: ['features', 'against'],
  notice: ['regime', 'locale', 'recourseMs'],
};

/**
 * Parts what a worker needs to know from what stays on the page. What a target or a feature means is
 * checked where the model is.
 *
 * @throws RiskError `OPTION_INVALID` naming the option.
 */
export function resolveQuestion(
  ask: keyof Answers,
  given: object,
): { readonly options: object; readonly limits: CallOptions } {
  assertKnown(given, [...KEYS[ask], 'signal', 'timeoutMs']);
  const { signal, timeoutMs, ...rest } = given as CallOptions & Record<string, unknown>;
  const limits = resolveCallOptions({
    ...(signal !== undefined && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const options = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  );
  const check = (name: string, test: (value: never) => void) => {
    if (name in options) test(options[name] as never);
  };
  check('target', assertTarget);
  check('maxChanges', (value: number) => assertWhole('maxChanges', value, MAX_CHANGES));
  check('count', (value: number) => assertWhole('count', value, MAX_PATHS));
  check('budgetMs', (value: number) => assertWhole('budgetMs', value, MAX_BUDGET_MS));
  check('recourseMs', (value: number) => {
    if (value !== 0) assertWhole('recourseMs', value, MAX_BUDGET_MS);
  });
  check('against', (value) => assertOneOf('against', value, ['training', 'background']));
  check('features', assertNames);
  if (ask === 'whatIf' || ask === 'dependence') assertAxes(options.features);
  if (ask === 'notice') {
    assertOneOf('regime', options.regime, ['us-reg-b', 'eu', 'cn-pipl']);
    assertOneOf('locale', options.locale, ['en', 'zh-CN']);
  }
  return { options, limits };
}

function assertTarget(target: unknown): void {
  if (target === 'approved' || target === 'review') return;
  const [entry, ...more] = Object.entries((target ?? {}) as object);
  const [kind, value] = entry ?? [];
  const fits =
    kind === 'band'
      ? typeof value === 'string'
      : (kind === 'points' || kind === 'probability') && Number.isFinite(value);
  if (typeof target === 'object' && more.length === 0 && fits) return;
  refuse('target', '"approved", "review", { points }, { band } or { probability }');
}

function assertNames(names: unknown): void {
  const fits = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (!fits) refuse('features', 'a list of names');
}

function assertAxes(names: unknown): void {
  const fits = Array.isArray(names) && (names.length === 1 || names.length === 2);
  if (!fits || names[0] === names[1]) refuse('features', 'the names of one or two features');
}
