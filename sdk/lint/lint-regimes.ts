import { hasPopulation } from '../model/additive.js';
import type { Regime, RegimeTerms } from '../model/disclosure.js';
import type { RiskModel } from '../model/model.js';
import { REGIME_LOCALE } from './lint-reasons.js';
import { INQUIRIES } from './phrases.js';
import type { FindingList } from './rules.js';

/** Looks at what a bundle says for each regime: whether a notice under it can be made, and is whole. */
export function lintRegimes(model: RiskModel, regimes: readonly Regime[], list: FindingList): void {
  if (regimes.length === 0) list.add('REGIME_NONE', 'disclosure.regimes', 'there is none');
  for (const regime of regimes) {
    const terms = model.disclosure?.regimes?.[regime];
    const path = `disclosure.regimes.${regime}`;
    if (!terms) {
      list.add('REGIME_MISSING', path, 'is not there');
      continue;
    }
    const problem = methodProblem(model, terms);
    if (problem) list.add('METHOD_UNSUPPORTED', `${path}.method`, problem);
    if ((terms.maxReasons ?? 0) > 4) {
      list.add('REASONS_TOO_MANY', `${path}.maxReasons`, `${terms.maxReasons} reasons`);
    }
    if (regime === 'us-reg-b') lintRegB(model, terms, path, list);
    if (regime === 'eu') lintProcedure(terms, path, list);
    if (regime !== 'us-reg-b') lintReview(terms, regime, path, list);
  }
}

function lintRegB(model: RiskModel, terms: RegimeTerms, path: string, list: FindingList): void {
  if (model.indicative) {
    list.add('INDICATIVE_NOTICE', 'indicative', 'its reasons are not those of the decision');
  }
  if (terms.inquiries !== undefined) return;
  const about = model.reasons.find(({ label, adverse, features }) =>
    [label, adverse]
      .flatMap((texts) => Object.values(texts ?? {}))
      .concat(features.map((f) => model.features[f]!.name.replaceAll('_', ' ')))
      .some((text) => INQUIRIES.test(text)),
  );
  if (about) list.add('INQUIRIES_UNNAMED', `${path}.inquiries`, `${about.code} is about inquiries`);
}

/** Shorter than this says neither which facts are used nor how. */
const THIN: Readonly<Record<string, number>> = { en: 120, 'zh-CN': 40 };

function lintProcedure({ procedure }: RegimeTerms, path: string, list: FindingList): void {
  const at = `${path}.procedure`;
  const texts = Object.entries(procedure ?? {}).filter(([, text]) => text.trim() !== '');
  if (texts.length === 0) return list.add('PROCEDURE_MISSING', at, 'is not there');
  const locale = REGIME_LOCALE.eu;
  if (procedure?.[locale] === undefined) {
    list.add('LOCALE_MISSING', `${at}.${locale}`, `is not there in ${locale}`);
  }
  for (const [language, text] of texts) {
    const thin = text.trim().length < (THIN[language] ?? 0);
    if (thin) list.add('PROCEDURE_THIN', `${at}.${language}`, `${text.trim().length} characters`);
  }
}

/** An address in the net or the post, or a number. */
const CONTACT = /[^\s@]+@[^\s@]+\.[^\s@]+|:\/\/\S+|\bwww\.\S+|\d[\d\s().+-]{3,}\d|.{12,}/u;

function lintReview(
  { review }: RegimeTerms,
  regime: Regime,
  path: string,
  list: FindingList,
): void {
  const at = `${path}.review`;
  const texts = Object.values(review?.text ?? {}).filter((text) => text.trim() !== '');
  if (!review || texts.length === 0) {
    return list.add('REVIEW_MISSING', at, 'nothing says how to have a person look at it');
  }
  const locale = REGIME_LOCALE[regime];
  if (review.text[locale] === undefined) {
    list.add('LOCALE_MISSING', `${at}.text.${locale}`, `is not there in ${locale}`);
  }
  const reachable = CONTACT.test(review.contact) && !/TODO|TBD|xxx|待定/i.test(review.contact);
  if (!reachable) list.add('REVIEW_CONTACT', `${at}.contact`, 'is no address, number or URL');
}

/** Why a notice by this method would be refused. */
function methodProblem({ body, baseline }: RiskModel, terms: RegimeTerms): string | undefined {
  const { method = 'shapley', against } = terms;
  if (method !== 'shapley') {
    if (body.kind !== 'additive')
      return `"${method}" is for additive models, this is a ${body.kind}`;
    if (method === 'below-maximum') return undefined;
    const counted = baseline && body.terms.every((term) => term.features.length === 1);
    if (counted || hasPopulation(body)) return undefined;
    return 'neither tables nor a reference population say how applicants spread over the bins';
  }
  if (body.kind === 'network') {
    if (against === 'training') return 'a network keeps no training weights';
    return body.background
      ? undefined
      : 'a network is explained against a background; there is none';
  }
  const lacking = against === 'background' && body.kind === 'forest' && !body.background;
  return lacking ? 'the bundle carries no background population' : undefined;
}
