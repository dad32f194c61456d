import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { RiskError } from '../../core/errors.js';
import { MAX_NUMBERS, MAX_PARTS } from './limits.js';

/** What the messages of one file may still cost. */
export interface WireBudget {
  parts: number;
  numbers: number;
}

export function createBudget(): WireBudget {
  return { parts: MAX_PARTS, numbers: MAX_NUMBERS };
}

/** What a message does with each of its fields, by number; other fields are passed over. */
export type FieldTable = Readonly<Record<number, (field: WireField) => void>>;

/**
 * Reads one protobuf message. Messages within it are bytes, until they are read by the same
 * function; so there is no recursion that a file could drive.
 *
 * @throws RiskError `IMPORT_FORMAT` where the bytes stop making sense.
 */
export function readMessage(bytes: Uint8Array, budget: WireBudget, fields: FieldTable): void {
  spend(budget, 'parts', 1);
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      const read = fields[number];
      if (read) read(new WireField(reader, bytes, type, budget));
      else reader.skip(type, number);
      if (reader.pos > reader.len) fail();
    }
  } catch (error) {
    // The reader throws Error and RangeError, and so does nothing else in here.
    if (error instanceof RiskError || error instanceof TypeError) throw error;
    throw new RiskError('IMPORT_FORMAT', 'ONNX: the file ends within a field, or is none', {
      cause: error,
    });
  }
}

/** The value of one field, read by the one method that the caller expects to fit. */
class WireField {
  constructor(
    private readonly reader: BinaryReader,
    private readonly source: Uint8Array,
    private readonly type: WireType,
    private readonly budget: WireBudget,
  ) {}

  /** A message's bytes, or raw data: a view, not a copy. */
  bytes(): Uint8Array {
    this.expect(WireType.LengthDelimited);
    return this.reader.bytes();
  }

  text(): string {
    this.expect(WireType.LengthDelimited);
    spend(this.budget, 'parts', 1);
    try {
      return this.reader.string(true);
    } catch (error) {
      throw new RiskError('IMPORT_FORMAT', 'ONNX: a name or text is not UTF-8', { cause: error });
    }
  }

  /** An integer; beyond 2^53 the nearest number. */
  integer(): number {
    this.expect(WireType.Varint);
    return this.varint();
  }

  float(): number {
    this.expect(WireType.Bit32);
    return this.reader.float();
  }

  /** Adds integers, packed or one of them, to a list. */
  integers(list: number[]): void {
    this.repeated(list, WireType.Varint, 1, () => this.varint());
  }

  floats(list: number[]): void {
    this.repeated(list, WireType.Bit32, 4, () => this.reader.float());
  }

  doubles(list: number[]): void {
    this.repeated(list, WireType.Bit64, 8, () => this.reader.double());
  }

  private repeated(list: number[], single: WireType, size: number, read: () => number): void {
    if (this.type === single) {
      spend(this.budget, 'numbers', 1);
      list.push(read());
      return;
    }
    this.expect(WireType.LengthDelimited);
    const length = this.reader.uint32();
    const end = this.reader.pos + length;
    if (end > this.reader.len) fail();
    spend(this.budget, 'numbers', length / size);
    while (this.reader.pos < end) list.push(read());
    if (this.reader.pos !== end) fail();
  }

  private varint(): number {
    // Nearly all integers of a file take one byte, and a BigInt costs as much as ten of them.
    const first = this.source[this.reader.pos];
    if (first !== undefined && first < 0x80) {
      this.reader.pos++;
      return first;
    }
    return Number(this.reader.int64());
  }

  private expect(type: WireType): void {
    if (this.type !== type) fail();
  }
}

function spend(budget: WireBudget, what: keyof WireBudget, count: number): void {
  budget[what] -= count;
  if (budget[what] < 0) {
    const limit = what === 'parts' ? MAX_PARTS : MAX_NUMBERS;
    throw new RiskError('IMPORT_FORMAT', `ONNX: more than ${limit} ${what} are not read`);
  }
}

function fail(): never {
  throw new RiskError('IMPORT_FORMAT', 'ONNX: a field is of another type than its number says');
}
