import { exactLog } from '../core/exact-math.js';
import type { Calibration } from '../model/calibration.js';
import type { ModelCard, PopulationBaseline, RiskModel } from '../model/model.js';
import type { ReasonGroup } from '../model/reasons.js';
import type { PointsScale } from '../model/scale.js';
import type { FeaturePlan } from './plan.js';
import type { ResolvedPlan } from './resolve-plan.js';
import type { Student } from './student.js';

/** ln 2, which is how far the log-odds go while the points go by the PDO. */
const { LN2 } = Math;

/** The model that a student is, named and worded as the plan says. */
export function buildModel(
  plan: ResolvedPlan,
  student: Student,
  calibration: Calibration,
  baseline: PopulationBaseline,
  card: ModelCard,
): RiskModel {
  const planned = new Map(plan.features.map((feature) => [feature.column, feature]));
  const { features, body, intercept, scaleBits } = student;
  return {
    name: plan.name,
    version: plan.version,
    ...(plan.title && { title: plan.title }),
    ...{ features, body, intercept, scaleBits },
    link: 'logistic',
    calibration,
    scale: {
      ...(student.scale ?? lineOf(plan.scale)),
      bands: [],
      ...(plan.approve !== undefined && { cutoffs: { approve: plan.approve } }),
    },
    baseline,
    reasons: reasonsOf(features.map(({ name }) => planned.get(name) ?? { column: name })),
    recourse: [],
    card,
  };
}

/** `scaleFromPdo` with the same bits on every machine. */
export function lineOf({
  points,
  odds,
  pdo,
}: NonNullable<ResolvedPlan['scale']>): Pick<PointsScale, 'offset' | 'factor'> {
  const factor = pdo / LN2;
  return { offset: points - factor * exactLog(odds), factor };
}

/**
 * Reasons of features: each its own, unless the plan gives several one code. The wording is of the
 * first of them that has any.
 */
export function reasonsOf(plans: readonly FeaturePlan[]): ReasonGroup[] {
  const byCode = new Map<string, number[]>();
  plans.forEach(({ column, reason = column }, f) => {
    const members = byCode.get(reason);
    if (members) members.push(f);
    else byCode.set(reason, [f]);
  });
  return [...byCode].map(([code, features]) => {
    const worded = (key: 'label' | 'adverse' | 'favourable') =>
      features.map((f) => plans[f]![key]).find((text) => text !== undefined);
    const [adverse, favourable] = [worded('adverse'), worded('favourable')];
    return {
      ...{ code, features },
      label: worded('label') ?? { en: plans[features[0]!]!.column },
      ...(adverse && { adverse }),
      ...(favourable && { favourable }),
    };
  });
}
