import { RiskError } from '../../core/errors.js';
import type { Link } from '../../model/calibration.js';
import { IssueList } from '../../model/check/issues.js';
import type { SourceFacts } from '../../model/model.js';
import { detectFormat, formatRefusal } from '../detect.js';
import { throwIssues } from '../fields.js';
import { refuseTooLarge, type ImportOptions, type ImportResult } from '../import-result.js';
import { importTrees } from '../trees/import-trees.js';
import { assignCategoryNames, readCategoryLists } from './category-names.js';
import { describeFeatures, readFeatureFacts } from './describe-features.js';
import { readMissingTypes } from './missing-types.js';
import { readHeader, WHAT, type Header } from './read-header.js';
import { readSections, type Sections } from './read-sections.js';
import { readTrees } from './read-trees.js';

export interface LightgbmOptions extends ImportOptions {
  /**
   * What the raw score is where the file has no objective, because training used a function of
   * the caller: a log-odds or the predicted number.
   *
   * @defaultValue none: such a file is refused.
   */
  readonly customLink?: Link;
  /**
   * The features, in the file's order, that the lists of category names belong to: those whose
   * column of the data frame had the dtype category. The file has only the lists.
   *
   * @defaultValue the categorical features, where there are as many as lists
   */
  readonly categoryFeatures?: readonly string[];
}

/** What `card.source` says of a LightGBM model, beyond what every importer says. */
export interface LightgbmFacts extends SourceFacts {
  /** `gbdt`, `dart`, `rf` or `goss`, where the file has its parameters. */
  readonly boosting?: string;
  /** Log-odds of one unit of raw score, where it is not 1. */
  readonly sigmoid?: number;
  /** True when the margin is the mean of the trees (random forests). */
  readonly averageOutput?: true;
  /** -1, 0 or 1 by feature, where training was told that the score must fall or rise. */
  readonly monotone?: readonly number[];
}

/**
 * Imports a LightGBM text file, v2 to v4: what `save_model` and `model_to_string` write.
 *
 * Splits are carried exactly: thresholds and values are compared as float64 with `<=`, each
 * missing type as LightGBM treats it, category sets by code or by the data frame's own values.
 * Leaves are float64 there and fixed point here; the report says what that costs. A margin is the
 * raw score times `sigmoid`, so that it is a log-odds; of random forests, the trees' mean.
 *
 * Objectives: binary, cross_entropy; regression, regression_l1, huber, fair, quantile, mape.
 *
 * @throws RiskError `IMPORT_FORMAT` when the file is none or broken, `IMPORT_UNSUPPORTED` when it
 *   uses something that is not carried (named in the message), `MODEL_INVALID` when its content
 *   contradicts itself, `OPTION_INVALID` when `categoryFeatures` does not fit the file.
 */
export function importLightgbm(bytes: Uint8Array, options: LightgbmOptions = {}): ImportResult {
  refuseTooLarge(bytes, options);
  const format = detectFormat(bytes);
  if (format !== 'lightgbm-text') throw formatRefusal(format);
  const issues = new IssueList();
  const sections = readSections(decode(bytes), issues);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  const header = readHeader(sections, options.customLink);
  const trees = readTrees(sections, header, issues);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  const missing = readMissingTypes(trees, header.featureNames, issues);
  const facts = readFeatureFacts(header, trees, declaredCategories(sections), issues);
  if (!issues.empty) throwIssues('MODEL_INVALID', WHAT, issues);
  const lists = readCategoryLists(sections.pandasCategorical);
  const named = assignCategoryNames(lists, facts, options.categoryFeatures);
  const { features, categories, notes } = describeFeatures(facts, named.names, trees, missing);
  return importTrees(
    {
      what: WHAT,
      source: { ...trees, features, categories, missingLeft: missing.missingLeft },
      arithmetic: { base: 0, sum: 'float64' },
      link: header.link,
      facts: factsOf(header, sections),
      notes: [...notesOn(header, sections), ...named.notes, ...notes],
      pathOf: (tree) => `Tree=${tree}`,
    },
    options,
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RiskError('IMPORT_FORMAT', 'the model file is not UTF-8 text');
  }
}

/** Training's own list of categorical features, as column numbers; since 3.0 always complete. */
function declaredCategories({ parameters }: Sections): ReadonlySet<number> {
  const list = parameters?.get('categorical_feature') ?? '';
  return new Set(/^\d+(,\d+)*$/.test(list) ? list.split(',').map(Number) : []);
}

function notesOn(
  { version, averagesProbabilities }: Header,
  { parameters }: Sections,
): readonly string[] {
  const notes: string[] = [];
  if (averagesProbabilities) {
    notes.push(
      'a random forest of LightGBM 2.1, whose leaves are probabilities: the margin is the probability itself, as 2.1 predicts (2.2.3 and later take such a file for log-odds)',
    );
  }
  if (version !== 'v2' && !parameters) {
    notes.push(
      'the file ends without its parameters: if it was cut short, names of its categories may be missing',
    );
  }
  return notes;
}

function factsOf(header: Header, { parameters }: Sections): LightgbmFacts {
  const { version, objective, sigmoid, averages, monotone } = header;
  const boosting = parameters?.get('boosting');
  return {
    library: 'lightgbm',
    version,
    objective,
    ...(boosting && /^[a-z_]{1,16}$/.test(boosting) ? { boosting } : {}),
    ...(sigmoid === 1 ? {} : { sigmoid }),
    ...(averages ? { averageOutput: true as const } : {}),
    ...(monotone?.some((sign) => sign !== 0) ? { monotone } : {}),
  };
}
