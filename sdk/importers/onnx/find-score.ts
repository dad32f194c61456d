import { RiskError } from '../../core/errors.js';
import type { NetworkOutput } from '../../model/network.js';
import type { GraphIndex } from './graph-index.js';
import type { NodeProto } from './model-proto.js';
import type { ScoreChoice } from './select-score.js';
import { elementTypeOf } from './tensor.js';
import { valueRanges, type ValueRange } from './value-ranges.js';

/** Where the score of a network is, and what has to become of the graph for it to be an output. */
export interface NetworkScore {
  /** The output of the file that it is made of. */
  readonly output: string;
  readonly column: number;
  readonly value: NetworkOutput;
  /** A classifier whose LOGISTIC is taken away, so that its scores are log-odds. */
  readonly bare: NodeProto | undefined;
}

/** What a caller may say about the score of a network. */
export interface NetworkChoice extends ScoreChoice {
  /** What the score is, where the caller knows better than the graph tells. */
  readonly network?: NetworkOutput['unit'];
}

/** An output of numbers: a tensor, or what a ZipMap makes maps of. */
interface Candidate {
  readonly output: string;
  readonly value: string;
  /** Columns as the file says; undefined where it does not. */
  readonly columns: number | undefined;
  readonly rank: number;
  readonly isProbability: boolean;
}

/** One column of one value. */
interface Place {
  readonly value: string;
  readonly column: number;
}

/**
 * The output that is the score: the one that the caller names, else a probability, else the only
 * output of numbers. Where a logistic function makes that probability, the log-odds ahead of it
 * are the score: a float32 near 1 has lost them. Not so where the caller says what the score is.
 *
 * @throws RiskError `IMPORT_UNSUPPORTED` where it cannot be told, `OPTION_INVALID` for an output or
 *   column that is not there.
 */
export function findScore(index: GraphIndex, choice: NetworkChoice): NetworkScore {
  const candidate = select(index, candidatesOf(index), choice);
  const { output, rank, value, isProbability } = candidate;
  if (rank !== 1 && rank !== 2) throw unsupported(`an output of ${rank} dimensions`, output);
  const columns = columnsOf(index, candidate);
  if (choice.column === undefined && columns > 2) {
    throw unsupported(`an output of ${columns} columns (say which one with column)`, output);
  }
  const column = choice.column ?? columns - 1;
  const isKnown = candidate.columns !== undefined;
  if (!(Number.isInteger(column) && column >= 0 && (!isKnown || column < columns))) {
    throw new RiskError('OPTION_INVALID', `"column" expected 0 to ${columns - 1}`, {
      path: 'column',
    });
  }
  const found = { output, column, bare: undefined };
  if (choice.network !== undefined) {
    return { ...found, value: { name: value, index: column, unit: choice.network } };
  }
  if (!isProbability) {
    const unit = choice.link === 'logistic' ? 'log-odds' : 'value';
    return { ...found, value: { name: value, index: column, unit } };
  }
  const origin = originOf(index, { value, column }, columns);
  const maker = index.makerOf(origin.value);
  if (maker?.opType === 'Sigmoid' && maker.inputs[0] !== undefined) {
    const before = { name: maker.inputs[0], index: origin.column, unit: 'log-odds' } as const;
    return { ...found, value: before };
  }
  if (maker && hasBareScores(maker, origin)) {
    const bare = { name: origin.value, index: origin.column, unit: 'log-odds' } as const;
    return { ...found, value: bare, bare: maker };
  }
  return { ...found, value: { name: value, index: column, unit: 'probability' } };
}

/** Whether the class scores of a classifier are log-odds once its LOGISTIC is gone. */
function hasBareScores(node: NodeProto, { value, column }: Place): boolean {
  if (node.opType !== 'LinearClassifier' || value !== node.outputs[1]) return false;
  if (node.attributes.find(({ name }) => name === 'post_transform')?.text !== 'LOGISTIC') {
    return false;
  }
  // With one row of weights, ONNX Runtime makes the other class of it: 1 - score.
  const rows = node.attributes.find(({ name }) => name === 'intercepts')?.floats.length ?? 0;
  return rows === 2 || (rows === 1 && column === 1);
}

function candidatesOf(index: GraphIndex): readonly Candidate[] {
  const ranges = valueRanges(index);
  return index.graph.outputs.flatMap(({ name, elementType, dims }): Candidate[] => {
    const type = elementTypeOf(elementType);
    const maker = index.makerOf(name);
    if (maker?.opType === 'ZipMap' && maker.inputs[0] !== undefined) {
      const value = maker.inputs[0];
      const isProbability = isUnit(ranges.get(value));
      const columns = labelsOf(maker) || undefined;
      return [{ output: name, value, columns, rank: 2, isProbability }];
    }
    if (type !== 'float32' && type !== 'float64') return [];
    const rank = dims?.length ?? 2;
    const columns = rank === 1 ? 1 : dims?.[1];
    return [{ output: name, value: name, columns, rank, isProbability: isUnit(ranges.get(name)) }];
  });
}

