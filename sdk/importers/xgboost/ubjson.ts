import { RiskError } from '../../core/errors.js';
import { MAX_DEPTH, MAX_PARTS } from '../limits.js';

/** What UBJSON holds. Objects have no prototype, so that no key is special. */
export type UbjsonValue =
  | null
  | boolean
  | number
  | string
  | NumberArray
  | readonly UbjsonValue[]
  | { readonly [key: string]: UbjsonValue };

export type NumberArray =
  Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * Decodes UBJSON (draft 12), the binary form of XGBoost's models: big endian, and with strongly
 * typed arrays for numbers. 64-bit integers become numbers; XGBoost's stay far below 2^53.
 *
 * Counts are checked against the bytes that are left before anything is allocated, and values
 * outside of typed arrays are limited, so hostile bytes cost little more than honest ones.
 *
 * @throws RiskError `IMPORT_FORMAT` with the offset at which the bytes stop making sense.
 */
export function decodeUbjson(bytes: Uint8Array): UbjsonValue {
  return new Decoder(bytes).document();
}

class Decoder {
  private readonly view: DataView;
  private readonly text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private at = 0;
  private parts = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  document(): UbjsonValue {
    const value = this.value(this.marker(), 0);
    if (this.at !== this.bytes.length) this.fail('nothing after the model');
    return value;
  }

  private value(marker: string, depth: number): UbjsonValue {
    if (++this.parts > MAX_PARTS) this.fail(`at most ${MAX_PARTS} values`);
    switch (marker) {
      case '{':
        return this.object(depth + 1);
      case '[':
        return this.array(depth + 1);
      case 'S':
        return this.string();
      case 'C':
        return String.fromCharCode(this.bytes[this.take(1)]!);
      case 'Z':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      default:
        return this.number(marker);
    }
  }

  private number(marker: string): number {
    switch (marker) {
      case 'i':
        return this.view.getInt8(this.take(1));
      case 'U':
        return this.view.getUint8(this.take(1));
      case 'I':
        return this.view.getInt16(this.take(2));
      case 'l':
        return this.view.getInt32(this.take(4));
      case 'L':
        return Number(this.view.getBigInt64(this.take(8)));
      case 'd':
        return this.view.getFloat32(this.take(4));
      case 'D':
        return this.view.getFloat64(this.take(8));
      default:
        return this.fail('a type marker');
    }
  }

  private object(depth: number): UbjsonValue {
    this.descend(depth);
    const object = Object.create(null) as Record<string, UbjsonValue>;
    // An entry takes at least a length of two bytes and a value of one.
    const count = this.peek() === '#' ? this.count(3) : undefined;
    for (let n = 0; count === undefined ? !this.closes('}') : n < count; n++) {
      const key = this.string();
      object[key] = this.value(this.marker(), depth);
    }
    return object;
  }

  private array(depth: number): UbjsonValue {
    this.descend(depth);
    if (this.peek() === '$') {
      this.at++;
      return this.typedArray(this.marker());
    }
    const items: UbjsonValue[] = [];
    const count = this.peek() === '#' ? this.count(1) : undefined;
    for (let n = 0; count === undefined ? !this.closes(']') : n < count; n++) {
      items.push(this.value(this.marker(), depth));
    }
    return items;
  }

  /** `[$` type `#` count, then the bare elements. Types without a size are refused: they are free. */
  private typedArray(type: string): NumberArray {
    const size = ELEMENT_SIZE[type];
    if (size === undefined) return this.fail('an array of numbers');
    if (this.peek() !== '#') return this.fail('the count of a typed array');
    const count = this.count(size);
    const from = this.take(count * size);
    const { view } = this;
    switch (type) {
      case 'i':
        return fill(new Int8Array(count), (k) => view.getInt8(from + k));
      case 'U':
        return this.bytes.slice(from, from + count);
      case 'I':
        return fill(new Int16Array(count), (k) => view.getInt16(from + 2 * k));
      case 'l':
        return fill(new Int32Array(count), (k) => view.getInt32(from + 4 * k));
      case 'L':
        return fill(new Float64Array(count), (k) => Number(view.getBigInt64(from + 8 * k)));
      case 'd':
        return fill(new Float32Array(count), (k) => view.getFloat32(from + 4 * k));
      default:
        return fill(new Float64Array(count), (k) => view.getFloat64(from + 8 * k));
    }
  }

  /** Reads `#` and a count of things that take at least `size` bytes each. */
  private count(size: number): number {
    this.at++;
    const count = this.length();
    if (count * size > this.bytes.length - this.at) this.fail('as many elements as are counted');
    return count;
  }

  private length(): number {
    const marker = this.marker();
    if (!'iUIlL'.includes(marker)) return this.fail('an integer length');
    const length = this.number(marker);
    if (length < 0) return this.fail('a length >= 0');
    return length;
  }

  private string(): string {
    const length = this.length();
    const from = this.take(length);
    try {
      return this.text.decode(this.bytes.subarray(from, from + length));
    } catch {
      return this.fail('UTF-8 text');
    }
  }

  private marker(): string {
    let marker = String.fromCharCode(this.bytes[this.take(1)]!);
    // 'N' is a no-op that may stand anywhere before a value.
    while (marker === 'N') marker = String.fromCharCode(this.bytes[this.take(1)]!);
    return marker;
  }

  private peek(): string {
    return this.at < this.bytes.length ? String.fromCharCode(this.bytes[this.at]!) : '';
  }

  private closes(bracket: string): boolean {
    if (this.at >= this.bytes.length) this.fail(`"${bracket}"`);
    if (this.peek() !== bracket) return false;
    this.at++;
    return true;
  }

  /** Moves on by `length` bytes and returns where they begin. */
  private take(length: number): number {
    if (!(length <= this.bytes.length - this.at)) this.fail('more bytes');
    const from = this.at;
    this.at += length;
    return from;
  }

  private descend(depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} levels`);
  }

  private fail(expected: string): never {
    throw new RiskError('IMPORT_FORMAT', `UBJSON: expected ${expected} at byte ${this.at}`);
  }
}

const ELEMENT_SIZE: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

function fill<T extends NumberArray>(array: T, element: (k: number) => number): T {
  for (let k = 0; k < array.length; k++) array[k] = element(k);
  return array;
}
