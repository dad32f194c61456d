import type { LocalizedText } from '../core/locale.js';

/**
 * Under whose law a decision is explained.
 *
 * - `us-reg-b`: 12 CFR 1002.9 (Regulation B, Equal Credit Opportunity Act): the specific principal
 *   reasons of a denial
 * - `eu`: GDPR art. 15(1)(h) and 22, as read in C-203/22 (Dun & Bradstreet Austria, 27 February
 *   2025): the procedure and the principles actually applied
 * - `cn-pipl`: Personal Information Protection Law, art. 24: an explanation, and the right to refuse
 *   a decision by automated means alone
 */
export type Regime = 'us-reg-b' | 'eu' | 'cn-pipl';

/** What the institution says about how the model is used, beside the model itself. */
export interface Disclosure {
  /** Features that the law protects, or that stand for one, and why they may be used. */
  readonly protected?: readonly ProtectedFeature[];
  readonly regimes?: Readonly<Partial<Record<Regime, RegimeTerms>>>;
}

/**
 * A feature that stands for an attribute by which the law forbids or limits telling people apart:
 * 12 CFR 1002.2(z) and 1002.6(b); EU Charter art. 21 and GDPR art. 9; PIPL art. 24 and 28.
 */
export interface ProtectedFeature {
  /** Index of the feature. */
  readonly feature: number;
  /** `age`, `sex`, `marital-status`, `race`, ... */
  readonly attribute: string;
  /**
   * Why its use is lawful: the rule and the reason. Age, say, in an empirically derived,
   * demonstrably and statistically sound system: 12 CFR 1002.6(b)(2)(ii).
   */
  readonly basis?: LocalizedText;
}

/** How reasons are chosen and worded under one regime. */
export interface RegimeTerms {
  /**
   * `shapley`: against the bundle's background or the training weights; `below-average` and
   * `below-maximum`: points lost against the average and against the best bin, for additive models.
   *
   * The commentary on 12 CFR 1002.9(b)(2), paragraph 5, asks for no method in particular. It names
   * two that compare with averages: of all applicants (`below-average`), and of those at or just
   * above the passing score (`shapley`, against a background of such applicants). Others do where
   * their results are substantially similar: for `below-maximum` that is for the institution to show.
   *
   * @defaultValue 'shapley'
   */
  readonly method?: 'shapley' | 'below-average' | 'below-maximum';
  /** Of `shapley`. @defaultValue `background` where the bundle has one, else `training` */
  readonly against?: 'training' | 'background';
  /** So many principal reasons at most, 1 to 10; inquiries come on top. @defaultValue 4 */
  readonly maxReasons?: number;
  /**
   * Wording of principal reasons by reason code, in place of the group's own `adverse`. To be
   * specific, and about a factor actually scored: commentary on 12 CFR 1002.9(b)(2).
   */
  readonly adverse?: Readonly<Record<string, LocalizedText>>;
  /**
   * Code of the reason for inquiries: stated as a fifth when it counted and is not among the four.
   * Asked for where a consumer report's score is disclosed: 15 U.S.C. 1681g(f)(9).
   */
  readonly inquiries?: string;
  /**
   * How the decision is made: the procedure and the principles actually applied, in plain words.
   * C-203/22: neither a formula nor a description of every step will do.
   */
  readonly procedure?: LocalizedText;
  /** How to have a person look at it: GDPR art. 22(3); PIPL art. 24. */
  readonly review?: HumanReview;
}

export interface HumanReview {
  readonly text: LocalizedText;
  /** An address, a telephone number or a URL. */
  readonly contact: string;
}
