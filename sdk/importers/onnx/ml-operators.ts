import { castColumn, onNumbers, withStep, type CellValue, type Column } from './column.js';
import { matrix, type GraphValue } from './graph-values.js';
import type { NodeContext, Operator } from './node-context.js';
import { eachColumn } from './number-operators.js';
import { ML_SHAPE_OPERATORS } from './shape-operators.js';

/** Operators of `ai.onnx.ml` that run ahead of the trees, as onnxruntime computes them. */
export const ML_OPERATORS: Readonly<Record<string, Operator>> = {
  ...ML_SHAPE_OPERATORS,
  Scaler: (context) => {
    const offset = context.attributes.floats('offset');
    const scale = context.attributes.floats('scale');
    return eachColumn(context, (column, k) =>
      scaled(column, perColumn(context, offset, k), perColumn(context, scale, k)),
    );
  },
  Imputer: imputed,
  Binarizer: (context) => {
    const threshold = context.attributes.float('threshold', 0);
    return eachColumn(context, (column) =>
      withStep(
        column,
        onNumbers((value) => (value > threshold ? 1 : 0)),
        {},
      ),
    );
  },
  FeatureVectorizer: (context) => {
    context.attributes.ignore('inputdimensions');
    const columns: Column[] = [];
    for (const input of context.inputs) {
      if (input?.kind !== 'matrix') return context.opaque();
      context.work.spend(input.columns.length, context.path);
      for (const column of input.columns) {
        const float = castColumn(column, 'float32');
        if (!float) return context.opaque('FeatureVectorizer of text');
        columns.push(float);
      }
    }
    return matrix(columns, [columns.length], context.path);
  },
  OneHotEncoder: oneHot,
  Normalizer: (context) => context.opaque('a Normalizer, which mixes the columns of a row'),
};

/** `(x - offset) * scale`: float32 on everything but doubles, and a float32 at the end. */
function scaled(column: Column, offset: number, scale: number): Column | undefined {
  if (!Number.isFinite(offset) || !Number.isFinite(scale)) return undefined;
  const { fround } = Math;
  const step =
    column.type === 'float64'
      ? (value: number) => fround((value - offset) * scale)
      : (value: number) => fround(fround(fround(value) - offset) * scale);
  const first = column.steps.length === 0 && column.type !== 'float64';
  return withStep(column, onNumbers(step), { type: 'float32', rounded: column.rounded || first });
}

/** One number for all columns, or one each. */
function perColumn(context: NodeContext, list: readonly number[], k: number): number {
  const columns = context.columns?.columns.length ?? 0;
  if (list.length === 1) return list[0]!;
  if (list.length !== columns) throw context.malformed(`1 or ${columns} numbers`);
  return list[k]!;
}

function imputed(context: NodeContext): GraphValue {
  const { attributes } = context;
  const values = attributes.floats('imputed_value_floats');
  const replaced = attributes.float('replaced_value_float', 0);
  const isInteger = attributes.has('imputed_value_int64s');
  if (isInteger || !Number.isNaN(replaced)) {
    attributes.ignore('imputed_value_int64s', 'replaced_value_int64');
    return context.opaque('an Imputer that replaces a number instead of NaN');
  }
  attributes.ignore('replaced_value_int64');
  return eachColumn(context, (column, k) => {
    const value = perColumn(context, values, k);
    if (column.type !== 'float32' || Number.isNaN(value)) return undefined;
    return withStep(
      column,
      onNumbers((cell) => (Number.isNaN(cell) ? value : cell)),
      { bare: column.bare },
    );
  });
}

/** One column of 0 and 1 for each category; a fraction is cut off first. */
function oneHot(context: NodeContext): GraphValue {
  const { attributes, path, work } = context;
  const numbers = attributes.integers('cats_int64s');
  const texts = attributes.texts('cats_strings');
  const strict = attributes.integer('zeros', 1) === 0;
  const input = context.columns;
  if (!input || numbers.length > 0 === texts.length > 0) return context.opaque();
  const columns: Column[] = [];
  for (const column of input.columns) {
    const isText = column.type === 'string';
    const categories: readonly CellValue[] = isText ? texts : numbers;
    const keys = column.keys ?? (column.bare ? categories : undefined);
    if (!keys || isText !== texts.length > 0) {
      return context.opaque('a OneHotEncoder behind arithmetic, or of another type');
    }
    work.spend(categories.length * (1 + Math.ceil(keys.length / 64)), path);
    for (const category of categories) {
      const hot = withStep(column, (cell) => (cut(cell) === category ? 1 : 0), {
        type: 'float32',
        monotone: false,
        keys,
        strict: column.strict || strict,
        missing: column.missing && !strict,
      });
      if (!hot) return context.opaque('too many steps');
      columns.push(hot);
    }
  }
  const perInput = columns.length / Math.max(1, input.columns.length);
  return matrix(columns, [...input.shape, perInput], path);
}

function cut(cell: CellValue): CellValue {
  return typeof cell === 'number' ? Math.trunc(cell) : cell;
}
