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
      parts: rounded(parts.map(({ lift: _lift, calibration: _slices, ...figures }) => figures)),
      calibration: calibration.kind,
      findings: rounded(findings),
      ...(fidelity && { fidelity: rounded(fidelity) }),
    },
  };
}

/**
 * Figures with as many digits as they are worth in a card, which travels with every bundle: numbers that
 * are not whole have five significant ones.
 */
export function rounded(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? value : Number(value.toPrecision(5));
  }
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}
