import {
  attribute,
  childrenOf,
  child,
  choiceAttribute,
  numberAttribute,
  quote,
  readEach,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
  requiredChild,
} from './elements.js';
import { EXPRESSIONS } from './expressions.js';
import { addPredictions, scalePrediction, type Prediction } from './prediction.js';
import { readPredicate } from './predicates.js';
import { readRegression, type ChainOutputs } from './read-regression.js';
import { readScorecard } from './read-scorecard.js';
import { readTree, type TreeOutput } from './read-tree.js';
import type { FieldScope } from './scope.js';
import type { Target } from './target.js';
import type { Element } from './xml.js';

/** Levels of models in models; libraries write three. */
const MAX_LEVELS = 8;

/** Models of PMML 4.x; what is not one of the four is refused by its name. */
export const MODELS = new Set([
  'Scorecard',
  'RegressionModel',
  'TreeModel',
  'MiningModel',
  'AnomalyDetectionModel',
  'AssociationModel',
  'BaselineModel',
  'BayesianNetworkModel',
  'ClusteringModel',
  'GaussianProcessModel',
  'GeneralRegressionModel',
  'NaiveBayesModel',
  'NearestNeighborModel',
  'NeuralNetwork',
  'RuleSetModel',
  'SequenceModel',
  'SupportVectorMachineModel',
  'TextModel',
  'TimeSeriesModel',
]);

interface Context {
  readonly scope: FieldScope;
  readonly target: Target;
  /** Whether trees vote, inside a segmentation that counts votes. */
  readonly votes: boolean;
  readonly outputs: ChainOutputs;
  readonly level: number;
}

/** Reads the file's model, with all models inside it. */
export function readModel(model: Element, scope: FieldScope, target: Target): Prediction {
  return read(model, { scope, target, votes: false, outputs: new Map(), level: 0 });
}

function read(model: Element, context: Context): Prediction {
  if (attribute(model, 'isScorable') === 'false')
    refuseElement(model, 'a model that is not scorable');
  if (context.level > MAX_LEVELS) refuseElement(model, 'models in models to this depth');
  const { scope, target, outputs } = context;
  switch (model.name) {
    case 'Scorecard':
      return rescaled(model, readScorecard(model, scope));
    case 'RegressionModel':
      return rescaled(model, readRegression(model, scope, target, outputs));
    case 'TreeModel':
      return rescaled(model, readTreeModel(model, context));
    case 'MiningModel':
      return rescaled(model, readMiningModel(model, context));
    default:
      return refuseElement(model, `a ${model.name}`);
  }
}

function readTreeModel(model: Element, context: Context): Prediction {
  const tree = readTree(model, context.scope, outputOf(model, context));
  const trees = [{ tree, factor: 1, ifNull: undefined }];
  return { kind: 'trees', trees, base: 0, link: 'identity', float32: isFloat(model) };
}

function outputOf(model: Element, { target, votes }: Context): TreeOutput {
  if (attribute(model, 'functionName') !== 'classification') {
    return { kind: 'number', float32: isFloat(model) };
  }
  const names = new Set<string>();
  const visit = (element: Element): void => {
    const score = attribute(element, 'score');
    const values = childrenOf(element, 'ScoreDistribution').flatMap(
      (each) => attribute(each, 'value') ?? [],
    );
    for (const name of values) names.add(name);
    if (score !== undefined && (votes || values.length === 0)) names.add(score);
    childrenOf(element, 'Node').forEach(visit);
  };
  visit(requiredChild(model, 'Node'));
  const category = target.choose(model, [...names]);
  return { kind: votes ? 'vote' : 'probability', category };
}

function isFloat(model: Element): boolean {
  return attribute(model, 'x-mathContext') === 'float';
}

/** What `Targets` does to a predicted number; categories have none of it. */
function rescaled(model: Element, prediction: Prediction): Prediction {
  const targets = child(model, 'Targets');
  const all = targets ? childrenOf(targets, 'Target') : [];
  const [target] = all;
  if (!target || attribute(model, 'functionName') === 'classification') return prediction;
  if (all.length > 1) refuseElement(all[1]!, 'a second target');
  for (const name of ['castInteger', 'min', 'max']) {
    if (attribute(target, name) !== undefined) refuseElement(target, name);
  }
  const factor = numberAttribute(target, 'rescaleFactor', 1);
  return scalePrediction(prediction, factor, numberAttribute(target, 'rescaleConstant', 0), target);
}

const METHODS = [
  'sum',
  'average',
  'weightedAverage',
  'weightedSum',
  'majorityVote',
  'weightedMajorityVote',
  'modelChain',
  'selectFirst',
  'selectAll',
  'median',
  'weightedMedian',
  'max',
  'x-weightedSum',
] as const;

function readMiningModel(model: Element, context: Context): Prediction {
  const scope = context.scope.inside(model);
  const segmentation = child(model, 'Segmentation');
  if (!segmentation) return refuseElement(model, 'a MiningModel without Segmentation');
  requiredAttribute(segmentation, 'multipleModelMethod');
  const method = attribute(segmentation, 'multipleModelMethod')!;
  const inner = { ...context, scope, level: context.level + 1 };
  switch (METHODS.find((each) => each === method)) {
    case 'sum':
    case 'average':
    case 'majorityVote':
    case 'weightedAverage':
    case 'weightedSum':
    case 'x-weightedSum':
    case 'weightedMajorityVote':
      return readSum(segmentation, method, inner);
    case 'modelChain':
      return readChain(segmentation, inner);
    case 'selectFirst':
      return readFirst(segmentation, inner);
    default:
      return refuseElement(segmentation, `multipleModelMethod ${quote(method)}`);
  }
}

