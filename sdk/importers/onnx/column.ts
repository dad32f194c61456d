import { MAX_STEPS } from './limits.js';
import type { ElementType } from './tensor.js';

/** A raw value, or what operations make of it: numbers, NaN for missing, or text. */
export type CellValue = number | string;

/** One operation on one cell, in the rounding of its element type. Never throws. */
export type Step = (value: CellValue) => CellValue;

/**
 * A column of a matrix: a function of one feature. Operations are kept as they are and run on
 * chosen raw values, so what they round and overflow is what the trees see.
 */
export interface Column {
  /** The feature it is made of. */
  readonly feature: number;
  readonly type: ElementType;
  readonly steps: readonly Step[];
  /** Whether it never changes direction as the raw number grows. */
  readonly monotone: boolean;
  /** Whether a whole number passes unchanged: it is the raw value, cast at most. */
  readonly bare: boolean;
  /** Whether the raw number is rounded to float32 before anything else. */
  readonly rounded: boolean;
  /** Raw values it tells apart, when it is a function of categories; all others are one. */
  readonly keys: readonly CellValue[] | undefined;
  /** Whether a value that is not among `keys` stops the source with an error. */
  readonly strict: boolean;
  /** Whether the source takes missing values. */
  readonly missing: boolean;
}

/** A column of a graph's input. */
export function rawColumn(feature: number, type: ElementType): Column {
  return {
    feature,
    type,
    steps: [],
    monotone: type !== 'string',
    bare: true,
    rounded: type === 'float32',
    keys: undefined,
    strict: false,
    missing: type === 'float32' || type === 'float64',
  };
}

/** The column's cell for a raw value. */
export function evaluate(column: Column, raw: CellValue): CellValue {
  let value = raw;
  for (const step of column.steps) value = step(value);
  return value;
}

/** The column with one more step; undefined when there are too many. */
export function withStep(
  column: Column,
  step: Step,
  change: Partial<Omit<Column, 'feature' | 'steps'>>,
): Column | undefined {
  if (column.steps.length >= MAX_STEPS) return undefined;
  return { ...column, bare: false, ...change, steps: [...column.steps, step] };
}

/** A step on numbers only. */
export function onNumbers(step: (value: number) => number): Step {
  return (value) => (typeof value === 'number' ? step(value) : NaN);
}

/** Rounds a number as an element type does; integers cut fractions off. */
export function roundTo(type: ElementType): (value: number) => number {
  switch (type) {
    case 'float32':
      return Math.fround;
    case 'float64':
      return (value) => value;
    default:
      return Math.trunc;
  }
}

/** The column cast to another type of number; undefined when that is not followed. */
export function castColumn(column: Column, to: ElementType): Column | undefined {
  if (column.type === to) return column;
  if (column.type === 'string' || (to !== 'float32' && to !== 'float64' && to !== 'int64')) {
    return undefined;
  }
  const round = roundTo(to);
  const isInteger = to === 'int64' && (column.type === 'float32' || column.type === 'float64');
  // What a missing value becomes as an integer is not defined.
  const missing = column.missing && !(isInteger && Number.isNaN(evaluate(column, NaN)));
  const first = column.steps.length === 0;
  return withStep(column, onNumbers(round), {
    type: to,
    missing,
    bare: column.bare,
    rounded: column.rounded || (first && to === 'float32'),
  });
}
