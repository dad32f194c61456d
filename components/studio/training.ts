export type {
  FileFacts,
  FileNote,
  ColumnProfile,
  ColumnRole,
  RoleReason,
  TableProfile,
} from '../../sdk/table/facts.js';
export type { FeaturePlan, Part, StudentPlan, TrainPlan } from '../../sdk/train/plan.js';
export type { TrainProgress, TrainStage } from '../../sdk/train/progress.js';
export type {
  BinReport,
  CalibrationSlice,
  DropReason,
  FeatureReport,
  Finding,
  FindingCode,
  LiftSlice,
  MonthReport,
  PartReport,
  ScorecardReport,
  TrainReport,
} from '../../sdk/train/report/train-report.js';
export type {
  Inspection,
  PackOptions,
  ReadOptions,
  Trained,
  Trainer,
} from '../../sdk/runtime/trainer.js';

/** Until the entry is there. */
export function startTrainer(): Promise<import('../../sdk/runtime/trainer.js').Trainer> {
  return Promise.reject(new Error('no trainer yet'));
}
