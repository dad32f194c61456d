import type { Estimate } from '../../fairness/report.js';
import type { Part, StudentPlan, TrainPlan } from '../plan.js';

/**
 * What came of training, as JSON: the same figures for the command line, a page and the model's card.
 * Only counts, rates and bounds; no row of the table.
 */
export interface TrainReport {
  readonly kind: 'insitu-train-report';
  readonly version: 1;
  readonly plan: TrainPlan;
  /** What the plan left to defaults is filled in here. */
  readonly model: {
    readonly body: 'forest' | 'additive';
    readonly trees?: number;
    readonly depth?: number;
    readonly terms?: number;
    /** Size of the bundle. */
    readonly bytes?: number;
  };
  readonly parts: readonly PartReport[];
  readonly features: readonly FeatureReport[];
  /** Loss after each tree or round, where there are any. */
  readonly curve?: { readonly train: readonly number[]; readonly validation?: readonly number[] };
  /** By month of the date column, all parts together. */
  readonly months?: readonly MonthReport[];
  readonly findings: readonly Finding[];
  /** Of a scorecard. */
  readonly scorecard?: ScorecardReport;
  /** Of a student. */
  readonly fidelity?: FidelityReport;
}

/** How the model does on one part; `in-time` and `out-of-time` stand side by side. */
export interface PartReport {
  readonly part: Part;
  readonly rows: number;
  readonly bad: number;
  /** First and last day, `2018-01-01`, where there are dates. */
  readonly from?: string;
  readonly to?: string;
  /** With 95 % intervals. Absent where the part has one class only. */
  readonly auc?: Estimate;
  readonly ks?: Estimate;
  readonly logLoss: number;
  readonly brier: number;
  /** Ten slices by score, riskiest first. */
  readonly lift: readonly LiftSlice[];
  /** Ten slices by predicted probability: expected against observed. */
  readonly calibration: readonly CalibrationSlice[];
  /** Population stability of the score against the training part. */
  readonly psi?: number;
}

/** A tenth of the rows by score. */
export interface LiftSlice {
  readonly rows: number;
  readonly bad: number;
  /** Share of all bad rows in this slice and the riskier ones. */
  readonly captured: number;
}

/** A slice of the rows by predicted probability. */
export interface CalibrationSlice {
  readonly rows: number;
  readonly expected: number;
  readonly observed: Estimate;
}

/** A feature as the training part has it. */
export interface FeatureReport {
  readonly name: string;
  readonly missing: number;
  /** Information value over the bins; WOE is ln(share of bad / share of good): above 0 is riskier. */
  readonly iv: number;
  readonly bins: readonly BinReport[];
  readonly monotone: -1 | 0 | 1;
  /** Mean absolute contribution to the margin, in log-odds; absent where the model does not use it. */
  readonly importance?: number;
}

/** One bin of a feature, as the training part fills it. */
export interface BinReport {
  /** `< 30`, `30 to 45`, `>= 45`, words of a text, `missing`. */
  readonly label: string;
  readonly rows: number;
  readonly bad: number;
  /** ln(share of bad / share of good): above 0 is riskier. */
  readonly woe: number;
}

/** How the score did in one month. */
export interface MonthReport {
  /** `2018-07`. */
  readonly month: string;
  readonly rows: number;
  readonly bad: number;
  readonly auc?: Estimate;
  /** Of the score against the training part. */
  readonly psi: number;
  readonly part: Part;
}

/** Something that a person should look at before trusting the figures. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'warning' | 'note';
  /** A column, or a part. */
  readonly path: string;
  readonly figure?: number;
}

