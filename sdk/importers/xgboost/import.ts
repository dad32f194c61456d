import { IssueList } from '../../model/check/issues.js';
import type { SourceFacts } from '../../model/model.js';
import { detectFormat, formatRefusal } from '../detect.js';
import { FieldReader, throwIssues } from '../fields.js';
import { refuseTooLarge, type ImportOptions, type ImportResult } from '../import-result.js';
import { parseJson } from '../json.js';
import { importTrees } from '../trees/import-trees.js';
import type { CategoryNames, SourceFeature } from '../trees/source-trees.js';
import { OBJECTIVES } from './base-score.js';
import { decodeBinary } from './binary.js';
import { readCategoryNames } from './read-category-names.js';
import { readLearner, type Learner } from './read-learner.js';
import { readTrees, type TreeSelection, type XgboostTrees } from './read-trees.js';
import { decodeUbjson } from './ubjson.js';

const WHAT = 'XGBoost model';

export interface XgboostOptions extends ImportOptions {
  /**
   * Trees to take: all, those up to `best_iteration` where training stopped early, or so many from
   * the first on (`iteration_range` or `ntree_limit` of XGBoost).
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
 * Imports an XGBoost model file: JSON or UBJSON of versions 1.x to 3.x, or the binary format that
 * came before (0.4 to 1.7).
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
  refuseTooLarge(bytes, options);
  const learner = parse(bytes);
  const selection = options.trees ?? (learner.savedByScikitLearn ? 'best' : 'all');
  const issues = new IssueList();
  const reader = new FieldReader(issues);
  const trees = readTrees(learner, selection, reader);
  const notes: string[] = noteOnTrees(trees, selection);
  const names = readCategoryNames(learner, reader, notes);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  return importTrees(
    {
      what: WHAT,
      source: { ...trees, features: describeFeatures(learner, trees, names) },
      arithmetic: { base: learner.baseMargin, sum: 'float32' },
      link: OBJECTIVES[learner.objective].link,
      facts: factsOf(learner, selection, trees),
      notes,
      pathOf: (tree) => `${learner.modelPath}.trees[${tree}]`,
      treesInFile: trees.treesInFile,
    },
    options,
  );
}

/** Missing values go a default way, and a value outside the categories goes left. */
function describeFeatures(
  learner: Learner,
  trees: XgboostTrees,
  names: readonly (CategoryNames | undefined)[],
): readonly SourceFeature[] {
  // Files of versions that wrote no feature types say it by their splits alone.
  const split = new Set<number>();
  const isDeclared = learner.featureTypes.length > 0;
  trees.categorical.forEach((is, node) => {
    if (!isDeclared && is === 1 && trees.left[node] !== -1) split.add(trees.feature[node]!);
  });
  return learner.featureNames.map((name, f): SourceFeature => {
    const known = names[f];
    if (learner.featureTypes[f] !== 'c' && !known && !split.has(f)) {
      return { kind: 'numeric', name, missing: 'allowed', compare: 'float32', side: 'less' };
    }
    const feature = { kind: 'categorical', name, missing: 'allowed' } as const;
    // XGBoost refuses a value that its category names do not have, and takes any bare code.
    return known
      ? { ...feature, names: known, unlisted: 'refused' }
      : { ...feature, unlisted: 'other' };
  });
}

function parse(bytes: Uint8Array): Learner {
  const format = detectFormat(bytes);
  switch (format) {
    case 'xgboost-json':
      return readLearner(parseJson(bytes));
    case 'xgboost-ubjson':
      return readLearner(decodeUbjson(bytes));
    case 'xgboost-binary':
      return readLearner(decodeBinary(bytes), 0);
    default:
      throw formatRefusal(format);
  }
}

function factsOf(
  learner: Learner,
  selection: TreeSelection,
  { treesInFile }: XgboostTrees,
): XgboostFacts {
  const { version, objective, booster, bestIteration } = learner;
  const facts = {
    library: 'xgboost',
    version: version[0] === 0 ? 'before 1.0' : version.join('.'),
    objective,
    booster,
    treesInFile,
    treeSelection: selection,
  };
  return bestIteration === undefined ? facts : { ...facts, bestIteration };
}

/** Both ways of predicting with a file that early stopping wrote are XGBoost's: say which it is. */
function noteOnTrees(trees: XgboostTrees, selection: TreeSelection): string[] {
  const { treesInFile: all, treesToBest: best } = trees;
  if (typeof selection === 'number') {
    return selection === all ? [] : [`the first ${selection} of ${all} trees are used, as asked`];
  }
  if (best === all) return [];
  return [
    selection === 'best'
      ? `training stopped early: ${best} of ${all} trees are used, as the scikit-learn classes do (trees: 'all' takes the rest)`
      : `training stopped early: all ${all} trees are used, as Booster.predict does (trees: 'best' stops after ${best})`,
  ];
}
