import { RiskError } from '../../core/errors.js';
import { shuffled, type Random } from '../../core/random.js';
import type { TrainHooks } from '../progress.js';
import type { FeatureEncoding } from './encoding.js';
import { encodeRows, inputCount } from './encoding.js';
import type { Batch, Gradient, NetworkShape, Parameters } from './network.js';
import { labelGradient, rebuildGradient } from './network.js';
import type { PretrainRows } from './pretrain-types.js';
import type { Tensor, TensorOps } from './tensors.js';
import type { Trainee } from './adam.js';

/** What all stages of a training share. */
export interface Course {
  readonly ops: TensorOps;
  readonly data: PretrainRows;
  readonly encodings: readonly FeatureEncoding[];
  readonly shape: NetworkShape;
  readonly batch: number;
  readonly dropout: number;
  readonly random: Random;
  readonly hooks: TrainHooks;
}

/** Steps between two looks at whether anybody still waits. */
const STEPS_A_LOOK = 4;

/** Makes the gradient of some rows. The tensors it makes are dropped by the step around it. */
export type Gradients = (picked: Int32Array) => (weights: Parameters) => Gradient;

/**
 * One pass over the rows in a new order.
 *
 * @param onStep - told the share of the pass that is done.
 * @returns the mean loss of its batches.
 * @throws RiskError `TRAINING_FAILED` when the loss is no number any more.
 */
export async function runEpoch(
  { ops, batch, random, hooks }: Course,
  trainee: Trainee,
  rows: Int32Array,
  gradients: Gradients,
  onStep: (done: number) => void,
): Promise<number> {
  const order = shuffled(rows.length, random).map((at) => rows[at]!);
  let sum: Tensor | undefined;
  for (let from = 0, step = 1; from < order.length; from += batch, step++) {
    const picked = order.subarray(from, from + batch);
    const loss = trainee.step(gradients(picked));
    const share = picked.length / order.length;
    const previous: readonly Tensor[] = sum ? [sum] : [];
    [sum] = ops.tidy(() => {
      const part = ops.affine(loss, share, 0);
      return [previous[0] ? ops.add(previous[0], part) : part] as const;
    });
    ops.dispose([loss, ...previous]);
    if (step % STEPS_A_LOOK === 0) {
      hooks.checkStop?.();
      onStep((from + picked.length) / order.length);
      await hooks.pause?.();
    }
  }
  hooks.checkStop?.();
  const loss = (await ops.read(sum!))[0]!;
  ops.dispose([sum!]);
  if (!Number.isFinite(loss)) {
    throw new RiskError('TRAINING_FAILED', 'the loss grew beyond all bounds: try a smaller "rate"');
  }
  return loss;
}

/**
 * Gradients of the labels.
 *
 * @param horizon - the only one that counts; all without.
 */
export function labelGradients(course: Course, horizon?: number): Gradients {
  const { ops, data } = course;
  const count = data.horizons.length;
  return (picked) => {
    const label = new Float32Array(picked.length * count);
    const share = new Float32Array(picked.length * count);
    let sum = 0;
    for (let h = 0; h < count; h++) {
      if (horizon !== undefined && h !== horizon) continue;
      const column = data.labels[h]!;
      picked.forEach((row, i) => {
        const known = column[row]!;
        if (Number.isNaN(known)) return;
        label[i * count + h] = known;
        sum += share[i * count + h] = data.weight ? data.weight[row]! : 1;
      });
    }
    if (sum > 0) for (let at = 0; at < share.length; at++) share[at]! /= sum;
    return (weights) =>
      labelGradient(ops, weights, batchOf(course, picked), {
        label: ops.matrix(label, picked.length, count),
        share: ops.matrix(share, picked.length, count),
      });
  };
}

/** Gradients of hidden features, drawn anew for each batch. */
export function rebuildGradients(course: Course, maskShare: number): Gradients {
  const { ops, data, encodings, random, shape } = course;
  const { inputs } = shape;
  return (picked) => {
    const hidden = new Uint8Array(picked.length * encodings.length);
    for (let at = 0; at < hidden.length; at++) hidden[at] = random.next() < maskShare ? 1 : 0;
    const share = new Float32Array(picked.length * inputs);
    let cells = 0;
    encodings.forEach(({ width }, f) => {
      for (let i = 0; i < picked.length; i++) cells += hidden[i * encodings.length + f]! * width;
    });
    let first = 0;
    encodings.forEach(({ width }, f) => {
      for (let i = 0; i < picked.length; i++) {
        if (!hidden[i * encodings.length + f]) continue;
        share.fill(1 / cells, i * inputs + first, i * inputs + first + width);
      }
      first += width;
    });
    const truth = encodeRows(encodings, data.bins, picked);
    return (weights) =>
      rebuildGradient(ops, weights, batchOf(course, picked, hidden), {
        truth: ops.matrix(truth, picked.length, inputs),
        share: ops.matrix(share, picked.length, inputs),
      });
  };
}

function batchOf(course: Course, picked: Int32Array, hidden?: Uint8Array): Batch {
  const { ops, data, encodings, shape, dropout, random } = course;
  const rows = picked.length;
  const channel = new Float32Array(rows * shape.channels);
  picked.forEach((row, i) => {
    channel[i * shape.channels + data.channel[row]!] = 1;
  });
  const inputs = encodeRows(encodings, data.bins, picked, hidden);
  const mask = (units: number) => {
    const kept = Math.fround(1 / (1 - dropout));
    const values = new Float32Array(rows * units);
    for (let at = 0; at < values.length; at++) values[at] = random.next() < dropout ? 0 : kept;
    return ops.matrix(values, rows, units);
  };
  return {
    inputs: ops.matrix(inputs, rows, inputCount(encodings)),
    channel: ops.matrix(channel, rows, shape.channels),
    ...(dropout > 0 && { dropout: [mask(shape.hidden[0]), mask(shape.hidden[1])] as const }),
  };
}
