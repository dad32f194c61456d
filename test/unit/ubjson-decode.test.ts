import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRiskError } from '../../sdk/core/errors.js';
import { decodeUbjson, type UbjsonValue } from '../../sdk/importers/xgboost/ubjson.js';

/** Bytes from text and numbers, as the format's own examples are written: `[U][3]`. */
function bytes(...parts: readonly (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part)])),
  );
}

function refusalOf(input: Uint8Array): string {
  try {
    decodeUbjson(input);
  } catch (error) {
    if (isRiskError(error) && error.code === 'IMPORT_FORMAT') return error.message;
    throw error;
  }
  throw new Error('the bytes were decoded');
}

/** An encoder that writes what XGBoost's UBJWriter writes. */
function encode(value: UbjsonValue): number[] {
  if (value === null) return [0x5a];
  if (typeof value === 'boolean') return [value ? 0x54 : 0x46];
  if (typeof value === 'number') return [0x44, ...float64(value)];
  if (typeof value === 'string') return [0x53, ...text(value)];
  if (value instanceof Float32Array) {
    return [...Buffer.from('[$d#'), ...length(value.length), ...[...value].flatMap(float32)];
  }
  if (Array.isArray(value)) {
    return [0x5b, 0x23, ...length(value.length), ...(value as UbjsonValue[]).flatMap(encode)];
  }
  const entries = Object.entries(value as Record<string, UbjsonValue>);
  return [0x7b, ...entries.flatMap(([key, item]) => [...text(key), ...encode(item)]), 0x7d];
}

function big(size: number, write: (view: DataView) => void): number[] {
  const buffer = new ArrayBuffer(size);
  write(new DataView(buffer));
  return [...new Uint8Array(buffer)];
}
const float32 = (value: number) => big(4, (view) => view.setFloat32(0, value));
const float64 = (value: number) => big(8, (view) => view.setFloat64(0, value));
const length = (n: number) => [0x4c, ...big(8, (view) => view.setBigInt64(0, BigInt(n)))];
const text = (value: string) => [...length(Buffer.byteLength(value)), ...Buffer.from(value)];

describe('UBJSON', () => {
  it.each([
    ['a small integer', bytes('i', 0xff), -1],
    ['a byte', bytes('U', 0xff), 255],
    ['a short', bytes('I', 0xff, 0xfe), -2],
    ['an int', bytes('l', 0x80, 0, 0, 0), -(2 ** 31)],
    ['a long', bytes('L', 0, 0, 1, 0, 0, 0, 0, 0), 2 ** 40],
    ['a float', bytes('d', 0x3f, 0x80, 0, 0), 1],
    ['a double', bytes('D', 0xbf, 0xf0, 0, 0, 0, 0, 0, 0), -1],
    ['a character', bytes('C', 'x'), 'x'],
    ['a string', bytes('SU', 6, '额度'), '额度'],
    ['an empty string', bytes('SU', 0), ''],
    ['nothing', bytes('Z'), null],
    ['no-ops before a value', bytes('NNT'), true],
    ['a list without a count', bytes('[TF]'), [true, false]],
    ['a list with a count', bytes('[#U', 2, 'TF'), [true, false]],
  ])('reads %s', (_, input, expected) => {
    expect(decodeUbjson(input)).toEqual(expected);
  });

  it.each([
    ['i', bytes(0xff, 1), [-1, 1]],
    ['U', bytes(0xff, 1), [255, 1]],
    ['I', bytes(0xff, 0xff, 0, 1), [-1, 1]],
    ['l', bytes(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1), [-1, 1]],
    ['L', bytes(...Array<number>(8).fill(0xff), 0, 0, 0, 0, 0, 0, 0, 1), [-1, 1]],
    ['d', Uint8Array.from([...float32(0.1), ...float32(-2)]), [Math.fround(0.1), -2]],
    ['D', Uint8Array.from([...float64(0.1), ...float64(-2)]), [0.1, -2]],
  ])('reads an array of type %s', (type, content, expected) => {
    const input = Uint8Array.from([...bytes(`[$${type}#U`, 2), ...content]);
    expect(Array.from(decodeUbjson(input) as ArrayLike<number>)).toEqual(expected);
  });

  it('reads what was written, whatever it is', () => {
    const values = fc.letrec<{ value: UbjsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, false),
        fc.double({ noNaN: true }),
        fc.string({ unit: 'grapheme' }),
        fc.float32Array({ noNaN: true }),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(values, (value) => {
        expect(plain(decodeUbjson(Uint8Array.from(encode(value))))).toEqual(plain(value));
      }),
    );
  });

  it('gives objects no special keys', () => {
    const input = bytes('{U', 9, '__proto__', '{U', 1, 'a', 'T}}');
    const object = decodeUbjson(input) as Record<string, UbjsonValue>;
    expect(Object.keys(object)).toEqual(['__proto__']);
    expect((object as { a?: unknown }).a).toBeUndefined();
  });

  it.each([
    ['nothing at all', bytes()],
    ['an unknown type', bytes('x')],
    ['bytes behind the value', bytes('TT')],
    ['a list that does not end', bytes('[T')],
    ['an object that does not end', bytes('{U', 1, 'a', 'T')],
    ['a string longer than the file', bytes('SU', 9, 'abc')],
    ['a negative length', bytes('Si', 0xff)],
    ['a length that is no integer', bytes('Sd', 0, 0, 0, 0)],
    ['text that is not UTF-8', bytes('SU', 1, 0xff)],
    ['more elements than bytes', bytes('[#L', 0, 0, 0, 9, 0, 0, 0, 0, 'T')],
    ['more numbers than bytes', bytes('[$d#L', 0, 0, 0, 9, 0, 0, 0, 0)],
    ['a count beyond all integers', bytes('[$U#L', 0x7f, ...Array<number>(7).fill(0xff))],
    ['an array of a type without a size', bytes('[$Z#l', 0x7f, 0xff, 0xff, 0xff)],
    ['an array of arrays of a type', bytes('[$[#U', 2)],
    ['a typed array without a count', bytes('[$U', 1, 2)],
    ['more entries than bytes', bytes('{#l', 0x7f, 0xff, 0xff, 0xff)],
    ['lists in lists in lists', bytes('['.repeat(100_000))],
    ['objects in objects', bytes(...Array.from({ length: 1000 }, () => ['{U', 1, 'a']).flat())],
  ])('refuses %s', (_, input) => {
    expect(refusalOf(input)).toMatch(/^UBJSON: expected .* at byte \d+$/);
  });

  it.each([
    ['a negative length', bytes('Si', 0xff), 'a length >= 0'],
    ['a count past the end', bytes('[#L', 0, 0, 0, 9, 0, 0, 0, 0, 'T'), 'as many elements'],
    ['a typed count past the end', bytes('[$d#U', 2, 0, 0, 0, 0), 'as many elements'],
  ])('says what is wrong with %s', (_, input, words) => {
    expect(refusalOf(input)).toContain(words);
  });

  it('refuses what is cut short, wherever it is cut', () => {
    const whole = Uint8Array.from(encode({ a: [1, 'two', Float32Array.of(3, 4)], b: { c: null } }));
    for (let end = 0; end < whole.length; end++) refusalOf(whole.subarray(0, end));
  });
});

/** Typed arrays and null prototypes as plain values, so that they compare by content. */
function plain(value: UbjsonValue): unknown {
  if (value instanceof Float32Array) return [...value];
  if (Array.isArray(value)) return (value as UbjsonValue[]).map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, item]) => [key, plain(item as UbjsonValue)]);
}
