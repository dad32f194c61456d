import type { Column } from './column.js';
import { matrix, type GraphValue, type MatrixValue } from './graph-values.js';
import type { NodeContext, Operator } from './node-context.js';

/**
 * Operators that pick, join or rearrange columns and compute nothing. The batch is dimension 0;
 * what would mix rows is not followed.
 */
export const SHAPE_OPERATORS: Readonly<Record<string, Operator>> = {
  Identity: ({ input }) => input,
  Flatten: (context) =>
    context.attributes.integer('axis', 1) === 1
      ? reshaped(context, (columns) => [columns])
      : context.opaque('Flatten of another axis than 1'),
  Reshape: (context) => {
    const target = context.integers(1, 'shape');
    context.attributes.ignore('allowzero');
    if (!target) return context.opaque('a shape that is computed');
    return reshaped(context, (columns) => targetShape(target, columns));
  },
  Squeeze: (context) => {
    const axes = context.integers(1, 'axes');
    return reshaped(context, (_, shape) =>
      axes && axes.length > 0 ? without(shape, axes) : undefined,
    );
  },
  Unsqueeze: (context) => {
    const axes = context.integers(1, 'axes');
    return reshaped(context, (_, shape) => (axes ? withOnes(shape, axes) : undefined));
  },
  Concat: (context) => joined(context, context.attributes.integer('axis', 1)),
  Gather: (context) => {
    const axis = context.attributes.integer('axis', 0);
    const indices = context.constant(1);
    if (!indices || !isLastAxis(context.input, axis)) return context.opaque();
    return picked(context, Array.from(indices.numbers), indices.dims);
  },
  Slice: sliced,
  Split: (context) => {
    const axis = context.attributes.integer('axis', 0);
    const sizes = context.integers(1, 'split');
    context.attributes.ignore('num_outputs');
    if (!sizes || sizes.length === 0 || !isLastAxis(context.input, axis)) return context.opaque();
    let from = 0;
    return sizes.map((size) => {
      const indices = Array.from({ length: Math.min(size, 0xffff) }, (_, k) => from + k);
      from += size;
      return picked(context, indices, [size]);
    });
  },
};

/** The operators of `ai.onnx.ml` of the same kind. */
export const ML_SHAPE_OPERATORS: Readonly<Record<string, Operator>> = {
  ArrayFeatureExtractor: (context) => {
    const indices = context.constant(1);
    if (!indices || !isLastAxis(context.input, -1)) return context.opaque();
    return picked(context, Array.from(indices.numbers), [indices.numbers.length]);
  },
  ZipMap: (context) => {
    context.attributes.ignore('classlabels_strings', 'classlabels_int64s');
    return context.input.kind === 'scores' ? context.input : context.opaque();
  },
};

/** Keeps the columns and changes their shape; `undefined` from `shapeOf` is not followed. */
function reshaped(
  context: NodeContext,
  shapeOf: (columns: number, shape: readonly number[]) => readonly number[] | undefined,
): GraphValue {
  const { input, path } = context;
  // Scores are told apart by their column alone.
  if (input.kind === 'scores') return input;
  if (input.kind !== 'matrix') return context.opaque();
  const shape = shapeOf(input.columns.length, input.shape);
  return shape ? matrix(input.columns, shape, path) : context.opaque();
}

/** What is behind the batch in a `Reshape`: -1 or 0 first, then as many as there are columns. */
function targetShape(target: readonly number[], columns: number): readonly number[] | undefined {
  const [batch, ...rest] = target;
  if (batch !== -1 && batch !== 0) return undefined;
  const open = rest.indexOf(-1);
  const known = rest.reduce((product, size) => (size === -1 ? product : product * size), 1);
  if (open >= 0 && batch === 0) rest[open] = columns / known;
  return rest.reduce((product, size) => product * size, 1) === columns ? rest : undefined;
}

function without(shape: readonly number[], axes: readonly number[]): number[] | undefined {
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis - 1)));
  for (const axis of gone) if (shape[axis] !== 1) return undefined;
  return shape.filter((_, axis) => !gone.has(axis));
}

function withOnes(shape: readonly number[], axes: readonly number[]): number[] | undefined {
  const result = [...shape];
  const rank = shape.length + 1 + axes.length;
  for (const axis of axes.map((at) => (at < 0 ? at + rank : at)).sort((a, b) => a - b)) {
    if (axis < 1 || axis > result.length + 1) return undefined;
    result.splice(axis - 1, 0, 1);
  }
  return result;
}

function isLastAxis(value: GraphValue, axis: number): boolean {
  if (value.kind === 'scores') return axis === 1 || axis === -1;
  return value.kind === 'matrix' && value.shape.length === 1 && (axis === 1 || axis === -1);
}

function picked(
  context: NodeContext,
  indices: readonly number[],
  shape: readonly number[],
): GraphValue {
  const { input, path, work } = context;
  if (input.kind !== 'matrix' && input.kind !== 'scores') return context.opaque();
  const count = input.columns.length;
  work.spend(indices.length, path);
  const places = indices.map((index) => (index < 0 ? index + count : index));
  if (!places.every((place) => Number.isInteger(place) && place >= 0 && place < count)) {
    throw context.malformed(`columns from 0 to ${count - 1}`);
  }
  if (input.kind === 'scores') {
    return { kind: 'scores', columns: places.map((place) => input.columns[place]!) };
  }
  return matrix(
    places.map((place) => input.columns[place]!),
    shape,
    path,
  );
}

function joined(context: NodeContext, axis: number): GraphValue {
  const { inputs, path, work } = context;
  if (inputs.every((input) => input?.kind === 'scores')) {
    const columns = inputs.flatMap((input) => input.columns);
    work.spend(columns.length, path);
    return { kind: 'scores', columns };
  }
  if (!inputs.every((input): input is MatrixValue => input?.kind === 'matrix')) {
    return context.opaque('Concat of columns with anything else');
  }
  // Encoders give one more dimension of size 1 ahead of their categories.
  const [first] = inputs;
  const leading = first!.shape.slice(0, -1);
  const fits = inputs.every(({ shape }) => shape.length === first!.shape.length);
  const flat = inputs.every(({ shape }) => shape.slice(0, -1).every((size) => size === 1));
  const last = axis === -1 || axis === first!.shape.length;
  if (!fits || !flat || !last || first!.shape.length === 0) {
    return context.opaque('Concat of another axis than the last');
  }
  const count = inputs.reduce((sum, { columns }) => sum + columns.length, 0);
  work.spend(count, path);
  const columns: Column[] = inputs.flatMap((input) => input.columns);
  return matrix(columns, [...leading, count], path);
}

function sliced(context: NodeContext): GraphValue {
  const { input } = context;
  const starts = context.integers(1, 'starts');
  const ends = context.integers(2, 'ends');
  const axes = context.integers(3, 'axes');
  const steps = context.inputs[4] ? context.integers(4, 'steps') : [1];
  const [start, ...others] = starts ?? [];
  const [end] = ends ?? [];
  const single = start !== undefined && end !== undefined && others.length === 0;
  if (!single || axes?.length !== 1 || !isLastAxis(input, axes[0]!) || steps?.[0] !== 1) {
    return context.opaque();
  }
  if (input.kind !== 'matrix' && input.kind !== 'scores') return context.opaque();
  const count = input.columns.length;
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + count : at, 0), count);
  const from = clamp(start);
  const length = Math.max(0, clamp(end) - from);
  return picked(
    context,
    Array.from({ length }, (_, k) => from + k),
    [length],
  );
}
