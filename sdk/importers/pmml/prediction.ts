import type { Link } from '../../model/calibration.js';
import { refuseElement } from './elements.js';
import type { Raw, RawField } from './raw-field.js';
import type { PmmlTree } from './read-tree.js';
import type { Element } from './xml.js';

/** A sum of trees: base + sum over trees of factor * leaf. */
export interface TreeSum {
  readonly kind: 'trees';
  readonly trees: readonly WeightedTree[];
  readonly base: number;
  readonly link: Link;
  /** Whether the file's own sums are rounded to float32. */
  readonly float32: boolean;
}

export interface WeightedTree {
  readonly tree: PmmlTree;
  readonly factor: number;
  /** What a row without a prediction adds; undefined where the sum then has no value. */
  readonly ifNull: number | undefined;
}

/** A sum of terms over one input or two each: a scorecard, or a regression over bins. */
export interface TermSum {
  readonly kind: 'terms';
  readonly terms: readonly SourceTerm[];
  readonly base: number;
  readonly link: Link;
  readonly card?: CardFacts;
}

export interface SourceTerm {
  readonly element: Element;
  /** One input, or two. */
  readonly fields: readonly RawField[];
  /** Cut points of each input at which the term may change. */
  readonly cuts: readonly (readonly number[])[];
  /** The term's value; null where it has none. */
  readonly evaluate: (raws: readonly Raw[]) => number | null;
  /** What the term is measured against; undefined when the file says nothing. */
  readonly baseline?: number | undefined;
  /** Name, and reason codes of a characteristic. */
  readonly name?: string;
  readonly reasonCode?: string | undefined;
  /** The reason code for an applicant's own values, where attributes have their own. */
  readonly reasonOf?: (raws: readonly Raw[]) => string | undefined;
}

/** What a scorecard says about itself. */
export interface CardFacts {
  readonly direction: 'higher-is-safer' | 'higher-is-riskier';
  readonly baselineMethod: string | undefined;
  readonly reasonCodeAlgorithm: string;
}

export type Prediction = TreeSum | TermSum;

/** factor * prediction + constant. */
export function scalePrediction(
  prediction: Prediction,
  factor: number,
  constant: number,
  element: Element,
): Prediction {
  if (factor === 1 && constant === 0) return prediction;
  if (prediction.link !== 'identity') refuseElement(element, 'arithmetic with a probability');
  const base = prediction.base * factor + constant;
  if (prediction.kind === 'trees') {
    const trees = prediction.trees.map((each) => ({
      ...each,
      factor: each.factor * factor,
      ifNull: each.ifNull,
    }));
    return { ...prediction, base, trees };
  }
  if (factor < 0 && prediction.card) refuseElement(element, 'a scorecard that is turned round');
  const terms = prediction.terms.map((term): SourceTerm => ({
    ...term,
    evaluate: (raws) => {
      const value = term.evaluate(raws);
      return value === null ? null : factor * value;
    },
    baseline: term.baseline === undefined ? undefined : term.baseline * factor,
  }));
  return { ...prediction, base, terms };
}

/** The sum of several predictions of one kind. */
export function addPredictions(parts: readonly Prediction[], element: Element): Prediction {
  const filled = parts.filter((each) =>
    each.kind === 'trees' ? each.trees.length > 0 : each.terms.length > 0,
  );
  if (parts.some(({ link }) => link !== 'identity')) {
    refuseElement(element, 'a sum of probabilities that come from log-odds');
  }
  const base = parts.reduce((sum, each) => sum + each.base, 0);
  const trees = filled.flatMap((each) => (each.kind === 'trees' ? [each] : []));
  const sums = filled.flatMap((each) => (each.kind === 'terms' ? [each] : []));
  if (trees.length > 0 && sums.length > 0) refuseElement(element, 'a sum of trees and regressions');
  if (sums.some(({ card }) => card)) {
    if (parts.length > 1) refuseElement(element, 'a sum with a scorecard in it');
    return sums[0]!;
  }
  if (trees.length === 0) {
    return { kind: 'terms', terms: sums.flatMap(({ terms }) => terms), base, link: 'identity' };
  }
  return {
    kind: 'trees',
    trees: trees.flatMap((each) => each.trees),
    base,
    link: 'identity',
    float32: trees.some(({ float32 }) => float32),
  };
}
