import type { LocalizedText } from '../core/locale.js';

/**
 * Everything that decides what comes out of training, as JSON. The same table and plan give the same
 * model, bit for bit, on every machine.
 */
export interface TrainPlan {
  /** Name of the model. */
  readonly name: string;
  readonly version?: string;
  readonly title?: LocalizedText;
  readonly target: {
    readonly column: string;
    /** The value that means bad; every other value that is there means good. */
    readonly bad: string | number;
  };
  /** Column of row weights, where there is one. */
  readonly weight?: string;
  /** What the model may use; columns that are not named are left out. */
  readonly features: readonly FeaturePlan[];
  readonly split?: SplitPlan;
  readonly student: StudentPlan;
  /** @defaultValue 600 points at 20 good to 1 bad, 40 points to double the odds */
  readonly scale?: { readonly points: number; readonly odds: number; readonly pdo: number };
  /** Rows are approved from so many points on. Nobody's decision but the lender's: none by default. */
  readonly approve?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
}

/** How one column enters the model. */
export interface FeaturePlan {
  readonly column: string;
  /** @defaultValue as the column is: numbers numeric, texts categorical */
  readonly kind?: 'numeric' | 'categorical';
  /** Risk may only rise (1) or fall (-1) with the value. @defaultValue 0 */
  readonly monotone?: -1 | 0 | 1;
  readonly label?: LocalizedText;
  /** Reason code. @defaultValue made of the column's name */
  readonly reason?: string;
  /** Wording of the reason when it counts against the applicant. */
  readonly adverse?: LocalizedText;
  readonly favourable?: LocalizedText;
}

/** Which rows are for what. */
export interface SplitPlan {
  /** Column of dates: the latest rows become the out-of-time part. Without one there is none. */
  readonly date?: string;
  /** First day of the out-of-time part, `2018-07-01`. @defaultValue the last `outOfTime` of the rows, by whole days */
  readonly from?: string;
  /** Share of the rows out of time. @defaultValue 0.25 with a date */
  readonly outOfTime?: number;
  /** Share of the other rows that stops the boosting. @defaultValue 0.15 */
  readonly validation?: number;
  /** Whether the validation part is the latest of the in-time rows instead of a random one. @defaultValue false */
  readonly validateLatest?: boolean;
  /** Share of the other rows kept for the in-time test. @defaultValue 0.2 */
  readonly test?: number;
}

/** Parts of a table, as `Parts` codes them. */
export const PARTS = ['train', 'validation', 'in-time', 'out-of-time'] as const;

/** What a row is for. `in-time` is a test drawn from the same time as `train`. */
export type Part = (typeof PARTS)[number];

/** Index into {@link PARTS} of each row, or 255 for rows that no part takes (no target): u8[rows]. */
export type Parts = Uint8Array;

/** Which kind of model is trained, and how large. */
export type StudentPlan = BoostedPlan | ScorecardPlan | AdditivePlan;

/** Boosted trees. */
export interface BoostedPlan {
  readonly kind: 'boosted';
  /** @defaultValue 'oblivious' */
  readonly shape?: 'oblivious' | 'depth-wise';
  /** At most. @defaultValue 100 */
  readonly trees?: number;
  /** 1 to 8. @defaultValue 6 oblivious, 4 depth-wise */
  readonly depth?: number;
  /** @defaultValue 0.1 */
  readonly eta?: number;
  /** @defaultValue 10 oblivious, 5 depth-wise */
  readonly lambda?: number;
  /** Least sum of hessians in a child. @defaultValue 5 */
  readonly minChild?: number;
  /** Share of the features drawn for each tree. @defaultValue 1 */
  readonly columnShare?: number;
  /** Trees without a better validation loss until boosting stops; 0 never stops. @defaultValue 20 */
  readonly patience?: number;
  /** Bins a feature, missing aside: 2 to 254. @defaultValue 64 */
  readonly bins?: number;
  /** Sets of columns that may meet in a tree. @defaultValue all may */
  readonly interactions?: readonly (readonly string[])[];
}

/** A scorecard: WOE of monotone bins in a logistic regression. */
export interface ScorecardPlan {
  readonly kind: 'scorecard';
  /** Bins of a characteristic, missing aside. @defaultValue 6 */
  readonly maxBins?: number;
  /** Least share of the rows in a bin. @defaultValue 0.05 */
  readonly minShare?: number;
  /** Characteristics with a smaller information value are left out. @defaultValue 0.02 */
  readonly minIv?: number;
  /** Largest p-value of a coefficient that stays. @defaultValue 0.05 */
  readonly maxP?: number;
  /** Largest variance inflation factor that stays. @defaultValue 5 */
  readonly maxVif?: number;
}

/** Points for each feature, and for a few pairs, by boosting stumps. */
export interface AdditivePlan {
  readonly kind: 'additive';
  /** Rounds over all features, at most. @defaultValue 300 */
  readonly rounds?: number;
  /** @defaultValue 0.1 */
  readonly eta?: number;
  /** @defaultValue 5 */
  readonly lambda?: number;
  /** Pairs of features, chosen by what they add. @defaultValue 0 */
  readonly pairs?: number;
  /** @defaultValue 20 */
  readonly patience?: number;
  /** @defaultValue 32 */
  readonly bins?: number;
}
