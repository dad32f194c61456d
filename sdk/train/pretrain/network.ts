import type { Random } from '../../core/random.js';
import type { Tensor, TensorOps } from './tensors.js';

/** Sizes of a network. */
export interface NetworkShape {
  readonly inputs: number;
  readonly channels: number;
  readonly embedding: number;
  readonly hidden: readonly [number, number];
  readonly horizons: number;
}

/** The weights, in the order in which they are kept. */
export const WEIGHTS = [
  'channels',
  'first',
  'firstOfChannel',
  'firstBias',
  'second',
  'secondBias',
  'heads',
  'headBias',
  'channelBias',
  'rebuild',
  'rebuildBias',
] as const satisfies readonly WeightName[];

/** Name of a weight matrix or of a bias. */
export type WeightName =
  | 'channels'
  | 'first'
  | 'firstOfChannel'
  | 'firstBias'
  | 'second'
  | 'secondBias'
  | 'heads'
  | 'headBias'
  | 'channelBias'
  | 'rebuild'
  | 'rebuildBias';
/** Every weight of a network, row by row, in float32. */
export type Weights = Readonly<Record<WeightName, Float32Array>>;

/** Rows and columns of each weight matrix. */
export function weightShapes(shape: NetworkShape): Record<WeightName, readonly [number, number]> {
  const { inputs, channels, embedding, horizons } = shape;
  const [first, second] = shape.hidden;
  return {
    channels: [channels, embedding],
    first: [inputs, first],
    firstOfChannel: [embedding, first],
    firstBias: [1, first],
    second: [first, second],
    secondBias: [1, second],
    heads: [second, horizons],
    headBias: [1, horizons],
    channelBias: [channels, horizons],
    rebuild: [second, inputs],
    rebuildBias: [1, inputs],
  };
}

/** Weights to start from: uniform by Glorot and Bengio, biases and channels' own levels 0. */
export function startWeights(shape: NetworkShape, random: Random): Weights {
  const shapes = weightShapes(shape);
  return Object.fromEntries(
    WEIGHTS.map((name) => {
      const [rows, columns] = shapes[name];
      const bound = Math.sqrt(6 / (rows + columns));
      const draw = () => (isBias(name) ? 0 : (2 * random.next() - 1) * bound);
      return [name, Float32Array.from({ length: rows * columns }, draw)];
    }),
  ) as Record<WeightName, Float32Array>;
}

/** Levels start at 0 and are never shrunk. */
export function isBias(name: WeightName): boolean {
  return name.endsWith('Bias');
}

/** The weights as tensors. */
export type Parameters = Readonly<Record<WeightName, Tensor>>;

/** Some rows on their way through the network. */
export interface Batch {
  /** [rows, inputs], hidden features at 0. */
  readonly inputs: Tensor;
  /** [rows, channels]: one of n. */
  readonly channel: Tensor;
  /** [rows, units] of each hidden layer: 0 for units left out, else 1 / share kept. */
  readonly dropout?: readonly [Tensor, Tensor];
}

interface Trunk {
  readonly channel: Tensor;
  readonly beforeFirst: Tensor;
  readonly first: Tensor;
  readonly beforeSecond: Tensor;
  readonly second: Tensor;
}

/** A mean loss and its gradient, for the weights it depends on. */
export interface Gradient {
  readonly loss: Tensor;
  readonly of: Partial<Readonly<Record<WeightName, Tensor>>>;
}

/** What labels say of a batch, missing ones with weight 0: [rows, horizons] each. */
export interface LabelBatch {
  readonly label: Tensor;
  /** The row's weight over the sum of all weights, so that losses are means. */
  readonly share: Tensor;
}

