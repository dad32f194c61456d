import type { Locale } from '../core/locale.js';
import type { Regime } from '../model/disclosure.js';
import type { Applicant, Score } from '../scoring/results.js';

/** What is to be reached: points, a band, a decision, or a probability of bad not to be exceeded. */
export type Target =
  | 'approved'
  | 'review'
  | { readonly points: number }
  | { readonly band: string }
  | { readonly probability: number };

/** A target as the largest margin that reaches it. */
export interface ReachedTarget {
  /** Units of 2^-scaleBits: at most this margin; -2^31 where no margin reaches the target. */
  readonly margin: number;
  /** The points that this margin has; `undefined` without a points scale. */
  readonly points: number | undefined;
}

/** How changes are looked for. */
export interface RecourseOptions {
  /** @defaultValue 'approved': the bundle's approval line */
  readonly target?: Target;
  /** At most so many answers change by the applicant's own doing, 1 to 8. @defaultValue 3 */
  readonly maxChanges?: number;
  /** So many paths at most, no two of which change the same features. @defaultValue 3 */
  readonly count?: number;
  /** How long to search. What was not decided by then is said so. @defaultValue 50 */
  readonly budgetMs?: number;
  /** Only these features may change; the bundle's rules hold as well. @defaultValue all */
  readonly features?: readonly string[];
}

/** One answer that changes. */
export interface RecourseChange {
  readonly feature: string;
  /** Raw values as in an applicant: a number, a category's label where it has one, null for missing. */
  readonly from: number | string | null;
  readonly to: number | string | null;
  /**
   * The raw values that do as well as `to`, where the other changes stay as they are: from `low` to
   * `high`, both included in the precision shown; open where `undefined`. Numeric features only.
   */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** The change that this one follows from by a rule of the bundle; `undefined` for an own one. */
  readonly follows: readonly string[] | undefined;
}

/** Changes that together reach the target, re-scored by the engine. */
export interface RecoursePath {
  readonly changes: readonly RecourseChange[];
  readonly score: Score;
  /** By the bundle's costs; comparable between paths of one model. */
  readonly cost: number;
  /** How applicants of the reference population spread over the changed answers. */
  readonly plausibility: Plausibility;
}

/**
 * The smallest share of reference applicants who are in a bin that this path moves to: `seen` from
 * one in a hundred on, `rare` below, `unseen` for none, `unknown` when the bundle has no
 * reference population.
 */
export interface Plausibility {
  readonly level: 'seen' | 'rare' | 'unseen' | 'unknown';
  readonly share: number | undefined;
}

/** What would change the outcome. */
export interface Recourse {
  readonly score: Score;
  readonly target: ReachedTarget;
  /**
   * - `reached`: already there; no path
   * - `found`: there are paths
   * - `none`: proven: no path under these rules reaches it; `closest` comes nearest
   * - `unknown`: the time ran out before a path was found or ruled out
   */
  readonly status: 'reached' | 'found' | 'none' | 'unknown';
  /** Why there is none: no feature may change, or none of what may reaches the target. */
  readonly reason?: 'nothing-may-change' | 'out-of-reach';
  /** Cheapest first. */
  readonly paths: readonly RecoursePath[];
  /** Proven: no path under these rules costs less than the first. */
  readonly optimal: boolean;
  /**
   * Proven: no path costs less than this. Equal to the first path's cost when `optimal`, 0 when
   * `reached`, Infinity when `none`.
   */
  readonly costBound: number;
  /** The path that comes nearest, where none reaches the target; the best one met. */
  readonly closest?: RecoursePath;
  readonly method: 'dynamic-programming' | 'exhaustive' | 'branch-and-bound' | 'none';
  /** Combinations that were scored. */
  readonly examined: number;
}

/** Which single facts would lose the outcome, if they got worse. */
export interface SafetyOptions {
  /** What would be lost. @defaultValue 'approved' */
  readonly target?: Target;
}

/** One fact that would lose it. */
export interface SafetyFact {
  readonly feature: string;
  readonly from: number | string | null;
  /** The nearest value at which it is lost. */
  readonly to: number | string | null;
  /** What follows from it by rules of the bundle. */
  readonly followed: readonly { readonly feature: string; readonly to: number | string | null }[];
  /** Share of the steps between here and the feature's far end that are still safe, 0 to 1. */
  readonly room: number;
  /** The score there. */
  readonly score: Score;
}

/** Whether single facts would lose what is reached, and which. */
export interface Safety {
  readonly score: Score;
  readonly target: ReachedTarget;
  /** `below`: not reached now, nothing to lose; `exposed`: some fact would lose it; `safe`: none alone. */
  readonly status: 'below' | 'exposed' | 'safe';
  /** Nearest first. */
  readonly facts: readonly SafetyFact[];
}

