import { RiskError } from '../core/errors.js';
import {
  ColumnIssues,
  lengthOf,
  readFlags,
  readGroups,
  readNumbers,
  type Column,
  type GroupColumn,
} from './columns.js';

/** What {@link fairnessOf} compares, and how. Columns have one value a row, all of one length. */
export interface FairnessInput {
  /** Group of each row: a label or a code. null, undefined, NaN and '' are missing. At most 50 groups. */
  readonly groups: Column<string | number | boolean | null | undefined>;
  /** A batch result of `scoreBatch`: stands in for `points` and `probability` where they are not given. */
  readonly batch?: {
    readonly points?: Column<number>;
    readonly probability?: Column<number>;
  };
  /** Decision of each row; missing where there was none. This or `cutoff`. */
  readonly approved?: Column<boolean | number | null | undefined>;
  /** Rows whose points reach it count as approved. This or `approved`. */
  readonly cutoff?: number;
  /** Scores. */
  readonly points?: Column<number | null | undefined>;
  /** Which points are the better ones. @defaultValue 'higher' */
  readonly better?: 'higher' | 'lower';
  /** Predicted probability of bad, 0 to 1. */
  readonly probability?: Column<number | null | undefined>;
  /** What happened: 1 or true for a bad payer, 0 for a good one; missing where nobody knows. */
  readonly outcome?: Column<boolean | number | null | undefined>;
  /** Sampling weight of each row, above 0. Only their proportions count. @defaultValue 1 */
  readonly weights?: Column<number>;
  /**
   * The group that others are compared with: its label; `largest`, the one with most decided rows;
   * or `most-favoured`, the one with the highest rate of those with 30 decided rows or more.
   * @defaultValue 'largest'
   */
  readonly reference?: string;
  /** Of all intervals, 0.5 to 0.9999. @defaultValue 0.95 */
  readonly confidence?: number;
  /** Slices of probability for reliability, 1 to 50. @defaultValue 10 */
  readonly bins?: number;
}

/** The input, checked, as arrays. */
export interface Sample {
  readonly rows: number;
  readonly groups: GroupColumn;
  /** 1 approved, 0 declined, -1 unknown. */
  readonly approved: Int8Array;
  /** 1 bad, 0 good, -1 unknown. */
  readonly outcome: Int8Array | undefined;
  readonly points: Float64Array | undefined;
  readonly probability: Float64Array | undefined;
  readonly weights: Float64Array | undefined;
  /** 1 where higher points are better, -1 where lower ones are. */
  readonly sign: 1 | -1;
  readonly reference: string;
  readonly confidence: number;
  readonly bins: number;
}

const KEYS = [
  ...['groups', 'batch', 'approved', 'cutoff', 'points', 'better', 'probability', 'outcome'],
  ...['weights', 'reference', 'confidence', 'bins'],
];

/** @throws RiskError `OPTION_INVALID`, `INPUT_INVALID`, `SHAPE_MISMATCH`; never with a value of a row. */
export function readSample(input: FairnessInput): Sample {
  if (typeof input !== 'object' || input === null) refuse('input', 'an object');
  const { groups, batch, approved, cutoff, outcome, weights } = input;
  const { better = 'higher', reference = 'largest', confidence = 0.95, bins = 10 } = input;
  checkOptions(input, { better, reference, confidence, bins });
  const points = input.points ?? batch?.points;
  const probability = input.probability ?? batch?.probability;
  if (cutoff !== undefined && points === undefined) refuse('cutoff', 'points to compare with');
  const given = { groups, approved, points, probability, outcome, weights };
  const columns = Object.entries(given).filter(
    ([name, column]) => name === 'groups' || column !== undefined,
  );
  const rows = lengthOf(Object.fromEntries(columns));
  const issues = new ColumnIssues();
  const sign = better === 'higher' ? 1 : -1;
  const read = {
    groups: readGroups(groups, issues),
    outcome: outcome && readFlags('outcome', outcome, issues),
    points: points && readNumbers('points', points, issues),
    probability: probability && readNumbers('probability', probability, issues),
    weights: weights && readNumbers('weights', weights, issues),
  };
  const decisions = approved
    ? readFlags('approved', approved, issues)
    : decide(read.points!, sign * cutoff!, sign);
  issues.raise();
  return { rows, ...read, approved: decisions, sign, reference, confidence, bins };
}

/** Approved where the points reach the line; unknown where they are missing. */
function decide(points: Float64Array, line: number, sign: number): Int8Array {
  return Int8Array.from(points, (value) =>
    Number.isNaN(value) ? -1 : sign * value >= line ? 1 : 0,
  );
}

function checkOptions(
  input: FairnessInput,
  given: Required<Pick<FairnessInput, 'better' | 'reference' | 'confidence' | 'bins'>>,
): void {
  const unknown = Object.keys(input).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) refuse(unknown, `to be one of ${KEYS.join(', ')}`);
  if ((input.approved === undefined) === (input.cutoff === undefined)) {
    refuse('approved', 'either decisions or, instead, a "cutoff" for points');
  }
  if (input.cutoff !== undefined && !Number.isFinite(input.cutoff)) refuse('cutoff', 'a number');
  if (given.better !== 'higher' && given.better !== 'lower') refuse('better', 'higher or lower');
  if (typeof given.reference !== 'string') refuse('reference', 'a label of a group');
  if (!(given.confidence >= 0.5 && given.confidence <= 0.9999)) {
    refuse('confidence', 'a number from 0.5 to 0.9999');
  }
  if (!Number.isInteger(given.bins) || given.bins < 1 || given.bins > 50) {
    refuse('bins', 'a whole number from 1 to 50');
  }
}

function refuse(option: string, expected: string): never {
  throw new RiskError('OPTION_INVALID', `"${option}" expected ${expected}`, { path: option });
}
