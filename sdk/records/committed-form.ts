import { RiskError, type Issue } from '../core/errors.js';
import type { Applicant, FeatureInfo } from '../scoring/results.js';
import type { RawValue } from './decision-record.js';

/**
 * An applicant in the one form that records hold and commit to, so that whoever checks one later
 * needs the same facts, not the same spelling: the model's features only; a category by its label
 * where it has one, else by its code; null for missing.
 *
 * @throws RiskError `INPUT_INVALID` with every issue: what the model would not have scored.
 */
export function committedForm(
  features: readonly FeatureInfo[],
  applicant: Applicant,
): Record<string, RawValue> {
  const issues: Issue[] = [];
  const form: Record<string, RawValue> = Object.create(null) as Record<string, RawValue>;
  for (const feature of features) {
    const given = Object.hasOwn(applicant, feature.name) ? applicant[feature.name] : undefined;
    const value = committedValue(feature, given);
    if (value === undefined) {
      const expected =
        feature.kind === 'numeric' ? 'a finite number or null' : 'a category or null';
      const got = given === undefined ? 'absent' : typeof given;
      issues.push({ code: 'VALUE_EXPECTED', path: feature.name, expected, got });
    } else form[feature.name] = value;
  }
  if (issues.length === 0) return form;
  const { path, expected, got } = issues[0]!;
  throw new RiskError('INPUT_INVALID', `"${path}" expected ${expected}, got ${got}`, {
    path,
    issues,
  });
}

/** `undefined` for what is no value of the feature. */
function committedValue(feature: FeatureInfo, value: unknown): RawValue | undefined {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return null;
  if (feature.kind === 'numeric') {
    // Adding 0 makes -0 one with 0, as JSON does.
    return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
  }
  if (typeof value === 'string') {
    return feature.categories.some(({ label }) => label === value) ? value : undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return feature.categories.find(({ code }) => code === value)?.label ?? value + 0;
}
