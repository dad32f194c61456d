import { RiskError } from '../../core/errors.js';
import type { IssueList } from '../../model/check/issues.js';
import { throwIssues } from '../fields.js';
import { refuseUnsupported } from '../unsupported.js';
import { WHAT, type Header } from './read-header.js';
import { readCount, readNumbers } from './read-numbers.js';
import { shown, type Sections, type Span } from './read-sections.js';
import { pastZeros } from './zero-threshold.js';

/** Category codes that all splits name together; each costs tens of bytes more than once. */
const MAX_CODES = 2 ** 22;

/** What the versions write of a tree; what is read of it is read by name below. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'num_leaves',
  'num_cat',
  'split_feature',
  'split_gain',
  'threshold',
  'decision_type',
  'left_child',
  'right_child',
  'leaf_value',
  'leaf_weight',
  'leaf_count',
  'internal_value',
  'internal_weight',
  'internal_count',
  'cat_boundaries',
  'cat_threshold',
  'is_linear',
  'shrinkage',
]);

/**
 * The trees as a file has them, end to end: of each tree the inner nodes, its root first, and then
 * its leaves. Children are counted from their tree's first node; -1 says leaf.
 */
export interface LightgbmTrees {
  /** First node of each tree, then the node count. */
  readonly start: Uint32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /** Threshold of an inner node; of a leaf its share of the margin, in log-odds if the link is logistic. */
  readonly value: Float64Array;
  /** Bit 0: categories; bit 1: missing goes left; bits 2 and 3: the missing type. */
  readonly decision: Uint8Array;
  /** Training rows: what LightGBM's own Shapley values weigh by (`data_count` in tree.h). */
  readonly cover: Float64Array;
  /** Codes that go left, ascending, by node of a categorical split. */
  readonly codes: ReadonlyMap<number, readonly number[]>;
}

/**
 * Reads every tree. What a tree says of itself is checked before anything of that size is made.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` for linear trees and keys that are not known.
 */
export function readTrees(sections: Sections, header: Header, issues: IssueList): LightgbmTrees {
  const { text, trees } = sections;
  refuseUnknown(text, trees);
  const leaves = trees.map((tree, t) => countLeaves(text, tree, `Tree=${t}`, issues));
  if (!issues.empty) throwIssues('IMPORT_FORMAT', WHAT, issues);
  const start = new Uint32Array(trees.length + 1);
  leaves.forEach((count, t) => (start[t + 1] = start[t]! + 2 * count - 1));
  const nodes = start[trees.length]!;
  const codes = new Map<number, readonly number[]>();
  const source = {
    start,
    left: new Int32Array(nodes).fill(-1),
    right: new Int32Array(nodes).fill(-1),
    feature: new Int32Array(nodes),
    value: new Float64Array(nodes),
    decision: new Uint8Array(nodes),
    cover: new Float64Array(nodes),
    codes,
  };
  const weight = header.averages ? header.sigmoid / trees.length : header.sigmoid;
  const budget = { codes: MAX_CODES };
  for (let t = 0; t < trees.length && !issues.full; t++) {
    const lines = new TreeLines(text, trees[t]!, `Tree=${t}`, issues);
    readTree(lines, source, start[t]!, leaves[t]!, weight);
    readCategories(lines, source, start[t]!, leaves[t]! - 1, codes, budget);
  }
  return source;
}

function refuseUnknown(text: string, trees: Sections['trees']): void {
  const linear = trees.findIndex((tree) => {
    const flag = tree.get('is_linear');
    return flag !== undefined && text.slice(flag.from, Math.min(flag.to, flag.from + 4)) !== '0';
  });
  refuseUnsupported('LightGBM', [
    [linear >= 0, `Tree=${linear}.is_linear`, 'linear functions in the leaves (linear_tree)'],
  ]);
  trees.forEach((tree, t) => {
    for (const key of tree.keys()) {
      if (KNOWN_KEYS.has(key)) continue;
      const path = `Tree=${t}.${shown(key)}`;
      refuseUnsupported('LightGBM', [[true, path, `the tree line ${JSON.stringify(shown(key))}`]]);
    }
  });
}

/** Leaves of a tree, once its lines are seen to be long enough for as many. */
function countLeaves(
  text: string,
  tree: ReadonlyMap<string, Span>,
  path: string,
  issues: IssueList,
): number {
  const at = tree.get('num_leaves');
  const leaves = at && readCount(text.slice(at.from, at.to));
  if (leaves === undefined || leaves === 0) {
    issues.add(at ? 'TYPE' : 'FIELD_MISSING', `${path}.num_leaves`, 'a count');
    return 1;
  }
  const room = (key: string): number => {
    const span = tree.get(key);
    return span ? (span.to - span.from + 1) / 2 : 0;
  };
  const inner = ['left_child', 'right_child', 'split_feature', 'threshold', 'internal_count'];
  const fits = room('leaf_value') >= leaves && inner.every((key) => room(key) >= leaves - 1);
  if (fits) return leaves;
  const missing = [...inner, 'leaf_value'].find((key) => !tree.has(key) && leaves > 1);
  if (missing !== undefined) issues.add('FIELD_MISSING', `${path}.${missing}`, `numbers`);
  else issues.add('SHAPE', `${path}.num_leaves`, 'as many leaves as the lines of the tree have');
  return 1;
}

