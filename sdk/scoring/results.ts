import type { Issue } from '../core/errors.js';
import type { Locale, LocalizedText } from '../core/locale.js';
import type { EngineName, ExplanationMethod } from '../engines/engine.js';
import type { Decision, PointsScale } from '../model/scale.js';

/** A score of one applicant. */
export interface Score {
  /** Whole points; `undefined` when the bundle has no points scale. */
  readonly points: number | undefined;
  readonly band: string | undefined;
  /** By the bundle's cutoffs; `undefined` when it has none. */
  readonly decision: Decision | undefined;
  /** Probability of bad, 0 to 1 (a regression's own number when the model is not a classifier). */
  readonly probability: number;
  /** ln(odds of bad). */
  readonly logOdds: number;
  /** The margin as an integer, unit 2^-scaleBits log-odds: the same on every machine. */
  readonly margin: number;
  /** Digest of the bundle: the model's identity. */
  readonly model: string;
  readonly engine: EngineName;
  /** Whether every device gives the same margin, bit for bit: false for networks. */
  readonly reproducible: boolean;
}

/** One feature's part in a score. */
export interface Contribution {
  readonly feature: string;
  /** Integer, unit 2^-scaleBits. */
  readonly margin: number;
  readonly logOdds: number;
  /** Whole points, rounded on its own; `undefined` without a points scale. */
  readonly points: number | undefined;
}

/** One principal reason. */
export interface Reason {
  readonly code: string;
  readonly features: readonly string[];
  readonly margin: number;
  readonly logOdds: number;
  readonly points: number | undefined;
  /** Whether it raises or lowers risk. */
  readonly effect: 'raises-risk' | 'lowers-risk';
  /** Wording, when the call named a locale. */
  readonly text?: string;
}

/** What is left when the listed reasons are taken out: with it, everything adds up. */
export interface Rest {
  /** How many groups are in it. */
  readonly groups: number;
  readonly margin: number;
  readonly logOdds: number;
  /** Includes the rounding remainder, so that baseline + reasons + rest = points exactly. */
  readonly points: number | undefined;
}

/**
 * Why a score is what it is. In integers, always:
 * `baseline.margin + sum(contributions.margin) === score.margin`, and the same with
 * `reasons` and `rest`; in points, `baseline.points + sum(reasons.points) + rest.points ===
 * score.points`.
 */
export interface Explanation {
  readonly score: Score;
  readonly baseline: {
    readonly margin: number;
    readonly logOdds: number;
    readonly points: number | undefined;
    /** Whom the applicant is compared with: `training` (path-dependent game) or a population. */
    readonly population: string;
  };
  /** One per feature in the model's order, or one per group when grouping was asked for or the model
   * is a network. */
  readonly contributions: readonly Contribution[];
  /** Largest first, ties in the model's order; at most `maxReasons`. */
  readonly reasons: readonly Reason[];
  readonly rest: Rest;
  /** How the contributions were found. */
  readonly method: ExplanationMethod;
  /** Largest standard error of a contribution, in log-odds: 0 unless they were sampled. */
  readonly error: number;
  /** Shapley interaction values when asked for: `[i * n + j]` in margin units, symmetric, rows add up
   * to the contributions. */
  readonly interactions?: Int32Array;
}

/** How a score is explained. */
export interface ExplainOptions {
  /** At most this many reasons. @defaultValue 4 */
  readonly maxReasons?: number;
  /** All reasons by size, or only those that raise risk (as an adverse-action notice wants). @defaultValue 'any' */
  readonly direction?: 'any' | 'adverse';
  /** Adds wording to reasons in this language. */
  readonly locale?: Locale;
  /**
   * `feature`, or `group`: exact Shapley values of the quotient game over reason groups.
   * @defaultValue `feature`, and `group` for networks
   */
  readonly by?: 'feature' | 'group';
  /**
   * `training`: path-dependent, an absent feature is averaged by the training weights;
   * `background`: against the bundle's background population.
   * @defaultValue `background` where the bundle has one, else `training`
   */
  readonly against?: 'training' | 'background';
  /** Adds pairwise Shapley interaction values. @defaultValue false */
  readonly interactions?: boolean;
  /**
   * `explainBatch` only. `false` leaves the contributions out: margins and reasons alone, which take a
   * fraction of the memory, and of the time on a GPU. @defaultValue true
   */
  readonly contributions?: boolean;
}

/** Batch input: one column per feature, by name. All of one length. */
export type Columns = Readonly<Record<string, ColumnInput>>;

