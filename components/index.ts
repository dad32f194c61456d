export {
  RiskErrorEvent,
  RiskProgressEvent,
  RiskRecourseEvent,
  RiskReviewEvent,
  RiskScoreEvent,
} from './events.js';
export { RiskDecisionLetterElement } from './risk-decision-letter.js';
export { RiskFairnessElement } from './risk-fairness.js';
export { RiskLedgerElement } from './risk-ledger.js';
export { RiskReasonsElement } from './risk-reasons.js';
export { RiskRecourseElement } from './risk-recourse.js';
export { RiskScoreElement } from './risk-score.js';
export { RiskWhatIfElement } from './risk-what-if.js';
export type { ScorerPhase } from './scorer-controller.js';
export type { Worded, Wording } from './wording.js';
