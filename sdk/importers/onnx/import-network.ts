import { assertModel } from '../../model/build.js';
import type { Link } from '../../model/calibration.js';
import type { Feature } from '../../model/feature.js';
import type { Network, NetworkInput, NetworkOutput, TensorType } from '../../model/network.js';
import type { RiskModel, SourceFacts } from '../../model/model.js';
import { RiskError } from '../../core/errors.js';
import type { ImportOptions, ImportResult } from '../import-result.js';
import { cutGraph, type AttributeChange } from './cut-graph.js';
import { findScore, type NetworkChoice, type NetworkScore } from './find-score.js';
import { GraphIndex, hasGraph } from './graph-index.js';
import { readInputs, type GraphInputs, type InputFeature } from './graph-inputs.js';
import { readInputUse, type InputUse } from './input-columns.js';
import type { GraphProto, ModelProto } from './model-proto.js';
import { refuseForeign } from './runnable.js';

/** ±128 log-odds in steps of 2.4e-7, about as fine as the float32 that networks compute in. */
const SCALE_BITS = 22;

/**
 * Carries a graph as a network, with the operators of `ai.onnx.ml` that ONNX Runtime runs:
 * which column of which input is which feature, and where the score is. Its bytes stay as they are
 * where the score is one of its outputs; else what the score does not need is cut away (labels,
 * maps, a last logistic function), and text that encoders take becomes numbers. Whether its
 * operators are sound, only the engine can say.
 *
 * Missing values are accepted for features whose first operator replaces them.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` for operators and types that are not run, and where the
 *   score cannot be told; by name.
 */
export function importNetwork(
  bytes: Uint8Array,
  proto: ModelProto,
  facts: SourceFacts,
  options: ImportOptions & NetworkChoice & { readonly featureNames?: readonly string[] },
): ImportResult {
  const { graph } = proto;
  const index = new GraphIndex(graph);
  const score = findScore(index, options);
  const needed = index.needed(score.value.name);
  refuseForeign(graph, needed);
  const read = readInputs(graph, options.featureNames);
  const use = readInputUse(index, read, needed, score.value.name);
  const inputs = inputsOf(read, use);
  const link: Link = score.value.unit === 'value' ? 'identity' : 'logistic';
  const batch = batchOf(graph, read.values);
  const body: Network = {
    kind: 'network',
    graph: graphOf(bytes, index, score, needed, use, read),
    inputs,
    output: score.value,
    ...(batch !== undefined && { batch }),
  };
  const features = read.features.map((feature, f) => featureOf(feature, f, use));
  const model: RiskModel = {
    name: options.name ?? 'model',
    version: options.version ?? '0.0.0',
    features,
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
  const notes = notesOn(graph, score, needed, features);
  return { model, report: { largestMarginDifference: 0, sampleRows: 0, notes } };
}

function inputsOf({ features, values }: GraphInputs, use: InputUse): readonly NetworkInput[] {
  return Array.from(values, ([name, { columns, shape }]): NetworkInput => {
    const indices = columns.map(({ feature }) => feature);
    return {
      name,
      type: tensorType(features[indices[0]!]!),
      features: indices,
      shape: shape.length === 0 ? 'vector' : 'matrix',
      missing: indices.some((f) => use.takesMissing[f]) ? 'nan' : 'refused',
    };
  });
}

function featureOf({ name, type }: InputFeature, f: number, use: InputUse): Feature {
  const missing = use.takesMissing[f] ? 'allowed' : 'refused';
  const text = use.texts[f];
  if (text) {
    const labels = [...text.keys].sort((a, b) => use.codes.get(a)! - use.codes.get(b)!);
    const codes = Int32Array.from(labels, (label) => use.codes.get(label)!);
    const unlisted = text.strict ? 'refused' : 'other';
    return { kind: 'categorical', name, missing, codes, labels, unlisted };
  }
  return {
    kind: 'numeric',
    name,
    missing,
    cuts: new Float64Array(0),
    compare: type === 'float32' ? 'float32' : 'float64',
    side: 'less',
    ...((type === 'int32' || type === 'int64') && { integer: true }),
  };
}

/** The graph's bytes, cut to what the score needs unless it is an output already. */
function graphOf(
  bytes: Uint8Array,
  index: GraphIndex,
  score: NetworkScore,
  needed: ReadonlySet<number>,
  use: InputUse,
  { values }: GraphInputs,
): Uint8Array {
  const { graph } = index;
  const attributes = new Map<number, AttributeChange>();
  graph.nodes.forEach((node, n) => {
    const encoder = use.encoders.get(node);
    if (encoder) {
      const value = encoder.keys.map((key) => use.codes.get(key)!);
      attributes.set(n, { replaced: encoder.replaced, name: encoder.by, value });
    } else if (node === score.bare) {
      attributes.set(n, { replaced: 'post_transform', name: 'post_transform', value: 'NONE' });
    }
  });
  const isOutput = graph.outputs.some(({ name }) => name === score.value.name);
  const isStandard = graph.nodes.every(({ domain }) => domain === '');
  if (isOutput && isStandard && attributes.size === 0) return bytes.slice();
  const texts = Array.from(values).filter(([, { columns }]) => columns[0]?.type === 'string');
  const kept = graph.nodes.filter((_, n) => needed.has(n));
  const named = new Set(kept.flatMap(({ inputs }) => inputs));
  // A constant that an input names is that input's default; and a nested graph names others.
  for (const { name } of graph.inputs) named.add(name);
  return cutGraph(bytes, {
    nodes: needed,
    constants: kept.some(hasGraph) ? undefined : named,
    output: score.value.name,
    recoded: new Set(texts.map(([name]) => name)),
    attributes,
  });
}

function tensorType({ name, type }: InputFeature): TensorType {
  if (type === 'float32' || type === 'float64' || type === 'int32' || type === 'int64') return type;
  if (type === 'string') return 'int64';
  throw new RiskError(
    'IMPORT_UNSUPPORTED',
    `ONNX: a network with an input of type ${type} is not supported`,
    { path: name },
  );
}

/** The rows that a run must have, where the file fixes them. */
function batchOf(graph: GraphProto, inputs: ReadonlyMap<string, unknown>): number | undefined {
  const fixed = graph.inputs.find(({ name, dims }) => inputs.has(name) && dims?.[0] !== undefined);
  return fixed?.dims?.[0];
}

const WORDS: Readonly<Record<NetworkOutput['unit'], string>> = {
  probability: 'a probability',
  'log-odds': 'log-odds',
  value: 'the predicted number',
};

function notesOn(
  graph: GraphProto,
  { output, column, value, bare }: NetworkScore,
  needed: ReadonlySet<number>,
  features: readonly Feature[],
): readonly string[] {
  const before = bare || value.name !== output ? ' ahead of its logistic function' : '';
  const ahead = value.unit === 'log-odds' ? before : '';
  const left = graph.nodes.length - needed.size;
  const texts = features.filter(({ kind }) => kind === 'categorical').map(({ name }) => name);
  const filled = features.filter(({ missing }) => missing === 'allowed').map(({ name }) => name);
  return [
    `the score is column ${column} of output "${output}"${ahead}, taken for ${WORDS[value.unit]}`,
    ...(left > 0 ? [`${left} of ${graph.nodes.length} nodes do not matter to it`] : []),
    ...(texts.length > 0 ? [`codes take the place of text: ${texts.join(', ')}`] : []),
    ...(filled.length > 0 ? [`the graph replaces missing values of: ${filled.join(', ')}`] : []),
    'a network is run by ONNX Runtime: its margins are not the same to the last bit on every device, and nothing was replayed',
  ];
}
