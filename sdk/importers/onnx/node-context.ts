import { RiskError } from '../../core/errors.js';
import type { Ensemble } from './ensemble.js';
import type { GraphValue, MatrixValue, Work } from './graph-values.js';
import type { NodeProto } from './model-proto.js';
import { NodeAttributes } from './node-attributes.js';
import type { Tensor } from './tensor.js';

/** One node of the graph as its operator sees it. */
export class NodeContext {
  readonly attributes: NodeAttributes;

  constructor(
    readonly node: NodeProto,
    /** Such as `node "scaler" (Scaler)`. */
    readonly path: string,
    /** Undefined where an optional input is left out. */
    readonly inputs: readonly (GraphValue | undefined)[],
    /** Version of the node's operator set. */
    readonly version: number,
    readonly work: Work,
    /** All tree ensembles met so far; a node may add its own. */
    readonly ensembles: Ensemble[],
  ) {
    this.attributes = new NodeAttributes(node, path);
  }

  /** The only input, or the first of them. */
  get input(): GraphValue {
    const [first] = this.inputs;
    if (!first) throw this.malformed('an input');
    return first;
  }

  /** The first input as columns; undefined when it is anything else. */
  get columns(): MatrixValue | undefined {
    return this.input.kind === 'matrix' ? this.input : undefined;
  }

  /** A constant input; undefined when it is left out or computed. */
  constant(index: number): Tensor | undefined {
    const value = this.inputs[index];
    return value?.kind === 'constant' ? value.tensor : undefined;
  }

  /**
   * Whole numbers that stand in an input, or in an attribute in older operator sets; undefined
   * when the input is computed.
   */
  integers(index: number, attribute: string): readonly number[] | undefined {
    if (this.inputs[index] === undefined) return this.attributes.integers(attribute);
    const tensor = this.constant(index);
    return tensor && Array.from(tensor.numbers);
  }

  /** A value that is not followed, with what to say if the score needs it. */
  opaque(reason = `the operator ${this.node.opType}`): GraphValue {
    return { kind: 'opaque', reason, path: this.path };
  }

  malformed(expected: string): RiskError {
    return new RiskError('MODEL_INVALID', `ONNX: ${this.path} expected ${expected}`, {
      path: this.path,
    });
  }
}

/** Computes the outputs of a node; one value stands for all of them unless it is a list. */
export type Operator = (context: NodeContext) => GraphValue | readonly GraphValue[];