/** Floats of a sum of shares may lie this far beyond 1. */
const SLACK = 1e-5;

function isUnit(range: ValueRange | undefined): boolean {
  return range !== undefined && range.low >= -SLACK && range.high <= 1 + SLACK;
}

function select(
  index: GraphIndex,
  candidates: readonly Candidate[],
  choice: ScoreChoice,
): Candidate {
  if (choice.output !== undefined) {
    const named = candidates.find(({ output }) => output === choice.output);
    if (named) return named;
    const names = candidates.map(({ output }) => output).join(', ');
    throw new RiskError('OPTION_INVALID', `"output" expected one of ${names}`, { path: 'output' });
  }
  const probabilities = candidates.filter(({ isProbability }) => isProbability);
  const [first] = probabilities;
  if (first) {
    // Outputs of one column each, all of one classifier: the last class is meant, as in a matrix.
    const place = (each: Candidate) => originOf(index, { value: each.value, column: 0 }, 1);
    const { value } = place(first);
    const alike = probabilities.filter((each) => place(each).value === value);
    return alike.reduce((a, b) => (place(b).column > place(a).column ? b : a));
  }
  if (candidates.length === 1) return candidates[0]!;
  throw unsupported(
    `${candidates.length} outputs of numbers (name one with output)`,
    'graph.output',
  );
}

function columnsOf(index: GraphIndex, { value, columns }: Candidate): number {
  if (columns !== undefined) return columns;
  const maker = index.makerOf(originOf(index, { value, column: 0 }, undefined).value);
  if (maker?.opType === 'LinearClassifier') return Math.max(1, labelsOf(maker));
  return maker?.opType === 'Softmax' ? 2 : 1;
}

/** How many classes a node names. */
function labelsOf({ attributes }: NodeProto): number {
  const lists = attributes.filter(({ name }) => name.startsWith('classlabels_'));
  return Math.max(0, ...lists.map(({ integers, texts }) => integers.length + texts.length));
}

/** Nodes between a score and what computes it; converters write up to about five. */
const MAX_STEPS = 16;

/** The earliest value that has the same numbers in one of its columns. */
function originOf(index: GraphIndex, place: Place, columns: number | undefined): Place {
  let at = place;
  let width = columns;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const node = index.makerOf(at.value);
    const before = node && stepBack(index, node, at, width);
    if (!before) break;
    at = before;
    if (!['Identity', 'Cast'].includes(node.opType)) width = undefined;
  }
  return at;
}

/** TensorProto.DataType of float32 and float64. */
const FLOATS = [1, 11];

function stepBack(
  index: GraphIndex,
  node: NodeProto,
  { column }: Place,
  columns: number | undefined,
): Place | undefined {
  const [value] = node.inputs;
  if (value === undefined) return undefined;
  const integer = (name: string) => node.attributes.find((each) => each.name === name)?.integer;
  const same = { value, column };
  switch (node.opType) {
    case 'Identity':
    case 'Reshape':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Flatten':
      return same;
    case 'Cast':
      return FLOATS.includes(integer('to') ?? 0) ? same : undefined;
    case 'Concat': {
      // As many parts as columns: one column each.
      const isBySide = [1, -1].includes(integer('axis') ?? 0);
      const part = node.inputs.length === columns ? node.inputs[column] : undefined;
      return isBySide && part !== undefined ? { value: part, column: 0 } : undefined;
    }
    case 'ArrayFeatureExtractor':
      return picked(value, index.constantOf(node.inputs[1] ?? '')?.numbers);
    case 'Gather':
      return integer('axis') === 1
        ? picked(value, index.constantOf(node.inputs[1] ?? '')?.numbers)
        : undefined;
    case 'Slice':
      return sliced(index, node, value);
    default:
      return undefined;
  }
}

function picked(value: string, indices: ArrayLike<number> | undefined): Place | undefined {
  const column = indices?.length === 1 ? indices[0]! : -1;
  return column >= 0 ? { value, column } : undefined;
}

/** A slice of one column. */
function sliced(index: GraphIndex, { inputs }: NodeProto, value: string): Place | undefined {
  const [start, end, axis] = [1, 2, 3].map((k) => index.constantOf(inputs[k] ?? '')?.numbers);
  if (start?.length !== 1 || end?.length !== 1 || axis?.length !== 1) return undefined;
  return axis[0] === 1 && end[0] === start[0]! + 1 ? picked(value, start) : undefined;
}

function unsupported(what: string, path: string): RiskError {
  return new RiskError('IMPORT_UNSUPPORTED', `ONNX: a network with ${what} is not supported`, {
    path,
  });
}
