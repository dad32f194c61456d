import { RiskError } from '../../core/errors.js';
import { IssueList } from '../../model/check/issues.js';
import type { SourceFacts } from '../../model/model.js';
import { detectFormat, formatRefusal } from '../detect.js';
import { FieldReader, isFields, throwIssues, type Fields } from '../fields.js';
import { refuseTooLarge, type ImportOptions, type ImportResult } from '../import-result.js';
import { parseJson } from '../json.js';
import { importTrees } from '../trees/import-trees.js';
import { refuseUnsupported, type Finding } from '../unsupported.js';
import { readFeatures, type CatboostFeatures } from './read-features.js';
import { readHeader, type Header } from './read-header.js';
import { readNestedTrees } from './read-nested.js';
import { readObliviousTrees } from './read-oblivious.js';
import { SplitReader } from './read-split.js';

const WHAT = 'CatBoost model';

/** What `card.source` says of a CatBoost model, beyond what every importer says. */
export interface CatboostFacts extends SourceFacts {
  /** Whether all nodes of a level ask the same: SymmetricTree, not Depthwise or Lossguide. */
  readonly oblivious: boolean;
  readonly scale: number;
  readonly bias: number;
  /** The class whose log-odds the margin is: Insitu takes it for "bad". */
  readonly positiveClass?: string;
  readonly negativeClass?: string;
}

/**
 * Imports a CatBoost model that was saved as JSON, from 0.20 (2019) to 1.2.
 *
 * Borders, one-hot categories and the treatment of missing values are carried exactly, oblivious
 * trees as full binary trees; leaves, times the model's scale, are rounded to the finest fixed
 * point that cannot overflow.
 *
 * Loss functions: Logloss and CrossEntropy, and regressions that predict the raw value (RMSE, MAE,
 * Quantile, MAPE, Huber, Expectile, Lq, LogCosh, RMSPE). CTRs, text and embeddings are refused.
 *
 * Categories need their names, which are in the file only if it was saved with the training pool:
 * `save_model(path, format="json", pool=training_pool)`. An integer category goes by its number.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried (named in the message), `MODEL_INVALID` when its content
 *   contradicts itself. Each carries every issue by its path in the file.
 */
export function importCatboost(bytes: Uint8Array, options: ImportOptions = {}): ImportResult {
  refuseTooLarge(bytes, options);
  const root = parse(bytes);
  const issues = new IssueList();
  const reader = new FieldReader(issues);
  const findings: Finding[] = [];
  const header = readHeader(root, reader, findings);
  const features = readFeatures(root, reader, findings);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  refuseUnsupported('CatBoost', findings);

  const splits = new SplitReader(features, reader);
  const oblivious = root.trees === undefined;
  const read = oblivious ? readObliviousTrees : readNestedTrees;
  const trees = read(root, splits, header.scale, reader, findings);
  const key = oblivious ? 'oblivious_trees' : 'trees';
  issues.check(trees?.start.length !== 1, 'TREE_EMPTY', key, 'at least one tree');
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  refuseUnsupported('CatBoost', [...findings, ...splits.findings]);
  return importTrees(
    {
      what: WHAT,
      source: { ...trees!, features: features.features },
      arithmetic: { base: header.bias, sum: 'float64' },
      link: header.link,
      facts: factsOf(header, oblivious),
      notes: notesOn(header, features),
      pathOf: (tree) => `${key}[${tree}]`,
    },
    options,
  );
}

function parse(bytes: Uint8Array): Fields {
  const format = detectFormat(bytes);
  if (format !== 'catboost-json') throw formatRefusal(format);
  const root = parseJson(bytes);
  if (isFields(root)) return root;
  throw new RiskError('IMPORT_FORMAT', 'the file is no CatBoost model: it is no JSON object');
}

function factsOf(header: Header, oblivious: boolean): CatboostFacts {
  const { version, objective, link, scale, bias, classes } = header;
  const [negativeClass, positiveClass] = classes;
  return {
    library: 'catboost',
    ...(version === undefined ? {} : { version }),
    objective,
    oblivious,
    scale,
    bias,
    ...(link === 'logistic' && positiveClass !== undefined && negativeClass !== undefined
      ? { positiveClass, negativeClass }
      : {}),
  };
}

/** Names by which everybody means the event itself. */
const PLAIN = ['1', 'true', 'bad'];

function notesOn({ link, classes }: Header, features: CatboostFeatures): readonly string[] {
  const notes: string[] = [];
  const [negative, positive] = classes;
  if (link === 'logistic' && positive !== undefined && !PLAIN.includes(positive.toLowerCase())) {
    notes.push(
      `the margin is the log-odds of class "${positive}" against "${negative}": it is taken as the risk of bad`,
    );
  }
  const categorical = features.features.filter(({ kind }) => kind === 'categorical');
  if (categorical.length > 1) {
    notes.push(
      'the file does not say which category name belongs to which feature: each categorical feature accepts all of them',
    );
  }
  if (features.unused.length > 0) {
    const names = features.unused.slice(0, 20).map((name) => `"${name.slice(0, 40)}"`);
    const more = features.unused.length > 20 ? ` and ${features.unused.length - 20} more` : '';
    notes.push(`left out, since no split tests them: categorical ${names.join(', ')}${more}`);
  }
  return notes;
}
