import type { Block } from './lattice.js';

/** A table of margins; i32 unless a model's leaves are so large that differences are not. */
export type Margins = Int32Array | Float64Array;

/**
 * The margin as a sum over what changes, anchored at the applicant:
 *
 * margin = base + sum over changed a of single_a(i)
 *        + sum over changed pairs of pair_ab(i, j) + sum over changed triples of triple_abc(i, j, k)
 *
 * exactly, for three changed blocks at most (a model of single terms and pairs: for any number).
 * This is the anchored (cut-HDMR) decomposition of Rabitz and Alis 1999, in integers; a tree takes
 * part in the few pairs and triples that it tests on its way.
 */
export interface Form {
  readonly blocks: readonly Block[];
  /** The applicant's own margin. */
  readonly base: number;
  /** No combination that the form was built for has a lower margin. */
  readonly floor: number;
  /** By option; 0 where the block stays. */
  readonly single: readonly Margins[];
  /** Of blocks a < b at `[a * blocks + b]`: by option of a, then of b; `undefined` where it is 0. */
  readonly pair: readonly (Margins | undefined)[];
  /** A lower bound of the triple term of three blocks, ascending; at most 0. */
  tripleFloor(a: number, b: number, c: number): number;
  /** The triple term of three options. */
  triple(a: number, i: number, b: number, j: number, c: number, k: number): number;
}

/** Where each feature's bins come from: a block's options, or the applicant. */
export interface Assignment {
  readonly blocks: readonly Block[];
  /** u16[features]: bins of the features that no block sets. */
  readonly bins: Uint16Array;
}
