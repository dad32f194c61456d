import {
  attribute,
  childrenOf,
  choiceAttribute,
  numberAttribute,
  numberOf,
  placeOf,
  quote,
  readEach,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
  requiredChild,
} from './elements.js';
import { readPredicate, type Predicate } from './predicates.js';
import type { FieldScope } from './scope.js';
import type { Element } from './xml.js';

/** What a tree's nodes give: the number they name, a category's probability, or a vote for it. */
export type TreeOutput =
  | { readonly kind: 'number'; readonly float32: boolean }
  | { readonly kind: 'probability' | 'vote'; readonly category: string };

export interface PmmlTree {
  readonly element: Element;
  readonly root: PmmlNode;
  readonly missing: MissingStrategy;
  /** Whether a node none of whose children is true gives its own prediction, or none. */
  readonly noTrueChild: 'none' | 'last';
  /** Whether nodes say how many records reached them. */
  readonly counted: boolean;
}

export type MissingStrategy =
  | 'none'
  | 'lastPrediction'
  | 'nullPrediction'
  | 'defaultChild'
  | 'weightedConfidence'
  | 'aggregateNodes';

export interface PmmlNode {
  readonly element: Element;
  readonly predicate: Predicate;
  readonly children: readonly PmmlNode[];
  /** The node's own prediction; null when it has none. */
  readonly value: number | null;
  readonly records: number;
  /** Of a classification: records of the wanted category, and of all. */
  readonly distribution: { readonly wanted: number; readonly all: number } | undefined;
  readonly defaultChild: PmmlNode | undefined;
}

/** Reads a `TreeModel`: nodes, predicates and what happens with unknown ones. */
export function readTree(model: Element, scope: FieldScope, output: TreeOutput): PmmlTree {
  const missing = choiceAttribute(model, 'missingValueStrategy', [
    'none',
    'lastPrediction',
    'nullPrediction',
    'defaultChild',
    'weightedConfidence',
    'aggregateNodes',
  ]);
  const mixes = missing === 'weightedConfidence' || missing === 'aggregateNodes';
  if (mixes && output.kind !== 'probability') {
    refuseElement(model, `missingValueStrategy ${missing} of a tree that gives no probability`);
  }
  if (missing === 'weightedConfidence') {
    scope.note(
      `${placeOf(model)}: weightedConfidence scores below each possible child, as the specification has it; not every evaluator does`,
    );
  }
  if (numberAttribute(model, 'missingValuePenalty', 1) !== 1) {
    if (mixes) refuseElement(model, `a missingValuePenalty with ${missing}`);
    // A factor on the confidence of a category: of a number or a vote there is none.
    if (output.kind === 'probability') {
      scope.note(
        `${placeOf(model)}: missingValuePenalty lowers confidences, and the probabilities that are carried not`,
      );
    }
  }
  const noTrueChild = choiceAttribute(model, 'noTrueChildStrategy', [
    'returnNullPrediction',
    'returnLastPrediction',
  ]);
  const inner = scope.inside(model);
  let counted = false;
  const read = (element: Element): PmmlNode => {
    if (element.children.some(isEmbedded)) refuseElement(element, 'a model inside a node');
    const children = readEach(childrenOf(element, 'Node'), read);
    const records = numberAttribute(element, 'recordCount', undefined);
    if (records !== undefined) counted = true;
    if (records !== undefined && records < 0) refuseInvalid(element, 'recordCount >= 0');
    const distribution =
      output.kind === 'number'
        ? undefined
        : readDistribution(element, output, missing === 'aggregateNodes');
    return {
      element,
      predicate: readPredicate(element, inner),
      children,
      value: readValue(element, output, distribution),
      records: records ?? 0,
      distribution,
      defaultChild: defaultChildOf(element, children),
    };
  };
  const root = read(requiredChild(model, 'Node'));
  const last = noTrueChild === 'returnLastPrediction';
  return { element: model, root, missing, noTrueChild: last ? 'last' : 'none', counted };
}

function isEmbedded({ name }: Element): boolean {
  return name === 'Regression' || name === 'DecisionTree' || name === 'Partition';
}

function defaultChildOf(element: Element, children: readonly PmmlNode[]): PmmlNode | undefined {
  const id = attribute(element, 'defaultChild');
  if (id === undefined) return undefined;
  const found = children.find((each) => attribute(each.element, 'id') === id);
  return found ?? refuseInvalid(element, `a child with the id ${quote(id)}`);
}

function readValue(
  element: Element,
  output: TreeOutput,
  distribution: PmmlNode['distribution'],
): number | null {
  const score = attribute(element, 'score');
  if (output.kind === 'number') {
    if (score === undefined) return null;
    const value = numberOf(score) ?? refuseInvalid(element, 'a number as score');
    return output.float32 ? Math.fround(value) : value;
  }
  if (output.kind === 'vote') return score === undefined ? null : Number(score === output.category);
  return distribution ? distribution.wanted / distribution.all : null;
}

function readDistribution(
  element: Element,
  output: Extract<TreeOutput, { category: string }>,
  records: boolean,
): PmmlNode['distribution'] {
  const scores = childrenOf(element, 'ScoreDistribution');
  if (scores.length === 0) return undefined;
  // Probabilities count where every category has one, records otherwise, and where they are mixed.
  const written = scores.every((each) => attribute(each, 'probability') !== undefined);
  const key = written && !records ? 'probability' : 'recordCount';
  let wanted = 0;
  let all = 0;
  for (const each of scores) {
    const count = numberAttribute(each, key, undefined);
    if (count === undefined || count < 0) return refuseInvalid(each, `${key} >= 0`);
    all += count;
    if (requiredAttribute(each, 'value') === output.category) wanted += count;
  }
  // A node that no record reached has no probability.
  if (all === 0) return undefined;
  // Written probabilities are what they are; they need not be made to add up.
  return { wanted, all: key === 'probability' ? 1 : all };
}
