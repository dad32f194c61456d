import type { Random } from './random.js';

/** One field of a protobuf message: its tag, and its value as bytes without a length. */
interface Field {
  readonly tag: number;
  value: Uint8Array;
}

const VARINT = 0;
const BYTES = 2;
const SIZES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const FLOATS = [0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 3.4e38, 1e-45, 16777216, 700.1];

/**
 * Changes one field somewhere in a protobuf message and keeps all lengths right, so that what is
 * behind the wire format is reached.
 *
 * @param path - field numbers of messages that are gone into; any field of theirs may be hit.
 */
export function mutateWire(bytes: Uint8Array, random: Random, path: readonly number[]): Uint8Array {
  const fields = split(bytes);
  if (!fields || fields.length === 0) return bytes;
  const [number, ...rest] = path;
  const inner = fields.filter(({ tag }) => tag >>> 3 === number && (tag & 7) === BYTES);
  if (inner.length > 0 && random.chance(0.95)) {
    const field = random.pick(inner);
    field.value = mutateWire(field.value, random, rest);
    return join(fields);
  }
  const at = random.below(fields.length);
  const field = fields[at]!;
  switch (random.below(8)) {
    case 0:
      fields.splice(at, 1);
      break;
    case 1:
      fields.splice(at, 0, { ...random.pick(fields) });
      break;
    case 2: {
      const other = random.pick(fields);
      [field.value, other.value] = [other.value, field.value];
      break;
    }
    default:
      field.value = mutateValue(field, random);
  }
  return join(fields);
}

function mutateValue({ tag, value }: Field, random: Random): Uint8Array {
  const type = tag & 7;
  if (type === VARINT) {
    const number = random.pick([0, 1, 2, 3, 7, 40, 127, 128, 65535, 2 ** 31, 2 ** 40, -1]);
    return varint(number);
  }
  if (type === 5) {
    const out = new DataView(new ArrayBuffer(4));
    out.setFloat32(0, random.chance(0.5) ? random.pick(FLOATS) : random.next() * 4 - 2, true);
    return new Uint8Array(out.buffer);
  }
  const copy = value.slice();
  if (copy.length === 0) return Uint8Array.of(random.below(128));
  // Packed numbers and text alike: another byte, or fewer of them.
  if (random.chance(0.25)) return copy.subarray(0, random.below(copy.length));
  copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function split(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) return NaN;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = read();
    const type = tag & 7;
    const start = at;
    if (type === VARINT) {
      read();
      fields.push({ tag, value: bytes.slice(start, at) });
      continue;
    }
    const length = type === BYTES ? read() : (SIZES[type] ?? NaN);
    if (!(length <= bytes.length - at)) return undefined;
    fields.push({ tag, value: bytes.slice(at, at + length) });
    at += length;
  }
  return fields;
}

function join(fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(({ tag, value }) =>
    (tag & 7) === BYTES ? [varint(tag), varint(value.length), value] : [varint(tag), value],
  );
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
