import { mergeCuts } from './cuts.js';
import {
  attribute,
  quote,
  readEach,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
} from './elements.js';
import type { Raw } from './raw-field.js';
import {
  assertNumber,
  checkDefined,
  commonField,
  monotoneOf,
  nameCategory,
  passages,
  truthScalar,
  type Scalar,
} from './scalar.js';
import { DOUBLE, OTHER, parseValue, type DataType, type Value } from './values.js';
import type { Element } from './xml.js';

/** Functions of one number: where they may turn, jump or lack a value. */
const CURVES: Readonly<Record<string, { map: (x: number) => number; breaks: number[] }>> = {
  ln: { map: Math.log, breaks: [0] },
  log10: { map: Math.log10, breaks: [0] },
  exp: { map: Math.exp, breaks: [] },
  sqrt: { map: Math.sqrt, breaks: [0] },
  abs: { map: Math.abs, breaks: [0] },
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  lessThan: (a, b) => a < b,
  lessOrEqual: (a, b) => a <= b,
  greaterThan: (a, b) => a > b,
  greaterOrEqual: (a, b) => a >= b,
};

/**
 * Reads an `Apply`: arithmetic with constants, comparisons, logic, `if`, and monotone functions,
 * all over one input. Others are refused by name.
 */
export function readApply(element: Element, read: (element: Element) => Scalar): Scalar {
  const name = requiredAttribute(element, 'function');
  const args = readEach(element.children, read);
  const field = commonField(element, args);
  const applied = apply(element, name, args);
  const invalid = attribute(element, 'invalidValueTreatment') ?? 'returnInvalid';
  if (invalid !== 'returnInvalid')
    refuseElement(element, `invalidValueTreatment ${quote(invalid)}`);
  const { evaluate, type } = applied;
  const missingText = attribute(element, 'mapMissingTo');
  const defaultText = attribute(element, 'defaultValue');
  const missing = missingText === undefined ? null : parseValue(missingText, type, element);
  const instead = defaultText === undefined ? null : parseValue(defaultText, type, element);
  if (missing === null && instead === null) return { ...applied, field };
  return {
    ...applied,
    field,
    evaluate: (raw) => {
      if (missing !== null && args.some((arg) => arg.evaluate(raw) === null)) return missing;
      return evaluate(raw) ?? instead;
    },
  };
}

function apply(element: Element, name: string, args: readonly Scalar[]): Scalar {
  const count = (...allowed: number[]): void => {
    if (!allowed.includes(args.length)) {
      refuseInvalid(element, `${allowed.join(' or ')} arguments of ${quote(name)}`);
    }
  };
  const curve = Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;
  if (curve) {
    count(1);
    return monotoneOf(element, args[0]!, curve.breaks, curve.map);
  }
  switch (name) {
    case '+':
    case '-':
    case '*':
    case '/':
    case 'min':
    case 'max':
    case 'pow':
      count(2);
      return arithmetic(element, name, args[0]!, args[1]!);
    case 'equal':
    case 'notEqual':
    case 'lessThan':
    case 'lessOrEqual':
    case 'greaterThan':
    case 'greaterOrEqual':
      count(2);
      return compare(element, name, args[0]!, args[1]!);
    case 'isMissing':
    case 'isNotMissing':
      count(1);
      return truthOf(element, args, ([value]) => (value === null) === (name === 'isMissing'));
    case 'isIn':
    case 'isNotIn':
      return isIn(element, name === 'isIn', args);
    case 'not':
      count(1);
      return truthOf(element, args, ([value]) => (value === null ? null : value !== 'true'));
    case 'and':
    case 'or':
      return logic(element, name, args);
    case 'if':
      count(2, 3);
      return choose(element, args[0]!, args[1]!, args[2]);
    default:
      return refuseElement(element, `the function ${quote(name)}`);
  }
}

/** Of two numbers, one of which is constant between the breaks of both. */
function arithmetic(element: Element, name: string, a: Scalar, b: Scalar): Scalar {
  assertNumber(element, a);
  assertNumber(element, b);
  if (a.shape === 'monotone' && b.shape === 'monotone') {
    refuseElement(element, 'a field that stands on both sides of an operation');
  }
  const whole = a.type.integer && b.type.integer;
  // Some evaluators divide whole numbers without a rest.
  if (name === '/' && whole) refuseElement(element, 'a division of whole numbers');
  // Some evaluators round each result to float32, others do not.
  if (a.type.float32 && b.type.float32) refuseElement(element, 'arithmetic in float');
  const operation = OPERATIONS[name]!;
  // Where the function may turn: a divisor or a power's base passes zero; a bound is met.
  const turns: number[][] = [];
  if (name === '/' && b.shape === 'monotone') turns.push(passages(b, 0));
  if (name === 'pow') {
    if (b.shape === 'monotone') refuseElement(element, 'a power with a variable exponent');
    turns.push(passages(a, 0));
  }
  const type: DataType = whole && name !== 'pow' ? a.type : DOUBLE;
  const field = a.field ?? b.field;
  return checkDefined({
    element,
    field,
    type,
    shape: a.shape === 'step' && b.shape === 'step' ? 'step' : 'monotone',
    breaks: mergeCuts([a.breaks, b.breaks, ...turns]),
    evaluate: (raw) => {
      const x = a.evaluate(raw);
      const y = b.evaluate(raw);
      // The smallest and the largest are of the values that are there.
      if (x === null || y === null) return name === 'min' || name === 'max' ? (x ?? y) : null;
      return operation(x as number, y as number);
    },
  });
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  // A division by zero has no value.
  '/': (a, b) => (b === 0 ? NaN : a / b),
  min: Math.min,
  max: Math.max,
  pow: (a, b) => a ** b,
};

