import type { LocalizedText } from '../core/locale.js';
import type { IssueList } from '../model/check/issues.js';
import type { CategoricalFeature, Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import { extendCategories } from './extend-categories.js';
import type { FeatureSpec } from './spec-fields.js';

type CategorySpec = NonNullable<FeatureSpec['categories']>[number];

/**
 * Names the categories of a feature. Codes that no split names are added, so that a form can offer
 * them; codes that the spec leaves out keep what they had.
 */
export function specCategories(
  features: readonly Feature[],
  index: number,
  categories: readonly CategorySpec[],
  body: RiskModel['body'],
  path: string,
  list: IssueList,
): { feature: CategoricalFeature; body: RiskModel['body'] } {
  const feature = features[index] as CategoricalFeature;
  const byCode = new Map<number, CategorySpec>();
  categories.forEach((category, i) => {
    list.check(!byCode.has(category.code), 'CODE_TWICE', `${path}[${i}].code`, 'each code once');
    byCode.set(category.code, category);
  });
  const codes = Int32Array.from(new Set([...feature.codes, ...byCode.keys()])).sort();
  const named = { ...feature, ...wordingOf(feature, codes, byCode, path, list) };
  if (codes.length === feature.codes.length) return { feature: named, body };
  // A network takes codes as they are, so that naming one changes no number.
  if (body.kind === 'network') return { feature: { ...named, codes }, body };
  if (body.kind !== 'forest') {
    list.add('CODE_NEW', path, 'codes of the model: its tables have no room for others');
    return { feature: named, body };
  }
  const extended = extendCategories(features, index, codes, body);
  return { feature: { ...named, codes }, body: extended.forest };
}

function wordingOf(
  feature: CategoricalFeature,
  codes: Int32Array,
  byCode: ReadonlyMap<number, CategorySpec>,
  path: string,
  list: IssueList,
): Pick<CategoricalFeature, 'labels' | 'categoryLabels'> {
  const labels: (string | undefined)[] = [];
  const texts: LocalizedText[] = [];
  for (const code of codes) {
    const spec = byCode.get(code);
    const old = feature.codes.indexOf(code);
    const given = typeof spec?.label === 'string' ? spec.label : undefined;
    const label = given ?? feature.labels[old];
    const wording = spec?.text ?? (typeof spec?.label === 'object' ? spec.label : undefined);
    labels.push(label);
    texts.push(wording ?? feature.categoryLabels?.[old] ?? { en: label ?? String(code) });
  }
  const unlabelled = labels.filter((label) => label === undefined).length;
  list.check(
    unlabelled === 0 || unlabelled === labels.length,
    'LABELS_LENGTH',
    path,
    'a label for every code, or for none',
  );
  return { labels: unlabelled === 0 ? (labels as string[]) : [], categoryLabels: texts };
}
