import { RiskError } from '../../core/errors.js';
import { hasGraph, type GraphIndex } from './graph-index.js';
import type { GraphInputs } from './graph-inputs.js';
import { Work } from './graph-values.js';
import { MAX_WORK } from './limits.js';
import type { AttributeProto, NodeProto } from './model-proto.js';

/** What a network does with the columns of its inputs first. */
export interface InputUse {
  /** By feature: whether the graph itself replaces every missing value. */
  readonly takesMissing: readonly boolean[];
  /** By feature: the texts that its encoders know; undefined for numbers. */
  readonly texts: readonly (TextFeature | undefined)[];
  /** Encoders of text, whose keys become the numbers of {@link InputUse.codes}. */
  readonly encoders: ReadonlyMap<NodeProto, EncoderKeys>;
  /** A number for each text of any encoder. */
  readonly codes: ReadonlyMap<string, number>;
}

interface TextFeature {
  readonly keys: Set<string>;
  /** Whether the graph stops at a text that is not among them. */
  strict: boolean;
}

/** The attribute that holds an encoder's keys as text, and the one for numbers in its place. */
export interface EncoderKeys {
  readonly replaced: string;
  readonly by: string;
  readonly keys: readonly string[];
}

/** Columns of a value that are an input's own: feature indices, -1 for anything computed. */
type Columns = readonly number[];

/** Operators that compute each number by itself, and NaN from NaN, where the rest is constant. */
const ELEMENTWISE = ['Identity', 'Cast', 'Scaler', 'Sub', 'Div', 'Mul', 'Add', 'Neg'];

/** Operators on text that only move it. */
const MOVES = ['Identity', 'Concat', 'Reshape', 'Gather', 'ArrayFeatureExtractor'];

/**
 * Follows the columns of the inputs to the first node that does more than move, cast or scale them:
 * an Imputer takes missing values, an encoder takes text, anything else neither.
 *
 * @param needed - nodes that the score needs.
 * @param score - the value that is the score.
 * @throws RiskError `IMPORT_UNSUPPORTED` for text that reaches anything but an encoder.
 */
export function readInputUse(
  index: GraphIndex,
  { features, values }: GraphInputs,
  needed: ReadonlySet<number>,
  score: string,
): InputUse {
  const { nodes } = index.graph;
  const takesMissing = features.map(({ type }) => type === 'float32' || type === 'float64');
  const texts = features.map(({ type }): TextFeature | undefined =>
    type === 'string' ? { keys: new Set(), strict: false } : undefined,
  );
  const encoders = new Map<NodeProto, EncoderKeys>();
  const columns = new Map<string, Columns>();
  const replaced = new Set<number>();
  for (const [name, value] of values) {
    columns.set(
      name,
      value.columns.map(({ feature }) => feature),
    );
  }
  const work = new Work(MAX_WORK);
  const nested = nodes.some((node, n) => needed.has(n) && hasGraph(node));
  nodes.forEach((node, n) => {
    if (!needed.has(n)) return;
    const raw = node.inputs.flatMap((name) => columns.get(name) ?? []).filter((f) => f >= 0);
    if (raw.length === 0) return;
    work.spend(raw.length, nameOf(node));
    const moved = movedColumns(index, node, columns);
    const text = raw.filter((f) => texts[f]);
    if (moved && (text.length === 0 || MOVES.includes(node.opType))) {
      columns.set(node.outputs[0]!, moved);
      return;
    }
    if (text.length > 0) {
      const keys = encoderKeys(node);
      if (!keys || text.length < raw.length) throw refuseText(node, features[text[0]!]!.name);
      encoders.set(node, keys);
      const strict = node.attributes.some((each) => each.name === 'zeros' && each.integer === 0);
      for (const f of new Set(text)) {
        work.spend(keys.keys.length, nameOf(node));
        for (const key of keys.keys) texts[f]!.keys.add(key);
        texts[f]!.strict ||= strict;
      }
      return;
    }
    const replaces = replacesMissing(index, node);
    for (const f of raw) {
      if (replaces) replaced.add(f);
      else takesMissing[f] = false;
    }
  });
  for (const f of columns.get(score) ?? []) if (f >= 0) takesMissing[f] = false;
  const promised = takesMissing.map((takes, f) => takes && replaced.has(f) && !nested);
  const all = new Set(texts.flatMap((each) => (each ? [...each.keys] : [])));
  const codes = new Map(Array.from(all, (key, code) => [key, code] as const));
  return { takesMissing: promised, texts, encoders, codes };
}

