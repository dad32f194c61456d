import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What of a file becomes another: by index where the file has a list. */
export interface GraphCut {
  /** Nodes that stay. */
  readonly nodes: ReadonlySet<number>;
  /** Whether constants that none of them names may go. */
  readonly constants: ReadonlySet<string> | undefined;
  /** The only output. Its type is left to whoever reads the file. */
  readonly output: string;
  /** Inputs of text that become int64. */
  readonly recoded: ReadonlySet<string>;
  /** Attributes of nodes, by index of the node. */
  readonly attributes: ReadonlyMap<number, AttributeChange>;
}

/** One attribute in the place of another. */
export interface AttributeChange {
  readonly replaced: string;
  readonly name: string;
  readonly value: string | readonly number[];
}

/** AttributeProto.AttributeType. */
const STRING = 3;
const INTEGERS = 7;
/** TensorProto.DataType. */
const INT64 = 7;

/**
 * The file with less of its graph: every field that stays is copied byte for byte. Facts about
 * values in between are left out, since their types may have changed; whoever runs the graph
 * infers them.
 *
 * @param bytes - a file that has been decoded: its fields are whole.
 */
export function cutGraph(bytes: Uint8Array, cut: GraphCut): Uint8Array {
  return edit(bytes, { 7: (graph) => cutNodes(graph, cut) });
}

/** A field that goes, or its content as it shall be; undefined: as it is. */
type Edit = (content: Uint8Array) => Uint8Array | 'drop' | undefined;

function cutNodes(graph: Uint8Array, cut: GraphCut): Uint8Array {
  let at = 0;
  const kept = edit(graph, {
    1: (node) => {
      const n = at++;
      if (!cut.nodes.has(n)) return 'drop';
      const change = cut.attributes.get(n);
      return change && withAttribute(node, change);
    },
    5: (tensor) => (!cut.constants || cut.constants.has(textOf(tensor, 8)) ? undefined : 'drop'),
    11: (input) => (cut.recoded.has(textOf(input, 1)) ? recoded(input) : undefined),
    12: () => 'drop',
    13: () => 'drop',
  });
  const output = new BinaryWriter().tag(1, WireType.LengthDelimited).string(cut.output).finish();
  return joined(kept, new BinaryWriter().tag(12, WireType.LengthDelimited).bytes(output).finish());
}

function withAttribute(node: Uint8Array, { replaced, name, value }: AttributeChange): Uint8Array {
  const rest = edit(node, {
    5: (attribute) => (textOf(attribute, 1) === replaced ? 'drop' : undefined),
  });
  const attribute = new BinaryWriter().tag(1, WireType.LengthDelimited).string(name);
  if (typeof value === 'string') attribute.tag(4, WireType.LengthDelimited).string(value);
  else for (const each of value) attribute.tag(8, WireType.Varint).int64(each);
  attribute.tag(20, WireType.Varint).int32(typeof value === 'string' ? STRING : INTEGERS);
  const field = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(attribute.finish());
  return joined(rest, field.finish());
}

/** ValueInfoProto.type.tensor_type.elem_type. */
function recoded(input: Uint8Array): Uint8Array {
  const type = new BinaryWriter().tag(1, WireType.Varint).int32(INT64).finish();
  const tensor: Edit = (content) => joined(edit(content, { 1: () => 'drop' }), type);
  return edit(input, { 2: (content) => edit(content, { 1: tensor }) });
}

/** Copies a message, field by field, except for those that are edited. */
function edit(bytes: Uint8Array, edits: Readonly<Record<number, Edit>>): Uint8Array {
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, type] = reader.tag();
    const begin = reader.pos;
    reader.skip(type, number);
    const isContent = type === WireType.LengthDelimited;
    const content = isContent ? new BinaryReader(bytes.subarray(begin, reader.pos)).bytes() : bytes;
    const changed = edits[number]?.(content);
    if (changed === 'drop') continue;
    if (changed && isContent) writer.tag(number, type).bytes(changed);
    else writer.raw(bytes.slice(start, reader.pos));
  }
  return writer.finish();
}

/** The last text of a field, as protobuf reads fields that are there twice. */
function textOf(message: Uint8Array, field: number): string {
  const reader = new BinaryReader(message);
  let text = '';
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === field && type === WireType.LengthDelimited) text = reader.string();
    else reader.skip(type, number);
  }
  return text;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
