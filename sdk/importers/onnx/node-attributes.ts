import { RiskError } from '../../core/errors.js';
import type { AttributeProto, NodeProto } from './model-proto.js';
import { readTensor, type Tensor } from './tensor.js';

/**
 * The attributes of one node by name. What nobody asked for is refused by {@link finish}: an
 * attribute that is not understood could change what the node computes.
 */
export class NodeAttributes {
  private readonly byName = new Map<string, AttributeProto>();
  private readonly unread: Set<string>;

  constructor(
    node: NodeProto,
    readonly path: string,
  ) {
    for (const attribute of node.attributes) {
      if (this.byName.has(attribute.name)) {
        throw new RiskError('IMPORT_FORMAT', `ONNX: ${path} has "${attribute.name}" twice`, {
          path,
        });
      }
      this.byName.set(attribute.name, attribute);
    }
    this.unread = new Set(this.byName.keys());
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  integer(name: string, fallback: number): number {
    return this.get(name)?.integer ?? fallback;
  }

  float(name: string, fallback: number): number {
    return this.get(name)?.float ?? fallback;
  }

  text(name: string, fallback: string): string {
    return this.get(name)?.text ?? fallback;
  }

  integers(name: string): readonly number[] {
    return this.get(name)?.integers ?? [];
  }

  floats(name: string): readonly number[] {
    return this.get(name)?.floats ?? [];
  }

  texts(name: string): readonly string[] {
    return this.get(name)?.texts ?? [];
  }

  tensor(name: string): Tensor | undefined {
    const proto = this.get(name)?.tensor;
    return proto && readTensor(proto, `${this.path}.${name}`);
  }

  /** Float32 numbers, or the doubles of the attribute with `_as_tensor` behind its name. */
  reals(name: string): { readonly values: ArrayLike<number>; readonly double: boolean } {
    const tensor = this.tensor(`${name}_as_tensor`);
    if (!tensor) return { values: this.floats(name), double: false };
    if (this.has(name)) {
      this.refuse(`both "${name}" and "${name}_as_tensor"`);
    }
    return { values: tensor.numbers, double: tensor.type === 'float64' };
  }

  /** Passes over attributes that change nothing in what the node computes here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.unread.delete(name);
  }

  /** @throws RiskError `IMPORT_UNSUPPORTED` that names attributes nobody read. */
  finish(): void {
    if (this.unread.size > 0) this.refuse(`the attribute "${[...this.unread].join('", "')}"`);
  }

  /** @throws RiskError `IMPORT_UNSUPPORTED` */
  refuse(what: string): never {
    throw new RiskError('IMPORT_UNSUPPORTED', `ONNX: ${this.path} with ${what} is not supported`, {
      path: this.path,
    });
  }

  /** @throws RiskError `MODEL_INVALID` */
  invalid(expected: string): never {
    throw new RiskError('MODEL_INVALID', `ONNX: "${this.path}" expected ${expected}`, {
      path: this.path,
      issues: [{ code: 'SHAPE', path: this.path, expected }],
    });
  }

  private get(name: string): AttributeProto | undefined {
    this.unread.delete(name);
    return this.byName.get(name);
  }
}
