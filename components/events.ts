import type { Explanation, Recourse, RiskError, Score } from '../sdk/index.js';
import type { ScorerPhase } from './scorer-controller.js';

/**
 * A new score. Carries the result and never the applicant's values.
 * `explanation` is `undefined` for a model that cannot be explained.
 */
export class RiskScoreEvent extends Event {
  static readonly type = 'risk-score';
  constructor(
    readonly score: Score,
    readonly explanation: Explanation | undefined,
  ) {
    super(RiskScoreEvent.type, { bubbles: true });
  }
}

/** Loading or scoring failed. Test `error.code`; messages never hold a value of the applicant. */
export class RiskErrorEvent extends Event {
  static readonly type = 'risk-error';
  constructor(readonly error: RiskError) {
    super(RiskErrorEvent.type, { bubbles: true });
  }
}

/** The state changed, or the model's bytes came in. */
export class RiskProgressEvent extends Event {
  static readonly type = 'risk-progress';
  constructor(
    readonly state: ScorerPhase,
    /** Bytes of the model so far, and in all where the server said so; while loading. */
    readonly loaded: number | undefined,
    readonly total: number | undefined,
  ) {
    super(RiskProgressEvent.type, { bubbles: true });
  }
}

/** What would change the outcome was found, or that nothing does. */
export class RiskRecourseEvent extends Event {
  static readonly type = 'risk-recourse';
  constructor(readonly recourse: Recourse) {
    super(RiskRecourseEvent.type, { bubbles: true });
  }
}

/**
 * The applicant asks for a person to look at the decision. A page that takes the request itself
 * calls `preventDefault()`; else the contact is followed.
 */
export class RiskReviewEvent extends Event {
  static readonly type = 'risk-review';
  constructor(
    /** The letter's reference. */
    readonly reference: string | undefined,
    /** An address, a telephone number or a URL, in the bundle's words. */
    readonly contact: string | undefined,
  ) {
    super(RiskReviewEvent.type, { bubbles: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'risk-recourse': RiskRecourseEvent;
    'risk-review': RiskReviewEvent;
    'risk-score': RiskScoreEvent;
    'risk-error': RiskErrorEvent;
    'risk-progress': RiskProgressEvent;
  }
}
