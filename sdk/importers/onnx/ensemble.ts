import type { Column } from './column.js';

/** How a node compares the column's value with its own; `member` tests a set of values. */
export type NodeMode = 'leq' | 'lt' | 'gte' | 'gt' | 'eq' | 'neq' | 'member';

/**
 * A tree ensemble in one form for all its operators. A child, or a root, is a node's index, or
 * `~k` for the k-th leaf. Indices have been checked to be in range, and nothing else.
 */
export interface Ensemble {
  /** Where the operator stands, for errors. */
  readonly path: string;
  readonly columns: readonly Column[];
  readonly roots: Int32Array;
  readonly modes: readonly NodeMode[];
  readonly feature: Int32Array;
  readonly value: ArrayLike<number>;
  /** What the node tests for, where its mode is `member`. */
  readonly members: ReadonlyMap<number, ReadonlySet<number>>;
  readonly whenTrue: Int32Array;
  readonly whenFalse: Int32Array;
  readonly missingTrue: Uint8Array;
  /** Popularity of each node and leaf, where the file has one for every node. */
  readonly hitrates:
    { readonly nodes: ArrayLike<number>; readonly leaves: ArrayLike<number> } | undefined;
  readonly leaves: LeafVotes;
  /** Each vote is divided by this: the number of trees where they are averaged, else 1. */
  readonly divisor: number;
  /** Precision in which the source adds leaves. */
  readonly sum: 'float32' | 'float64';
}

/** What each leaf adds to which targets: `target` and `weight` of leaf k from `start[k]` on. */
export interface LeafVotes {
  readonly start: Uint32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
}

/** What a leaf adds to one weighted sum of the targets. */
export function leafValue(
  votes: LeafVotes,
  leaf: number,
  weights: ReadonlyMap<number, number>,
): number {
  let value = 0;
  for (let vote = votes.start[leaf]!; vote < votes.start[leaf + 1]!; vote++) {
    value += (weights.get(votes.target[vote]!) ?? 0) * votes.weight[vote]!;
  }
  return value;
}
