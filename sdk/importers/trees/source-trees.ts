/**
 * Trees as a model file has them, in one vocabulary for all tree libraries: what each importer
 * reads its file into, and what `importTrees` turns into a model. Nothing here has been checked
 * beyond its type; `walkTrees` does.
 *
 * Children are counted from their tree's first node, which is its root; -1 says leaf. Nodes may
 * stand in any order, and nodes that no path reaches are left out.
 *
 * A node sends a row left when
 * - the value is missing and `missingLeft` is 1, or
 * - the feature is numeric and `value < threshold` (side `less`) or `value <= threshold`
 *   (`less-equal`), compared in the feature's own precision, or
 * - the feature is categorical and its code is named by the node's {@link CategorySplit} of side
 *   `left`, or is not named by one of side `right`.
 */
export interface SourceTrees {
  readonly features: readonly SourceFeature[];
  /** First node of each tree, then the node count: u32[trees + 1]. */
  readonly start: Uint32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /**
   * Threshold of an inner node; of a leaf its value in log-odds (in the predicted number's unit
   * where the link is `identity`), with whatever weight or rate the file multiplies it by.
   * -Infinity as a threshold, of a feature with side `less`, tests for missing alone.
   */
  readonly value: Float32Array | Float64Array;
  readonly missingLeft: Uint8Array;
  /** Training weight that reached the node, finite and not negative. */
  readonly cover: Float32Array | Float64Array;
  /** The split of each inner node of a categorical feature, by node. */
  readonly categories: ReadonlyMap<number, CategorySplit>;
}

/** Codes that go to one side; every other code, known or not, goes to the other. */
export interface CategorySplit {
  readonly side: 'left' | 'right';
  readonly codes: ReadonlySet<number>;
}

export type SourceFeature = NumericSource | CategoricalSource;

interface SourceBase {
  readonly name: string;
  /** Whether the source takes missing values. */
  readonly missing: 'allowed' | 'refused';
}

export interface NumericSource extends SourceBase {
  readonly kind: 'numeric';
  /** Precision in which the source library compares. */
  readonly compare: 'float32' | 'float64';
  readonly side: 'less' | 'less-equal';
  /** Whether the source takes a zero for missing: LightGBM's `zero_as_missing`, |x| <= 1e-35. */
  readonly zeroIsMissing?: true;
}

export interface CategoricalSource extends SourceBase {
  readonly kind: 'categorical';
  /**
   * What the source's codes mean: code i is the i-th of them. Without names the codes are the
   * values themselves, from 0 to the largest that a split names.
   */
  readonly names?: CategoryNames;
  /** Whether a value that is neither named nor in any split is accepted. */
  readonly unlisted: 'other' | 'refused';
}

/**
 * The categories of one feature by the source's code, as the data frame had them: strings, or
 * integers. XGBoost 3.1 and later recode a data frame's categories by value before predicting, so
 * a value means the same whatever codes the caller's own frame gives it.
 */
export type CategoryNames =
  | {
      readonly kind: 'text';
      readonly values: readonly string[];
      /** What a caller may pass instead of each text: distinct i32. @defaultValue its position */
      readonly codes?: readonly number[];
    }
  | { readonly kind: 'integer'; readonly values: readonly number[] };

/** How the source adds a row's leaves up, in tree order. */
export interface SourceArithmetic {
  /** Margin before the first tree, in log-odds. */
  readonly base: number;
  /** Precision to which the running sum is rounded after every tree. */
  readonly sum: 'float32' | 'float64';
}
