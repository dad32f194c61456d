import { cutsOf, mergeCuts } from './cuts.js';
import { refuseElement } from './elements.js';
import type { Raw, RawField } from './raw-field.js';
import { BOOLEAN, DOUBLE, OTHER, type DataType, type Value } from './values.js';
import type { Element } from './xml.js';

/**
 * A value that depends on one input at most. Between two of its breaks it is constant (`step`) or
 * monotone, so that where a test on it changes can be found exactly.
 */
export interface Scalar {
  readonly element: Element;
  /** The input; undefined for a constant. */
  readonly field: RawField | undefined;
  readonly type: DataType;
  readonly shape: 'step' | 'monotone';
  /** Ascending cut points of a numeric input. */
  readonly breaks: readonly number[];
  readonly evaluate: (raw: Raw) => Value;
}

/** An input as the model sees it. */
export function scalarOfField(field: RawField, element: Element): Scalar {
  const { type, breaks, treat: evaluate } = field;
  const shape = field.kind === 'numeric' ? 'monotone' : 'step';
  return { element, field, type, shape, breaks, evaluate };
}

export function constantScalar(element: Element, type: DataType, value: Value): Scalar {
  const evaluate = (): Value => value;
  return { element, field: undefined, type, shape: 'step', breaks: [], evaluate };
}

/** Gives a category of an open field a bin of its own. */
export function nameCategory({ field, evaluate }: Scalar, value: number | string): void {
  if (field?.kind !== 'categorical' || field.closed || evaluate(value) !== value) return;
  if (!field.categories.has(value)) field.categories.set(value, String(value));
}

/** The input of several scalars; more than one is refused. */
export function commonField(element: Element, parts: readonly Scalar[]): RawField | undefined {
  const fields = new Set(parts.flatMap(({ field }) => field ?? []));
  if (fields.size > 1) {
    refuseElement(element, `an expression over ${[...fields].map(({ name }) => name).join(', ')}`);
  }
  return [...fields][0];
}

/**
 * Where a test on a scalar changes its answer: cut points of its input.
 *
 * @param test - must change at most once while the value rises or falls.
 */
export function scalarCuts(
  scalar: Scalar,
  test: (value: Value) => unknown,
  guesses: readonly number[] = [],
): number[] {
  const { field, breaks, evaluate } = scalar;
  if (field?.kind !== 'numeric') return [];
  return cutsOf(field.domain, breaks, (raw) => test(evaluate(raw)), guesses);
}

/** Cut points at which a scalar passes a number, from below and from above. */
export function passages(scalar: Scalar, at: number): number[] {
  return mergeCuts([
    scalarCuts(scalar, (value) => (value as number) >= at, [at]),
    scalarCuts(scalar, (value) => (value as number) > at, [at]),
  ]);
}

/** A step function of a scalar that changes at some numbers only, or on categories. */
export function stepOf(
  element: Element,
  scalar: Scalar,
  type: DataType,
  changes: readonly number[],
  map: (value: Value) => Value,
): Scalar {
  const cuts = scalar.type.kind === 'number' ? changes.map((at) => passages(scalar, at)) : [];
  const { field, evaluate } = scalar;
  return {
    element,
    field,
    type,
    shape: 'step',
    breaks: mergeCuts([scalar.breaks, ...cuts]),
    evaluate: (raw) => map(evaluate(raw)),
  };
}

/** The booleans of PMML, as texts. */
export function truthScalar(
  element: Element,
  field: RawField | undefined,
  breaks: readonly number[],
  evaluate: (raw: Raw) => boolean | null,
): Scalar {
  return {
    element,
    field,
    type: BOOLEAN,
    shape: 'step',
    breaks,
    evaluate: (raw) => {
      const truth = evaluate(raw);
      return truth === null ? null : String(truth);
    },
  };
}

/**
 * A monotone function of a scalar, missing where the scalar is.
 *
 * @param breaks - numbers of the scalar at which the function may turn or jump.
 */
export function monotoneOf(
  element: Element,
  scalar: Scalar,
  breaks: readonly number[],
  map: (value: number) => number,
  type: DataType = DOUBLE,
): Scalar {
  assertNumber(element, scalar);
  const { field, shape, evaluate } = scalar;
  return checkDefined({
    element,
    field,
    type,
    shape,
    breaks: mergeCuts([scalar.breaks, ...breaks.map((at) => passages(scalar, at))]),
    evaluate: (raw) => {
      const value = evaluate(raw);
      return value === null ? null : map(value as number);
    },
  });
}

/** Refuses text where numbers are needed, and closes a field whose other categories have no number. */
export function assertNumber(element: Element, { type, field }: Scalar): void {
  if (type.kind !== 'number') refuseElement(element, 'arithmetic with text');
  if (field?.kind === 'categorical') field.unlisted = 'refused';
}

/** Refuses a function that has no value somewhere on its input: the evaluators disagree there. */
export function checkDefined(scalar: Scalar): Scalar {
  const { field, breaks, evaluate, element } = scalar;
  const probes: Raw[] =
    field?.kind === 'numeric'
      ? [field.domain.min, field.domain.max, ...breaks]
      : [...(field?.categories.keys() ?? [])];
  for (const raw of probes) {
    const value = evaluate(raw);
    if (typeof value === 'number' && Number.isNaN(value)) {
      refuseElement(element, 'a function that has no value for some inputs');
    }
    if (value === OTHER) refuseElement(element, 'a number of an unknown category');
  }
  return scalar;
}
