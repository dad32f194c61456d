import { describe, expect, it } from 'vitest';
import { GraphIndex } from '../../sdk/importers/onnx/graph-index.js';
import type { GraphProto, NodeProto, TensorProto } from '../../sdk/importers/onnx/model-proto.js';
import { valueRanges } from '../../sdk/importers/onnx/value-ranges.js';

/** `S` is a logistic function, `X` an input of which nothing is known, others are constants. */
const CONSTANTS: Readonly<Record<string, readonly number[]>> = {
  two: [2],
  half: [0.5],
  mixed: [-1, 3],
  touches: [-4, 0],
  minus: [-4, -2],
  many: Array.from({ length: 257 }, (_, i) => i),
  most: Array.from({ length: 256 }, (_, i) => i),
};

function node(opType: string, inputs: readonly string[], output: string): NodeProto {
  return { name: '', opType, domain: '', inputs, outputs: [output], attributes: [] };
}

function rangeOf(...steps: readonly (readonly [string, ...string[]])[]) {
  const nodes = steps.map(([opType, ...inputs], k) =>
    node(opType, inputs, k === steps.length - 1 ? 'out' : `v${k}`),
  );
  const initializers = Object.entries(CONSTANTS).map(([name, numbers]): TensorProto => {
    return {
      ...{ name, numbers, dataType: 1, dims: [numbers.length] },
      ...{ raw: undefined, texts: [], external: false },
    };
  });
  const graph: GraphProto = {
    nodes: [node('Sigmoid', ['X'], 'S'), ...nodes],
    ...{ initializers, sparseInitializers: 0, inputs: [], outputs: [] },
  };
  const range = valueRanges(new GraphIndex(graph)).get('out');
  return range && [range.low, range.high].map((bound) => bound + 0);
}

describe('what is known of a value', () => {
  it.each<[string, readonly (readonly [string, ...string[]])[], number[] | undefined]>([
    ['a complement', [['Sub', 'two', 'S']], [1, 2]],
    ['a sum', [['Add', 'S', 'mixed']], [-1, 4]],
    ['a sum of three', [['Sum', 'S', 'S', 'two']], [2, 4]],
    ['a sum with an unknown', [['Sum', 'S', 'X']], undefined],
    ['a mean', [['Mean', 'S', 'half']], [0, 1]],
    ['a mean with an unknown', [['Mean', 'S', 'X']], undefined],
    ['what stands side by side', [['Concat', 'mixed', 'S']], [-1, 3]],
    ['a product', [['Mul', 'minus', 'mixed']], [-12, 4]],
    ['a product with an unknown', [['Mul', 'S', 'X']], undefined],
    ['a quotient', [['Div', 'S', 'two']], [0, 0.5]],
    ['a quotient by less than zero', [['Div', 'S', 'minus']], [-0.5, 0]],
    ['a quotient by what may be zero', [['Div', 'S', 'mixed']], undefined],
    ['a quotient by what ends at zero', [['Div', 'S', 'touches']], undefined],
    ['a quotient by an unknown', [['Div', 'S', 'X']], undefined],
    ['the other sign', [['Neg', 'mixed']], [-3, 1]],
    ['the other sign of an unknown', [['Neg', 'X']], undefined],
    ['a magnitude', [['Abs', 'mixed']], [0, 3]],
    ['a magnitude below zero', [['Abs', 'minus']], [2, 4]],
    ['a magnitude of an unknown', [['Abs', 'X']], [0, Infinity]],
    ['an exponential of an unknown', [['Exp', 'X']], [0, Infinity]],
    [
      'a share of a sum',
      [
        ['ReduceSum', 'S'],
        ['Reshape', 'v0', 'two'],
        ['Div', 'S', 'v1'],
      ],
      [0, 1],
    ],
    [
      'a share of magnitudes',
      [
        ['Abs', 'S'],
        ['ReduceSum', 'v0'],
        ['Div', 'S', 'v1'],
      ],
      [0, 1],
    ],
    [
      'a share of another sum',
      [
        ['Neg', 'S'],
        ['ReduceSum', 'v0'],
        ['Div', 'S', 'v1'],
      ],
      undefined,
    ],
    [
      'a share that may be negative',
      [
        ['ReduceSum', 'mixed'],
        ['Div', 'mixed', 'v0'],
      ],
      undefined,
    ],
    [
      'a softmax by hand',
      [
        ['ReduceLogSumExp', 'X'],
        ['Sub', 'X', 'v0'],
        ['Exp', 'v1'],
      ],
      [0, 1],
    ],
    [
      'a softmax of another',
      [
        ['ReduceLogSumExp', 'S'],
        ['Sub', 'X', 'v0'],
        ['Exp', 'v1'],
      ],
      [0, Infinity],
    ],
    ['a clipped unknown', [['Clip', 'X', 'half', 'two']], [0.5, 2]],
    ['an unknown clipped from below', [['Clip', 'X', 'half']], [0.5, Infinity]],
    ['a long constant', [['Identity', 'most']], [0, 255]],
    ['weights', [['Identity', 'many']], undefined],
    ['an operator that is not followed', [['Tanh', 'X']], undefined],
    ['a kernel without probabilities', [['SVMClassifier', 'X']], undefined],
    ['a classifier without a function', [['LinearClassifier', 'X']], undefined],
  ])('%s', (_, steps, expected) => {
    expect(rangeOf(...steps)).toEqual(expected);
  });
});
