import {
  attribute,
  child,
  childrenOf,
  choiceAttribute,
  numberAttribute,
  numberOf,
  quote,
  refuseElement,
  refuseInvalid,
  requiredAttribute,
  requiredChild,
} from './elements.js';
import { readApply } from './functions.js';
import { constantScalar, monotoneOf, nameCategory, stepOf, type Scalar } from './scalar.js';
import {
  BOOLEAN,
  DOUBLE,
  inRange,
  OTHER,
  parseValue,
  readRange,
  STRING,
  typeOf,
  type DataType,
  type Range,
  type Value,
} from './values.js';
import type { Element } from './xml.js';

/** Finds fields and derived fields by name. */
export interface Scope {
  /** @throws RiskError when no field has the name, or it cannot be carried. */
  resolve(name: string, element: Element): Scalar;
  /** Keeps a remark for the report. */
  note(text: string): void;
}

export const EXPRESSIONS = new Set([
  'Constant',
  'FieldRef',
  'NormContinuous',
  'NormDiscrete',
  'Discretize',
  'MapValues',
  'Apply',
  'TextIndex',
  'Aggregate',
  'Lag',
]);

/**
 * Reads an expression over one input.
 *
 * @param type - what the surrounding element says its values are.
 */
export function readExpression(element: Element, scope: Scope, type?: DataType): Scalar {
  switch (element.name) {
    case 'Constant':
      return readConstant(element, type);
    case 'FieldRef':
      return readFieldRef(element, scope);
    case 'NormContinuous':
      return readNormContinuous(element, scope);
    case 'NormDiscrete':
      return readNormDiscrete(element, scope);
    case 'Discretize':
      return readDiscretize(element, scope, type);
    case 'MapValues':
      return readMapValues(element, scope, type);
    case 'Apply':
      return readApply(element, (each) => readExpression(each, scope));
    default:
      return refuseElement(element, 'this expression');
  }
}

function readConstant(element: Element, wanted: DataType | undefined): Scalar {
  const text = element.text.trim();
  if (attribute(element, 'missing') === 'true') {
    return constantScalar(element, wanted ?? STRING, null);
  }
  const number = numberOf(text);
  const inferred = number === undefined ? STRING : /^\s*[-+]?\d+\s*$/.test(text) ? INTEGER : DOUBLE;
  const type = typeOf(element, inferred);
  return constantScalar(element, type, parseValue(text, type, element));
}

const INTEGER: DataType = { kind: 'number', float32: false, integer: true };

function readFieldRef(element: Element, scope: Scope): Scalar {
  const scalar = scope.resolve(requiredAttribute(element, 'field'), element);
  const instead = attribute(element, 'mapMissingTo');
  if (instead === undefined) return scalar;
  return withMissing(scalar, parseValue(instead, scalar.type, element));
}

function withMissing(scalar: Scalar, instead: Value): Scalar {
  const { evaluate } = scalar;
  return { ...scalar, evaluate: (raw) => evaluate(raw) ?? instead };
}

/** The field of `field=""`, and what a missing one maps to. */
function operand(element: Element, scope: Scope): Scalar {
  return scope.resolve(requiredAttribute(element, 'field'), element);
}

function readNormContinuous(element: Element, scope: Scope): Scalar {
  const scalar = operand(element, scope);
  const norms = childrenOf(element, 'LinearNorm').map((each) => ({
    orig: numberAttribute(each, 'orig', undefined) ?? refuseInvalid(each, 'an attribute orig'),
    norm: numberAttribute(each, 'norm', undefined) ?? refuseInvalid(each, 'an attribute norm'),
  }));
  const rising = norms.every(({ orig }, k) => k === 0 || orig > norms[k - 1]!.orig);
  if (norms.length < 2 || !rising) refuseInvalid(element, 'two or more LinearNorm, orig ascending');
  const outliers = choiceAttribute(element, 'outliers', [
    'asIs',
    'asMissingValues',
    'asExtremeValues',
  ]);
  const first = norms[0]!;
  const last = norms.at(-1)!;
  const interpolate = (value: number): number => {
    if (outliers === 'asExtremeValues' && value < first.orig) return first.norm;
    if (outliers === 'asExtremeValues' && value > last.orig) return last.norm;
    let k = 1;
    while (k < norms.length - 1 && value > norms[k]!.orig) k++;
    const [a, b] = [norms[k - 1]!, norms[k]!];
    return a.norm + ((value - a.orig) / (b.orig - a.orig)) * (b.norm - a.norm);
  };
  const origs = norms.map(({ orig }) => orig);
  const line = monotoneOf(element, scalar, origs, interpolate);
  const { evaluate } = scalar;
  const instead = numberAttribute(element, 'mapMissingTo', null);
  return {
    ...line,
    evaluate: (raw) => {
      const value = evaluate(raw) as number | null;
      if (value === null) return instead;
      const outside = value < first.orig || value > last.orig;
      return outside && outliers === 'asMissingValues' ? null : interpolate(value);
    },
  };
}

