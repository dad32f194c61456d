import { RiskError } from '../../core/errors.js';
import type { Ensemble } from './ensemble.js';
import { readInputs, type InputFeature } from './graph-inputs.js';
import { Work, type GraphValue } from './graph-values.js';
import { LABEL_OPERATORS } from './label-operators.js';
import { MAX_WORK } from './limits.js';
import { ML_OPERATORS } from './ml-operators.js';
import type { ModelProto, NodeProto } from './model-proto.js';
import { NodeContext, type Operator } from './node-context.js';
import { NUMBER_OPERATORS } from './number-operators.js';
import { SHAPE_OPERATORS } from './shape-operators.js';
import { readTensor } from './tensor.js';
import { TREE_OPERATORS } from './tree-operators.js';

/** What a graph computes, as far as it is understood. */
export interface FollowedGraph {
  readonly features: readonly InputFeature[];
  readonly ensembles: readonly Ensemble[];
  /** Every named value of the graph. */
  readonly values: ReadonlyMap<string, GraphValue>;
}

const OPERATORS: Readonly<Record<string, Readonly<Record<string, Operator>>>> = {
  '': {
    ...SHAPE_OPERATORS,
    ...NUMBER_OPERATORS,
    Constant: (context) => {
      const tensor = context.attributes.tensor('value');
      return tensor ? { kind: 'constant', tensor } : context.opaque('a Constant that is no tensor');
    },
  },
  'ai.onnx.ml': { ...ML_OPERATORS, ...LABEL_OPERATORS, ...TREE_OPERATORS },
};

/** The latest operator sets that were looked at. */
const LATEST: Readonly<Record<string, number>> = { '': 26, 'ai.onnx.ml': 5 };

/**
 * Follows the columns of the inputs through the graph, node by node in the file's order (which the
 * standard wants sorted), to the scores of its trees.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` for trees that cannot be carried, by name; `MODEL_INVALID`
 *   for a graph that contradicts itself.
 */
export function followGraph(
  model: ModelProto,
  featureNames: readonly string[] | undefined,
): FollowedGraph {
  const { graph, opsets } = model;
  const { features, values: inputs } = readInputs(graph, featureNames);
  const values = new Map<string, GraphValue>(inputs);
  for (const proto of graph.initializers) {
    const tensor = readTensor(proto, `initializer "${proto.name}"`);
    values.set(proto.name, { kind: 'constant', tensor });
  }
  const work = new Work(MAX_WORK);
  const ensembles: Ensemble[] = [];
  for (const [index, node] of graph.nodes.entries()) {
    const path = `node ${node.name === '' ? index : `"${node.name}"`} (${node.opType})`;
    const given = node.inputs.map((name) => valueOf(values, name, path));
    const version = opsets.get(node.domain) ?? 1;
    const context = new NodeContext(node, path, given, version, work, ensembles);
    const result = run(node, context);
    node.outputs.forEach((name, k) => {
      if (name === '') return;
      if (values.has(name)) throw context.malformed('outputs that no other node has');
      values.set(name, result[k] ?? context.opaque());
    });
  }
  return { features, ensembles, values };
}

/** An input of a node by name; undefined when it is left out. */
function valueOf(
  values: ReadonlyMap<string, GraphValue>,
  name: string,
  path: string,
): GraphValue | undefined {
  if (name === '') return undefined;
  const value = values.get(name);
  if (!value) {
    throw new RiskError('MODEL_INVALID', `ONNX: ${path} expected inputs that come before it`, {
      path,
    });
  }
  return value;
}

function run(node: NodeProto, context: NodeContext): readonly GraphValue[] {
  const opaque = context.inputs.find((input) => input?.kind === 'opaque');
  if (opaque) return node.outputs.map(() => opaque);
  const known = Object.hasOwn(OPERATORS, node.domain) ? OPERATORS[node.domain]! : {};
  const operator = Object.hasOwn(known, node.opType) ? known[node.opType] : undefined;
  if (!operator) return node.outputs.map(() => context.opaque(describe(node)));
  const latest = LATEST[node.domain]!;
  if (!(context.version <= latest)) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: operator set ${context.version} of "${node.domain}" is newer than ${latest}`,
      { path: context.path },
    );
  }
  const result = operator(context);
  const list: readonly GraphValue[] = Array.isArray(result)
    ? (result as readonly GraphValue[])
    : node.outputs.map(() => result as GraphValue);
  if (list.every(({ kind }) => kind !== 'opaque')) context.attributes.finish();
  return list;
}

function describe({ domain, opType }: NodeProto): string {
  return domain === '' ? `the operator ${opType}` : `the operator ${opType} of ${domain}`;
}
