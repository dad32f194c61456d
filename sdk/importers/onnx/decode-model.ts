import { RiskError } from '../../core/errors.js';
import { MAX_GRAPH_NODES } from './limits.js';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfo,
} from './model-proto.js';
import { createBudget, readMessage, type WireBudget } from './wire.js';

/** TensorProto.DataLocation. */
const EXTERNAL = 1;

/**
 * Decodes an ONNX file as far as it is used here: graphs within attributes, documentation and
 * training information are passed over. O(bytes), and no recursion.
 *
 * @throws RiskError `IMPORT_FORMAT` when the bytes are no such file.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  const budget = createBudget();
  const model = {
    irVersion: 0,
    producer: '',
    producerVersion: '',
    opsets: new Map<string, number>(),
    graph: undefined as GraphProto | undefined,
    functions: 0,
  };
  readMessage(bytes, budget, {
    1: (field) => (model.irVersion = field.integer()),
    2: (field) => (model.producer = field.text()),
    3: (field) => (model.producerVersion = field.text()),
    7: (field) => {
      // Protobuf would make one of them.
      if (model.graph) throw new RiskError('IMPORT_FORMAT', 'ONNX: the file has two graphs');
      model.graph = decodeGraph(field.bytes(), budget);
    },
    8: (field) => decodeOpset(field.bytes(), budget, model.opsets),
    25: (field) => {
      field.bytes();
      model.functions++;
    },
  });
  const { graph } = model;
  if (!graph || model.opsets.size === 0) {
    throw new RiskError('IMPORT_FORMAT', 'ONNX: the file has no graph, or names no operator set');
  }
  return { ...model, graph };
}

function decodeOpset(bytes: Uint8Array, budget: WireBudget, opsets: Map<string, number>): void {
  let domain = '';
  let version = 0;
  readMessage(bytes, budget, {
    1: (field) => (domain = field.text()),
    2: (field) => (version = field.integer()),
  });
  opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

function decodeGraph(bytes: Uint8Array, budget: WireBudget): GraphProto {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  let sparseInitializers = 0;
  readMessage(bytes, budget, {
    1: (field) => {
      nodes.push(decodeNode(field.bytes(), budget));
      if (nodes.length > MAX_GRAPH_NODES) {
        throw new RiskError('IMPORT_FORMAT', `ONNX: more than ${MAX_GRAPH_NODES} nodes`);
      }
    },
    5: (field) => void initializers.push(decodeTensor(field.bytes(), budget)),
    11: (field) => void inputs.push(decodeValueInfo(field.bytes(), budget)),
    12: (field) => void outputs.push(decodeValueInfo(field.bytes(), budget)),
    15: (field) => {
      field.bytes();
      sparseInitializers++;
    },
  });
  return { nodes, initializers, sparseInitializers, inputs, outputs };
}

function decodeNode(bytes: Uint8Array, budget: WireBudget): NodeProto {
  const node = {
    name: '',
    opType: '',
    domain: '',
    inputs: [] as string[],
    outputs: [] as string[],
    attributes: [] as AttributeProto[],
  };
  readMessage(bytes, budget, {
    1: (field) => void node.inputs.push(field.text()),
    2: (field) => void node.outputs.push(field.text()),
    3: (field) => (node.name = field.text()),
    4: (field) => (node.opType = field.text()),
    5: (field) => void node.attributes.push(decodeAttribute(field.bytes(), budget)),
    7: (field) => (node.domain = field.text()),
  });
  return node.domain === 'ai.onnx' ? { ...node, domain: '' } : node;
}

function decodeAttribute(bytes: Uint8Array, budget: WireBudget): AttributeProto {
  const attribute = {
    name: '',
    type: 0,
    float: undefined as number | undefined,
    integer: undefined as number | undefined,
    text: undefined as string | undefined,
    tensor: undefined as TensorProto | undefined,
    floats: [] as number[],
    integers: [] as number[],
    texts: [] as string[],
  };
  // The modes of a tree's nodes are a few words, written once for each node.
  const known = new Map<string, string>();
  readMessage(bytes, budget, {
    1: (field) => (attribute.name = field.text()),
    2: (field) => (attribute.float = field.float()),
    3: (field) => (attribute.integer = field.integer()),
    4: (field) => (attribute.text = field.text()),
    5: (field) => (attribute.tensor = decodeTensor(field.bytes(), budget)),
    7: (field) => field.floats(attribute.floats),
    8: (field) => field.integers(attribute.integers),
    9: (field) => {
      const text = field.text();
      if (!known.has(text)) known.set(text, text);
      attribute.texts.push(known.get(text)!);
    },
    20: (field) => (attribute.type = field.integer()),
  });
  return attribute;
}

function decodeTensor(bytes: Uint8Array, budget: WireBudget): TensorProto {
  const tensor = {
    name: '',
    dataType: 0,
    dims: [] as number[],
    raw: undefined as Uint8Array | undefined,
    numbers: [] as number[],
    texts: [] as string[],
    external: false,
  };
  const { numbers } = tensor;
  readMessage(bytes, budget, {
    1: (field) => field.integers(tensor.dims),
    2: (field) => (tensor.dataType = field.integer()),
    4: (field) => field.floats(numbers),
    5: (field) => field.integers(numbers),
    6: (field) => void tensor.texts.push(field.text()),
    7: (field) => field.integers(numbers),
    8: (field) => (tensor.name = field.text()),
    9: (field) => (tensor.raw = field.bytes()),
    10: (field) => field.doubles(numbers),
    11: (field) => field.integers(numbers),
    14: (field) => (tensor.external = field.integer() === EXTERNAL),
  });
  return tensor;
}

/** ValueInfoProto: a name and a TypeProto, of which tensors are understood. */
function decodeValueInfo(bytes: Uint8Array, budget: WireBudget): ValueInfo {
  const info = {
    name: '',
    elementType: 0,
    dims: undefined as (number | undefined)[] | undefined,
  };
  const dimension = (part: Uint8Array) => {
    let count: number | undefined;
    readMessage(part, budget, { 1: (field) => (count = field.integer()) });
    // Some exporters write 0 or -1 for "open".
    info.dims!.push(count !== undefined && count > 0 ? count : undefined);
  };
  const shape = (part: Uint8Array) => {
    info.dims = [];
    readMessage(part, budget, { 1: (field) => dimension(field.bytes()) });
  };
  const tensor = (part: Uint8Array) =>
    readMessage(part, budget, {
      1: (field) => (info.elementType = field.integer()),
      2: (field) => shape(field.bytes()),
    });
  readMessage(bytes, budget, {
    1: (field) => (info.name = field.text()),
    2: (field) => readMessage(field.bytes(), budget, { 1: (inner) => tensor(inner.bytes()) }),
  });
  return info;
}