function readNormDiscrete(element: Element, scope: Scope): Scalar {
  const scalar = operand(element, scope);
  const value = parseValue(requiredAttribute(element, 'value'), scalar.type, element);
  nameCategory(scalar, value);
  const changes = typeof value === 'number' ? [value] : [];
  const indicator = stepOf(element, scalar, DOUBLE, changes, (each) =>
    each === null ? null : each === value ? 1 : 0,
  );
  const instead = numberAttribute(element, 'mapMissingTo', null);
  return instead === null ? indicator : withMissing(indicator, instead);
}

function readDiscretize(element: Element, scope: Scope, wanted: DataType | undefined): Scalar {
  const scalar = operand(element, scope);
  if (scalar.type.kind !== 'number') refuseElement(element, 'bins of text');
  const type = typeOf(element, wanted ?? STRING);
  const bins = childrenOf(element, 'DiscretizeBin').map((bin) => ({
    range: readRange(requiredChild(bin, 'Interval'), DOUBLE),
    value: parseValue(requiredAttribute(bin, 'binValue'), type, bin),
  }));
  const instead = optionalValue(element, 'defaultValue', type);
  const missing = optionalValue(element, 'mapMissingTo', type);
  const margins = bins.flatMap(({ range }) => [range.left, range.right]).filter(Number.isFinite);
  assertOpen(scalar);
  return stepOf(element, scalar, type, [...new Set(margins)], (value) => {
    if (value === null) return missing;
    const bin = bins.find(({ range }: { range: Range }) => inRange(range, value as number));
    return bin ? bin.value : instead;
  });
}

/** Categories that the file does not name have no place among intervals. */
function assertOpen({ field }: Scalar): void {
  if (field?.kind === 'categorical') field.unlisted = 'refused';
}

function optionalValue(element: Element, name: string, type: DataType): Value {
  const text = attribute(element, name);
  return text === undefined ? null : parseValue(text, type, element);
}

function readMapValues(element: Element, scope: Scope, wanted: DataType | undefined): Scalar {
  const pairs = childrenOf(element, 'FieldColumnPair');
  if (pairs.length !== 1) refuseElement(element, 'a table over several fields');
  if (child(element, 'TableLocator')) refuseElement(element, 'a table outside of the file');
  const pair = pairs[0]!;
  const scalar = scope.resolve(requiredAttribute(pair, 'field'), pair);
  const type = typeOf(element, wanted ?? STRING);
  const from = localName(requiredAttribute(pair, 'column'));
  const to = localName(requiredAttribute(element, 'outputColumn'));
  const table = new Map<Value, Value>();
  for (const row of childrenOf(requiredChild(element, 'InlineTable'), 'row')) {
    const key = parseValue(cell(row, from), scalar.type, row);
    nameCategory(scalar, key);
    if (!table.has(key)) table.set(key, parseValue(cell(row, to), type, row));
  }
  const instead = optionalValue(element, 'defaultValue', type);
  const missing = optionalValue(element, 'mapMissingTo', type);
  const keys = [...table.keys()].filter((key) => typeof key === 'number');
  return stepOf(element, scalar, type, keys, (value) => {
    if (value === null) return missing;
    return table.get(value) ?? instead;
  });
}

function cell(row: Element, column: string): string {
  return (child(row, column) ?? refuseInvalid(row, `a column ${quote(column)}`)).text.trim();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A derived field: its expression, as the type that it declares. */
export function readDerivedField(element: Element, scope: Scope): Scalar {
  const type = typeOf(element);
  const expression = element.children.find(({ name }) => EXPRESSIONS.has(name));
  if (!expression) return refuseInvalid(element, 'an expression');
  return castTo(readExpression(expression, scope, type), type, element);
}

function castTo(scalar: Scalar, type: DataType, element: Element): Scalar {
  const from = scalar.type;
  if (from.kind !== type.kind) {
    if (from !== BOOLEAN || type.kind !== 'number') {
      refuseElement(element, 'a derived field of another type than its expression');
    }
    return stepOf(element, scalar, type, [], (value) =>
      value === null || value === OTHER ? value : Number(value === 'true'),
    );
  }
  if (type.kind === 'text') return { ...scalar, type, element };
  if (type.integer && !from.integer) refuseElement(element, 'a cast to whole numbers');
  if (!type.float32 || from.float32) return { ...scalar, type, element };
  return monotoneOf(element, scalar, [], Math.fround, type);
}
