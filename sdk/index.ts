export { loadModel, type LoadedModel } from './scorer.js';
export type { BatchOptions, LoadOptions } from './options.js';
export type { BatchProgress } from './runtime/batch.js';
export type { AdaptOptions, AdaptProgress } from './runtime/delta-start.js';
export type { LoadProgress, ModelSource } from './runtime/fetch-model.js';
export type { CallOptions } from './runtime/limits.js';
export type { Isolation, TrustedScriptUrl, WorkerUrl } from './runtime/spawn.js';
export type { SenderScope } from './runtime/ledger-watch.js';
export {
  createLedger,
  type Ledger,
  type LedgerEntry,
  type LedgerOptions,
  type LedgerTotals,
} from './runtime/ledger.js';

export { ERROR_CODES, isRiskError, RiskError } from './core/errors.js';
export type { ErrorCode, Issue, RiskErrorData, RiskErrorOptions } from './core/errors.js';
export { textIn, type Locale, type LocalizedText } from './core/locale.js';
export { describeIssue } from './scoring/issue-text.js';
export type { TrustedKey } from './model/bundle/suites.js';
export type { Band, Decision, PointsScale } from './model/scale.js';
export type { EngineName, ExplanationMethod } from './engines/engine.js';
export type { Regime } from './model/disclosure.js';
export type {
  Adaptation,
  AdaptExpectation,
  AdaptSettings,
  DeltaBin,
  DeltaCard,
  LabelChoice,
  Preview,
  Refusal,
} from './train/delta/delta-types.js';
export type {
  Dependence,
  DependenceOptions,
  Notice,
  NoticeOptions,
  NoticeReason,
  Plausibility,
  ReachedTarget,
  ReasonMethod,
  Recourse,
  RecourseChange,
  RecourseOptions,
  RecoursePath,
  Safety,
  SafetyFact,
  SafetyOptions,
  Target,
  WhatIf,
  WhatIfAxis,
  WhatIfOptions,
} from './insight/questions.js';
export type {
  Applicant,
  BatchExplanation,
  BatchPlan,
  BatchResult,
  ColumnInput,
  Columns,
  Contribution,
  ExplainOptions,
  Explanation,
  FeatureInfo,
  ModelInfo,
  Plan,
  Reason,
  Rest,
  Score,
} from './scoring/results.js';
