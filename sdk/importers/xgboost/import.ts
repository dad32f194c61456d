import { RiskError } from '../../core/errors.js';
import { IssueList } from '../../model/check/issues.js';
import { assertModel } from '../../model/build.js';
import type { RiskModel, SourceFacts } from '../../model/model.js';
import { detectFormat, formatRefusal } from '../detect.js';
import {
  DEFAULT_MAX_BYTES,
  type ImportOptions,
  type ImportReport,
  type ImportResult,
} from '../import-result.js';
import { OBJECTIVES } from './base-score.js';
import { buildFeatures } from './build-features.js';
import { buildForest } from './build-forest.js';
import { FieldReader, throwIssues } from './fields.js';
import { parseJson } from './json.js';
import { readCategoryNames } from './read-category-names.js';
import { readLearner, type Learner } from './read-learner.js';
import { readTrees, type SourceTrees, type TreeSelection } from './read-trees.js';
import { replay } from './replay.js';
import { decodeUbjson } from './ubjson.js';
import { walkTrees } from './walk-trees.js';

export interface XgboostOptions extends ImportOptions {
  /**
   * Trees to take when training stopped early: all, or those up to `best_iteration`.
   *
   * @defaultValue what the source does with the file: `'best'` when a scikit-learn class of
   *   XGBoost saved it (its `predict` stops there), else `'all'` (`Booster.predict` does not).
   */
  readonly trees?: TreeSelection;
}

/** What `card.source` says of an XGBoost model, beyond what every importer says. */
export interface XgboostFacts extends SourceFacts {
  readonly booster: 'gbtree' | 'dart';
  readonly treesInFile: number;
  readonly treeSelection: TreeSelection;
  readonly bestIteration?: number;
}

/**
 * Imports an XGBoost model file, JSON or UBJSON, of versions 1.x to 3.x.
 *
 * Splits, default directions and categories are carried exactly; leaves are rounded to the finest
 * fixed point that cannot overflow. The report says how far that is from XGBoost's own float32
 * margins on {@link ImportReport.sampleRows} rows around the model's split points.
 *
 * Objectives: binary:logistic, binary:logitraw, reg:logistic, reg:squarederror; boosters gbtree
 * and dart.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried (named in the message), `MODEL_INVALID` when its content
 *   contradicts itself. The last two carry every issue by its path in the file.
 */
export function importXgboost(bytes: Uint8Array, options: XgboostOptions = {}): ImportResult {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (bytes.length > maxBytes) {
    throw new RiskError(
      'IMPORT_FORMAT',
      `the model file has ${bytes.length} bytes; more than ${maxBytes} are not read`,
    );
  }
  const learner = readLearner(parse(bytes));
  const selection = options.trees ?? (learner.savedByScikitLearn ? 'best' : 'all');
  const issues = new IssueList();
  const reader = new FieldReader(issues);
  const source = readTrees(learner, selection, reader);
  const notes: string[] = noteOnTrees(source, selection);
  const names = readCategoryNames(learner, reader, notes);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', issues);

  const order = walkTrees(source, learner.featureNames.length, learner.modelPath, issues);
  if (!issues.empty) throwIssues('MODEL_INVALID', issues);
  const imported = buildFeatures(learner, source, order, names, issues);
  if (!issues.empty) throwIssues('MODEL_INVALID', issues);
  const body = buildForest(source, order, imported, learner.baseMargin);

  const trees = source.start.length - 1;
  const report: ImportReport = {
    ...replay(source, imported, body, learner.baseMargin),
    trees,
    treesInFile: source.treesInFile,
    nodes: order.node.length,
    notes,
  };
  const model: RiskModel = {
    name: options.name ?? 'model',
    version: options.version ?? '0.0.0',
    features: imported.features,
    body: body.forest,
    scaleBits: body.scaleBits,
    intercept: body.intercept,
    link: OBJECTIVES[learner.objective].link,
    calibration: { kind: 'identity' },
    reasons: learner.featureNames.map((name, f) => ({
      code: name,
      features: [f],
      label: { en: name },
    })),
    recourse: [],
    card: { source: factsOf(learner, selection, report) },
  };
  assertModel(model);
  return { model, report };
}

function parse(bytes: Uint8Array): unknown {
  const format = detectFormat(bytes);
  if (format === 'xgboost-json') return parseJson(bytes);
  if (format === 'xgboost-ubjson') return decodeUbjson(bytes);
  throw formatRefusal(format);
}

function factsOf(learner: Learner, selection: TreeSelection, report: ImportReport): XgboostFacts {
  const facts = {
    library: 'xgboost',
    version: learner.version.join('.'),
    objective: learner.objective,
    booster: learner.booster,
    trees: report.trees,
    nodes: report.nodes,
    treesInFile: report.treesInFile,
    treeSelection: selection,
    largestMarginDifference: report.largestMarginDifference,
    sampleRows: report.sampleRows,
  };
  const { bestIteration } = learner;
  return bestIteration === undefined ? facts : { ...facts, bestIteration };
}

/** Both ways of predicting with a file that early stopping wrote are XGBoost's: say which it is. */
function noteOnTrees(source: SourceTrees, selection: TreeSelection): string[] {
  const { treesInFile: all, treesToBest: best } = source;
  if (best === all) return [];
  return [
    selection === 'best'
      ? `training stopped early: ${best} of ${all} trees are used, as the scikit-learn classes do (trees: 'all' takes the rest)`
      : `training stopped early: all ${all} trees are used, as Booster.predict does (trees: 'best' stops after ${best})`,
  ];
}
