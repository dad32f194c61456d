import type { RiskModel } from '../../model/model.js';
import { columnOf, type Table } from '../../table/table.js';
import { holdsCategories } from '../check-plan.js';
import type { FeaturePlan, TrainPlan } from '../plan.js';

/**
 * A plan with what a teacher's model says of its features, where the plan says nothing: which are
 * categories (where the table's values can be), labels, reason codes and their wording, so that the
 * student's reasons can stand beside the teacher's. Points are the teacher's too, where it has any that
 * rise as risk falls.
 */
export function inheritWords(plan: TrainPlan, model: RiskModel, table: Table): TrainPlan {
  const { scale } = model;
  const approve = plan.approve ?? scale?.cutoffs?.approve;
  const inherits = plan.scale === undefined && scale !== undefined && scale.factor > 0;
  const pdo = inherits ? scale.factor * Math.LN2 : 0;
  return {
    ...plan,
    features: plan.features.map((feature) => ({
      ...wordsOf(feature.column, model, table),
      ...feature,
    })),
    // At even odds the points are the offset.
    ...(inherits && { scale: { points: scale.offset, odds: 1, pdo } }),
    ...(inherits && approve !== undefined && { approve }),
  };
}

function wordsOf(
  column: string,
  { features, reasons }: RiskModel,
  table: Table,
): Omit<FeaturePlan, 'column'> {
  const f = features.findIndex(({ name }) => name === column);
  if (f < 0) return {};
  const { label, kind } = features[f]!;
  const values = columnOf(table, column);
  const holds = values !== undefined && holdsCategories(values);
  const { code, adverse, favourable } = reasons.find((reason) => reason.features.includes(f))!;
  return {
    ...(kind === 'categorical' && holds && { kind }),
    ...(label && { label }),
    reason: code,
    ...(adverse && { adverse }),
    ...(favourable && { favourable }),
  };
}
