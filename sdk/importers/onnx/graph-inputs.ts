import { RiskError } from '../../core/errors.js';
import { rawColumn } from './column.js';
import { matrix, type MatrixValue } from './graph-values.js';
import { MAX_COLUMNS } from './limits.js';
import type { GraphProto, NodeProto, ValueInfo } from './model-proto.js';
import { elementTypeOf, type ElementType } from './tensor.js';

/** A column of the graph's inputs: a feature of the model. */
export interface InputFeature {
  readonly name: string;
  readonly type: ElementType;
}

/** The inputs of a graph, and the features that their columns are. */
export interface GraphInputs {
  readonly features: readonly InputFeature[];
  readonly values: ReadonlyMap<string, MatrixValue>;
}

/**
 * The features that a graph takes: one for each column of its inputs, in their order. An input of
 * one column gives it its name; the columns of a single wide input are `f0`, `f1`, ... (a graph has
 * no names for them), and those of one among several `name_0`, `name_1`, ...
 *
 * @param names - names for all features, in place of these.
 * @throws RiskError `IMPORT_UNSUPPORTED` for inputs that are no rows of numbers or text.
 */
export function readInputs(graph: GraphProto, names: readonly string[] | undefined): GraphInputs {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  // Files of IR version 3 list their constants among the inputs.
  const inputs = graph.inputs.filter(({ name }) => !constants.has(name));
  const features: InputFeature[] = [];
  const values = new Map<string, MatrixValue>();
  for (const input of inputs) {
    const path = `input "${input.name}"`;
    const type = typeOf(input, path);
    const given = inputs.length === 1 ? names?.length : undefined;
    const width = widthOf(input, graph.nodes, given, path);
    const first = features.length;
    if (width > MAX_COLUMNS || first + width > MAX_COLUMNS) {
      refuse(path, `more than ${MAX_COLUMNS} columns`);
    }
    for (let k = 0; k < width; k++) {
      const plain = inputs.length === 1 ? `f${k}` : `${input.name}_${k}`;
      const name = names?.[first + k] ?? (width === 1 ? input.name : plain);
      features.push({ name, type });
    }
    const columns = Array.from({ length: width }, (_, k) => rawColumn(first + k, type));
    values.set(input.name, matrix(columns, input.dims?.length === 1 ? [] : [width], path));
  }
  if (names && names.length !== features.length) {
    throw new RiskError(
      'OPTION_INVALID',
      `featureNames expected ${features.length} names, one for each column of the inputs`,
      { path: 'featureNames' },
    );
  }
  return { features, values };
}

const FEATURE_TYPES: readonly (ElementType | undefined)[] = [
  'float32',
  'float64',
  'int32',
  'int64',
  'bool',
  'string',
];

function typeOf(input: ValueInfo, path: string): ElementType {
  const type = elementTypeOf(input.elementType);
  if (!FEATURE_TYPES.includes(type)) refuse(path, `elements of type ${input.elementType}`);
  return type!;
}

/** Columns of an input: what its shape says, or the caller, or else the first operator on it. */
function widthOf(
  { name, dims }: ValueInfo,
  nodes: readonly NodeProto[],
  given: number | undefined,
  path: string,
): number {
  if (dims && dims.length !== 2) {
    if (dims.length === 1 && dims[0] === undefined) return 1;
    refuse(path, `${dims.length} dimensions; rows and columns are taken`);
  }
  const width = dims?.[1] ?? given ?? widthByUse(name, nodes);
  return width ?? refuse(path, 'an open number of columns (name them with featureNames)');
}

const WIDTHS: Readonly<Record<string, (list: (name: string) => readonly number[]) => number>> = {
  TreeEnsembleRegressor: (list) => widest(list('nodes_featureids')),
  TreeEnsembleClassifier: (list) => widest(list('nodes_featureids')),
  TreeEnsemble: (list) => widest(list('nodes_featureids')),
};

function widest(indices: readonly number[]): number {
  return indices.reduce((largest, index) => Math.max(largest, index), 0) + 1;
}

function widthByUse(name: string, nodes: readonly NodeProto[]): number | undefined {
  const node = nodes.find(({ inputs }) => inputs[0] === name);
  const width = node && Object.hasOwn(WIDTHS, node.opType) ? WIDTHS[node.opType] : undefined;
  return width?.(
    (attribute) => node!.attributes.find((entry) => entry.name === attribute)?.integers ?? [],
  );
}

function refuse(path: string, what: string): never {
  throw new RiskError('IMPORT_UNSUPPORTED', `ONNX: ${path} with ${what} is not supported`, {
    path,
  });
}
