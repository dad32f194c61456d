import { mergeCuts } from './cuts.js';
import {
  choiceAttribute,
  placeOf,
  quote,
  readEach,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
  requiredChild,
} from './elements.js';
import type { Scope } from './expressions.js';
import type { Raw, RawField } from './raw-field.js';
import { assertNumber, nameCategory, scalarCuts, type Scalar } from './scalar.js';
import { parseValue, type Value } from './values.js';
import type { Element } from './xml.js';

/** A predicate's answer; null is UNKNOWN. */
export type Truth = boolean | null;

/** A test on one input. */
export interface Atom {
  readonly kind: 'atom';
  readonly field: RawField;
  /** Numbers of a numeric input at which the answer changes. */
  readonly cuts: readonly number[];
  readonly test: (raw: Raw) => Truth;
}

export type Predicate =
  | Atom
  | { readonly kind: 'constant'; readonly value: Truth }
  | {
      readonly kind: 'and' | 'or' | 'xor' | 'surrogate';
      readonly parts: readonly Predicate[];
    };

const PREDICATES = new Set([
  'SimplePredicate',
  'SimpleSetPredicate',
  'CompoundPredicate',
  'True',
  'False',
]);

/** The predicate among an element's children. */
export function readPredicate(owner: Element, scope: Scope): Predicate {
  const element = owner.children.find(({ name }) => PREDICATES.has(name));
  return element ? read(element, scope) : refuseInvalid(owner, 'a predicate');
}

function read(element: Element, scope: Scope): Predicate {
  switch (element.name) {
    case 'True':
      return { kind: 'constant', value: true };
    case 'False':
      return { kind: 'constant', value: false };
    case 'SimplePredicate':
      return readSimple(element, scope);
    case 'SimpleSetPredicate':
      return readSet(element, scope);
    default:
      return readCompound(element, scope);
  }
}

function readCompound(element: Element, scope: Scope): Predicate {
  requiredAttribute(element, 'booleanOperator');
  const kind = choiceAttribute(element, 'booleanOperator', ['and', 'or', 'xor', 'surrogate']);
  const parts = element.children.filter(({ name }) => PREDICATES.has(name));
  if (parts.length === 0) refuseInvalid(element, 'predicates');
  return { kind, parts: readEach(parts, (part) => read(part, scope)) };
}

const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  lessThan: (a, b) => a < b,
  lessOrEqual: (a, b) => a <= b,
  greaterThan: (a, b) => a > b,
  greaterOrEqual: (a, b) => a >= b,
};

function readSimple(element: Element, scope: Scope): Predicate {
  const scalar = scope.resolve(requiredAttribute(element, 'field'), element);
  const operator = requiredAttribute(element, 'operator');
  if (operator === 'isMissing' || operator === 'isNotMissing') {
    const wanted = operator === 'isMissing';
    return atom(scalar, (value) => (value === null) === wanted, []);
  }
  const value = parseValue(requiredAttribute(element, 'value'), scalar.type, element);
  nameCategory(scalar, value);
  if (operator === 'equal' || operator === 'notEqual') {
    const wanted = operator === 'equal';
    return atom(
      scalar,
      known((each) => (each === value) === wanted),
      [value],
    );
  }
  const order = Object.hasOwn(ORDERS, operator) ? ORDERS[operator] : undefined;
  if (!order) return refuseElement(element, `the operator ${quote(operator)}`);
  if (typeof value !== 'number') return refuseElement(element, 'an order of texts');
  assertNumber(element, scalar);
  return atom(
    scalar,
    known((each) => order(each as number, value)),
    [value],
  );
}

function known(test: (value: Value) => boolean): (value: Value) => Truth {
  return (value) => (value === null ? null : test(value));
}

function readSet(element: Element, scope: Scope): Predicate {
  const scalar = scope.resolve(requiredAttribute(element, 'field'), element);
  requiredAttribute(element, 'booleanOperator');
  const wanted = choiceAttribute(element, 'booleanOperator', ['isIn', 'isNotIn']) === 'isIn';
  const array = requiredChild(element, 'Array');
  const members = new Set(
    readArray(array, scope).map((text) => parseValue(text, scalar.type, array)),
  );
  for (const member of members) nameCategory(scalar, member);
  return atom(
    scalar,
    known((each) => members.has(each as string) === wanted),
    [...members],
  );
}

