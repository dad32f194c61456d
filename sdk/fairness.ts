export { fairnessOf } from './fairness/fairness-of.js';
export type { Column } from './fairness/columns.js';
export type { FairnessInput } from './fairness/sample.js';
export type {
  Estimate,
  FairnessNote,
  FairnessReport,
  GroupCalibration,
  GroupFairness,
  Interval,
  Opportunity,
  Parity,
  Ranking,
  Rate,
  Ratio,
  ReliabilityBin,
  ScoreFacts,
  Test,
} from './fairness/report.js';
