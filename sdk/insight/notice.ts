import { RiskError } from '../core/errors.js';
import type { Locale, LocalizedText } from '../core/locale.js';
import { contributionPoints } from '../explain/points.js';
import { countsOf, pointsLost } from '../explain/points-lost.js';
import { rankGroups, sumByGroup, type RankedGroup } from '../explain/reason-ranking.js';
import { defaultAgainst } from '../lowering/game.js';
import { binOf } from '../model/binning.js';
import type { RegimeTerms } from '../model/disclosure.js';
import type { RiskModel } from '../model/model.js';
import type { Applicant, Score } from '../scoring/results.js';
import type { AsyncSession } from '../scoring/session.js';
import type { Notice, NoticeOptions, NoticeReason, ReasonMethod, Recourse } from './questions.js';

/**
 * The principal reasons of a notice, unless the bundle wants another number. More than four are "not likely to be helpful": commentary
 * on 12 CFR 1002.9(b)(2), paragraph 1; 15 U.S.C. 1681g(f)(1)(C) caps key factors at four.
 */
const USUAL_REASONS = 4;

/** What a notice is made from. */
export interface NoticeHost {
  /** As `decodeBundle` reads it: with its disclosure. */
  readonly model: RiskModel;
  readonly session: Pick<AsyncSession, 'score' | 'explain'>;
  /** Looks for what would change the outcome. */
  readonly findRecourse: (budgetMs: number) => Promise<Recourse>;
}

/**
 * What a regime asks to be told, for one applicant, in the words of the bundle.
 *
 * The reasons are those of the decision that the score stands for:
 * - declined, for review, or a model without an approval line: what raises risk, largest first
 * - approved, under `eu` and `cn-pipl`: what lowers it. An explanation can be asked for whatever the
 *   decision was (GDPR art. 15(1)(h); PIPL art. 24). A method that knows no gain (`below-maximum`)
 *   then has none to name.
 * - approved, under `us-reg-b`: none, for reasons are those of an adverse action (12 CFR
 *   1002.9(a)(2)(i)); a statement of what else counted is `explain`'s
 *
 * Codes are unique in a model, so that no reason is stated twice. Ties keep the model's order.
 *
 * @param values - the applicant's raw values, one per feature; NaN for missing.
 * @throws RiskError `EXPLAIN_UNSUPPORTED` when the bundle has no terms for the regime, or its method
 * does not go with the model; what `explain` throws.
 */
export async function buildNotice(
  { model, session, findRecourse }: NoticeHost,
  applicant: Applicant,
  values: Float64Array,
  { regime, locale, recourseMs = 0 }: NoticeOptions,
): Promise<Notice> {
  const terms = model.disclosure?.regimes?.[regime];
  if (!terms) {
    throw new RiskError('EXPLAIN_UNSUPPORTED', `the bundle says nothing for regime "${regime}"`, {
      path: `disclosure.regimes.${regime}`,
    });
  }
  const ranking = await rankReasons(model, session, applicant, values, terms);
  const { score, method, population } = ranking;
  const approved = score.decision === 'approved';
  const silent = approved && regime === 'us-reg-b';
  const counted = ranking.groups.filter(({ margin }) => (approved ? margin < 0 : margin > 0));
  const { procedure, review, inquiries, maxReasons = USUAL_REASONS } = terms;
  const fifth = approved ? undefined : inquiries;
  const stated = silent ? [] : principal(model, counted, maxReasons, fifth);
  return {
    ...{ regime, locale, score, method, population },
    reasons: stated.map((entry) => reasonOf(model, entry, terms, locale)),
    indicative: model.indicative === true,
    procedure: procedure && worded([procedure], locale),
    review: review && { text: worded([review.text], locale) ?? '', contact: review.contact },
    recourse: recourseMs > 0 ? await findRecourse(recourseMs) : undefined,
  };
}