/** What was found, by code; wording is made later, by language. */
export type FindingCode =
  | 'KNOWS_THE_FUTURE' // a feature alone tells nearly all: its AUC
  | 'SURELY_BAD' // some values of a feature are bad for sure: their share of all bad rows
  | 'MISSING_TELLS' // whether a feature is missing tells much of the target
  | 'MEANING_CHANGES' // a feature tells much in time and little out of time
  | 'OUTCOME_UNRIPE' // the latest months have far fewer bad rows: outcomes not yet known?
  | 'DUPLICATES_ACROSS_SPLIT'
  | 'NO_OUT_OF_TIME'
  | 'NOT_HELD_OUT' // no part at all that the model was not fitted to: neither in time nor out of it
  | 'FEW_BAD'
  | 'OUT_OF_TIME_WORSE'
  | 'UNSTABLE_FEATURE'
  | 'UNSTABLE_SCORE'
  | 'PROTECTED_FEATURE'
  | 'CONSTANT_FEATURE'
  | 'SIGN_AGAINST_EXPECTATION'
  | 'COLLINEAR'
  | 'NOT_SIGNIFICANT'
  | 'TARGET_MISSING'
  | 'WEIGHTED' // rates and ranks are of weights, numbers of rows are counts
  | 'DATE_MISSING' // rows that the split by date cannot place
  | 'CALIBRATED'; // probabilities were corrected on the validation part

/**
 * The regression behind a scorecard. One that learned a teacher's probabilities has no standard errors, no
 * p-values, no likelihood and no AIC: those are of samples of outcomes.
 */
export interface ScorecardReport {
  readonly intercept: number;
  readonly characteristics: readonly CharacteristicReport[];
  /** Left out, and why. */
  readonly dropped: readonly {
    readonly name: string;
    readonly because: DropReason;
    readonly figure: number;
  }[];
  readonly logLikelihood?: number;
  readonly aic?: number;
}

/** Why a characteristic is not on a card. */
export type DropReason = 'iv' | 'p-value' | 'vif' | 'sign' | 'constant';

/** A characteristic of a card: its coefficient, how sure that is, and its points. */
export interface CharacteristicReport {
  readonly name: string;
  /** Of the WOE, whose sign is "above 0 is riskier": so it is above 0 where all is well. */
  readonly coefficient: number;
  readonly standardError?: number;
  readonly p?: number;
  readonly vif: number;
  /** Of the outcomes, or of the teacher's probabilities where a teacher was learned. */
  readonly iv: number;
  /** Points of each bin, in the order of `FeatureReport.bins`. */
  readonly points: readonly number[];
  /** WOE of the group that each bin is in, as the regression has it. @defaultValue the bin's own */
  readonly woe?: readonly number[];
}

/** How near a student is to its teacher. */
export interface FidelityReport {
  readonly teacher: {
    readonly name: string;
    readonly kind: string;
    readonly digest?: string;
    readonly bytes?: number;
  };
  /** Whether the teacher had not seen the training rows that it scored. */
  readonly outOfFold: boolean;
  /** Made-up rows for each row of the training part, and the share of their cells that were swapped. */
  readonly madeUp: { readonly copies: number; readonly share: number };
  readonly parts: readonly FidelityPart[];
  /** Share of rows whose first reasons are the same, where the teacher explains. */
  readonly reasons?: { readonly rows: number; readonly first: number; readonly meanOfFour: number };
  /** Where they differ most: a bin of a feature. */
  readonly segments: readonly {
    readonly feature: string;
    readonly bin: string;
    readonly rows: number;
    readonly meanDifference: number;
    readonly rms: number;
  }[];
  /** Students that were tried for a budget, in the order that they were. */
  readonly ladder?: readonly LadderStep[];
}

/** How near a student is to its teacher on one part. */
export interface FidelityPart {
  readonly part: Part;
  readonly rows: number;
  /** Of log-odds. */
  readonly r2: number;
  /** Spearman's rank correlation. */
  readonly rank: number;
  readonly teacher?: { readonly auc: Estimate; readonly ks: number };
  readonly student?: { readonly auc: Estimate; readonly ks: number };
  /** Student less teacher, on the same rows. */
  readonly gap?: { readonly auc: Estimate; readonly ks: Estimate };
}

/** A student that was tried. */
export interface LadderStep {
  /** `oblivious 100 x 6`, `additive`. */
  readonly name: string;
  readonly student: StudentPlan;
  readonly bytes: number;
  /** To score a row, where it was measured. */
  readonly microseconds?: number;
  /** Against the teacher, on the part that was not trained on. */
  readonly r2: number;
  /** Of the teacher's AUC there, less the student's; absent where the part has one class only. */
  readonly aucLoss?: number;
  /** Within the budget in every respect. */
  readonly fits: boolean;
  readonly chosen: boolean;
}
