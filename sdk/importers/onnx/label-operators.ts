import { withStep, type CellValue } from './column.js';
import { matrix, type GraphValue } from './graph-values.js';
import type { NodeContext, Operator } from './node-context.js';
import type { ElementType, Tensor } from './tensor.js';

/** Operators of `ai.onnx.ml` that map categories to numbers or text, one by one. */
export const LABEL_OPERATORS: Readonly<Record<string, Operator>> = {
  LabelEncoder: (context) =>
    mapped(context, context.version < 2 ? classLabels(context) : keysAndValues(context)),
  CategoryMapper: (context) => {
    const { attributes } = context;
    const texts = attributes.texts('cats_strings');
    const numbers = attributes.integers('cats_int64s');
    const number = attributes.integer('default_int64', -1);
    const text = attributes.text('default_string', '_Unused');
    return mapped(context, fromText(context, texts, numbers, number, text));
  },
};

/** What each key becomes, and everything else. */
interface LabelMap {
  readonly keys: readonly CellValue[];
  readonly values: readonly CellValue[];
  readonly type: ElementType;
  readonly fallback: CellValue;
}

/** Operator set 1: a text becomes its place in a list, and a place the text. */
function classLabels(context: NodeContext): LabelMap {
  const { attributes } = context;
  const texts = attributes.texts('classes_strings');
  const places = texts.map((_, place) => place);
  const number = attributes.integer('default_int64', -1);
  const text = attributes.text('default_string', '_Unused');
  return fromText(context, texts, places, number, text);
}

/** The direction in which texts and numbers are mapped depends on what comes in. */
function fromText(
  context: NodeContext,
  texts: readonly string[],
  numbers: readonly number[],
  number: number,
  text: string,
): LabelMap {
  const isText = context.columns?.columns[0]?.type === 'string';
  return isText
    ? { keys: texts, values: numbers, type: 'int64', fallback: number }
    : { keys: numbers, values: texts, type: 'string', fallback: text };
}

function keysAndValues(context: NodeContext): LabelMap {
  const { attributes } = context;
  const list = (name: 'keys' | 'values'): { type: ElementType; cells: readonly CellValue[] } => {
    const tensor = attributes.tensor(`${name}_tensor`);
    if (tensor) return { type: tensor.type, cells: cellsOf(tensor) };
    if (attributes.has(`${name}_strings`)) {
      return { type: 'string', cells: attributes.texts(`${name}_strings`) };
    }
    if (attributes.has(`${name}_int64s`)) {
      return { type: 'int64', cells: attributes.integers(`${name}_int64s`) };
    }
    return { type: 'float32', cells: attributes.floats(`${name}_floats`) };
  };
  const keys = list('keys');
  const values = list('values');
  const other = attributes.tensor('default_tensor');
  const texts = attributes.text('default_string', '_Unused');
  const integer = attributes.integer('default_int64', -1);
  const float = attributes.float('default_float', -0);
  const numeric = values.type === 'int64' ? integer : float;
  const fallback = (other && cellsOf(other)[0]) ?? (values.type === 'string' ? texts : numeric);
  return { keys: keys.cells, values: values.cells, type: values.type, fallback };
}

function cellsOf(tensor: Tensor): readonly CellValue[] {
  return tensor.type === 'string' ? tensor.texts : Array.from(tensor.numbers);
}

function mapped(context: NodeContext, { keys, values, type, fallback }: LabelMap): GraphValue {
  const { path, work } = context;
  const input = context.columns;
  if (!input) return context.opaque();
  if (keys.length !== values.length) throw context.malformed('as many values as keys');
  if (keys.some((key) => typeof key === 'number' && Number.isNaN(key))) {
    return context.opaque('a LabelEncoder with NaN among its keys');
  }
  const table = new Map<CellValue, CellValue>();
  // The first of equal keys counts.
  keys.forEach((key, k) => table.has(key) || table.set(key, values[k]!));
  const columns = [];
  for (const column of input.columns) {
    const known = column.keys ?? (column.bare ? keys : undefined);
    if (!known) return context.opaque('a LabelEncoder behind arithmetic');
    work.spend(1 + known.length, path);
    const step = (cell: CellValue) => table.get(cell) ?? fallback;
    const result = withStep(column, step, { type, monotone: false, keys: known });
    if (!result) return context.opaque('too many steps');
    columns.push(result);
  }
  return matrix(columns, input.shape, path);
}
