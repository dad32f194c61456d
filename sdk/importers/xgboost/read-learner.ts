import { RiskError } from '../../core/errors.js';
import { IssueList } from '../../model/check/issues.js';
import { baseMargin, OBJECTIVES, readBaseScores, type Objective } from './base-score.js';
import { FieldReader, isFields, isList, throwIssues, type Fields } from '../fields.js';
import { refuseUnsupported } from '../unsupported.js';
import { findVectors } from './find-vectors.js';

/** What a model file says besides its trees. */
export interface Learner {
  readonly version: readonly number[];
  readonly objective: Objective;
  /** Margin before the first tree, a float32 number. */
  readonly baseMargin: number;
  /** Names in the file's order, or f0, f1... when it has none. */
  readonly featureNames: readonly string[];
  /** As in the file (`float`, `int`, `q`, `i`, `c`...); empty when it has none. */
  readonly featureTypes: readonly string[];
  /** `attributes.best_iteration`, written by early stopping. */
  readonly bestIteration?: number;
  /** Whether a scikit-learn class of XGBoost saved the file: it leaves an attribute. */
  readonly savedByScikitLearn: boolean;
  readonly booster: 'gbtree' | 'dart';
  readonly model: Fields;
  readonly modelPath: string;
  /** `weight_drop` of DART; wherever the version put it. */
  readonly weightDrop?: { readonly owner: Fields; readonly path: string };
}

/** u16 indices, of which one means "leaf". */
const MAX_FEATURES = 0xfffe;

/**
 * Reads everything but the trees, and refuses what cannot be carried exactly.
 *
 * Model format: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html and its JSON
 * schema; where the versions differ from it, files of each version were compared.
 *
 * @param oldest - the first major version that wrote such files.
 */
export function readLearner(root: unknown, oldest = 1): Learner {
  const issues = new IssueList();
  const reader = new FieldReader(issues);
  if (!isFields(root) || !isFields(root.learner)) {
    throw new RiskError('IMPORT_FORMAT', 'the file is no XGBoost model: it has no "learner"');
  }
  const { learner } = root;
  if (learner.learner_train_param !== undefined) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      "the file is what XGBoost's save_config gives, which has no trees: use save_model",
    );
  }
  const version = readVersion(root.version, issues);
  const parameters = reader.object(learner, 'learner_model_param', 'learner');
  const objective = reader.object(learner, 'objective', 'learner');
  const objectiveName = reader.string(objective, 'name', 'learner.objective');
  const booster = readBooster(learner, reader);
  const path = 'learner.learner_model_param';
  const classes = reader.count(parameters, 'num_class', path, 0);
  const targets = reader.count(parameters, 'num_target', path, 1);
  const features = reader.count(parameters, 'num_feature', path);
  const baseScores = readBaseScores(parameters.base_score);
  issues.check(baseScores.length > 0, 'BASE_SCORE', `${path}.base_score`, 'a number');
  if (!issues.empty) throwIssues('IMPORT_FORMAT', 'XGBoost model', issues);

  refuseUnsupported('XGBoost', [
    [version[0]! < oldest || version[0]! > 3, 'version', `version ${version.join('.')} of XGBoost`],
    [
      !Object.hasOwn(OBJECTIVES, objectiveName),
      'objective.name',
      `objective ${objectiveName.slice(0, 40)}`,
    ],
    [booster.name === 'gblinear', 'gradient_booster.name', 'booster gblinear'],
    [classes > 1, 'learner_model_param.num_class', `multi-class models (num_class ${classes})`],
    [targets > 1, 'learner_model_param.num_target', `several outputs (num_target ${targets})`],
    [baseScores.length > 1, 'learner_model_param.base_score', 'several base scores'],
    [features > MAX_FEATURES, 'learner_model_param.num_feature', `over ${MAX_FEATURES} features`],
    ...findVectors(booster.model, booster.path),
  ]);

  const featureNames = readNames(learner, features, reader);
  const featureTypes = reader.strings(learner, 'feature_types', 'learner');
  if (featureTypes.length > 0 && featureTypes.length !== features) {
    issues.add('SHAPE', 'learner.feature_types', `${features} entries`);
  }
  const attributes = isFields(learner.attributes) ? learner.attributes : {};
  const known = objectiveName as Objective;
  const facts = {
    version,
    objective: known,
    baseMargin: baseMargin(known, baseScores[0]!, version, issues),
    featureNames,
    featureTypes,
    savedByScikitLearn: attributes.scikit_learn !== undefined,
    booster: booster.weightDrop ? ('dart' as const) : ('gbtree' as const),
    model: booster.model,
    modelPath: booster.path,
    ...(booster.weightDrop ? { weightDrop: booster.weightDrop } : {}),
  };
  const bestIteration =
    attributes.best_iteration === undefined
      ? undefined
      : reader.count(attributes, 'best_iteration', 'learner.attributes');
  if (!issues.empty) throwIssues('MODEL_INVALID', 'XGBoost model', issues);
  return bestIteration === undefined ? facts : { ...facts, bestIteration };
}

function readVersion(raw: unknown, issues: IssueList): readonly number[] {
  const numbers = isList(raw) ? Array.from(raw) : [];
  const sound =
    numbers.length === 3 && numbers.every((part) => Number.isInteger(part) && Number(part) >= 0);
  issues.check(sound, 'VERSION', 'version', 'three integers');
  return sound ? (numbers as number[]) : [0, 0, 0];
}

interface Booster {
  readonly name: string;
  readonly model: Fields;
  readonly path: string;
  readonly weightDrop?: { readonly owner: Fields; readonly path: string };
}

/**
 * To 3.2 DART is a booster of its own around `gbtree`. From 3.3 on it calls itself `gbtree`, and
 * is one only by its `weight_drop`: beside the model in 3.3, inside it in 3.4.
 */
function readBooster(learner: Fields, reader: FieldReader): Booster {
  const path = 'learner.gradient_booster';
  const outer = reader.object(learner, 'gradient_booster', 'learner');
  const name = reader.string(outer, 'name', path);
  if (name === 'gblinear') return { name, model: {}, path };
  if (name !== 'gbtree' && name !== 'dart') {
    reader.issues.check(name === '', 'BOOSTER', `${path}.name`, 'gbtree or dart');
    return { name, model: {}, path };
  }
  const nested = isFields(outer.gbtree);
  const inner = nested ? reader.object(outer, 'gbtree', path) : outer;
  const innerPath = nested ? `${path}.gbtree` : path;
  const model = reader.object(inner, 'model', innerPath);
  const modelPath = `${innerPath}.model`;
  const owners = [
    { owner: outer, path },
    { owner: inner, path: innerPath },
    { owner: model, path: modelPath },
  ];
  const weightDrop = owners.find(({ owner }) => owner.weight_drop !== undefined);
  if (weightDrop) return { name, model, path: modelPath, weightDrop };
  reader.issues.check(name === 'gbtree', 'FIELD_MISSING', `${path}.weight_drop`, 'a list');
  return { name, model, path: modelPath };
}

function readNames(learner: Fields, features: number, reader: FieldReader): readonly string[] {
  const names = reader.strings(learner, 'feature_names', 'learner');
  if (names.length === 0) return Array.from({ length: features }, (_, f) => `f${f}`);
  if (names.length !== features) {
    reader.issues.add('SHAPE', 'learner.feature_names', `${features} entries`);
  }
  const seen = new Set<string>();
  names.forEach((name, f) => {
    const path = `learner.feature_names[${f}]`;
    reader.issues.check(!seen.has(name), 'NAME_TWICE', path, 'unique names');
    seen.add(name);
  });
  return names;
}