/** null, undefined (inside a column) and NaN are missing; strings only for categories with labels. */
export type ColumnInput =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | readonly (number | string | null | undefined)[];

/** The scores of a batch, a column each. */
export interface BatchResult {
  readonly rows: number;
  /** i32[rows], unit 2^-scaleBits. */
  readonly margin: Int32Array;
  readonly logOdds: Float64Array;
  readonly probability: Float64Array;
  /** i32[rows]; absent without a points scale. */
  readonly points?: Int32Array;
  /** Index into `bands` per row; absent without bands. */
  readonly band?: Uint8Array;
  readonly bands: readonly string[];
  readonly model: string;
  /** What computed it; the slower one when an engine failed on the way. */
  readonly engine: EngineName;
  /** Why not the engine that was to do it. */
  readonly engineReason?: string;
  /** Whether every device gives the same margins, bit for bit: false for networks. */
  readonly reproducible: boolean;
}

/** The scores of a batch, and why, in the same integers as one by one. */
export interface BatchExplanation extends BatchResult {
  readonly baseline: number;
  /** How the contributions were found. */
  readonly method: ExplanationMethod;
  /** Largest standard error of each row's contributions, in log-odds: f64[rows]; for networks only. */
  readonly error?: Float64Array;
  readonly features: readonly string[];
  /** i32[features * rows], feature-major, unit 2^-scaleBits; empty when they were not wanted. */
  readonly contributions: Int32Array;
  /** Reason codes of the model, and per row the indices of its top reasons (0xffff: none): u16[rows * maxReasons]. */
  readonly reasonCodes: readonly string[];
  readonly reasons: Uint16Array;
  readonly maxReasons: number;
}

/** An applicant: feature name to value. Keys the model does not know are ignored. */
export type Applicant = Readonly<Record<string, number | string | boolean | null | undefined>>;

/** What a page may know about a loaded model without reading its bytes. */
export interface ModelInfo {
  readonly name: string;
  readonly version: string;
  readonly title: LocalizedText;
  /** SHA-256 of the manifest, hex: the model's identity. */
  readonly digest: string;
  readonly bundleBytes: number;
  readonly signature: 'verified' | 'unverified' | 'none';
  readonly signedBy: string | undefined;
  readonly scaleBits: number;
  readonly features: readonly FeatureInfo[];
  readonly reasons: readonly {
    readonly code: string;
    readonly features: readonly string[];
    readonly label: LocalizedText;
  }[];
  readonly scale: PointsScale | undefined;
  readonly baselinePoints: number | undefined;
  /** Whether every device gives the same margins, bit for bit: false for networks. */
  readonly reproducible: boolean;
  /** Another model decides: what this one explains is indicative, and is to be shown as such. */
  readonly indicative: boolean;
  readonly backgrounds: readonly string[];
  readonly card: Readonly<Record<string, unknown>>;
}

/** What a form needs to know of a feature. */
export interface FeatureInfo {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly label: LocalizedText;
  readonly unit: string | undefined;
  readonly missing: 'allowed' | 'refused';
  /** Whether the model takes a zero for a missing value. */
  readonly zeroIsMissing: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | undefined;
  readonly integer: boolean;
  /** Codes, labels and wording of a categorical feature. */
  readonly categories: readonly {
    readonly code: number;
    readonly label: string | undefined;
    readonly text: LocalizedText;
  }[];
}

/** How large batches run, as far as it has been tried. */
export interface BatchPlan {
  /** `webgpu` once a device is there; `auto` still uses it only where it was measured to be quicker. */
  readonly engine: EngineName;
  /** The device, as the browser names it. */
  readonly adapter?: string;
  /** Why not on the GPU, or what was measured. */
  readonly reasons: readonly string[];
  /** How the worker with the GPU is shut off; see `Plan.isolation`. */
  readonly isolation?: NonNullable<Plan['isolation']>;
}

/** Which engine runs and why, and which doors of the worker are closed. */
export interface Plan {
  readonly engine: EngineName;
  /** Why not the first choice, in plain words; empty when nothing fell back. */
  readonly reasons: readonly string[];
  readonly explain: ExplanationMethod;
  readonly workers: number;
  /** Absent until a GPU was asked for: by `engine: 'webgpu'`, or by a large batch. */
  readonly batches?: BatchPlan;
  /** `worker`: calls run in workers; `inline`: in this thread (Node). */
  readonly where: 'worker' | 'inline';
  /** How the worker is shut off: what was deleted, and whether a CSP closes the rest. */
  readonly isolation?: { readonly deleted: readonly string[]; readonly policy: boolean };
}

export type { Issue };