interface Ranking {
  readonly score: Score;
  readonly method: ReasonMethod;
  readonly population: string;
  /** Every group that counts, largest first. */
  readonly groups: readonly RankedGroup[];
}

async function rankReasons(
  model: RiskModel,
  session: NoticeHost['session'],
  applicant: Applicant,
  values: Float64Array,
  terms: RegimeTerms,
): Promise<Ranking> {
  const { method = 'shapley' } = terms;
  if (method !== 'shapley') {
    const score = await session.score(applicant);
    return { score, method, ...lostByGroup(model, method, values) };
  }
  const against = terms.against ?? usualAgainst(model);
  const explained = { against, maxReasons: model.reasons.length };
  const { score, reasons, baseline } = await session.explain(applicant, explained);
  const indexOf = new Map(model.reasons.map(({ code }, group) => [code, group]));
  return {
    score,
    method: against === 'background' ? 'shapley-background' : 'shapley-training',
    population: baseline.population,
    groups: reasons.map(({ code, margin }) => ({ group: indexOf.get(code)!, margin })),
  };
}

/** Networks keep no training weights: they are explained against their background. */
function usualAgainst(model: RiskModel): 'training' | 'background' {
  return model.body.kind === 'network' ? 'background' : defaultAgainst(model);
}

function lostByGroup(
  { body, features, baseline, reasons }: RiskModel,
  method: 'below-average' | 'below-maximum',
  values: Float64Array,
): Pick<Ranking, 'population' | 'groups'> {
  if (body.kind !== 'additive') throw unsupported(`"${method}" is for additive models`);
  const bins = features.map((feature, f) => binOf(feature, values[f]!));
  const lost = new Int32Array(features.length);
  const byGroup = new Int32Array(reasons.length);
  const against = method === 'below-average' ? 'average' : 'best';
  try {
    if (!pointsLost(body, features, baseline, against, bins, lost)) {
      throw unsupported('the model does not say how applicants spread over its tables');
    }
    sumByGroup(reasons, lost, byGroup);
    const average = countsOf(body, baseline)?.population ?? 'training';
    return {
      population: method === 'below-average' ? average : 'maximum',
      groups: rankGroups(byGroup, reasons.length, 'any'),
    };
  } finally {
    bins.fill(0);
    lost.fill(0);
    byGroup.fill(0);
  }
}

/**
 * The first ones, and the reason for inquiries where it counted and is not among them: it is told
 * "without regard to the numerical limitation", 15 U.S.C. 1681g(f)(9).
 */
function principal(
  { reasons }: RiskModel,
  counted: readonly RankedGroup[],
  max: number,
  inquiries: string | undefined,
): RankedGroup[] {
  const rest = counted.slice(max);
  const fifth = rest.find(({ group }) => reasons[group]!.code === inquiries);
  return [...counted.slice(0, max), ...(fifth ? [fifth] : [])];
}

function reasonOf(
  { reasons, features, scale, scaleBits }: RiskModel,
  { group: index, margin }: RankedGroup,
  terms: RegimeTerms,
  locale: Locale,
): NoticeReason {
  const group = reasons[index]!;
  const { code } = group;
  const stated = margin > 0 ? [terms.adverse?.[code], group.adverse] : [group.favourable];
  return {
    code,
    // A label names the fact and does not say what about it: better a statement in another language.
    text: worded(stated, locale) ?? worded([group.label], locale) ?? code,
    features: group.features.map((f) => features[f]!.name),
    margin,
    points: scale ? contributionPoints(scale, scaleBits, margin) : undefined,
  };
}

/** The first wording there is in the language; where there is none, the first in another. */
function worded(texts: readonly (LocalizedText | undefined)[], locale: Locale): string | undefined {
  for (const language of [locale, 'en', 'zh-CN'] as const) {
    for (const text of texts) if (text?.[language] !== undefined) return text[language];
  }
  return undefined;
}

function unsupported(message: string): RiskError {
  return new RiskError('EXPLAIN_UNSUPPORTED', message, { path: 'disclosure.regimes' });
}