function segmentsOf(segmentation: Element): readonly Element[] {
  const segments = childrenOf(segmentation, 'Segment');
  return segments.length > 0 ? segments : refuseInvalid(segmentation, 'segments');
}

function modelIn(segment: Element): Element {
  const model = segment.children.find(({ name }) => MODELS.has(name));
  return model ?? refuseInvalid(segment, 'a model');
}

/** Whether a segment takes part for every row. */
function isAlways(segment: Element, scope: FieldScope): boolean {
  const predicate = readPredicate(segment, scope);
  return predicate.kind === 'constant' && predicate.value === true;
}

function readSum(segmentation: Element, method: string, context: Context): Prediction {
  const segments = segmentsOf(segmentation);
  const votes = method === 'majorityVote' || method === 'weightedMajorityVote';
  if (attribute(segmentation.parent!, 'functionName') === 'classification' && /sum/i.test(method)) {
    refuseElement(segmentation, `${method} of categories`);
  }
  const missing = choiceAttribute(segmentation, 'missingPredictionTreatment', [
    'continue',
    'returnMissing',
    'skipSegment',
  ]);
  const weighted = method.includes('eighted');
  const weights = segments.map((segment) => (weighted ? numberAttribute(segment, 'weight', 1) : 1));
  const total = /sum/i.test(method) ? 1 : weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) refuseInvalid(segmentation, 'weights above 0');
  // Left out, a segment without a prediction adds nothing to a sum; a mean would change its weights.
  const skips = missing === 'skipSegment' && /sum/i.test(method);
  const parts = readEach(segments, (segment, k) => {
    if (!isAlways(segment, context.scope)) {
      refuseElement(segment, 'a segment that takes part for some rows only');
    }
    const part = read(modelIn(segment), { ...context, votes });
    const scaled = scalePrediction(part, weights[k]! / total, 0, segment);
    if (!skips || scaled.kind !== 'trees') return scaled;
    return { ...scaled, trees: scaled.trees.map((each) => ({ ...each, ifNull: 0 })) };
  });
  return addPredictions(parts, segmentation);
}

/** Only the first segment whose predicate is true counts: carried where that is always the first. */
function readFirst(segmentation: Element, context: Context): Prediction {
  const [first] = segmentsOf(segmentation);
  if (!isAlways(first!, context.scope)) {
    refuseElement(segmentation, 'selectFirst whose first segment takes part for some rows only');
  }
  return read(modelIn(first!), context);
}

/** Models one after another; the last one counts, and takes what those before it gave. */
function readChain(segmentation: Element, context: Context): Prediction {
  const segments = segmentsOf(segmentation);
  const outputs = new Map(context.outputs);
  let last: Prediction | undefined;
  for (const segment of segments) {
    if (!isAlways(segment, context.scope)) {
      refuseElement(segment, 'a segment that takes part for some rows only');
    }
    const model = modelIn(segment);
    last = read(model, { ...context, outputs });
    addOutputs(model, last, outputs);
  }
  return last!;
}

/** Names for what a model gives: its number, or a linear function of it. */
function addOutputs(
  model: Element,
  prediction: Prediction,
  outputs: Map<string, Prediction>,
): void {
  const output = child(model, 'Output');
  const fields = output ? childrenOf(output, 'OutputField') : [];
  for (const field of fields) {
    const name = requiredAttribute(field, 'name');
    const feature = attribute(field, 'feature') ?? 'predictedValue';
    if (feature === 'predictedValue') outputs.set(name, prediction);
    if (feature !== 'transformedValue') continue;
    const expression = field.children.find((each) => EXPRESSIONS.has(each.name));
    const line = expression && lineOf(expression, outputs);
    if (line) outputs.set(name, scalePrediction(line.of, line.factor, line.constant, field));
  }
}

interface Line {
  readonly of: Prediction;
  readonly factor: number;
  readonly constant: number;
}

/** factor * output + constant; undefined for anything else, which is refused where it is used. */
function lineOf(element: Element, outputs: ChainOutputs): Line | undefined {
  if (element.name === 'FieldRef') {
    const of = outputs.get(attribute(element, 'field') ?? '');
    return of && { of, factor: 1, constant: 0 };
  }
  const [a, b] = element.children;
  if (element.name !== 'Apply' || !a || !b || element.children.length !== 2) return undefined;
  const [left, right] = [lineOf(a, outputs), lineOf(b, outputs)];
  const line = left ?? right;
  const constant = Number(constantText(left ? b : a));
  if (!line || !Number.isFinite(constant)) return undefined;
  switch (attribute(element, 'function')) {
    case '+':
      return { ...line, constant: line.constant + constant };
    case '*':
      return { ...line, factor: line.factor * constant, constant: line.constant * constant };
    case '-':
      return left ? { ...line, constant: line.constant - constant } : undefined;
    case '/':
      return left && constant !== 0
        ? { ...line, factor: line.factor / constant, constant: line.constant / constant }
        : undefined;
    default:
      return undefined;
  }
}

function constantText(element: Element): string {
  return element.name === 'Constant' && element.text.trim() !== '' ? element.text : 'none';
}
