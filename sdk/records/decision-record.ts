import type { LocalizedText } from '../core/locale.js';
import type { Regime } from '../model/disclosure.js';
import type { Decision, PointsScale } from '../model/scale.js';
import type { Notice, Plausibility, Recourse } from '../insight/questions.js';
import type { Explanation, ModelInfo, Score } from '../scoring/results.js';

/** Names the form of a record; a later form has a later number. */
export const RECORD_SCHEMA = 'insitu-record/1';

/**
 * What was decided about one applicant, by which model, and why: a self-contained JSON value.
 *
 * Unless the caller asked for raw features, it holds no value of the applicant: no features, no
 * wording that names one, no value of a recourse. It still holds points, and someone who has the
 * model too can tell from a reason's points in which bin of the model a feature lies.
 *
 * Members that do not apply are absent. Margins are integers in units of 2^-scaleBits.
 */
export interface DecisionRecord {
  readonly schema: typeof RECORD_SCHEMA;
  /** Unique where the record is kept. Chosen by the caller; it should say nothing about a person. */
  readonly id: string;
  /** When it was decided: ISO 8601 in UTC, with milliseconds. By the device's clock. */
  readonly at: string;
  /** Version of this package. */
  readonly sdk: string;
  readonly model: RecordModel;
  /** Another model decides: all of this is indicative. */
  readonly indicative: boolean;
  readonly score: RecordScore;
  /** What the institution decided, where that is more than the model's own `score.decision`. */
  readonly outcome?: RecordOutcome;
  readonly explanation?: RecordExplanation;
  readonly recourse?: RecordRecourse;
  readonly notice?: RecordNotice;
  /** What rules outside of the model said, in their order. */
  readonly policy?: readonly PolicyStep[];
  readonly inputs: RecordInputs;
}

/** Which model it was, and the scale that its margins are read by. */
export interface RecordModel {
  readonly name: string;
  readonly version: string;
  readonly title: LocalizedText;
  /** SHA-256 of the bundle's manifest, hex: the model's identity. */
  readonly digest: string;
  readonly signature: ModelInfo['signature'];
  readonly signedBy?: string;
  readonly scaleBits: number;
  readonly scale?: PointsScale;
}

/** Where the applicant stood. */
export interface RecordScore extends RecordStanding {
  readonly engine: Score['engine'];
  readonly reproducible: boolean;
}

/** A margin and what the model's scale makes of it. */
export interface RecordStanding {
  readonly margin: number;
  readonly probability: number;
  readonly points?: number;
  readonly band?: string;
  readonly decision?: Decision;
}

/** What the institution decided, and who did. */
export interface RecordOutcome {
  readonly decision: Decision;
  readonly by: 'model' | 'policy' | 'person';
}

/** `baseline + reasons + rest = score`, in margins and in points. */
export interface RecordExplanation {
  readonly baseline: {
    readonly margin: number;
    readonly points?: number;
    /** Whom the applicant was compared with. */
    readonly population: string;
  };
  readonly reasons: readonly RecordReason[];
  readonly rest: { readonly groups: number; readonly margin: number; readonly points?: number };
  readonly method: Explanation['method'];
  /** Largest standard error of a contribution, in log-odds: 0 for exact ones. */
  readonly error: number;
}

/** One principal reason; with its points, one entry of the sum. */
export interface RecordReason {
  readonly code: string;
  readonly features: readonly string[];
  readonly margin: number;
  readonly points?: number;
  readonly effect: 'raises-risk' | 'lowers-risk';
  /** The neutral name of the reason. */
  readonly label: LocalizedText;
  /** As it was shown. It may name the applicant's own value: only with raw features. */
  readonly text?: string;
}

/** What was said about how to reach a target. */
export interface RecordRecourse {
  readonly status: Recourse['status'];
  readonly reason?: NonNullable<Recourse['reason']>;
  readonly target: { readonly margin: number; readonly points?: number };
  readonly method: Recourse['method'];
  /** Proven: no path under the bundle's rules costs less than the first. */
  readonly optimal: boolean;
  /** Cheapest first. */
  readonly paths: readonly RecordPath[];
  readonly closest?: RecordPath;
}

/** Changes that together reach the target, or come nearest. */
export interface RecordPath {
  readonly changes: readonly RecordChange[];
  readonly score: RecordStanding;
  readonly plausibility: Plausibility['level'];
  /** By the bundle's costs. They may follow from values: only with raw features. */
  readonly cost?: number;
}

/** One answer that changes; its values only with raw features. */
export interface RecordChange {
  readonly feature: string;
  readonly label: LocalizedText;
  /** Whether the number is to rise or fall; `other` for categories, and to or from missing. */
  readonly direction: 'up' | 'down' | 'other';
  /** The changes that this one follows from by a rule of the bundle. */
  readonly follows?: readonly string[];
  /** Values are here only with raw features. */
  readonly from?: RawValue;
  readonly to?: RawValue;
  readonly low?: number;
  readonly high?: number;
}

/** What an applicant was, or would be, told under a regime. */
export interface RecordNotice {
  readonly regime: Regime;
  readonly locale: Notice['locale'];
  readonly method: Notice['method'];
  readonly population: string;
  /** In the notice's words, which name no value. */
  readonly reasons: readonly {
    readonly code: string;
    readonly text: string;
    readonly features: readonly string[];
    readonly margin: number;
    readonly points?: number;
  }[];
  readonly procedure?: string;
  readonly review?: { readonly text: string; readonly contact: string };
}

/** One rule outside of the model, by codes: `{ rule: 'min-age', outcome: 'passed' }`. No free text. */
export interface PolicyStep {
  readonly rule: string;
  readonly outcome: string;
}

/** A number, a category's label where it has one and its code where not, null for missing. */
export type RawValue = number | string | null;

/**
 * What was scored.
 *
 * - `values`: the raw features, since the caller asked for them
 * - `commitment`: SHA-256 of a secret salt and the raw features, see `commitTo`; opened by
 *   whoever has salt and features
 * - `none`: neither was given
 */
export type RecordInputs =
  | { readonly kind: 'values'; readonly values: readonly RecordValue[] }
  | {
      readonly kind: 'commitment';
      readonly algorithm: 'sha-256';
      readonly digest: string;
      /** Names of the features that are in it. */
      readonly features: readonly string[];
    }
  | { readonly kind: 'none' };

/** One raw feature with its wording. */
export interface RecordValue {
  readonly feature: string;
  readonly label: LocalizedText;
  readonly unit?: string;
  readonly value: RawValue;
  /** A category's wording. */
  readonly text?: LocalizedText;
}
