import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sdk/core/random.js';
import { encodeRows, inputCount, makeEncodings } from '../../sdk/train/pretrain/encoding.js';
import {
  labelGradient,
  rebuildGradient,
  startWeights,
  WEIGHTS,
  weightShapes,
  type Batch,
  type Gradient,
  type NetworkShape,
  type Parameters,
} from '../../sdk/train/pretrain/network.js';
import { plainTensors as ops } from '../../sdk/train/pretrain/plain-tensors.js';
import { createScorer } from '../../sdk/train/pretrain/score-network.js';
import type { Tensor } from '../../sdk/train/pretrain/tensors.js';
import { toyProblem } from './pretrain-cases.js';

const SHAPE: NetworkShape = { inputs: 6, channels: 3, embedding: 2, hidden: [5, 4], horizons: 2 };
const ROWS = 9;

/** A float64 matrix of the plain operations. */
const plain = (rows: number, columns: number, make: () => number) =>
  ({
    shape: [rows, columns],
    values: Float64Array.from({ length: rows * columns }, make),
  }) as Tensor;
const valuesOf = (tensor: Tensor) => (tensor as Tensor & { values: Float64Array }).values;

describe('the gradients written out', () => {
  const random = createRandom(3);
  const draw = () => random.next() - 0.5;
  const shapes = weightShapes(SHAPE);
  const weights = Object.fromEntries(
    WEIGHTS.map((name) => [name, plain(...(shapes[name] as [number, number]), draw)]),
  ) as unknown as Parameters;
  const channel = plain(ROWS, 3, () => 0);
  for (let row = 0; row < ROWS; row++) valuesOf(channel)[row * 3 + random.below(3)] = 1;
  const batch: Batch = {
    inputs: plain(ROWS, 6, draw),
    channel,
    dropout: [
      plain(ROWS, 5, () => (random.next() < 0.2 ? 0 : 1.25)),
      plain(ROWS, 4, () => (random.next() < 0.2 ? 0 : 1.25)),
    ],
  };
  const label = plain(ROWS, 2, () => random.below(2));
  const share = plain(ROWS, 2, () => random.below(2) / ROWS);
  const truth = plain(ROWS, 6, draw);
  const cells = plain(ROWS, 6, () => random.below(2) / ROWS);

  it.each([
    ['labels', () => labelGradient(ops, weights, batch, { label, share })],
    ['hidden features', () => rebuildGradient(ops, weights, batch, { truth, share: cells })],
  ] as const)('are those of finite differences, for %s', (_, gradient: () => Gradient) => {
    const { of } = gradient();
    let compared = 0;
    for (const name of WEIGHTS) {
      const own = valuesOf(weights[name]);
      own.forEach((value, at) => {
        const lossAt = (moved: number) => {
          own[at] = moved;
          return valuesOf(gradient().loss)[0]!;
        };
        const slope = (lossAt(value + 1e-5) - lossAt(value - 1e-5)) / 2e-5;
        own[at] = value;
        const found = of[name] ? valuesOf(of[name])[at]! : 0;
        expect(Math.abs(found - slope)).toBeLessThan(1e-8);
        compared += slope !== 0 ? 1 : 0;
      });
    }
    expect(compared).toBeGreaterThan(60);
  });
});

describe('the scorer', () => {
  it('gives what the network gives, with the first layer in tables', () => {
    const { data } = toyProblem(60);
    const encodings = makeEncodings(data, 3);
    const shape: NetworkShape = {
      inputs: inputCount(encodings),
      ...{ channels: 2, embedding: 3, hidden: [7, 5], horizons: 2 },
    };
    const weights = startWeights(shape, createRandom(5));
    weights.headBias.set([0.25, -1]);
    weights.firstBias.fill(0.125);
    weights.channelBias.set([0.5, 0.25, -0.5, 1]);
    const all = Int32Array.from({ length: data.rows }, (_, row) => row);
    const shapes = weightShapes(shape);
    const matrix = (name: (typeof WEIGHTS)[number]) => ops.matrix(weights[name], ...shapes[name]);
    const channel = plain(data.rows, 2, () => 0);
    all.forEach((row) => {
      valuesOf(channel)[row * 2 + data.channel[row]!] = 1;
    });
    const inputs = ops.matrix(encodeRows(encodings, data.bins, all), data.rows, shape.inputs);
    const first = ops.relu(
      ops.add(
        ops.add(
          ops.matMul(inputs, matrix('first')),
          ops.matMul(ops.matMul(channel, matrix('channels')), matrix('firstOfChannel')),
        ),
        matrix('firstBias'),
      ),
    );
    const second = ops.relu(ops.add(ops.matMul(first, matrix('second')), matrix('secondBias')));
    const logOdds = valuesOf(
      ops.add(
        ops.add(ops.matMul(second, matrix('heads')), matrix('headBias')),
        ops.matMul(channel, matrix('channelBias')),
      ),
    );
    const scorer = createScorer(encodings, shape, weights);
    for (const horizon of [0, 1]) {
      const scores = scorer.logOdds(data.bins, all, data.channel, horizon);
      scores.forEach((score, row) => {
        expect(score).toBeCloseTo(logOdds[row * 2 + horizon]!, 12);
      });
    }
    const web = scorer.logOdds(data.bins, all, 1, 0);
    const isWeb = all.filter((row) => data.channel[row] === 1);
    const own = scorer.logOdds(data.bins, isWeb, data.channel, 0);
    expect([...own]).toEqual([...isWeb].map((row) => web[row]));
  });
});

describe('the encoding of bins', () => {
  it('makes pieces of ranks, marks categories and what is missing, and centres each column', () => {
    const { data } = toyProblem(400);
    const encodings = makeEncodings(data, 4);
    // Ten bins make four pieces, five make four and a mark; 20 the same; three categories.
    expect(encodings.map(({ width }) => width)).toEqual([4, 5, 5, 3]);
    encodings.forEach(({ width, table }, f) => {
      for (let c = 0; c < width; c++) {
        const sum = data.bins[f]!.reduce((total, bin) => total + table[bin * width + c]!, 0);
        expect(Math.abs(sum / data.rows)).toBeLessThan(1e-6);
      }
    });
    const { table } = encodings[0]!;
    for (let bin = 1; bin < 10; bin++) {
      for (let c = 0; c < 4; c++) {
        expect(table[bin * 4 + c]).toBeGreaterThanOrEqual(table[(bin - 1) * 4 + c]!);
      }
    }
    // Missing lies at the mean of everything but its mark.
    expect([...encodings[1]!.table.slice(5 * 5, 5 * 5 + 4)]).toEqual([0, 0, 0, 0]);
  });

  it('makes nothing of a feature with one bin, and hides what is hidden', () => {
    const { data } = toyProblem(50);
    const constant = { ...data, bins: [new Uint8Array(50).fill(2), ...data.bins.slice(1)] };
    const encodings = makeEncodings(constant, 4);
    expect(encodings[0]!.width).toBe(0);
    const hidden = Uint8Array.of(0, 0, 1, 0);
    const [row] = [encodeRows(encodings, constant.bins, Int32Array.of(7), hidden)];
    const at = encodings[1]!.width;
    expect([...row.slice(at, at + encodings[2]!.width)].every((value) => value === 0)).toBe(true);
    expect(row.some((value) => value !== 0)).toBe(true);
  });
});