/** The columns of a node's output, where it only moves or scales columns of the inputs. */
function movedColumns(
  index: GraphIndex,
  node: NodeProto,
  columns: ReadonlyMap<string, Columns>,
): Columns | undefined {
  const [first, second] = node.inputs.map((name) => columns.get(name));
  const isPlain = (at: number) => index.constantOf(node.inputs[at] ?? '') !== undefined;
  const axis = node.attributes.find(({ name }) => name === 'axis')?.integer ?? 0;
  if (ELEMENTWISE.includes(node.opType)) {
    if (first && (node.inputs.length === 1 || isPlain(1))) return isRow(node) ? first : undefined;
    return second && isPlain(0) && isRow(node) ? second : undefined;
  }
  switch (node.opType) {
    case 'Concat': {
      const parts = node.inputs.map((name) => columns.get(name));
      const isBySide = axis === 1 || axis === -1;
      return isBySide && parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    case 'Reshape': {
      const shape = index.constantOf(node.inputs[1] ?? '')?.numbers;
      const keeps = shape?.length === 2 && shape[0] === -1 && shape[1] === first?.length;
      return keeps ? first : undefined;
    }
    case 'Gather':
    case 'ArrayFeatureExtractor': {
      const picked = index.constantOf(node.inputs[1] ?? '');
      if (!first || !picked || (node.opType === 'Gather' && axis !== 1)) return undefined;
      const found = Array.from(picked.numbers, (k) => first[k]);
      return found.every((f) => f !== undefined) ? found : undefined;
    }
    default:
      return undefined;
  }
}

/** TensorProto.DataType of those that a cast may give without losing a NaN. */
const FLOATS = [1, 11];

function isRow({ opType, attributes }: NodeProto): boolean {
  const to = attributes.find(({ name }) => name === 'to')?.integer ?? 0;
  return opType !== 'Cast' || FLOATS.includes(to);
}

/** Whether no NaN of the node's inputs reaches its output, and none decides it unforeseen. */
function replacesMissing(index: GraphIndex, node: NodeProto): boolean {
  const named = (name: string) => node.attributes.find((each) => each.name === name);
  switch (node.opType) {
    case 'Imputer':
      return (
        Number.isNaN(named('replaced_value_float')?.float ?? 0) &&
        (named('imputed_value_floats')?.floats ?? [NaN]).every((value) => !Number.isNaN(value))
      );
    case 'IsNaN':
      return true;
    case 'Where': {
      const [condition, filled, value] = node.inputs;
      const test = index.makerOf(condition ?? '');
      const fill = index.constantOf(filled ?? '');
      const fills = fill?.type !== 'string' && Array.from(fill?.numbers ?? [NaN]);
      return (
        test?.opType === 'IsNaN' &&
        test.inputs[0] === value &&
        fills !== false &&
        fills.every((number) => !Number.isNaN(number))
      );
    }
    default:
      return false;
  }
}

function encoderKeys({ opType, domain, attributes }: NodeProto): EncoderKeys | undefined {
  if (domain !== 'ai.onnx.ml') return undefined;
  const find = (name: string): AttributeProto | undefined =>
    attributes.find((each) => each.name === name);
  if (opType === 'OneHotEncoder') {
    const keys = find('cats_strings')?.texts ?? [];
    if (find('cats_int64s') || keys.length === 0) return undefined;
    return { replaced: 'cats_strings', by: 'cats_int64s', keys };
  }
  if (opType !== 'LabelEncoder') return undefined;
  const tensor = find('keys_tensor')?.tensor;
  const keys = tensor ? tensor.texts : (find('keys_strings')?.texts ?? []);
  if (keys.length === 0) return undefined;
  return { replaced: tensor ? 'keys_tensor' : 'keys_strings', by: 'keys_int64s', keys };
}

function refuseText(node: NodeProto, feature: string): RiskError {
  const path = nameOf(node);
  return new RiskError(
    'IMPORT_UNSUPPORTED',
    `ONNX: a network with text in "${feature}" that reaches ${path}, which is no encoder of text, is not supported`,
    { path: feature },
  );
}

function nameOf({ name, opType }: NodeProto): string {
  return name === '' ? opType : `"${name}" (${opType})`;
}
