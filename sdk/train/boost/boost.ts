import { RiskError } from '../../core/errors.js';
import { exactLog } from '../../core/exact-math.js';
import { createRandom, shuffled, type Random } from '../../core/random.js';
import type { TrainRows } from '../train-rows.js';
import type { Boost, BoostSettings } from './boost-types.js';
import { assertRows, assertSettings } from './check-boost.js';
import { writeForest, type GrownNode } from './forest-writer.js';
import { growTree } from './grow-tree.js';
import { compileBoostKernel } from './kernel.js';
import { shapesOf, strideOf } from './layout.js';
import { createPlainCells } from './level-cells.js';
import { createShard, type ShardSetup, type ShardSums } from './shard.js';
import { largestScale, SCALE_BITS } from './units.js';

/** Room for the rounding of sums of float32 hessians. */
const SLACK = 1 + 2 ** -16;
/** Gains below this share of the sum of weights are rounding. */
const NO_GAIN = 2 ** -40;

/** Boosts trees: see the type. */
export const boost: Boost = async (rows, settings, validation, hooks, openShards, compiled) => {
  assertSettings(settings, rows);
  assertRows(rows, settings.objective, 'rows');
  if (validation) {
    assertRows(validation, settings.objective, 'validation');
    if (validation.bins.length !== rows.bins.length) {
      throw new RiskError('SHAPE_MISMATCH', 'the validation rows have other features');
    }
  }
  const facts = factsOf(rows, settings);
  const setup = shardSetup(rows, validation, settings, facts);
  const { stride } = setup;
  const shapes = shapesOf(rows.features, settings.monotone);
  const kernel = compiled === undefined ? await compileBoostKernel() : compiled;
  const cells = kernel
    ? kernel.createCells(shapes, stride)
    : createPlainCells(2 * stride * rows.features.length);
  const random = createRandom(settings.seed);
  const shards = (await openShards?.(rows, setup)) ?? [createShard(rows, setup, kernel)];
  const watcher = validation && createShard(validation, setup, kernel);
  const watchedWeight = validation ? sumOfWeights(validation) : 0;

  const trees: (readonly GrownNode[])[] = [];
  const trainLoss: number[] = [];
  const validationLoss: number[] = [];
  let best = Infinity;
  let kept = 0;
  try {
    let sums = await Promise.all(shards.map((shard) => shard.measure()));
    if (watcher) best = (await watcher.measure()).loss;
    for (let tree = 0; tree < settings.trees; tree++) {
      const size = total(sums, 'size') + rows.rows;
      const bound = 2 ** 31 - 1 - rows.rows;
      const gradientScale = largestScale(size / setup.sizeScale, bound);
      const grown = await growTree({
        settings,
        search: {
          shapes,
          stride,
          lambda: settings.lambda,
          minChild: settings.minChild,
          leastGain: Math.max(settings.minGain, facts.weight * NO_GAIN),
          gradientUnit: 1 / gradientScale,
          hessianUnit: 1 / setup.hessianScale,
        },
        shards,
        watcher,
        cells,
        allowed: drawColumns(rows.features.length, settings.columnShare, random),
        gradientScale,
        hooks,
      });
      sums = grown.sums.slice(0, shards.length);
      if (grown.nodes.length > 1) trees.push(grown.nodes);
      // Without a draw of columns, every later tree would find the same: nothing.
      else if (settings.columnShare === 1) break;
      trainLoss.push(total(sums, 'loss') / setup.lossScale / facts.weight);
      if (watcher) {
        const { loss } = grown.sums[shards.length]!;
        validationLoss.push(loss / setup.lossScale / watchedWeight);
        if (loss < best) {
          best = loss;
          kept = trees.length;
        }
      }
      hooks?.onProgress?.({
        stage: 'training',
        done: (tree + 1) / settings.trees,
        tree: tree + 1,
        loss: {
          train: trainLoss.at(-1)!,
          ...(watcher && { validation: validationLoss.at(-1)! }),
        },
      });
      if (watcher && settings.patience > 0 && trees.length - kept >= settings.patience) break;
      await hooks?.pause?.();
    }
  } finally {
    for (const shard of shards) shard.close();
    watcher?.close();
  }
  if (!watcher || settings.patience === 0) kept = trees.length;
  if (kept === 0) {
    const what =
      trees.length > 0 ? 'no tree lowers the validation loss' : 'no split gains anything';
    throw new RiskError('TRAINING_FAILED', what);
  }
  return {
    body: writeForest(trees.slice(0, kept)),
    intercept: setup.intercept,
    scaleBits: SCALE_BITS,
    trainLoss: Float64Array.from(trainLoss),
    ...(watcher && { validationLoss: Float64Array.from(validationLoss) }),
    kept,
  };
};

