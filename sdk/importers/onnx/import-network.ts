import { RiskError } from '../../core/errors.js';
import { assertModel } from '../../model/build.js';
import type { Link } from '../../model/calibration.js';
import type { NumericFeature } from '../../model/feature.js';
import type { Network, NetworkInput, NetworkOutput, TensorType } from '../../model/network.js';
import type { RiskModel, SourceFacts } from '../../model/model.js';
import type { ImportOptions, ImportResult } from '../import-result.js';
import { readInputs, type InputFeature } from './graph-inputs.js';
import type { GraphProto, ModelProto, NodeProto, ValueInfo } from './model-proto.js';
import type { ScoreChoice } from './select-score.js';
import { elementTypeOf } from './tensor.js';

/** ±128 log-odds in steps of 2.4e-7, about as fine as the float32 that networks compute in. */
const SCALE_BITS = 22;

/** Operators that are a probability by themselves. */
const PROBABILITIES = ['Sigmoid', 'Softmax'];

/** Operators that pass numbers on, for finding out which one made an output. */
const PASSING = ['Identity', 'Cast', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten'];

/**
 * Carries a graph that has no trees as it is: its bytes, which column of which input is which
 * feature, and where the score is. Whether its operators are sound, only the engine can say.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` for operators and types that are not run, and where the
 *   score cannot be told; by name.
 */
export function importNetwork(
  bytes: Uint8Array,
  proto: ModelProto,
  facts: SourceFacts,
  options: ImportOptions & ScoreChoice & { readonly featureNames?: readonly string[] },
): ImportResult {
  const { graph } = proto;
  refuseForeign(graph);
  const { features, values } = readInputs(graph, options.featureNames);
  const inputs = Array.from(values, ([name, { columns, shape }]): NetworkInput => ({
    name,
    type: tensorType(features[columns[0]!.feature]!),
    features: columns.map(({ feature }) => feature),
    shape: shape.length === 0 ? 'vector' : 'matrix',
    missing: 'refused',
  }));
  const output = selectOutput(graph, options);
  const link: Link = output.unit === 'value' ? 'identity' : 'logistic';
  const batch = batchOf(graph, values);
  const body: Network = {
    kind: 'network',
    graph: bytes.slice(),
    inputs,
    output,
    ...(batch !== undefined && { batch }),
  };
  const notes = [
    `the score is column ${output.index} of output "${output.name}", taken for ${WORDS[output.unit]}`,
    'a network is run by ONNX Runtime: its margins are not the same to the last bit on every device, and nothing was replayed',
  ];
  const model: RiskModel = {
    name: options.name ?? 'model',
    version: options.version ?? '0.0.0',
    features: features.map(networkFeature),
    body,
    scaleBits: SCALE_BITS,
    intercept: 0,
    link,
    calibration: { kind: 'identity' },
    reasons: features.map(({ name }, f) => ({ code: name, features: [f], label: { en: name } })),
    recourse: [],
    card: { source: { ...facts, nodes: graph.nodes.length } },
  };
  assertModel(model);
  return { model, report: { largestMarginDifference: 0, sampleRows: 0, notes } };
}

const WORDS: Readonly<Record<NetworkOutput['unit'], string>> = {
  probability: 'a probability',
  'log-odds': 'log-odds',
  value: 'the predicted number',
};

function networkFeature({ name, type }: InputFeature): NumericFeature {
  const feature: NumericFeature = {
    kind: 'numeric',
    name,
    missing: 'refused',
    cuts: new Float64Array(0),
    compare: type === 'float32' ? 'float32' : 'float64',
    side: 'less',
  };
  return type === 'int32' || type === 'int64' ? { ...feature, integer: true } : feature;
}

/** Operators of other domains than the standard one, and constants that are elsewhere. */
function refuseForeign(graph: GraphProto): void {
  const foreign = graph.nodes.find(({ domain }) => domain !== '');
  if (foreign) {
    const what = `the operator ${foreign.opType} of ${foreign.domain}`;
    throw unsupported(what, foreign.name === '' ? foreign.opType : foreign.name);
  }
  const tensors = [
    ...graph.initializers,
    ...graph.nodes.flatMap(({ attributes }) => attributes.flatMap(({ tensor }) => tensor ?? [])),
  ];
  const external = tensors.find((tensor) => tensor.external);
  if (external) throw unsupported('data in another file', external.name);
}

function tensorType({ name, type }: InputFeature): TensorType {
  if (type === 'float32' || type === 'float64' || type === 'int32' || type === 'int64') return type;
  throw unsupported(`an input of type ${type}`, name);
}

/** The rows that a run must have, where the file fixes them. */
function batchOf(graph: GraphProto, inputs: ReadonlyMap<string, unknown>): number | undefined {
  const fixed = graph.inputs.find(({ name, dims }) => inputs.has(name) && dims?.[0] !== undefined);
  return fixed?.dims?.[0];
}

/**
 * The output that is the score: the one that the caller names, else log-odds ahead of a final
 * logistic function where they are an output as well, else a probability, else the only output.
 */
function selectOutput(graph: GraphProto, choice: ScoreChoice): NetworkOutput {
  const outputs = graph.outputs.filter(({ elementType }) => {
    const type = elementTypeOf(elementType);
    return type === 'float32' || type === 'float64';
  });
  if (choice.output !== undefined) {
    const named = outputs.find(({ name }) => name === choice.output);
    const names = outputs.map(({ name }) => name).join(', ');
    if (!named) {
      throw new RiskError('OPTION_INVALID', `"output" expected one of ${names}`, {
        path: 'output',
      });
    }
    return outputOf(graph, named, choice);
  }
  const made = outputs.map((info) => ({ info, node: makerOf(graph, info.name) }));
  const probability = made.find(({ node }) => node && PROBABILITIES.includes(node.opType));
  const before = probability?.node?.opType === 'Sigmoid' ? probability.node.inputs[0] : undefined;
  const logOdds = made.find(({ info }) => info.name === before);
  if (logOdds) return outputOf(graph, logOdds.info, { ...choice, link: 'logistic' });
  if (probability) return outputOf(graph, probability.info, choice);
  if (outputs.length === 1) return outputOf(graph, outputs[0]!, choice);
  throw unsupported(`${outputs.length} outputs of numbers (name one with output)`, 'graph.output');
}

function outputOf(
  graph: GraphProto,
  { name, dims }: ValueInfo,
  choice: ScoreChoice,
): NetworkOutput {
  const rank = dims?.length ?? 2;
  if (rank !== 1 && rank !== 2) throw unsupported(`an output of ${rank} dimensions`, name);
  const node = makerOf(graph, name);
  const isProbability = node !== undefined && PROBABILITIES.includes(node.opType);
  const columns = rank === 1 ? 1 : (dims?.[1] ?? (node?.opType === 'Softmax' ? 2 : 1));
  if (choice.column === undefined && columns > 2) {
    throw unsupported(`an output of ${columns} columns (say which one with column)`, name);
  }
  const index = choice.column ?? columns - 1;
  if (!(Number.isInteger(index) && index >= 0 && (dims?.[1] === undefined || index < columns))) {
    throw new RiskError('OPTION_INVALID', `"column" expected 0 to ${columns - 1}`, {
      path: 'column',
    });
  }
  const other = choice.link === 'logistic' ? 'log-odds' : 'value';
  return { name, index, unit: isProbability ? 'probability' : other };
}

/** The node that computes a value, behind those that pass it on. */
function makerOf(graph: GraphProto, name: string): NodeProto | undefined {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((out) => [out, node])));
  let node = makers.get(name);
  for (let steps = 0; node && PASSING.includes(node.opType) && steps < 8; steps++) {
    node = makers.get(node.inputs[0] ?? '');
  }
  return node;
}

function unsupported(what: string, path: string): RiskError {
  return new RiskError('IMPORT_UNSUPPORTED', `ONNX: a network with ${what} is not supported`, {
    path,
  });
}
