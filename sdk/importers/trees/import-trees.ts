import { assertModel } from '../../model/build.js';
import type { Link } from '../../model/calibration.js';
import { IssueList } from '../../model/check/issues.js';
import type { RiskModel, SourceFacts } from '../../model/model.js';
import { throwIssues } from '../fields.js';
import type { ImportOptions, ImportReport, ImportResult } from '../import-result.js';
import { buildFeatures } from './build-features.js';
import { buildForest } from './build-forest.js';
import { replay } from './replay.js';
import type { SourceArithmetic, SourceTrees } from './source-trees.js';
import { walkTrees } from './walk-trees.js';

/** What an importer has read of a file of trees. */
export interface TreesImport {
  /** The kind of file, for messages: `XGBoost model`. */
  readonly what: string;
  readonly source: SourceTrees;
  readonly arithmetic: SourceArithmetic;
  readonly link: Link;
  /** Goes to `card.source`, with what the replay finds. */
  readonly facts: SourceFacts;
  readonly notes: readonly string[];
  /** Where a tree stands in the file, for issues. @defaultValue `trees[t]` */
  readonly pathOf?: (tree: number) => string;
  /** @defaultValue the trees of `source` */
  readonly treesInFile?: number;
}

/**
 * The model of a file of trees: checked, over bins, in fixed point, and compared with the file.
 *
 * Splits, default sides and categories are carried exactly; leaves are rounded to the finest fixed
 * point that cannot overflow, and the report says how far that is from the source's own sums on
 * rows around its thresholds.
 *
 * @throws RiskError `MODEL_INVALID` with every issue by its path in the file, `IMPORT_UNSUPPORTED`
 *   when something is too large to be carried.
 */
export function importTrees(read: TreesImport, options: ImportOptions): ImportResult {
  const { what, source, arithmetic, notes } = read;
  const issues = new IssueList();
  const order = walkTrees(source, read.pathOf ?? ((tree) => `trees[${tree}]`), issues);
  if (!issues.empty) throwIssues('MODEL_INVALID', what, issues);
  const imported = buildFeatures(source, order, issues);
  if (!issues.empty) throwIssues('MODEL_INVALID', what, issues);
  const body = buildForest(source, order, imported, arithmetic.base);

  const trees = source.start.length - 1;
  const report: ImportReport = {
    ...replay(source, imported, body, arithmetic),
    trees,
    treesInFile: read.treesInFile ?? trees,
    nodes: order.node.length,
    notes,
  };
  const { nodes, largestMarginDifference, sampleRows } = report;
  const model: RiskModel = {
    name: options.name ?? 'model',
    version: options.version ?? '0.0.0',
    features: imported.features,
    body: body.forest,
    scaleBits: body.scaleBits,
    intercept: body.intercept,
    link: read.link,
    calibration: { kind: 'identity' },
    reasons: source.features.map(({ name }, f) => ({
      code: name,
      features: [f],
      label: { en: name },
    })),
    recourse: [],
    card: { source: { ...read.facts, trees, nodes, largestMarginDifference, sampleRows } },
  };
  assertModel(model);
  return { model, report };
}