/** The lines of one tree, read by key. */
class TreeLines {
  constructor(
    private readonly text: string,
    private readonly tree: ReadonlyMap<string, Span>,
    readonly path: string,
    readonly issues: IssueList,
  ) {}

  has(key: string): boolean {
    return this.tree.has(key);
  }

  /** As many numbers as a line must have, from `at` on. */
  numbers(
    key: string,
    target: Int32Array | Uint8Array | Uint32Array | Float64Array,
    at: number,
    count: number,
  ): void {
    const span = this.tree.get(key);
    const path = `${this.path}.${key}`;
    if (span) readNumbers(this.text, span, count, target, at, path, this.issues);
    else this.issues.add('FIELD_MISSING', path, `${count} numbers`);
  }

  /** A count; 0 after noting an issue. */
  count(key: string): number {
    const span = this.tree.get(key);
    const count = span && readCount(this.text.slice(span.from, span.to));
    if (count === undefined) this.issues.add('TYPE', `${this.path}.${key}`, 'a count');
    return count ?? 0;
  }

  /** How many numbers a line can hold at most. */
  room(key: string): number {
    const span = this.tree.get(key);
    return span ? Math.ceil((span.to - span.from) / 2) : 0;
  }
}

type Writable = Omit<LightgbmTrees, 'start' | 'codes'>;

function readTree(
  lines: TreeLines,
  source: Writable,
  start: number,
  leaves: number,
  weight: number,
): void {
  const inner = leaves - 1;
  const { left, right, feature, value, decision, cover } = source;
  lines.numbers('leaf_value', value, start + inner, leaves);
  for (let leaf = start + inner; leaf < start + inner + leaves; leaf++) value[leaf]! *= weight;
  // A tree that is one leaf has no lines for splits, and old versions count no rows for it.
  if (inner === 0) return;
  lines.numbers('leaf_count', cover, start + inner, leaves);
  lines.numbers('internal_count', cover, start, inner);
  lines.numbers('split_feature', feature, start, inner);
  lines.numbers('threshold', value, start, inner);
  lines.numbers('decision_type', decision, start, inner);
  lines.numbers('left_child', left, start, inner);
  lines.numbers('right_child', right, start, inner);
  for (let node = start; node < start + inner; node++) {
    left[node] = childOf(left[node]!, inner);
    right[node] = childOf(right[node]!, inner);
    if ((decision[node]! & 1) === 0) value[node] = pastZeros(value[node]!);
  }
}

/**
 * A child as a node: inner nodes are counted from 0, leaves from -1 downwards. What is neither
 * becomes a number that `walkTrees` finds out of range.
 */
function childOf(child: number, inner: number): number {
  if (child >= inner) return 0;
  return child >= 0 ? child : inner + ~child;
}

/** Sets of codes are bits in words; `cat_boundaries` says which words are whose. */
function readCategories(
  lines: TreeLines,
  { value, decision }: Writable,
  start: number,
  inner: number,
  codes: Map<number, readonly number[]>,
  budget: { codes: number },
): void {
  const { path, issues } = lines;
  const sets = lines.count('num_cat');
  const owners: number[] = [];
  for (let node = start; node < start + inner; node++) if (decision[node]! & 1) owners.push(node);
  if (owners.length === 0 && sets === 0) return;
  // LightGBM itself overlooks bit 0 of decision_type where num_cat is 0.
  if (owners.length !== sets) {
    issues.add('SHAPE', `${path}.num_cat`, 'as many sets as categorical splits');
    return;
  }
  if (sets + 1 > lines.room('cat_boundaries')) {
    issues.add('SHAPE', `${path}.cat_boundaries`, `${sets + 1} numbers`);
    return;
  }
  const ends = new Uint32Array(sets + 1);
  lines.numbers('cat_boundaries', ends, 0, sets + 1);
  const ascending = ends.every((end, i) => (i === 0 ? end === 0 : end >= ends[i - 1]!));
  const count = ends[sets]!;
  if (!ascending || count > lines.room('cat_threshold')) {
    issues.add('CATEGORY_SEGMENT', `${path}.cat_boundaries`, 'parts of cat_threshold, ascending');
    return;
  }
  const words = new Uint32Array(count);
  lines.numbers('cat_threshold', words, 0, count);
  if (!issues.empty) return;
  const used = new Uint8Array(sets);
  for (const node of owners) {
    const set = value[node]!;
    if (!(Number.isInteger(set) && set >= 0 && set < sets) || used[set] === 1) {
      issues.add('CATEGORY_SET', `${path}.threshold[${node - start}]`, 'a set of its own');
      return;
    }
    used[set] = 1;
    const list = bitsOf(words.subarray(ends[set], ends[set + 1]), budget.codes);
    budget.codes -= list.length;
    codes.set(node, list);
  }
}

function bitsOf(words: Uint32Array, limit: number): readonly number[] {
  const list: number[] = [];
  for (let word = 0; word < words.length; word++) {
    for (let rest = words[word]!; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
      list.push(32 * word + 31 - Math.clz32(rest & -rest));
    }
    if (list.length > limit) {
      throw new RiskError(
        'IMPORT_UNSUPPORTED',
        `the model's category sets name more than ${MAX_CODES} codes`,
      );
    }
  }
  return list;
}
