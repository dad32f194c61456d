import type { Calibration } from '../../model/calibration.js';
import type { ModelCard } from '../../model/model.js';
import type { TrainReport } from './train-report.js';

/**
 * What a model's card tells of its training: the plan, as far as it decided anything, and the figures
 * of each part. Small, since it travels with every bundle.
 */
export function cardOf(report: Omit<TrainReport, 'features'>, calibration: Calibration): ModelCard {
  const { plan, model, parts, findings, fidelity } = report;
  const { target, split, student, seed, weight } = plan;
  const monotone = Object.fromEntries(
    plan.features.flatMap(({ column, monotone: each }) => (each ? [[column, each]] : [])),
  );
  return {
    source: { library: 'insitu', objective: student.kind },
    training: {
      plan: { target, split, student, seed, ...(weight && { weight }), monotone },
      model,
      parts: parts.map(({ lift: _lift, calibration: _slices, ...figures }) => figures),
      calibration: calibration.kind,
      findings,
      ...(fidelity && { fidelity }),
    },
  };
}
