import { RiskError } from '../core/errors.js';
import type { LocalizedText } from '../core/locale.js';
import { assertModel } from '../model/build.js';
import { IssueList } from '../model/check/issues.js';
import type { RiskModel } from '../model/model.js';
import type { PointsScale } from '../model/scale.js';
import { lineOf, reasonsOf } from './build-model.js';
import type { FeaturePlan, TrainPlan } from './plan.js';

/** What people decide after training: names, words and the scale. */
export interface FinishOptions {
  readonly name?: string;
  readonly version?: string;
  readonly title?: LocalizedText;
  readonly features?: readonly FeatureWords[];
  readonly scale?: TrainPlan['scale'];
  /** Ascending by `from`. */
  readonly bands?: PointsScale['bands'];
  /** Rows are approved from so many points on. */
  readonly approve?: number;
}

/** Words of a feature of the model, by its column. */
export type FeatureWords = Pick<
  FeaturePlan,
  'column' | 'label' | 'reason' | 'adverse' | 'favourable'
>;

/**
 * The model with other names, words, points and lines. Features that are given the same reason code
 * become one reason. The margin of every row stays the same integer, and so do its probabilities.
 *
 * @throws RiskError `OPTION_INVALID` for columns that the model does not use, and for scales that are
 *   none; `MODEL_INVALID` where what comes out is no model, as with bands out of order.
 */
export function finishModel(model: RiskModel, options: FinishOptions): RiskModel {
  const { name = model.name, version = model.version, title = model.title } = options;
  const words = wordsOf(model, options);
  const { bands, approve } = options;
  const { scale } = model;
  const finished: RiskModel = {
    ...model,
    ...{ name, version },
    ...(title && { title }),
    features: model.features.map((feature, f) => {
      const { label } = words[f]!;
      return label ? { ...feature, label } : feature;
    }),
    reasons: options.features ? reasonsOf(words) : model.reasons,
    ...(scale && {
      scale: {
        ...scale,
        ...(options.scale && lineOf(options.scale)),
        ...(bands && { bands }),
        ...(approve !== undefined && { cutoffs: { approve } }),
      },
    }),
  };
  assertModel(finished);
  return finished;
}

/** Of every feature of the model: what the options say, else what it had. */
function wordsOf(
  { features, reasons }: RiskModel,
  { features: given = [], scale }: FinishOptions,
): FeatureWords[] {
  const issues = new IssueList();
  const known = new Set(features.map(({ name }) => name));
  const byColumn = new Map<string, FeatureWords>();
  given.forEach((entry, i) => {
    const path = `features[${i}].column`;
    const { column } = entry;
    issues.check(known.has(column), 'FEATURE_UNKNOWN', path, 'a feature of the model');
    issues.check(!byColumn.has(column), 'NAME_TWICE', path, 'each feature once');
    issues.check(entry.reason !== '', 'NAME_EMPTY', `features[${i}].reason`, 'a code');
    byColumn.set(column, entry);
  });
  if (scale) {
    const { points, odds, pdo } = scale;
    issues.check(Number.isFinite(points), 'SCALE', 'scale.points', 'a finite number');
    issues.check(odds > 0 && odds < Infinity, 'SCALE', 'scale.odds', 'a number above 0');
    issues.check(pdo > 0 && pdo < Infinity, 'SCALE', 'scale.pdo', 'a number above 0');
  }
  const [first] = issues.issues;
  if (first) {
    throw new RiskError('OPTION_INVALID', `"${first.path}" expected ${first.expected}`, {
      path: first.path,
      issues: issues.issues,
    });
  }
  return features.map(({ name: column, label }, f) => {
    const { code, adverse, favourable } = reasons.find(({ features: of }) => of.includes(f))!;
    return {
      ...{ column, reason: code },
      ...(label && { label }),
      ...(adverse && { adverse }),
      ...(favourable && { favourable }),
      ...byColumn.get(column),
    };
  });
}
