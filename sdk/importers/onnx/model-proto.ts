/**
 * The messages of an ONNX file that are read here, after `onnx.proto` of the ONNX project
 * (Apache-2.0): https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Absent fields are empty.
 */
export interface ModelProto {
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  /** Version of each operator set, by domain; `''` is the standard one. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: GraphProto;
  /** Functions that the model defines for itself. */
  readonly functions: number;
}

export interface GraphProto {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly sparseInitializers: number;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly AttributeProto[];
}

export interface AttributeProto {
  readonly name: string;
  /** AttributeProto.AttributeType; 0 in files older than it. */
  readonly type: number;
  readonly float: number | undefined;
  readonly integer: number | undefined;
  readonly text: string | undefined;
  readonly tensor: TensorProto | undefined;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
}

export interface TensorProto {
  readonly name: string;
  /** TensorProto.DataType. */
  readonly dataType: number;
  readonly dims: readonly number[];
  /** Little endian elements, when the file has them so. */
  readonly raw: Uint8Array | undefined;
  /** Elements of any kind of number, when not raw. */
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  /** Whether the elements are in another file. */
  readonly external: boolean;
}

export interface ValueInfo {
  readonly name: string;
  /** TensorProto.DataType; 0 when the value is no tensor, or nothing is said. */
  readonly elementType: number;
  /** A count, or undefined where it is open; no list when the file says nothing. */
  readonly dims: readonly (number | undefined)[] | undefined;
}
