export { RiskErrorEvent, RiskProgressEvent, RiskScoreEvent } from './events.js';
export { RiskLedgerElement } from './risk-ledger.js';
export { RiskReasonsElement } from './risk-reasons.js';
export { RiskScoreElement } from './risk-score.js';
export type { ScorerPhase } from './scorer-controller.js';
