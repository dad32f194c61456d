import type { LocalizedText } from '../core/locale.js';

/** Under whose law a decision is explained. */
export type Regime = 'us-reg-b' | 'eu' | 'cn-pipl';

/** What the institution says about how the model is used, beside the model itself. */
export interface Disclosure {
  /** Another model decides: explanations of this one are indicative, and every surface says so. */
  readonly indicative?: true;
  /** Features that the law protects, or that stand for one, and why they may be used. */
  readonly protected?: readonly ProtectedFeature[];
  readonly regimes?: Readonly<Partial<Record<Regime, RegimeTerms>>>;
}

export interface ProtectedFeature {
  /** Index of the feature. */
  readonly feature: number;
  /** `age`, `sex`, `marital-status`, `race`, ... */
  readonly attribute: string;
  /** Why its use is lawful: the rule and the reason. */
  readonly basis?: LocalizedText;
}

/** How reasons are chosen and worded under one regime. */
export interface RegimeTerms {
  /**
   * `shapley`: against the bundle's background or the training weights; `below-average` and
   * `below-maximum`: points lost against the average and against the best bin, for additive models.
   * @defaultValue 'shapley'
   */
  readonly method?: 'shapley' | 'below-average' | 'below-maximum';
  /** Of `shapley`. @defaultValue `background` where the bundle has one, else `training` */
  readonly against?: 'training' | 'background';
  /** Wording of principal reasons by reason code, in place of the group's own `adverse`. */
  readonly adverse?: Readonly<Record<string, LocalizedText>>;
  /** Code of the reason for inquiries: stated as a fifth when it counted and is not among the four. */
  readonly inquiries?: string;
  /** How the decision is made: the procedure and the principles actually applied. */
  readonly procedure?: LocalizedText;
  /** How to have a person look at it. */
  readonly review?: HumanReview;
}

export interface HumanReview {
  readonly text: LocalizedText;
  /** An address, a telephone number or a URL. */
  readonly contact: string;
}
