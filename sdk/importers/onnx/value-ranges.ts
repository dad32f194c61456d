import type { GraphIndex } from './graph-index.js';
import type { NodeProto } from './model-proto.js';

/** Numbers that a value of a graph cannot leave, up to the rounding of floats. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

interface RangeContext {
  readonly node: NodeProto;
  readonly index: GraphIndex;
  /** Range of an input; undefined where nothing is known. */
  of(input: number): ValueRange | undefined;
}

type RangeRule = (context: RangeContext) => ValueRange | undefined;

const UNIT: ValueRange = { low: 0, high: 1 };

/** Operators whose output has the numbers of their first input, and no others. */
const SAME: RangeRule = ({ of }) => of(0);

const HULL: RangeRule = ({ node, of }) =>
  node.inputs
    .map((_, k) => of(k))
    .reduce((a, b) => a && b && { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) });

const SUM: RangeRule = ({ node, of }) =>
  node.inputs
    .map((_, k) => of(k))
    .reduce((a, b) => a && b && range(a.low + b.low, a.high + b.high));

const RULES: Readonly<Record<string, RangeRule>> = {
  Sigmoid: () => UNIT,
  HardSigmoid: () => UNIT,
  Softmax: () => UNIT,
  LinearClassifier: ({ node }) =>
    ['LOGISTIC', 'SOFTMAX'].includes(textOf(node, 'post_transform')) ? UNIT : undefined,
  SVMClassifier: ({ node }) =>
    (node.attributes.find(({ name }) => name === 'prob_a')?.floats.length ?? 0) > 0
      ? UNIT
      : undefined,
  Identity: SAME,
  Cast: SAME,
  Reshape: SAME,
  Squeeze: SAME,
  Unsqueeze: SAME,
  Flatten: SAME,
  Transpose: SAME,
  Slice: SAME,
  Gather: SAME,
  ArrayFeatureExtractor: SAME,
  Split: SAME,
  ReduceMean: SAME,
  ReduceMax: SAME,
  ReduceMin: SAME,
  Concat: HULL,
  Mean: HULL,
  Max: HULL,
  Min: HULL,
  Sum: SUM,
  Add: SUM,
  Sub: (context) => difference(context),
  Mul: ({ of }) => product(of(0), of(1)),
  Div: (context) => quotient(context),
  Neg: ({ of }) => negative(of(0)),
  Abs: ({ of }) => magnitude(of(0)),
  Exp: ({ of }) => exponential(of(0)),
  Clip: (context) => clipped(context),
};

/**
 * What is known of the values of a graph, by name: enough to tell that an output is a probability
 * where it is put together of logistic functions, means and complements. O(nodes).
 */
export function valueRanges(index: GraphIndex): ReadonlyMap<string, ValueRange> {
  const ranges = new Map<string, ValueRange>();
  for (const node of index.graph.nodes) {
    const rule = Object.hasOwn(RULES, node.opType) ? RULES[node.opType] : undefined;
    if (!rule || node.inputs.length === 0) continue;
    const of = (input: number) => {
      const name = node.inputs[input];
      return name === undefined ? undefined : (ranges.get(name) ?? constantRange(index, name));
    };
    const found = rule({ node, index, of });
    if (found) for (const name of node.outputs) ranges.set(name, found);
  }
  return ranges;
}

function range(low: number, high: number): ValueRange | undefined {
  return low <= high ? { low, high } : undefined;
}

/** Longer constants are weights, and bound nothing. */
const MAX_CONSTANTS = 256;

function constantRange(index: GraphIndex, name: string): ValueRange | undefined {
  const { numbers } = index.constantOf(name) ?? { numbers: [] };
  if (numbers.length === 0 || numbers.length > MAX_CONSTANTS) return undefined;
  const list = Array.from(numbers);
  return range(Math.min(...list), Math.max(...list));
}

/** `x - log(sum(exp(x)))` is the logarithm of a probability. */
function difference({ node, index, of }: RangeContext): ValueRange | undefined {
  const total = index.makerOf(behindShapes(index, node.inputs[1] ?? ''));
  if (total?.opType === 'ReduceLogSumExp' && total.inputs[0] === node.inputs[0]) {
    return { low: -Infinity, high: 0 };
  }
  const [a, b] = [of(0), of(1)];
  return a && b && range(a.low - b.high, a.high - b.low);
}

/** What is divided by its own sum is a share of it. */
function quotient({ node, index, of }: RangeContext): ValueRange | undefined {
  const [a, b] = [of(0), of(1)];
  const total = index.makerOf(behindShapes(index, node.inputs[1] ?? ''));
  if (a && a.low >= 0 && total && ['ReduceSum', 'ReduceL1'].includes(total.opType)) {
    const summed = total.inputs[0] ?? '';
    const maker = index.makerOf(summed);
    const within = maker?.opType === 'Abs' ? maker.inputs[0] : summed;
    if (summed === node.inputs[0] || within === node.inputs[0]) return UNIT;
  }
  if (!b || (b.low <= 0 && b.high >= 0)) return undefined;
  return product(a, range(1 / b.high, 1 / b.low));
}

function product(a: ValueRange | undefined, b: ValueRange | undefined): ValueRange | undefined {
  if (!a || !b) return undefined;
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return range(Math.min(...corners), Math.max(...corners));
}

function negative(a: ValueRange | undefined): ValueRange | undefined {
  return a && { low: -a.high, high: -a.low };
}

function magnitude(a: ValueRange | undefined): ValueRange {
  if (!a) return { low: 0, high: Infinity };
  const high = Math.max(-a.low, a.high);
  return { low: a.low > 0 ? a.low : a.high < 0 ? -a.high : 0, high };
}

function exponential(a: ValueRange | undefined): ValueRange {
  return a ? { low: Math.exp(a.low), high: Math.exp(a.high) } : { low: 0, high: Infinity };
}

function clipped({ node, of }: RangeContext): ValueRange | undefined {
  const attribute = (name: string) => node.attributes.find((each) => each.name === name)?.float;
  const low = attribute('min') ?? of(1)?.low ?? -Infinity;
  const high = attribute('max') ?? of(2)?.high ?? Infinity;
  return range(low, high);
}

/** A value ahead of those nodes that only change its dimensions. */
function behindShapes(index: GraphIndex, name: string): string {
  let value = name;
  for (let steps = 0; steps < 8; steps++) {
    const maker = index.makerOf(value);
    const passes = maker && ['Reshape', 'Squeeze', 'Unsqueeze', 'Identity'].includes(maker.opType);
    if (!passes || maker.inputs[0] === undefined) break;
    value = maker.inputs[0];
  }
  return value;
}

function textOf({ attributes }: NodeProto, name: string): string {
  return attributes.find((each) => each.name === name)?.text ?? '';
}