interface Facts {
  readonly weight: number;
  /** Weighted mean of the target. */
  readonly mean: number;
  readonly largestTarget: number;
}

/** Weights and targets as the shards take them: rounded to float32. */
function factsOf(rows: TrainRows, settings: BoostSettings): Facts {
  let weight = 0;
  let sum = 0;
  let largestTarget = 0;
  for (let row = 0; row < rows.rows; row++) {
    const w = rows.weight ? Math.fround(rows.weight[row]!) : 1;
    const y = Math.fround(rows.target[row]!);
    weight += w;
    sum += w * y;
    largestTarget = Math.max(largestTarget, Math.abs(y));
  }
  if (!(weight > 0)) throw new RiskError('TRAINING_FAILED', 'every row has weight 0');
  const mean = sum / weight;
  if (settings.objective === 'log-loss' && !(mean > 0 && mean < 1)) {
    throw new RiskError('TRAINING_FAILED', 'the rows are of one class only');
  }
  return { weight, mean, largestTarget };
}

function sumOfWeights({ rows, weight }: TrainRows): number {
  if (!weight) return rows;
  const sum = weight.reduce((all, w) => all + Math.fround(w), 0);
  if (!(sum > 0)) throw new RiskError('TRAINING_FAILED', 'every validation row has weight 0');
  return sum;
}

/** Scales at which no sum of integers can overflow: u32 for hessians, 2^50 for the others. */
function shardSetup(
  rows: TrainRows,
  validation: TrainRows | undefined,
  settings: BoostSettings,
  { weight, mean, largestTarget }: Facts,
): ShardSetup {
  const isLogLoss = settings.objective === 'log-loss';
  const start = isLogLoss ? exactLog(mean / (1 - mean)) : mean;
  const intercept = Math.round(start * 2 ** SCALE_BITS);
  const heaviest = Math.max(weight, validation ? sumOfWeights(validation) : 0);
  const watched = validation?.target.reduce((most, y) => Math.max(most, Math.abs(y)), 0) ?? 0;
  // A tree moves a margin by at most 2.
  const farthest = Math.abs(start) + 2 * settings.trees + Math.max(largestTarget, watched) + 1;
  const [gradient, loss] = isLogLoss ? [1, farthest + 1] : [farthest, farthest * farthest];
  return {
    objective: settings.objective,
    intercept,
    stride: strideOf(rows.features),
    hessianScale: largestScale(weight * (isLogLoss ? 0.25 : 1) * SLACK, 2 ** 32 - 1 - rows.rows),
    sizeScale: largestScale(heaviest * gradient * SLACK, 2 ** 50),
    lossScale: largestScale(heaviest * loss * SLACK, 2 ** 50),
  };
}

function total(sums: readonly ShardSums[], name: keyof ShardSums): number {
  return sums.reduce((sum, each) => sum + each[name], 0);
}

/** Features of a tree: u8[features]. */
function drawColumns(count: number, share: number, random: Random): Uint8Array {
  if (share === 1) return new Uint8Array(count).fill(1);
  const drawn = Math.max(1, Math.round(share * count));
  const allowed = new Uint8Array(count);
  for (const feature of shuffled(count, random).subarray(0, drawn)) allowed[feature] = 1;
  return allowed;
}
