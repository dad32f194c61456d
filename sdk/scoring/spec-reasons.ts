import type { LocalizedText } from '../core/locale.js';
import type { IssueList } from '../model/check/issues.js';
import type { RiskModel } from '../model/model.js';
import type { ReasonGroup } from '../model/reasons.js';
import type { ReasonSpec } from './spec-fields.js';

/** Wording of a value in one language: a text for each value, or a template. */
type Wording = Readonly<Record<string, string | readonly string[]>>;

/**
 * Reason groups of a spec. Features in none of them get a group each, with the feature's name as its
 * code and the feature's label as its own.
 */
export function specReasons(
  model: RiskModel,
  reasons: readonly ReasonSpec[],
  indexOf: ReadonlyMap<string, number>,
  list: IssueList,
): ReasonGroup[] {
  const taken = new Set<number>();
  const groups = reasons.map((spec, r): ReasonGroup => {
    const path = `spec.reasons[${r}]`;
    const features = spec.features.flatMap((name, i) => {
      const f = indexOf.get(name);
      const at = `${path}.features[${i}]`;
      if (!list.check(f !== undefined, 'FEATURE_UNKNOWN', at, 'a feature of the model')) return [];
      list.check(!taken.has(f!), 'REASON_FEATURES', at, 'each feature in one group');
      taken.add(f!);
      return [f!];
    });
    list.check(features.length > 0, 'REASON_FEATURES', `${path}.features`, 'at least one feature');
    const first = model.features[features[0] ?? 0]!;
    const { code, adverse, favourable } = spec;
    return {
      code,
      features,
      label: spec.label ?? first.label ?? { en: code },
      ...(adverse && { adverse }),
      ...(favourable && { favourable }),
      ...wordingOf(spec, path, list),
    };
  });
  const codes = new Set(groups.map((group) => group.code));
  model.features.forEach((feature, f) => {
    if (taken.has(f)) return;
    // The model's own group, when it is this feature's alone.
    const own = model.reasons.find((group) => group.features.includes(f));
    const kept = own?.features.length === 1 ? own : undefined;
    const code = kept?.code ?? feature.name;
    list.check(!codes.has(code), 'NAME_TWICE', 'spec.reasons', `no code like feature ${f}'s own`);
    const label = feature.label ?? kept?.label ?? { en: feature.name };
    groups.push({ ...kept, code, features: [f], label });
  });
  return groups;
}

function wordingOf(
  spec: ReasonSpec,
  path: string,
  list: IssueList,
): Pick<ReasonGroup, 'values' | 'template'> {
  const wording = firstWording(spec, path, list);
  const values: Record<string, readonly string[]> = {};
  const template: Record<string, string> = { ...spec.template };
  for (const [locale, texts] of Object.entries(wording)) {
    if (typeof texts === 'string') template[locale] = texts;
    else values[locale] = texts;
  }
  return {
    ...(Object.keys(values).length > 0 && { values }),
    ...(Object.keys(template).length > 0 && { template: template as LocalizedText }),
  };
}

/** `values` by language, or by feature: then it is the first feature's that counts. */
function firstWording(spec: ReasonSpec, path: string, list: IssueList): Wording {
  const { values, features } = spec;
  if (!values) return {};
  const keys = Object.keys(values);
  if (!keys.some((key) => features.includes(key))) return values as Wording;
  for (const key of keys) {
    list.check(
      key === features[0],
      'REASON_VALUES',
      `${path}.values.${key}`,
      "wording for the group's first feature only",
    );
  }
  return (values as Readonly<Record<string, Wording>>)[features[0]!] ?? {};
}