/** Items of an `Array`: apart by white space, in quotes where they hold some. */
function readArray(element: Element, scope: Scope): string[] {
  const items: string[] = [];
  const item = /\s*(?:"((?:[^"\\]|\\[^])*)"|([^\s"]+))/y;
  const { text } = element;
  const end = text.trimEnd().length;
  while (item.lastIndex < end) {
    const found = item.exec(text);
    if (!found) return refuseInvalid(element, 'values apart by spaces, with quotes in pairs');
    items.push(found[1]?.replaceAll(/\\(["\\])/g, '$1') ?? found[2]!);
  }
  const count = element.attributes.get('n');
  if (count !== undefined && Number(count) !== items.length) {
    scope.note(`${placeOf(element)}: n says ${quote(count)}, and ${items.length} values are there`);
  }
  return items;
}

/** A test on a scalar as a test on its input, with where its answer changes. */
function atom(
  scalar: Scalar,
  test: (value: Value) => Truth,
  values: readonly (number | string)[],
): Predicate {
  const { field, evaluate } = scalar;
  if (!field) return { kind: 'constant', value: test(evaluate(null)) };
  return { kind: 'atom', field, cuts: atomCuts(scalar, test, values), test: memo(scalar, test) };
}

function atomCuts(
  scalar: Scalar,
  test: (value: Value) => Truth,
  values: readonly (number | string)[],
): readonly number[] {
  if (scalar.field?.kind !== 'numeric') return [];
  const numbers = values.filter((value) => typeof value === 'number');
  // With no number the answer changes at the scalar's own breaks only.
  if (numbers.length === 0) return scalarCuts(scalar, test);
  // Between the places where the scalar passes a number, the answer stays.
  const turns = numbers.flatMap((at) => [
    scalarCuts(scalar, (value) => value !== null && (value as number) >= at, [at]),
    scalarCuts(scalar, (value) => value !== null && (value as number) > at, [at]),
  ]);
  const breaks = mergeCuts([scalar.breaks, ...turns]);
  return scalarCuts({ ...scalar, breaks }, test);
}

function memo({ field, evaluate }: Scalar, test: (value: Value) => Truth): (raw: Raw) => Truth {
  if (field?.kind === 'numeric') return (raw) => test(evaluate(raw));
  const known = new Map<Raw, Truth>();
  return (raw) => {
    let truth = known.get(raw);
    if (truth === undefined) {
      truth = test(evaluate(raw));
      known.set(raw, truth);
    }
    return truth;
  };
}

/** A predicate's answer for one row, in three-valued logic. */
export function evaluatePredicate(predicate: Predicate, raw: (field: RawField) => Raw): Truth {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value;
    case 'atom':
      return predicate.test(raw(predicate.field));
    default:
      return combine(
        predicate.kind,
        predicate.parts.map((part) => evaluatePredicate(part, raw)),
      );
  }
}

/** Three-valued `and`, `or`, `xor`; `surrogate` takes the first that is known. */
export function combine(kind: 'and' | 'or' | 'xor' | 'surrogate', parts: readonly Truth[]): Truth {
  switch (kind) {
    case 'and':
      if (parts.includes(false)) return false;
      return parts.includes(null) ? null : true;
    case 'or':
      if (parts.includes(true)) return true;
      return parts.includes(null) ? null : false;
    case 'xor':
      if (parts.includes(null)) return null;
      return parts.filter((part) => part).length % 2 === 1;
    case 'surrogate':
      return parts.find((part) => part !== null) ?? null;
  }
}

/** All tests of a predicate on inputs, in its order. */
export function atomsOf(predicate: Predicate): readonly Atom[] {
  if (predicate.kind === 'atom') return [predicate];
  return predicate.kind === 'constant' ? [] : predicate.parts.flatMap(atomsOf);
}
