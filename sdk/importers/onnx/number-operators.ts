import { castColumn, onNumbers, roundTo, withStep, type Column } from './column.js';
import { matrix, type GraphValue, type MatrixValue, type ScoresValue } from './graph-values.js';
import type { NodeContext, Operator } from './node-context.js';
import { addScores, affine, logistic, softmax, type ScoreColumn } from './score-column.js';
import { elementTypeOf, type Tensor } from './tensor.js';

/**
 * Operators of the standard domain on numbers, one cell at a time: what runs ahead of the trees
 * (on columns, in the rounding of their type), and behind them (on scores).
 */
export const NUMBER_OPERATORS: Readonly<Record<string, Operator>> = {
  Cast: cast,
  Add: (context) => arithmetic(context, (a, b) => a + b, { factor: () => 1, addend: (c) => c }),
  Sub: (context) => arithmetic(context, (a, b) => a - b, { factor: () => 1, addend: (c) => -c }),
  Mul: (context) => arithmetic(context, (a, b) => a * b, { factor: (c) => c, addend: () => 0 }),
  Div: (context) => arithmetic(context, (a, b) => a / b, { factor: (c) => 1 / c, addend: () => 0 }),
  Sum: (context) => {
    const { inputs } = context;
    if (!inputs.every((input): input is ScoresValue => input?.kind === 'scores')) {
      return context.opaque();
    }
    return inputs.reduce<GraphValue>((sum, input, k) => {
      if (k === 0 || sum.kind !== 'scores') return k === 0 ? input : sum;
      return addAll(context, sum, input, 1);
    }, context.input);
  },
  Neg: (context) => {
    const { input } = context;
    if (input.kind === 'scores') return eachScore(context, input, (score) => affine(score, -1, 0));
    return eachColumn(context, (column) =>
      withStep(
        column,
        onNumbers((value) => -value),
        {},
      ),
    );
  },
  Sigmoid: (context) =>
    context.input.kind === 'scores'
      ? eachScore(context, context.input, logistic)
      : context.opaque(),
  Softmax: (context) => {
    const { input } = context;
    const axis = context.attributes.integer('axis', -1);
    if (input.kind !== 'scores' || input.columns.length !== 2 || (axis !== -1 && axis !== 1)) {
      return context.opaque('Softmax of anything but two scores');
    }
    const columns = softmax(input.columns[0]!, input.columns[1]!);
    return columns ? { kind: 'scores', columns } : context.opaque();
  },
  Clip: clip,
};

function cast(context: NodeContext): GraphValue {
  const { input, attributes } = context;
  const to = elementTypeOf(attributes.integer('to', 0));
  attributes.ignore('saturate', 'round_mode');
  if (input.kind === 'scores') {
    return to === 'float32' || to === 'float64' ? input : context.opaque();
  }
  if (!to) return context.opaque('Cast to another type of number');
  return eachColumn(context, (column) => castColumn(column, to));
}

/** A linear operation with a constant, as `factor * score + addend`. */
interface Linear {
  readonly factor: (constant: number) => number;
  readonly addend: (constant: number) => number;
}

function arithmetic(
  context: NodeContext,
  compute: (a: number, b: number) => number,
  linear: Linear,
): GraphValue {
  const [a, b] = context.inputs;
  const { opType } = context.node;
  if (a?.kind === 'scores' && b?.kind === 'scores' && (opType === 'Add' || opType === 'Sub')) {
    return addAll(context, a, b, opType === 'Add' ? 1 : -1);
  }
  const swapped = a?.kind === 'constant';
  const value = swapped ? b : a;
  const constants = swapped ? a.tensor : b?.kind === 'constant' ? b.tensor : undefined;
  if (!constants || (value?.kind !== 'matrix' && value?.kind !== 'scores')) {
    return context.opaque(`${opType} of anything but columns and a constant`);
  }
  const at = constantOf(constants, value.columns.length);
  if (!at) return context.opaque(`${opType} that repeats rows or columns`);
  if (value.kind === 'scores') {
    if (swapped && opType === 'Div') return context.opaque('a number divided by a score');
    return eachScore(context, value, (score, k) =>
      swapped && opType === 'Sub'
        ? affine(score, -1, at(k))
        : affine(score, linear.factor(at(k)), linear.addend(at(k))),
    );
  }
  // The reciprocal of a column jumps at zero.
  if (swapped && opType === 'Div') return context.opaque('a number divided by a column');
  return eachColumn(
    context,
    (column, k) => stepWith(column, constants, at(k), swapped, compute),
    value,
  );
}

function stepWith(
  column: Column,
  { type }: Tensor,
  constant: number,
  swapped: boolean,
  compute: (a: number, b: number) => number,
): Column | undefined {
  if (type !== column.type || (type !== 'float32' && type !== 'float64')) return undefined;
  if (!Number.isFinite(constant)) return undefined;
  const round = roundTo(type);
  const step = (value: number) =>
    round(swapped ? compute(constant, value) : compute(value, constant));
  return withStep(column, onNumbers(step), {});
}

/** The constant of each column: one for all, or one each along the last dimension. */
function constantOf(tensor: Tensor, columns: number): ((k: number) => number) | undefined {
  const { numbers, dims } = tensor;
  if (numbers.length === 1) return () => numbers[0]!;
  if (numbers.length !== columns || dims.at(-1) !== columns) return undefined;
  return (k) => numbers[k]!;
}

function clip(context: NodeContext): GraphValue {
  const { attributes, version, inputs } = context;
  const bound = (index: number, name: string, open: number): number | undefined => {
    if (version < 11) return attributes.float(name, open);
    return inputs[index] === undefined ? open : context.constant(index)?.numbers[0];
  };
  const low = bound(1, 'min', -Infinity);
  const high = bound(2, 'max', Infinity);
  if (low === undefined || high === undefined) return context.opaque('Clip with computed bounds');
  const step = (value: number) => Math.min(Math.max(value, low), high);
  return eachColumn(context, (column) =>
    // What a missing value is clipped to differs between runtimes.
    withStep(column, onNumbers(step), { missing: false }),
  );
}

/** Applies a step to every column; not followed when one of them does not take it. */
export function eachColumn(
  context: NodeContext,
  change: (column: Column, k: number) => Column | undefined,
  value: GraphValue = context.input,
): GraphValue {
  if (value.kind !== 'matrix') return context.opaque();
  context.work.spend(value.columns.length, context.path);
  const columns: Column[] = [];
  for (const [k, column] of value.columns.entries()) {
    const changed = column.type === 'string' ? undefined : change(column, k);
    if (!changed) return context.opaque();
    columns.push(changed);
  }
  return matrix(columns, (value satisfies MatrixValue).shape, context.path);
}

function eachScore(
  context: NodeContext,
  value: ScoresValue,
  change: (score: ScoreColumn, k: number) => ScoreColumn | undefined,
): GraphValue {
  const columns: ScoreColumn[] = [];
  for (const [k, score] of value.columns.entries()) {
    context.work.spend(1 + score.terms.size, context.path);
    const changed = change(score, k);
    if (!changed) return context.opaque(`${context.node.opType} of a probability`);
    columns.push(changed);
  }
  return { kind: 'scores', columns };
}

/** `a + sign * b`, column by column. */
function addAll(context: NodeContext, a: ScoresValue, b: ScoresValue, sign: 1 | -1): GraphValue {
  if (a.columns.length !== b.columns.length) return context.opaque();
  return eachScore(context, a, (score, k) => addScores(score, affine(b.columns[k]!, sign, 0)));
}
