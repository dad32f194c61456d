import type { GraphProto, NodeProto, TensorProto } from './model-proto.js';
import { elementTypeOf, readTensor, type Tensor } from './tensor.js';

/** AttributeProto.AttributeType of a graph, and of several. */
const GRAPH_ATTRIBUTES = [5, 10];

/** Finds nodes and constants of a graph by the names of their values. */
export class GraphIndex {
  private readonly makers = new Map<string, number>();
  private readonly stored: ReadonlyMap<string, TensorProto>;
  private readonly constants = new Map<string, Tensor | undefined>();

  constructor(readonly graph: GraphProto) {
    graph.nodes.forEach((node, n) => {
      for (const name of node.outputs) if (name !== '') this.makers.set(name, n);
    });
    this.stored = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  }

  /** The node that computes a value; undefined for inputs and constants. */
  makerOf(name: string): NodeProto | undefined {
    const at = this.makers.get(name);
    return at === undefined ? undefined : this.graph.nodes[at];
  }

  /** Numbers or text that stand in the file; undefined for anything computed, or of another type. */
  constantOf(name: string): Tensor | undefined {
    if (!this.constants.has(name)) this.constants.set(name, this.readConstant(name));
    return this.constants.get(name);
  }

  /** Indices of the nodes that a value needs; all of them where nodes may reach for outer values. */
  needed(name: string): ReadonlySet<number> {
    const found = new Set<number>();
    const open = [name];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      const at = this.makers.get(value);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      open.push(...this.graph.nodes[at]!.inputs);
    }
    const nested = [...found].some((n) => hasGraph(this.graph.nodes[n]!));
    return nested ? new Set(this.graph.nodes.keys()) : found;
  }

  private readConstant(name: string): Tensor | undefined {
    const maker = this.makerOf(name);
    const proto = maker
      ? maker.opType === 'Constant' && maker.domain === ''
        ? maker.attributes.find((each) => each.name === 'value')?.tensor
        : undefined
      : this.stored.get(name);
    if (!proto || proto.external || !elementTypeOf(proto.dataType)) return undefined;
    return readTensor(proto, `constant "${name}"`);
  }
}

/** Whether a node runs a graph of its own, which may use any value of the one around it. */
export function hasGraph({ attributes }: NodeProto): boolean {
  return attributes.some(({ type }) => GRAPH_ATTRIBUTES.includes(type));
}
