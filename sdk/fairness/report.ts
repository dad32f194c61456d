/** Bounds of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A figure and its confidence interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** A ratio of two rates. */
export interface Ratio extends Estimate {
  /** Whether half a row was added to each cell for the interval, since a cell was empty. */
  readonly corrected: boolean;
}

/** Whether a group's rate may be the reference's. */
export interface Test {
  /** Pooled two-proportion z, or Fisher's exact test where a cell is expected to hold under 5 rows. */
  readonly method: 'z' | 'fisher';
  /** Two-sided. */
  readonly p: number;
  /** The same after Holm's adjustment for all groups that were compared. */
  readonly holm: number;
}

/** A rate of some rows of a group. */
export interface Rate {
  readonly rows: number;
  readonly approved: number;
  /** Weighted where rows have weights; Wilson's interval. */
  readonly rate: Estimate;
}

/** A group's approval beside the reference's. */
export interface Parity {
  /** Rate less the reference's (demographic parity); Newcombe's interval. */
  readonly difference: Estimate;
  /**
   * Adverse impact ratio: rate over the reference's; Katz's interval. `undefined` where the reference
   * has no approval.
   */
  readonly ratio: Ratio | undefined;
  /**
   * Where the ratio stands to four fifths: `below` and `above` with the whole interval, `unclear` with
   * the line inside it. A rule of thumb, not a finding.
   */
  readonly fourFifths: 'below' | 'unclear' | 'above' | undefined;
  readonly test: Test;
}

/** Approval among those who paid, or among those who did not. */
export interface Opportunity extends Rate {
  /** Rate less the reference's; Newcombe's interval. Absent for the reference itself. */
  readonly gap?: Estimate;
  readonly test?: Test;
}

/** Scores of a group. */
export interface ScoreFacts {
  readonly rows: number;
  readonly mean: number;
  /** `undefined` with fewer than two rows. */
  readonly deviation: number | undefined;
  /**
   * Mean less the reference's in pooled standard deviations, turned so that below 0 is always worse
   * off; Hedges and Olkin's interval. Absent for the reference, or without spread.
   */
  readonly standardised?: Estimate;
}

/** How well a group's bad payers are told from its good ones. */
export interface Ranking {
  readonly good: number;
  readonly bad: number;
  /** Chance that a bad payer is rated riskier than a good one, ties counting half. */
  readonly auc: Estimate;
  /**
   * Where the interval is from: `delong` (1988); `hanley-mcneil` (1982) where DeLong's variance is
   * none; `pairs` where all pairs agree: the bound of as many independent pairs as there can be.
   */
  readonly interval: 'delong' | 'hanley-mcneil' | 'pairs';
  /** Largest gap between the two distributions. */
  readonly ks: number;
}

/** One slice of predicted probabilities. */
export interface ReliabilityBin {
  readonly rows: number;
  /** Mean predicted probability of bad. */
  readonly expected: number;
  /** Share that was bad; Wilson's interval. */
  readonly observed: Estimate;
}

/** Predicted against observed bad rates of a group. */
export interface GroupCalibration {
  readonly rows: number;
  readonly bad: number;
  readonly expected: number;
  readonly observed: Estimate;
  /**
   * Calibration in the large: what to add to the log-odds of bad so that expected meets observed;
   * 0 is right, above 0 means more bad payers than predicted. `undefined` where all or none were bad.
   */
  readonly intercept: Estimate | undefined;
  /**
   * Slope of the logistic recalibration: 1 is right, below 1 means predictions too far apart.
   * `undefined` where predictions do not vary or tell good from bad without overlap.
   */
  readonly slope: Estimate | undefined;
  /** Slices with the same limits in every group; empty ones are left out. */
  readonly bins: readonly ReliabilityBin[];
}

/** Everything about one group. */
export interface GroupFairness {
  readonly label: string;
  readonly reference: boolean;
  /** Rows of the group, with a decision or not. */
  readonly rows: number;
  /** Fewer than 30 decided rows: intervals are wide and say so. */
  readonly small: boolean;
  /** With weights: how many unweighted rows would say as much (Kish). */
  readonly effectiveRows: number;
  /** `undefined` where no row has a decision. */
  readonly approval: Rate | undefined;
  /** Absent for the reference, and without decisions. */
  readonly parity?: Parity;
  /** Approved among those who paid: the equal-opportunity gap. */
  readonly good?: Opportunity;
  /** Approved among those who did not pay. */
  readonly bad?: Opportunity;
  readonly score?: ScoreFacts;
  readonly ranking?: Ranking;
  readonly calibration?: GroupCalibration;
}

/** What a reader must know besides the figures. */
export type FairnessNote =
  /** There is one group: nothing to compare. */
  | 'ONE_GROUP'
  /** A group has fewer than 30 decided rows. */
  | 'SMALL_GROUPS'
  /** Some rows have no group, and are in none. */
  | 'GROUP_MISSING'
  | 'ALL_APPROVED'
  | 'NONE_APPROVED'
  /** A group that is not small has a higher rate than the reference; four fifths is of the highest. */
  | 'REFERENCE_NOT_HIGHEST'
  /** The reference has no approval, so there are no ratios. */
  | 'REFERENCE_NONE_APPROVED'
  /** No declined row has an outcome: approval among good payers would be 100 % by construction. */
  | 'OUTCOMES_OF_APPROVED_ONLY'
  /** More than one group was tested: read `holm`, not `p`. */
  | 'SEVERAL_TESTS'
  /** Rows have weights: intervals are approximate. */
  | 'WEIGHTED';

/** What {@link fairnessOf} found. Plain data: it survives JSON and a worker. Holds no row. */
export interface FairnessReport {
  readonly rows: number;
  readonly confidence: number;
  /** Label of the group that the others are compared with. */
  readonly reference: string;
  /** What scores are: points, or probabilities of bad. `undefined` without either. */
  readonly scores: 'points' | 'probability' | undefined;
  /** Rows that could not take part, and where. Outcomes and scores count rows that have a group. */
  readonly missing: {
    readonly group: number;
    /** Of the rows without a group: how many had a decision, and how many were approved. */
    readonly groupDecided: number;
    readonly groupApproved: number;
    readonly decision: number;
    readonly outcome: number | undefined;
    readonly score: number | undefined;
    readonly probability: number | undefined;
  };
  /** Share of approved and of declined rows whose outcome is known. `undefined` without outcomes. */
  readonly outcomes:
    | { readonly ofApproved: number | undefined; readonly ofDeclined: number | undefined }
    | undefined;
  /** All groups together. */
  readonly approval: Rate;
  /** Largest less smallest rate of any two groups, and smallest over largest; small groups included. */
  readonly spread: { readonly difference: number; readonly ratio: number | undefined };
  /** The reference first, then by rows, then by label. */
  readonly groups: readonly GroupFairness[];
  readonly notes: readonly FairnessNote[];
}