/** Log loss of known labels, over all horizons. */
export function labelGradient(
  ops: TensorOps,
  weights: Parameters,
  batch: Batch,
  { label, share }: LabelBatch,
): Gradient {
  const trunk = runTrunk(ops, weights, batch);
  const level = ops.add(ops.matMul(trunk.second, weights.heads), weights.headBias);
  const logOdds = ops.add(level, ops.matMul(batch.channel, weights.channelBias));
  const each = ops.sub(ops.softplus(logOdds), ops.mul(logOdds, label));
  const slope = ops.mul(ops.sub(ops.sigmoid(logOdds), label), share);
  return {
    loss: ops.sum(ops.mul(each, share)),
    of: {
      heads: ops.matMul(ops.transpose(trunk.second), slope),
      headBias: ops.sumRows(slope),
      channelBias: ops.matMul(ops.transpose(batch.channel), slope),
      ...trunkGradient(ops, weights, batch, trunk, slope, weights.heads),
    },
  };
}

/**
 * Squared error of what was hidden.
 *
 * @param truth - [rows, inputs], nothing hidden.
 * @param share - [rows, inputs]: 1 / number of hidden cells where one was hidden, else 0.
 */
export function rebuildGradient(
  ops: TensorOps,
  weights: Parameters,
  batch: Batch,
  { truth, share }: { readonly truth: Tensor; readonly share: Tensor },
): Gradient {
  const trunk = runTrunk(ops, weights, batch);
  const rebuilt = ops.add(ops.matMul(trunk.second, weights.rebuild), weights.rebuildBias);
  const error = ops.sub(rebuilt, truth);
  const weighted = ops.mul(error, share);
  const slope = ops.affine(weighted, 2, 0);
  return {
    loss: ops.sum(ops.mul(weighted, error)),
    of: {
      rebuild: ops.matMul(ops.transpose(trunk.second), slope),
      rebuildBias: ops.sumRows(slope),
      ...trunkGradient(ops, weights, batch, trunk, slope, weights.rebuild),
    },
  };
}

function runTrunk(ops: TensorOps, weights: Parameters, batch: Batch): Trunk {
  const { inputs, dropout } = batch;
  const channel = ops.matMul(batch.channel, weights.channels);
  const own = ops.matMul(inputs, weights.first);
  const shifted = ops.add(own, ops.matMul(channel, weights.firstOfChannel));
  const beforeFirst = ops.add(shifted, weights.firstBias);
  const first = dropped(ops, ops.relu(beforeFirst), dropout?.[0]);
  const beforeSecond = ops.add(ops.matMul(first, weights.second), weights.secondBias);
  const second = dropped(ops, ops.relu(beforeSecond), dropout?.[1]);
  return { channel, beforeFirst, first, beforeSecond, second };
}

function dropped(ops: TensorOps, values: Tensor, mask: Tensor | undefined): Tensor {
  return mask ? ops.mul(values, mask) : values;
}

/** From the slope of a head's outputs back through both layers. */
function trunkGradient(
  ops: TensorOps,
  weights: Parameters,
  { inputs, channel, dropout }: Batch,
  trunk: Trunk,
  slope: Tensor,
  head: Tensor,
): Gradient['of'] {
  const through = (by: Tensor, matrix: Tensor, before: Tensor, mask: Tensor | undefined) => {
    const back = ops.matMul(by, ops.transpose(matrix));
    return dropped(ops, ops.mul(back, ops.step(before)), mask);
  };
  const second = through(slope, head, trunk.beforeSecond, dropout?.[1]);
  const first = through(second, weights.second, trunk.beforeFirst, dropout?.[0]);
  const ofChannel = ops.matMul(first, ops.transpose(weights.firstOfChannel));
  return {
    second: ops.matMul(ops.transpose(trunk.first), second),
    secondBias: ops.sumRows(second),
    first: ops.matMul(ops.transpose(inputs), first),
    firstBias: ops.sumRows(first),
    firstOfChannel: ops.matMul(ops.transpose(trunk.channel), first),
    channels: ops.matMul(ops.transpose(channel), ofChannel),
  };
}
