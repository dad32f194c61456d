import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorsOf } from '../../sdk/runtime/tfjs-tensors.js';
import { createTrainee } from '../../sdk/train/pretrain/adam.js';
import {
  labelGradient,
  rebuildGradient,
  WEIGHTS,
  type Batch,
  type NetworkShape,
  type WeightName,
} from '../../sdk/train/pretrain/network.js';
import { plainTensors } from '../../sdk/train/pretrain/plain-tensors.js';
import type { TensorOps } from '../../sdk/train/pretrain/tensors.js';

interface BatchVector {
  readonly truth: number[];
  readonly hidden: number[];
  readonly channel: number[];
  readonly label: number[];
  readonly known: number[];
  readonly dropout: [number[], number[]];
}

interface Vector {
  readonly shape: NetworkShape;
  readonly rows: number;
  readonly rate: number;
  readonly decay: number;
  readonly dropped: number;
  readonly weights: Record<WeightName, number[]>;
  readonly batches: BatchVector[];
  readonly runs: Record<
    'labels' | 'masked',
    { losses: number[]; weights: Partial<Record<WeightName, number[]>> }
  >;
}

const vector = JSON.parse(
  readFileSync(new URL('../vectors/pretrain/jax.json', import.meta.url), 'utf8'),
) as Vector;

beforeAll(() => {
  tf.env().set('PROD', true);
});

describe.each([
  // float32 of the inputs is all that differs.
  ['plain float64', () => Promise.resolve(plainTensors), 1e-6],
  ['tfjs in JavaScript', () => tfjs('cpu'), 1e-5],
  ['tfjs in WASM', () => tfjs('wasm'), 1e-5],
] as const)('training in %s', (_, open, tolerance) => {
  it.each(['labels', 'masked'] as const)('steps on %s as JAX and Optax do', async (kind) => {
    const ops = await open();
    const { losses, weights } = await train(ops, kind);
    const expected = vector.runs[kind];
    expect(losses).toHaveLength(expected.losses.length);
    expect(farthest(losses, expected.losses)).toBeLessThan(tolerance);
    for (const name of WEIGHTS) {
      const wanted = expected.weights[name] ?? vector.weights[name];
      // Steps of Adam divide by the slope's own size, which enlarges what rounding left of small ones.
      expect([name, farthest(weights[name], wanted) < 10 * tolerance]).toEqual([name, true]);
    }
  });
});

async function tfjs(backend: string): Promise<TensorOps> {
  expect(await tf.setBackend(backend)).toBe(true);
  return tensorsOf(tf);
}

async function train(ops: TensorOps, kind: 'labels' | 'masked') {
  const { shape, rows, rate, decay, dropped } = vector;
  const { inputs, channels, horizons, hidden } = shape;
  const start = Object.fromEntries(
    WEIGHTS.map((name) => [name, Float32Array.from(vector.weights[name])]),
  ) as Record<WeightName, Float32Array>;
  const matrix = (values: readonly number[], columns: number) =>
    ops.matrix(Float32Array.from(values), rows, columns);
  const trainee = createTrainee(ops, shape, start, { rate, decay });
  const losses: number[] = [];
  for (let step = 0; step < vector.runs[kind].losses.length; step++) {
    const each = vector.batches[step % vector.batches.length]!;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const shareOf = (values: readonly number[]) => values.map((value) => value / sum(values));
    const loss = trainee.step((weights) => {
      const isHidden = (at: number) => kind === 'masked' && each.hidden[at] === 1;
      const batch: Batch = {
        inputs: matrix(
          each.truth.map((value, at) => (isHidden(at) ? 0 : value)),
          inputs,
        ),
        channel: matrix(
          each.channel.flatMap((own) => Array.from({ length: channels }, (_, c) => +(c === own))),
          channels,
        ),
        dropout: [0, 1].map((layer) =>
          matrix(
            each.dropout[layer]!.map((kept) => kept / (1 - dropped)),
            hidden[layer]!,
          ),
        ) as unknown as Batch['dropout'],
      };
      return kind === 'labels'
        ? labelGradient(ops, weights, batch, {
            label: matrix(each.label, horizons),
            share: matrix(shareOf(each.known), horizons),
          })
        : rebuildGradient(ops, weights, batch, {
            truth: matrix(each.truth, inputs),
            share: matrix(shareOf(each.hidden), inputs),
          });
    });
    losses.push((await ops.read(loss))[0]!);
    ops.dispose([loss]);
  }
  const weights = await trainee.read();
  trainee.dispose();
  return { losses, weights };
}

function farthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(found, (value, at) => Math.abs(value - expected[at]!)).reduce(
    (most, off) => (off <= most ? most : off),
    0,
  );
}
