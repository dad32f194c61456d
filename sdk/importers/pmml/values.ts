import { attribute, numberOf, quote, refuseElement, refuseInvalid } from './elements.js';
import type { Element } from './xml.js';

/** A category that the file does not name. It equals none that it does. */
export const OTHER = Symbol('other');

/** A value of a field: a number, a text (`true` and `false` for booleans), or missing (null). */
export type Value = number | string | typeof OTHER | null;

export interface DataType {
  readonly kind: 'number' | 'text';
  /** Whether numbers are rounded to float32 before anything is done with them. */
  readonly float32: boolean;
  readonly integer: boolean;
}

const TYPES: Readonly<Record<string, DataType>> = {
  double: { kind: 'number', float32: false, integer: false },
  float: { kind: 'number', float32: true, integer: false },
  integer: { kind: 'number', float32: false, integer: true },
  string: { kind: 'text', float32: false, integer: false },
  boolean: { kind: 'text', float32: false, integer: false },
};

export const DOUBLE = TYPES.double!;
export const STRING = TYPES.string!;
export const BOOLEAN = TYPES.boolean!;

/** The type that an attribute names; dates and times are refused. */
export function typeOf(element: Element, fallback?: DataType): DataType {
  const name = attribute(element, 'dataType');
  if (name === undefined) return fallback ?? refuseInvalid(element, 'an attribute dataType');
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  return type ?? refuseElement(element, `dataType ${quote(name)}`);
}

/** A text of the file as a value of a type. */
export function parseValue(text: string, type: DataType, element: Element): number | string {
  if (type.kind === 'text') {
    if (type !== BOOLEAN) return text;
    if (/^(true|1)$/i.test(text)) return 'true';
    return /^(false|0)$/i.test(text) ? 'false' : refuseInvalid(element, 'true or false');
  }
  const value = numberOf(text);
  if (value === undefined) return refuseInvalid(element, "a number of the field's type");
  if (type.integer && Math.abs(value) > 2 ** 53) refuseElement(element, 'an integer beyond 2^53');
  return type.float32 ? Math.fround(value) : value;
}

/** A set of numbers between two margins. */
export interface Range {
  readonly left: number;
  readonly right: number;
  readonly leftClosed: boolean;
  readonly rightClosed: boolean;
}

/** Reads an `Interval`; an absent margin is infinite. */
export function readRange(element: Element, type: DataType): Range {
  const margin = (name: string, absent: number): number => {
    const text = attribute(element, name);
    return text === undefined ? absent : (parseValue(text, type, element) as number);
  };
  const closure = attribute(element, 'closure') ?? '';
  const parts = /^(open|closed)(Open|Closed)$/.exec(closure);
  if (!parts || type.kind !== 'number') return refuseInvalid(element, 'a closure, over numbers');
  const range = {
    left: margin('leftMargin', -Infinity),
    right: margin('rightMargin', Infinity),
    leftClosed: parts[1] === 'closed',
    rightClosed: parts[2] === 'Closed',
  };
  if (!(range.left <= range.right)) refuseInvalid(element, 'a left margin below the right one');
  return range;
}

/** Whether a number is in a range. */
export function inRange(range: Range, value: number): boolean {
  const { left, right, leftClosed, rightClosed } = range;
  return (
    (leftClosed ? value >= left : value > left) && (rightClosed ? value <= right : value < right)
  );
}
