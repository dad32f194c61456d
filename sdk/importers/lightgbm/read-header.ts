import { RiskError } from '../../core/errors.js';
import type { Link } from '../../model/calibration.js';
import { IssueList } from '../../model/check/issues.js';
import { throwIssues } from '../fields.js';
import { refuseUnsupported, type Finding } from '../unsupported.js';
import { readObjective, type Objective } from './objective.js';
import { countWords, readCount, readNumbers } from './read-numbers.js';
import { shown, type Sections } from './read-sections.js';

export const WHAT = 'LightGBM model';

/** `Forest.feature` is a u16, and one value says leaf. */
const MAX_FEATURES = 0xfffe;

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'tree',
  'version',
  'num_class',
  'num_tree_per_iteration',
  'label_index',
  'max_feature_idx',
  'objective',
  'average_output',
  'feature_names',
  'monotone_constraints',
  'feature_infos',
  'tree_sizes',
]);

/** What the header says of all trees. */
export interface Header {
  /** Version of the format: v2 (LightGBM 2.1 and 2.2), v3 (2.3 to 3.3) or v4. */
  readonly version: 'v2' | 'v3' | 'v4';
  /** `custom` when the file has none. */
  readonly objective: string;
  readonly link: Link;
  readonly sigmoid: number;
  /** Random forests: the margin is the trees' mean, not their sum. */
  readonly averages: boolean;
  /** Random forests of 2.1: the leaves are probabilities, and so is the margin. */
  readonly averagesProbabilities: boolean;
  readonly featureNames: readonly string[];
  /** `[min:max]` of a number, `0:3:1` of categories, `none` where training saw one value. */
  readonly featureInfos: readonly string[];
  /** -1, 0 or 1 by feature, where training was told any. */
  readonly monotone: readonly number[] | undefined;
}

/**
 * Reads the header and refuses by name what cannot be carried, all of it at once.
 *
 * @param customLink - what a raw score means where the file has no objective.
 */
export function readHeader(sections: Sections, customLink: Link | undefined): Header {
  const { header } = sections;
  const issues = new IssueList();
  const version = header.get('version') ?? '';
  if (!/^v[234]$/.test(version)) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      'LightGBM text of this version is not supported, only v2, v3 and v4 (LightGBM 2.1 to 4.x)',
      { path: 'version' },
    );
  }
  const count = (key: string, fallback?: number): number => {
    const value = readCount(header.get(key));
    if (value === undefined && (header.has(key) || fallback === undefined)) {
      issues.add(header.has(key) ? 'TYPE' : 'FIELD_MISSING', key, 'a count');
    }
    return value ?? fallback ?? 0;
  };
  const classes = count('num_class');
  const treesPerRound = count('num_tree_per_iteration', classes);
  const features = count('max_feature_idx') + 1;
  const averages = header.has('average_output');
  const objective = objectiveOf(header.get('objective'), customLink);
  const unsupported = typeof objective === 'string';
  const leaves = averages && !unsupported ? leavesOfForest(sections, objective) : 'raw';
  refuseUnsupported('LightGBM', [
    ...findUnknownKeys(header),
    [unsupported, 'objective', unsupported ? objective : ''],
    [classes > 1, 'num_class', 'several classes (num_class over 1)'],
    [
      treesPerRound > 1,
      'num_tree_per_iteration',
      'several outputs (num_tree_per_iteration over 1)',
    ],
    [features > MAX_FEATURES, 'max_feature_idx', `over ${MAX_FEATURES} features`],
    [
      leaves === 'unknown',
      'average_output',
      'a random forest of version v2 without its parameters: its leaves may be probabilities or log-odds (save it with LightGBM 2.3 or later)',
    ],
  ]);
  if (unsupported) throw new RiskError('INTERNAL', 'an unsupported objective was not refused');
  const words = (key: string): readonly string[] => {
    const value = header.get(key);
    if (value === undefined) issues.add('FIELD_MISSING', key, `${features} entries`);
    else if (countWords(value) === features) return value.split(' ').filter((word) => word !== '');
    else issues.add('SHAPE', key, `${features} entries`);
    return [];
  };
  const featureNames = words('feature_names');
  const featureInfos = words('feature_infos');
  const monotone = readMonotone(header.get('monotone_constraints'), features, issues);
  checkTreeCount(sections, issues);
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  return {
    version: version as Header['version'],
    objective: objective.name,
    ...(leaves === 'probability'
      ? { link: 'identity', sigmoid: 1 }
      : { link: objective.link, sigmoid: objective.sigmoid }),
    averages,
    averagesProbabilities: leaves === 'probability',
    featureNames,
    featureInfos,
    monotone,
  };
}

/**
 * What a logistic random forest has in its leaves: to 2.1 probabilities (`ConvertTreeOutput` in
 * rf.hpp), from 2.2 on raw scores. Both write format v2; the parameter `refit_decay_rate` and the
 * line `end of trees` came between the two releases.
 */
function leavesOfForest(
  { header, parameters, hasEnd }: Sections,
  { link }: Objective,
): 'raw' | 'probability' | 'unknown' {
  if (link === 'identity' || header.get('version') !== 'v2') return 'raw';
  if (parameters) return parameters.has('refit_decay_rate') ? 'raw' : 'probability';
  return hasEnd ? 'unknown' : 'probability';
}

function objectiveOf(line: string | undefined, customLink: Link | undefined): Objective | string {
  if (line !== undefined) return readObjective(line);
  if (customLink !== undefined) return { name: 'custom', link: customLink, sigmoid: 1 };
  return 'no objective, as those trained with a function of the caller (the option customLink says what their raw score is)';
}

/** A key that no version known here writes may change what the trees mean. */
function findUnknownKeys(header: ReadonlyMap<string, string>): readonly Finding[] {
  return [...header.keys()]
    .filter((key) => !KNOWN_KEYS.has(key))
    .map((key) => [true, shown(key), `the header line ${JSON.stringify(shown(key))}`] as const);
}

function readMonotone(
  line: string | undefined,
  features: number,
  issues: IssueList,
): readonly number[] | undefined {
  if (line === undefined || line === '') return undefined;
  const signs = new Int32Array(Math.min(features, line.length));
  const span = { from: 0, to: line.length };
  readNumbers(line, span, features, signs, 0, 'monotone_constraints', issues);
  return Array.from(signs);
}

function checkTreeCount({ header, trees }: Sections, issues: IssueList): void {
  const sizes = header.get('tree_sizes');
  if (sizes !== undefined) {
    issues.check(
      countWords(sizes) === trees.length,
      'SHAPE',
      'tree_sizes',
      `${trees.length} trees`,
    );
  }
  issues.check(trees.length > 0, 'TREES_MISSING', 'Tree=0', 'at least one tree');
}
