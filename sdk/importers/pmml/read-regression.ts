import { mergeCuts } from './cuts.js';
import {
  attribute,
  childrenOf,
  choiceAttribute,
  numberAttribute,
  quote,
  readEach,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
} from './elements.js';
import type { Prediction, SourceTerm, TermSum } from './prediction.js';
import { addPredictions, scalePrediction } from './prediction.js';
import type { Raw, RawField } from './raw-field.js';
import { assertNumber, nameCategory, type Scalar } from './scalar.js';
import type { FieldScope } from './scope.js';
import type { Target } from './target.js';
import { parseValue } from './values.js';
import type { Element } from './xml.js';

const NORMALIZATIONS = [
  'none',
  'simplemax',
  'softmax',
  'logit',
  'probit',
  'cloglog',
  'exp',
  'loglog',
  'cauchit',
] as const;

/** Predictions of the models before this one in a chain, by the names of their outputs. */
export type ChainOutputs = ReadonlyMap<string, Prediction>;

/** A part of a table: its inputs, and its value where they are. */
interface Predictor {
  readonly element: Element;
  readonly scalars: readonly Scalar[];
  readonly evaluate: (raws: readonly Raw[], fields: readonly RawField[]) => number | null;
}

/**
 * Reads a `RegressionModel` whose predictors are constant in bins: categories, derived fields that
 * are bins, products of two of them; or outputs of the models before it in a chain.
 */
export function readRegression(
  model: Element,
  scope: FieldScope,
  target: Target,
  outputs: ChainOutputs = new Map(),
): Prediction {
  const inner = scope.inside(model);
  const method = choiceAttribute(model, 'normalizationMethod', NORMALIZATIONS);
  const tables = childrenOf(model, 'RegressionTable');
  const classifies = attribute(model, 'functionName') === 'classification';
  const read = (table: Element): Prediction => readTable(table, inner, outputs);
  if (!classifies) {
    if (tables.length !== 1) refuseInvalid(model, 'one RegressionTable');
    return linked(read(tables[0]!), linkOf(model, method), model);
  }
  if (tables.length > 2) refuseElement(model, `a target of ${tables.length} categories`);
  const [first, second] = tables;
  if (!first) return refuseInvalid(model, 'a RegressionTable');
  const name = requiredAttribute(first, 'targetCategory');
  const rest = second && requiredAttribute(second, 'targetCategory');
  const wanted = target.choose(model, rest === undefined ? [name] : [name, rest]);
  const link = linkOf(model, method);
  if (second && link === 'logistic' && method === 'softmax') {
    const margin = addPredictions(
      [read(first), scalePrediction(read(second), -1, 0, second)],
      model,
    );
    return linked(turned(margin, wanted === name, link, model), link, model);
  }
  // Otherwise the first table gives its category's probability, and the other gets what is left.
  if (second && (childrenOf(second, 'NumericPredictor').length > 0 || hasPredictors(second))) {
    refuseElement(second, `predictors in a second table with ${method}`);
  }
  return linked(turned(read(first), wanted === name, link, model), link, model);
}

function hasPredictors(table: Element): boolean {
  const { children } = table;
  return children.some(({ name }) => name.endsWith('Predictor') || name === 'PredictorTerm');
}

function linkOf(model: Element, method: (typeof NORMALIZATIONS)[number]): 'identity' | 'logistic' {
  if (method === 'none') return 'identity';
  if (method === 'softmax' || method === 'logit') return 'logistic';
  return refuseElement(model, `normalizationMethod ${quote(method)}`);
}

function linked(prediction: Prediction, link: 'identity' | 'logistic', model: Element): Prediction {
  if (link === 'identity') return prediction;
  if (prediction.kind === 'terms' && prediction.card)
    refuseElement(model, 'a link over a scorecard');
  return { ...prediction, link };
}

/** The other category's margin or probability, where that is the one wanted. */
function turned(
  prediction: Prediction,
  same: boolean,
  link: 'identity' | 'logistic',
  model: Element,
): Prediction {
  if (same) return prediction;
  return scalePrediction(prediction, -1, link === 'identity' ? 1 : 0, model);
}

