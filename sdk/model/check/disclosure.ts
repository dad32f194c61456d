import type { RegimeTerms } from '../disclosure.js';
import type { RiskModel } from '../model.js';
import type { IssueList } from './issues.js';

/**
 * Checks that what is said about features and reasons names some that exist. Whether it says enough
 * is for `insitu lint`.
 */
export function checkDisclosure(
  { disclosure, features, reasons }: RiskModel,
  list: IssueList,
): void {
  const stated = new Set<string>();
  disclosure?.protected?.forEach(({ feature, attribute }, i) => {
    const path = `disclosure.protected[${i}]`;
    list.check(
      features[feature] !== undefined,
      'FEATURE_RANGE',
      `${path}.feature`,
      'a feature of the model',
    );
    list.check(attribute !== '', 'NAME_EMPTY', `${path}.attribute`, 'a name');
    const pair = `${feature} ${attribute}`;
    list.check(!stated.has(pair), 'NAME_TWICE', path, 'each feature and attribute once');
    stated.add(pair);
  });
  const codes = new Set(reasons.map(({ code }) => code));
  for (const [regime, terms] of Object.entries(disclosure?.regimes ?? {})) {
    checkTerms(terms, codes, `disclosure.regimes.${regime}`, list);
  }
}

function checkTerms(
  { adverse = {}, inquiries, maxReasons = 4 }: RegimeTerms,
  codes: ReadonlySet<string>,
  path: string,
  list: IssueList,
): void {
  const counted = Number.isInteger(maxReasons) && maxReasons >= 1 && maxReasons <= 10;
  list.check(counted, 'MAX_REASONS', `${path}.maxReasons`, '1 to 10');
  for (const code of Object.keys(adverse)) {
    list.check(codes.has(code), 'CODE_UNKNOWN', `${path}.adverse.${code}`, 'a code of a reason');
  }
  if (inquiries === undefined) return;
  list.check(codes.has(inquiries), 'CODE_UNKNOWN', `${path}.inquiries`, 'a code of a reason');
}
