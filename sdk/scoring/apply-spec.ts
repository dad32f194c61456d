import { RiskError } from '../core/errors.js';
import { textIn, type LocalizedText } from '../core/locale.js';
import { findModelIssues } from '../model/build.js';
import { IssueList } from '../model/check/issues.js';
import type { Feature } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import { scaleFromPdo, type PointsScale } from '../model/scale.js';
import { specCalibration } from './spec-calibration.js';
import { specCategories } from './spec-categories.js';
import { specDisclosure } from './spec-disclosure.js';
import { specFields, type FeatureSpec, type ModelSpec, type ScaleSpec } from './spec-fields.js';
import { specReasons } from './spec-reasons.js';
import { carryRule, specRecourse } from './spec-recourse.js';

/**
 * The scale of a model whose modeller gave none: 600 points at 20 good to 1 bad, 40 points to
 * double the odds, never clamped. No bands and no cutoffs: those are somebody's decision.
 */
export const DEFAULT_SCALE: PointsScale = Object.freeze({
  ...scaleFromPdo(40, 600, 20),
  bands: Object.freeze([]),
});

/**
 * Reads what a modeller wrote about a model.
 *
 * @throws RiskError `OPTION_INVALID` with every issue at once: wrong kinds, unknown members.
 */
export function readSpec(json: unknown): ModelSpec {
  const list = new IssueList();
  const spec = specFields.read(json, 'spec', list);
  refuse(list);
  return spec;
}

/**
 * The model with what a spec says: names, wording, limits, categories, reasons, recourse, scale,
 * disclosure and card. What the spec leaves out stays; without a scale, {@link DEFAULT_SCALE} is taken for models
 * whose margin is log-odds; a scale that names neither `pdo` nor `factor` keeps the line that the
 * model came with. The margin of every applicant stays the same integer.
 *
 * Rows of populations are added later, by `withReference` and `withBackground`.
 *
 * @throws RiskError `OPTION_INVALID` with every issue at once, by path in the spec.
 */
export function applySpec(model: RiskModel, spec: ModelSpec): RiskModel {
  const list = new IssueList();
  const indexOf = new Map(model.features.map((feature, f) => [feature.name, f]));
  const features = [...model.features];
  const recourse = new Map(model.recourse.map((rule) => [rule.feature, rule]));
  const form: Record<string, unknown> = {};
  let { body } = model;

  const named = new Set<string>();
  spec.features?.forEach((entry, i) => {
    const path = `spec.features[${i}]`;
    const f = indexOf.get(entry.name);
    if (f === undefined) {
      list.add('FEATURE_UNKNOWN', `${path}.name`, 'a feature of the model');
      return;
    }
    if (named.has(entry.name)) list.add('NAME_TWICE', `${path}.name`, 'each feature once');
    named.add(entry.name);
    features[f] = specFeature(features[f]!, entry, body.kind, path, list);
    if (entry.categories && features[f]!.kind === 'categorical') {
      const extended = specCategories(
        features,
        f,
        entry.categories,
        body,
        `${path}.categories`,
        list,
      );
      features[f] = extended.feature;
      body = extended.body;
    }
    if (entry.help || entry.values) form[entry.name] = formOf(entry);
  });

  for (const [f, rule] of recourse) {
    recourse.set(f, carryRule(rule, model.features[f]!, features[f]!));
  }
  // After all features: values are bins by then.
  spec.features?.forEach((entry, i) => {
    const f = indexOf.get(entry.name);
    if (f === undefined || !entry.recourse) return;
    const path = `spec.features[${i}].recourse`;
    recourse.set(f, specRecourse(features, f, entry.recourse, indexOf, path, list));
  });

  const { name = model.name, version = model.version, title = model.title } = spec;
  const scale = spec.scale
    ? specScale(spec.scale, model, list)
    : (model.scale ?? (model.link === 'logistic' ? DEFAULT_SCALE : undefined));
  const applied: RiskModel = {
    ...model,
    ...{ name, version, features, body },
    ...(title && { title }),
    ...(scale && { scale }),
    ...(spec.calibration && { calibration: specCalibration(spec.calibration, model.link, list) }),
    reasons: specReasons({ ...model, features }, spec.reasons ?? [], indexOf, list),
    recourse: [...recourse.values()],
    ...(spec.disclosure?.indicative && { indicative: true }),
    ...(spec.disclosure && { disclosure: specDisclosure(spec.disclosure, indexOf, list) }),
    card: {
      ...model.card,
      ...spec.card,
      ...(model.card.source && { source: model.card.source }),
      ...(Object.keys(form).length > 0 && { form }),
    },
  };
  // A spec can be well-formed and still make no model: bands that fall, min above max.
  if (list.empty) for (const issue of findModelIssues(applied)) list.issues.push(issue);
  refuse(list);
  return applied;
}