function readTable(table: Element, scope: FieldScope, outputs: ChainOutputs): Prediction {
  const intercept = numberAttribute(table, 'intercept', 0);
  const chained: Prediction[] = [];
  const predictors: Predictor[] = [];
  readEach(table.children, (element) => {
    const name = attribute(element, 'name') ?? '';
    const output = outputs.get(name);
    if (output && element.name === 'NumericPredictor') {
      if (numberAttribute(element, 'exponent', 1) !== 1) refuseElement(element, 'an exponent');
      chained.push(scalePrediction(output, coefficientOf(element), 0, element));
      return;
    }
    switch (element.name) {
      case 'NumericPredictor':
        return void predictors.push(numericPredictor(element, scope));
      case 'CategoricalPredictor':
        return void predictors.push(categoricalPredictor(element, scope));
      case 'PredictorTerm':
        return void predictors.push(predictorTerm(element, scope));
    }
  });
  const own = { kind: 'terms' as const, terms: termsOf(predictors), base: intercept };
  const terms: TermSum = { ...own, link: 'identity' };
  return chained.length > 0 ? addPredictions([...chained, terms], table) : terms;
}

function coefficientOf(element: Element): number {
  const coefficient = numberAttribute(element, 'coefficient', undefined);
  return coefficient ?? refuseInvalid(element, 'an attribute coefficient');
}

function stepScalar(element: Element, scope: FieldScope, name: string): Scalar {
  const scalar = scope.resolve(name, element);
  assertNumber(element, scalar);
  if (scalar.shape === 'monotone') {
    refuseElement(
      element,
      `a number that is not in bins (${quote(name)}: discretise it, or bring the model as an ONNX network)`,
    );
  }
  return scalar;
}

function numericPredictor(element: Element, scope: FieldScope): Predictor {
  const scalar = stepScalar(element, scope, requiredAttribute(element, 'name'));
  const coefficient = coefficientOf(element);
  const exponent = numberAttribute(element, 'exponent', 1);
  return {
    element,
    scalars: [scalar],
    evaluate: (raws, fields) => {
      const value = valueOf(scalar, raws, fields);
      if (value === null) return null;
      return coefficient * (exponent === 1 ? value : value ** exponent);
    },
  };
}

function valueOf(scalar: Scalar, raws: readonly Raw[], fields: readonly RawField[]): number | null {
  const raw = scalar.field ? raws[fields.indexOf(scalar.field)]! : null;
  return scalar.evaluate(raw) as number | null;
}

/** Its coefficient where the field has its value, and nothing elsewhere or for a missing one. */
function categoricalPredictor(element: Element, scope: FieldScope): Predictor {
  const name = attribute(element, 'name') ?? requiredAttribute(element, 'field');
  const scalar = scope.resolve(name, element);
  const value = parseValue(requiredAttribute(element, 'value'), scalar.type, element);
  nameCategory(scalar, value);
  if (scalar.shape === 'monotone') refuseElement(element, 'a category of a number');
  const coefficient = coefficientOf(element);
  return {
    element,
    scalars: [scalar],
    evaluate: (raws, fields) => {
      const raw = scalar.field ? raws[fields.indexOf(scalar.field)]! : null;
      return scalar.evaluate(raw) === value ? coefficient : 0;
    },
  };
}

function predictorTerm(element: Element, scope: FieldScope): Predictor {
  const coefficient = coefficientOf(element);
  const scalars = childrenOf(element, 'FieldRef').map((each) =>
    stepScalar(each, scope, requiredAttribute(each, 'field')),
  );
  return {
    element,
    scalars,
    evaluate: (raws, fields) => {
      let product = coefficient;
      for (const scalar of scalars) {
        const value = valueOf(scalar, raws, fields);
        if (value === null) return null;
        product *= value;
      }
      return product;
    },
  };
}

/** Predictors over the same inputs make one term. */
function termsOf(predictors: readonly Predictor[]): SourceTerm[] {
  const groups = new Map<string, { fields: RawField[]; members: Predictor[] }>();
  for (const predictor of predictors) {
    const fields = [...new Set(predictor.scalars.flatMap(({ field }) => field ?? []))];
    if (fields.length > 2) refuseElement(predictor.element, 'a product of more than two inputs');
    fields.sort((a, b) => (a.name < b.name ? -1 : 1));
    const key = JSON.stringify(fields.map(({ name }) => name));
    const group = groups.get(key) ?? { fields, members: [] };
    group.members.push(predictor);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ fields, members }): SourceTerm => ({
    element: members[0]!.element,
    fields,
    cuts: fields.map((field) =>
      mergeCuts(
        members.flatMap(({ scalars }) =>
          scalars.filter((each) => each.field === field).map(({ breaks }) => breaks),
        ),
      ),
    ),
    evaluate: (raws) => {
      let sum = 0;
      for (const member of members) {
        const value = member.evaluate(raws, fields);
        if (value === null) return null;
        sum += value;
      }
      return sum;
    },
  }));
}