/** Which answers are tried. */
export interface WhatIfOptions {
  /** One feature for a curve, two for a surface. */
  readonly features: readonly [string] | readonly [string, string];
}

/** What one axis of a curve or surface stands on: every value that the model tells apart. */
export interface WhatIfAxis {
  readonly feature: string;
  /** One per step: a value inside it, rounded for people; null for missing. */
  readonly values: readonly (number | string | null)[];
  /** Where each step begins and ends, in raw values; for numeric features only, NaN for missing. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** The step where the applicant is now. */
  readonly current: number;
}

/** Scores as one or two answers change, and what follows from them; everything else as it is. */
export interface WhatIf {
  readonly score: Score;
  readonly axes: readonly WhatIfAxis[];
  /**
   * What follows from the answers by rules of the bundle: one value per score, laid out as the
   * margins. Empty where nothing follows.
   */
  readonly followed: readonly {
    readonly feature: string;
    readonly values: readonly (number | string | null)[];
  }[];
  /** i32[steps], or i32[steps of the first * steps of the second], the second running fastest. */
  readonly margin: Int32Array;
  readonly logOdds: Float64Array;
  readonly probability: Float64Array;
  /** Absent without a points scale. */
  readonly points?: Int32Array;
}

/** Whom partial dependence averages over. */
export interface DependenceOptions extends WhatIfOptions {
  /** As in `ExplainOptions`. @defaultValue `background` where the bundle has one, else `training` */
  readonly against?: 'training' | 'background';
}

/**
 * Partial dependence: the average margin of the population when one or two answers are set to a step
 * of their axis. A mean of integers: a float.
 */
export interface Dependence {
  readonly population: string;
  readonly axes: readonly Omit<WhatIfAxis, 'current'>[];
  /** f64, laid out as in {@link WhatIf}; mean log-odds. */
  readonly logOdds: Float64Array;
  /** Points of that mean, unrounded; absent without a points scale. */
  readonly points?: Float64Array;
}

/** Whose law, in which language, and whether recourse is looked for too. */
export interface NoticeOptions {
  readonly regime: Regime;
  readonly locale: Locale;
  /** Also what would change the outcome, within this budget. @defaultValue 0: not asked */
  readonly recourseMs?: number;
}

/** One principal reason as a notice states it. */
export interface NoticeReason {
  readonly code: string;
  readonly text: string;
  readonly features: readonly string[];
  /** Units of 2^-scaleBits, by the notice's method; positive raises risk, negative lowers it. */
  readonly margin: number;
  readonly points: number | undefined;
}

/** How principal reasons were chosen. */
export type ReasonMethod =
  'shapley-training' | 'shapley-background' | 'below-average' | 'below-maximum';

/** What a regime asks to be told, for one applicant. */
export interface Notice {
  readonly regime: Regime;
  readonly locale: Locale;
  readonly score: Score;
  readonly method: ReasonMethod;
  /** Whom the applicant is compared with; `maximum`: the best entry of each table. */
  readonly population: string;
  /**
   * At most four, largest first: what raised risk, for an applicant who was not approved; then the
   * inquiries reason as a fifth, where the bundle names one and it counted. For an approved one, what
   * lowered risk, and under `us-reg-b` none: reasons there are those of a denial.
   */
  readonly reasons: readonly NoticeReason[];
  /** Set when another model decides: then the reasons are indicative, and every surface says so. */
  readonly indicative: boolean;
  /** How the decision is made, in the bundle's words; EU. */
  readonly procedure: string | undefined;
  /** How to ask for a person: in the bundle's words, and an address, a telephone number or a URL. */
  readonly review: { readonly text: string; readonly contact: string } | undefined;
  readonly recourse: Recourse | undefined;
}

/** A question that a worker answers about one applicant, or about its model. */
export type Question =
  | { readonly ask: 'recourse'; readonly applicant: Applicant; readonly options: RecourseOptions }
  | { readonly ask: 'safety'; readonly applicant: Applicant; readonly options: SafetyOptions }
  | { readonly ask: 'whatIf'; readonly applicant: Applicant; readonly options: WhatIfOptions }
  | { readonly ask: 'dependence'; readonly options: DependenceOptions }
  | { readonly ask: 'notice'; readonly applicant: Applicant; readonly options: NoticeOptions };

/** The answer to each question. */
export interface Answers {
  readonly recourse: Recourse;
  readonly safety: Safety;
  readonly whatIf: WhatIf;
  readonly dependence: Dependence;
  readonly notice: Notice;
}

/** Answers questions in the thread that holds the model. */
export interface Insight {
  /** @param token - names the question to {@link Insight.stopAsking}. */
  ask(question: Question, token: number): Promise<Answers[keyof Answers]>;
  /** Ends the search for an answer that nobody waits for any more. */
  stopAsking(token: number): void;
}
