import type { RiskModel } from '../model/model.js';
import type { TrainReport } from './report/train-report.js';

/** A trained model and what is known of it. The report's figures are in the model's card as well. */
export interface TrainOutcome {
  readonly model: RiskModel;
  readonly report: TrainReport;
}
