import type { IssueList } from '../model/check/issues.js';
import type { Disclosure, ProtectedFeature } from '../model/disclosure.js';
import type { DisclosureSpec } from './spec-fields.js';

/** What a spec says about how the model is used; features by name. */
export function specDisclosure(
  spec: DisclosureSpec,
  indexOf: ReadonlyMap<string, number>,
  list: IssueList,
): Disclosure {
  const stated = spec.protected?.map(({ feature, attribute, basis }, i): ProtectedFeature => {
    const f = indexOf.get(feature);
    const path = `spec.disclosure.protected[${i}].feature`;
    list.check(f !== undefined, 'FEATURE_UNKNOWN', path, 'a feature of the model');
    return { feature: f ?? 0, attribute, ...(basis && { basis }) };
  });
  const { regimes } = spec;
  return { ...(stated && { protected: stated }), ...(regimes && { regimes }) };
}
