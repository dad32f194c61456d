import { mergeCuts } from './cuts.js';
import {
  attribute,
  child,
  childrenOf,
  choiceAttribute,
  numberAttribute,
  readEach,
  refuseElement,
  refuseInvalid,
  requiredChild,
} from './elements.js';
import { EXPRESSIONS, readExpression } from './expressions.js';
import { atomsOf, evaluatePredicate, readPredicate, type Predicate } from './predicates.js';
import type { SourceTerm, TermSum } from './prediction.js';
import type { Raw, RawField } from './raw-field.js';
import type { Scalar } from './scalar.js';
import type { FieldScope } from './scope.js';
import type { Element } from './xml.js';

/** Inputs of one characteristic: more make tables too large. */
const MAX_INPUTS = 2;

interface CardAttribute {
  readonly element: Element;
  readonly predicate: Predicate;
  readonly score: number | Scalar;
  readonly reasonCode: string | undefined;
}

/**
 * Reads a `Scorecard`: a term for each characteristic.
 *
 * The points of the first attribute whose predicate is true count. Explanations are measured
 * against each characteristic's baseline score, or the card's.
 */
export function readScorecard(model: Element, scope: FieldScope): TermSum {
  const inner = scope.inside(model);
  const useReasons = attribute(model, 'useReasonCodes') !== 'false';
  const algorithm = choiceAttribute(model, 'reasonCodeAlgorithm', ['pointsBelow', 'pointsAbove']);
  const baselineMethod = attribute(model, 'baselineMethod');
  const shared = numberAttribute(model, 'baselineScore', undefined);
  const elements = childrenOf(requiredChild(model, 'Characteristics'), 'Characteristic');
  const read = readEach(elements, (each) => readCharacteristic(each, inner, shared, useReasons));
  const constants = read.flatMap((each) => (typeof each === 'number' ? [each] : []));
  const initial = numberAttribute(model, 'initialScore', 0);
  return {
    kind: 'terms',
    terms: read.flatMap((each) => (typeof each === 'number' ? [] : [each])),
    base: constants.reduce((sum, each) => sum + each, initial),
    link: 'identity',
    card: {
      direction: algorithm === 'pointsBelow' ? 'higher-is-safer' : 'higher-is-riskier',
      baselineMethod,
      reasonCodeAlgorithm: algorithm,
    },
  };
}

/** A term, or the points of a characteristic that tests nothing. */
function readCharacteristic(
  element: Element,
  scope: FieldScope,
  shared: number | undefined,
  useReasons: boolean,
): SourceTerm | number {
  const reasonCode = useReasons ? attribute(element, 'reasonCode') : undefined;
  const elements = childrenOf(element, 'Attribute');
  if (elements.length === 0) refuseInvalid(element, 'attributes');
  const attributes = readEach(elements, (each) => readAttribute(each, scope, reasonCode));
  const fields = fieldsOf(attributes, element);
  const cuts = fields.map((field) => mergeCuts(attributes.map((each) => cutsOn(each, field))));
  const find = (raws: readonly Raw[]): CardAttribute | undefined => {
    const rawOf = (field: RawField): Raw => raws[fields.indexOf(field)]!;
    return attributes.find(({ predicate }) => evaluatePredicate(predicate, rawOf) === true);
  };
  const evaluate = (raws: readonly Raw[]): number | null => {
    const found = find(raws);
    if (!found) return null;
    const { score } = found;
    if (typeof score === 'number') return score;
    if (score.shape !== 'step') {
      refuseElement(score.element, 'points that vary inside a bin (ComplexPartialScore)');
    }
    return score.evaluate(raws[fields.indexOf(score.field!)]!) as number | null;
  };
  if (fields.length === 0) {
    return evaluate([]) ?? refuseInvalid(element, 'an attribute that is true');
  }
  const own = attributes.some((each) => each.reasonCode !== reasonCode);
  return {
    element,
    fields,
    cuts,
    evaluate,
    baseline: numberAttribute(element, 'baselineScore', shared),
    name: attribute(element, 'name') ?? fields[0]!.name,
    reasonCode: reasonCode ?? attributes.find((each) => each.reasonCode !== undefined)?.reasonCode,
    ...(useReasons && own && { reasonOf: (raws: readonly Raw[]) => find(raws)?.reasonCode }),
  };
}

function readAttribute(
  element: Element,
  scope: FieldScope,
  reasonCode: string | undefined,
): CardAttribute {
  const predicate = readPredicate(element, scope);
  const own = attribute(element, 'reasonCode') ?? reasonCode;
  const complex = child(element, 'ComplexPartialScore');
  if (!complex) {
    const score = numberAttribute(element, 'partialScore', undefined);
    if (score === undefined) refuseInvalid(element, 'a partialScore');
    return { element, predicate, score, reasonCode: own };
  }
  const expression = complex.children.find(({ name }) => EXPRESSIONS.has(name));
  if (!expression) return refuseInvalid(complex, 'an expression');
  const scalar = readExpression(expression, scope);
  if (scalar.type.kind !== 'number') refuseInvalid(complex, 'a number');
  if (scalar.field) {
    return { element, predicate, score: { ...scalar, element: complex }, reasonCode: own };
  }
  const score = scalar.evaluate(null);
  if (typeof score !== 'number') return refuseInvalid(complex, 'a number');
  return { element, predicate, score, reasonCode: own };
}

function fieldsOf(attributes: readonly CardAttribute[], element: Element): RawField[] {
  const fields = new Set(
    attributes.flatMap(({ predicate, score }) => [
      ...atomsOf(predicate).map(({ field }) => field),
      ...(typeof score === 'number' ? [] : [score.field!]),
    ]),
  );
  if (fields.size > MAX_INPUTS) {
    refuseElement(element, `a characteristic over more than ${MAX_INPUTS} inputs`);
  }
  return [...fields];
}

function cutsOn({ predicate, score }: CardAttribute, field: RawField): number[] {
  return mergeCuts([
    ...atomsOf(predicate).flatMap((atom) => (atom.field === field ? [atom.cuts] : [])),
    ...(typeof score !== 'number' && score.field === field ? [score.breaks] : []),
  ]);
}
