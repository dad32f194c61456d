import type { LocalizedText } from '../core/locale.js';

/** A reason: one or more features that people understand as one thing, with its wording. */
export interface ReasonGroup {
  readonly code: string;
  /** Indices of features. Every feature is in exactly one group. */
  readonly features: readonly number[];
  /** Neutral name: "Repayment status". */
  readonly label: LocalizedText;
  /** When it raises risk: the principal reason as a notice would state it. */
  readonly adverse?: LocalizedText;
  /** When it lowers risk. */
  readonly favourable?: LocalizedText;
  /**
   * Wording that names the applicant's own value, for the group's first feature. A text per value
   * (`values[i]` for integer i, the last for anything above), or a template with `{v}`.
   */
  readonly values?: Readonly<Partial<Record<'en' | 'zh-CN', readonly string[]>>>;
  readonly template?: LocalizedText;
}
