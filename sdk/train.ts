import { startInWorkers, type TrainerOptions } from './runtime/train-start.js';
import type { Trainer } from './runtime/trainer.js';

export type { TrainerOptions } from './runtime/train-start.js';
export { pretrain, type PretrainRunOptions } from './runtime/pretrain-start.js';
export { decodeBackbone, encodeBackbone } from './train/pretrain/backbone-coding.js';
export { cardLines, type CardLine } from './train/report/card-lines.js';
export { reportPage, type ReportPageOptions } from './train/report/report-page.js';
export type { Pretrained } from './runtime/pretrain-protocol.js';
export type {
  DistillOptions,
  Inspection,
  PackOptions,
  ReadOptions,
  TeacherSource,
  Trained,
  Trainer,
  TrainOptions,
} from './runtime/trainer.js';
export type * from './table/facts.js';
export type { CategoricalFeature, Feature, NumericFeature } from './model/feature.js';
export type { ScoreColumn, ScoreUnit } from './train/distill/column-teacher.js';
export type { StudentBudget } from './train/distill/student-ladder.js';
export type { BackboneOutput } from './train/pretrain/backbone-teacher.js';
export type { FeatureEncoding } from './train/pretrain/encoding.js';
export type { NetworkShape, WeightName, Weights } from './train/pretrain/network.js';
export type { HorizonPlan } from './train/pretrain/horizons.js';
export type { PretrainRowsOptions } from './train/pretrain/pretrain-rows.js';
export type { TensorBackend } from './train/pretrain/tensors.js';
export type * from './train/plan.js';
export type { Backbone } from './train/pretrain/backbone.js';
export type * from './train/pretrain/pretrain-types.js';
export type * from './train/progress.js';
export type * from './train/report/train-report.js';

/**
 * Starts a trainer: a file of rows goes in, a report and a signed bundle come out, and nothing goes
 * anywhere else. In a page it runs in locked workers; in Node, where there are none, in this thread.
 *
 * @throws RiskError `OPTION_INVALID`; `WORKER_FAILED` with the first call.
 * @example
 * const trainer = startTrainer();
 * const { target, columns } = await trainer.read(file);
 * const { id, report } = await trainer.train(plan, { onProgress: ({ done }) => void done });
 * const bundle = await trainer.pack(id, { key });
 */
export function startTrainer(options: TrainerOptions = {}): Trainer {
  return startInWorkers(options);
}
