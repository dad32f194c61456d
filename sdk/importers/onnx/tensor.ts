import { RiskError } from '../../core/errors.js';
import type { TensorProto } from './model-proto.js';

/** Kinds of elements that are read here. */
export type ElementType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool' | 'uint8' | 'string';

/** TensorProto.DataType. */
const TYPES: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  11: 'float64',
};

/** The element type of a number of TensorProto.DataType; undefined when it is not read here. */
export function elementTypeOf(dataType: number): ElementType | undefined {
  return TYPES[dataType];
}

/** A constant of a graph. */
export interface Tensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  /** Empty when the elements are strings. */
  readonly numbers: ArrayLike<number>;
  readonly texts: readonly string[];
}

/**
 * @param path - where the tensor stands, for errors.
 * @throws RiskError `IMPORT_UNSUPPORTED` when the elements are in another file or of a type that
 *   is not read; `IMPORT_FORMAT` when they are not as many as its dimensions say.
 */
export function readTensor(proto: TensorProto, path: string): Tensor {
  if (proto.external) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: the data of "${path}" is in another file; save the model in one file`,
      { path },
    );
  }
  const type = elementTypeOf(proto.dataType);
  if (!type) {
    throw new RiskError(
      'IMPORT_UNSUPPORTED',
      `ONNX: the elements of "${path}" are of type ${proto.dataType}, which is not read`,
      { path },
    );
  }
  const numbers = proto.raw ? readRaw(proto.raw, type, path) : proto.numbers;
  const texts = type === 'string' ? proto.texts : [];
  const count = proto.dims.reduce((product, dim) => product * dim, 1);
  if ((type === 'string' ? texts : numbers).length !== count) {
    throw new RiskError('IMPORT_FORMAT', `ONNX: "${path}" expected ${count} elements`, { path });
  }
  return { type, dims: proto.dims, numbers, texts };
}

const SIZES = { float32: 4, float64: 8, int32: 4, int64: 8, bool: 1, uint8: 1, string: 1 } as const;

function readRaw(raw: Uint8Array, type: ElementType, path: string): ArrayLike<number> {
  const size = SIZES[type];
  if (type === 'string' || raw.length % size !== 0) {
    throw new RiskError('IMPORT_FORMAT', `ONNX: "${path}" expected whole elements`, { path });
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const count = raw.length / size;
  const read = (element: (at: number) => number) =>
    Float64Array.from({ length: count }, (_, k) => element(k * size));
  switch (type) {
    case 'float32':
      return read((at) => view.getFloat32(at, true));
    case 'float64':
      return read((at) => view.getFloat64(at, true));
    case 'int32':
      return read((at) => view.getInt32(at, true));
    case 'int64':
      return read((at) => Number(view.getBigInt64(at, true)));
    default:
      return read((at) => view.getUint8(at));
  }
}