/** One line for a population, which a spec may name in several languages. */
export function populationName(population: string | LocalizedText | undefined): string {
  if (typeof population === 'string') return population;
  return textIn(population, 'en', 'all');
}

function specFeature(
  feature: Feature,
  spec: FeatureSpec,
  body: RiskModel['body']['kind'],
  path: string,
  list: IssueList,
): Feature {
  // A table's entries for what its source refuses are no scores.
  for (const [key, refused] of [
    ['missing', feature.missing === 'refused' && spec.missing === 'allowed'],
    [
      'unlisted',
      feature.kind === 'categorical' && feature.unlisted === 'refused' && spec.unlisted === 'other',
    ],
  ] as const) {
    const scored = !(refused && body === 'additive');
    list.check(scored, 'FEATURE_REFUSED', `${path}.${key}`, 'refused, as in the model');
  }
  list.check(
    spec.kind === undefined || spec.kind === feature.kind,
    'FEATURE_KIND',
    `${path}.kind`,
    `${feature.kind}, as in the model`,
  );
  const { label, unit, missing = feature.missing } = spec;
  const shared = { missing, ...(label && { label }), ...(unit !== undefined && { unit }) };
  if (feature.kind === 'categorical') {
    for (const key of ['min', 'max', 'step', 'integer'] as const) {
      list.check(spec[key] === undefined, 'FEATURE_KIND', `${path}.${key}`, 'a numeric feature');
    }
    const { unlisted = feature.unlisted } = spec;
    return { ...feature, ...shared, unlisted };
  }
  for (const key of ['categories', 'unlisted'] as const) {
    list.check(spec[key] === undefined, 'FEATURE_KIND', `${path}.${key}`, 'a categorical feature');
  }
  const { min, max, step, integer } = spec;
  return {
    ...feature,
    ...shared,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(step !== undefined && { step }),
    ...(integer !== undefined && { integer }),
  };
}

function specScale(spec: ScaleSpec, model: RiskModel, list: IssueList): PointsScale {
  const { pdo, points, odds, offset, factor, min, max, cutoffs } = spec;
  const byOdds = pdo !== undefined && points !== undefined && odds !== undefined;
  const byFactor = offset !== undefined && factor !== undefined;
  const mixed = [pdo, points, odds].some(defined) && [offset, factor].some(defined);
  const kept = [pdo, points, odds, offset, factor].some(defined) ? undefined : model.scale;
  list.check(
    kept !== undefined || (byOdds !== byFactor && !mixed),
    'SCALE',
    'spec.scale',
    'pdo, points and odds; or offset and factor',
  );
  list.check(
    !byOdds || model.link === 'logistic',
    'SCALE',
    'spec.scale.pdo',
    'a model whose margin is log-odds (for points without a meaning, "scorecard" has "scaling")',
  );
  if (byOdds) list.check(pdo > 0 && odds > 0, 'SCALE', 'spec.scale', 'pdo > 0 and odds > 0');
  const line = byOdds
    ? scaleFromPdo(pdo, points, odds)
    : { offset: offset ?? kept?.offset ?? 0, factor: factor ?? kept?.factor ?? 1 };
  const rises = byOdds && spec.direction === 'higher-is-riskier';
  list.check(
    byOdds || spec.direction === undefined,
    'SCALE',
    'spec.scale.direction',
    'pdo, points and odds; with a factor its sign says it',
  );
  return {
    // Mirrored at the anchor: the same points there, and rising with risk.
    ...(rises ? { offset: 2 * (points ?? 0) - line.offset, factor: -line.factor } : line),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    bands: spec.bands ?? kept?.bands ?? [],
    ...(cutoffs && { cutoffs }),
  };
}

function defined(value: unknown): boolean {
  return value !== undefined;
}

function formOf({ help, values }: FeatureSpec): object {
  return { ...(help && { help }), ...(values && { values }) };
}

function refuse(list: IssueList): void {
  if (list.empty) return;
  const { issues } = list;
  const first = issues[0]!;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw new RiskError(
    'OPTION_INVALID',
    `"${first.path}" expected ${first.expected ?? first.code}${more}`,
    { path: first.path, issues },
  );
}