function compare(element: Element, name: string, a: Scalar, b: Scalar): Scalar {
  const [value, constant] = a.field ? [a, b] : [b, a];
  const equality = name === 'equal' || name === 'notEqual';
  if (a.field && b.field) {
    if (a.shape === 'monotone' || b.shape === 'monotone') {
      refuseElement(element, 'a comparison of a field with itself');
    }
  }
  if (!equality || a.type.kind === 'number' || b.type.kind === 'number') {
    assertComparable(element, a, equality);
    assertComparable(element, b, equality);
  }
  if (value.field && !constant.field) {
    const fixed = constant.evaluate(null);
    if (typeof fixed === 'number' || typeof fixed === 'string') nameCategory(value, fixed);
  }
  const test = (x: Value, y: Value): boolean | null => {
    if (x === null || y === null) return null;
    if (equality) return (x === y) === (name === 'equal');
    return COMPARISONS[name]!(x as number, y as number);
  };
  const constantAt = constant.field ? undefined : constant.evaluate(null);
  const turns = typeof constantAt === 'number' ? passages(value, constantAt) : [];
  return truthScalar(element, value.field, mergeCuts([a.breaks, b.breaks, turns]), (raw) =>
    test(a.evaluate(raw), b.evaluate(raw)),
  );
}

function assertComparable(element: Element, scalar: Scalar, equality: boolean): void {
  if (scalar.type.kind !== 'number') refuseElement(element, 'an order of texts');
  if (!equality) assertNumber(element, scalar);
}

function isIn(element: Element, wanted: boolean, args: readonly Scalar[]): Scalar {
  const [value, ...set] = args;
  if (!value || set.some(({ field }) => field)) {
    refuseElement(element, 'a set that is not of constants');
  }
  const members = new Set(set.map((each) => each.evaluate(null)));
  for (const member of members) {
    if (typeof member === 'string' || typeof member === 'number') nameCategory(value, member);
  }
  const turns = [...members].filter((each) => typeof each === 'number');
  const breaks = value.type.kind === 'number' ? turns.map((at) => passages(value, at)) : [];
  return truthScalar(element, value.field, mergeCuts([value.breaks, ...breaks]), (raw) => {
    const each = value.evaluate(raw);
    return each === null ? null : members.has(each) === wanted;
  });
}

function truthOf(
  element: Element,
  args: readonly Scalar[],
  test: (values: readonly Value[]) => boolean | null,
): Scalar {
  const breaks = mergeCuts(args.map((arg) => arg.breaks));
  const field = commonField(element, args);
  return truthScalar(element, field, breaks, (raw: Raw) =>
    test(args.map((arg) => arg.evaluate(raw))),
  );
}

function logic(element: Element, name: 'and' | 'or', args: readonly Scalar[]): Scalar {
  const decisive = name === 'or' ? 'true' : 'false';
  return truthOf(element, args, (values) => {
    if (values.includes(decisive)) return name === 'or';
    return values.includes(null) ? null : name !== 'or';
  });
}

function choose(element: Element, test: Scalar, yes: Scalar, no: Scalar | undefined): Scalar {
  if (no && no.type.kind !== yes.type.kind) {
    refuseElement(element, 'a choice between text and numbers');
  }
  const parts = no ? [test, yes, no] : [test, yes];
  const numbers = parts.slice(1).every(({ type }) => type.integer);
  const type = yes.type.kind === 'text' || numbers ? yes.type : DOUBLE;
  return {
    element,
    field: commonField(element, parts),
    type,
    shape: yes.shape === 'step' && (!no || no.shape === 'step') ? 'step' : 'monotone',
    breaks: mergeCuts(parts.map((part) => part.breaks)),
    evaluate: (raw) => {
      const truth = test.evaluate(raw);
      if (truth === null || truth === OTHER) return null;
      return truth === 'true' ? yes.evaluate(raw) : (no?.evaluate(raw) ?? null);
    },
  };
}
