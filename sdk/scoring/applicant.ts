import { RiskError, type Issue } from '../core/errors.js';
import type { CategoricalFeature, Feature, NumericFeature } from '../model/feature.js';
import type { Applicant } from './results.js';

/** XGBoost and LightGBM read categories as float32 integers below this. */
const MAX_CODE = 2 ** 24;

/**
 * Reads an applicant into raw numbers, one per feature: NaN for missing, a code for a category.
 *
 * null and NaN are "missing"; a key that is not there is an issue, since a misspelt name must not
 * score as missing. Keys that the model does not know are ignored.
 *
 * @param out - f64[features], overwritten.
 * @returns every issue at once; `undefined` when there is none.
 */
export function readApplicant(
  features: readonly Feature[],
  applicant: Applicant,
  out: Float64Array,
): Issue[] | undefined {
  let issues: Issue[] | undefined;
  for (let f = 0; f < features.length; f++) {
    const feature = features[f]!;
    const value = applicant[feature.name];
    if (value === undefined) {
      (issues ??= []).push({
        code: 'FEATURE_ABSENT',
        path: feature.name,
        expected: 'present; null for missing',
        got: 'absent',
      });
      continue;
    }
    const read = readValue(feature, value);
    if (typeof read === 'number') out[f] = read;
    else (issues ??= []).push({ ...read, path: feature.name });
  }
  return issues;
}

/** What {@link readValue} finds wrong, without its place. */
export type ValueIssue = Omit<Issue, 'path'>;

/** One raw value as a number, or what is wrong with it. */
export function readValue(feature: Feature, value: unknown): number | ValueIssue {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) {
    if (feature.missing === 'allowed') return NaN;
    return { code: 'MISSING_REFUSED', expected: 'a value', got: 'missing' };
  }
  return feature.kind === 'numeric' ? readNumber(feature, value) : readCategory(feature, value);
}

function readNumber(feature: NumericFeature, value: unknown): number | ValueIssue {
  if (typeof value !== 'number') {
    return { code: 'NUMBER_EXPECTED', expected: 'a number', got: typeof value };
  }
  return numberIssue(feature, value) ?? value;
}

/** Range and kind of a number that is not missing. */
export function numberIssue(feature: NumericFeature, value: number): ValueIssue | undefined {
  if (value - value !== 0)
    return { code: 'NUMBER_NOT_FINITE', expected: 'a finite number', got: 'infinity' };
  if (feature.min !== undefined && value < feature.min) {
    return { code: 'NUMBER_TOO_SMALL', expected: `>= ${feature.min}` };
  }
  if (feature.max !== undefined && value > feature.max) {
    return { code: 'NUMBER_TOO_LARGE', expected: `<= ${feature.max}` };
  }
  if (feature.integer && !Number.isInteger(value)) {
    return { code: 'INTEGER_EXPECTED', expected: 'a whole number' };
  }
  return undefined;
}

function readCategory(feature: CategoricalFeature, value: unknown): number | ValueIssue {
  if (typeof value === 'string') {
    const at = feature.labels.indexOf(value);
    if (at >= 0) return feature.codes[at]!;
    const expected =
      feature.labels.length > 0 ? `one of ${feature.labels.length} labels` : 'a code';
    return { code: 'CATEGORY_UNKNOWN', expected, got: 'string' };
  }
  if (typeof value !== 'number') {
    return { code: 'CATEGORY_EXPECTED', expected: 'a code or a label', got: typeof value };
  }
  return categoryIssue(feature, value) ?? value;
}

/** Whether a code is one, and is accepted. A model may list negative codes; others may not be. */
export function categoryIssue(feature: CategoricalFeature, code: number): ValueIssue | undefined {
  if (feature.codes.includes(code)) return undefined;
  if (!Number.isInteger(code) || code < 0 || code >= MAX_CODE) {
    return { code: 'CATEGORY_EXPECTED', expected: 'a whole number >= 0' };
  }
  if (feature.unlisted === 'refused') {
    return { code: 'CATEGORY_UNKNOWN', expected: `one of ${feature.codes.length} codes` };
  }
  return undefined;
}

/** @throws RiskError `INPUT_INVALID` carrying all issues. */
export function refuseInput(issues: readonly Issue[]): never {
  const first = issues[0]!;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const got = first.got === undefined ? '' : `, got ${first.got}`;
  throw new RiskError(
    'INPUT_INVALID',
    `"${first.path}" expected ${first.expected ?? first.code}${got}${more}`,
    {
      path: first.path,
      issues,
    },
  );
}
