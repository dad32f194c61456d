import { exactLog } from '../../core/exact-math.js';
import { RiskError } from '../../core/errors.js';
import { createRandom } from '../../core/random.js';
import type { TrainHooks } from '../progress.js';
import { createTrainee } from './adam.js';
import type { Backbone } from './backbone.js';
import { inputCount, makeEncodings } from './encoding.js';
import { labelGradients, rebuildGradients, runEpoch, type Course } from './epochs.js';
import { fineTune } from './fine-tune.js';
import { startWeights, weightShapes, type NetworkShape, type Weights } from './network.js';
import type { PretrainOptions, PretrainRows, StageReport } from './pretrain-types.js';
import { assertPretrainRows, resolvePretrain, type ResolvedPretrain } from './resolve-pretrain.js';
import { createScorer } from './score-network.js';
import type { TensorBackend, TensorOps } from './tensors.js';
import { dealFolds, leastAt, logLoss } from './validation.js';

/** What trains, and why not something quicker. */
export interface ChosenBackend {
  readonly ops: TensorOps;
  readonly backend: TensorBackend;
  readonly reasons: readonly string[];
}

/** The first layer's table, and a batch, are to fit into memory. */
const MAX_INPUTS = 4096;

/**
 * Trains one network over several channels and label horizons: first, where it is switched on, to
 * rebuild hidden features of all rows; then on all labels; then, where that is wanted, on those of
 * one channel and horizon. Meant as a teacher, to be distilled.
 *
 * @throws RiskError `OPTION_INVALID`, `PLAN_INVALID` with every issue at once, `TRAINING_FAILED`.
 */
export async function pretrainBackbone(
  data: PretrainRows,
  given: PretrainOptions,
  { ops, backend, reasons }: ChosenBackend,
  hooks: TrainHooks = {},
): Promise<Backbone> {
  const options = resolvePretrain(given);
  assertPretrainRows(data, options);
  const { from } = options;
  const encodings = from?.encodings ?? makeEncodings(data, options.pieces);
  const shape: NetworkShape = from?.shape ?? {
    inputs: inputCount(encodings),
    channels: data.channels.length,
    embedding: options.embedding,
    hidden: options.hidden,
    horizons: data.horizons.length,
  };
  assertInputs(shape.inputs);
  const random = createRandom(options.seed);
  const { batch, dropout } = options;
  const course: Course = { ops, data, encodings, shape, batch, dropout, random, hooks };

  const stages: StageReport[] = [...(from?.report.stages ?? [])];
  let weights: Weights = from?.weights ?? startWeights(shape, random);
  if (options.unlabelled && !from) {
    const masked = await trainMasked(course, options, weights);
    weights = masked.weights;
    stages.push(masked.stage);
  }
  if (!from) {
    const labels = await trainLabels(course, options, weights);
    weights = labels.weights;
    stages.push(labels.stage);
  }
  if (options.fineTune) {
    const tuned = await fineTune(course, options.fineTune, weights);
    weights = tuned.weights;
    stages.push(tuned.stage);
  }
  const { features, channels, horizons } = from ?? data;
  return {
    kind: 'insitu-backbone',
    version: 1,
    ...{ features, encodings, channels, horizons, shape, weights },
    report: {
      reproducible: false,
      backend,
      backendReasons: reasons,
      rows: data.rows,
      labelled: data.labels.map((column) => column.filter((label) => !Number.isNaN(label)).length),
      inputs: shape.inputs,
      weights: Object.values(weightShapes(shape)).reduce((sum, [rows, c]) => sum + rows * c, 0),
      stages,
    },
  };
}

function assertInputs(inputs: number): void {
  if (inputs >= 1 && inputs <= MAX_INPUTS) return;
  const issue = { code: 'RANGE', path: 'features', expected: `1 to ${MAX_INPUTS} inputs` };
  throw new RiskError(
    'PLAN_INVALID',
    `the features expected 1 to ${MAX_INPUTS} inputs after encoding, got ${inputs}`,
    { path: 'features', issues: [issue] },
  );
}

/** Weights and how they came about. */
export interface Stage {
  readonly weights: Weights;
  readonly stage: StageReport;
}

async function trainMasked(
  course: Course,
  { rate, decay, maskShare, maskEpochs }: ResolvedPretrain,
  start: Weights,
): Promise<Stage> {
  const { ops, shape, data, hooks } = course;
  const rows = Int32Array.from({ length: data.rows }, (_, row) => row);
  const trainee = createTrainee(ops, shape, start, { rate, decay });
  try {
    const loss: number[] = [];
    for (let epoch = 0; epoch < maskEpochs; epoch++) {
      const tell = (part: number) =>
        hooks.onProgress?.({ stage: 'teaching', done: (epoch + part) / maskEpochs });
      const gradients = rebuildGradients(course, maskShare);
      loss.push(await runEpoch(course, trainee, rows, gradients, tell));
    }
    const weights = await trainee.read();
    return { weights, stage: { stage: 'masked', rows: data.rows, loss, kept: maskEpochs } };
  } finally {
    trainee.dispose();
  }
}

/** All labels of all channels; stopped by a part of them, whose best epoch is kept. */
async function trainLabels(
  course: Course,
  { rate, decay, epochs, patience, validation }: ResolvedPretrain,
  start: Weights,
): Promise<Stage> {
  const { ops, data, shape, encodings, random, hooks } = course;
  const isLabelled = (row: number) => data.labels.some((column) => !Number.isNaN(column[row]!));
  const labelled = Int32Array.from({ length: data.rows }, (_, row) => row).filter(isLabelled);
  const folds = dealFolds(labelled, data.labels[0]!, Math.round(1 / validation), random);
  const { train, validation: held } = folds[0]!;
  const measure = (weights: Weights) => {
    const { loss, weight } = logLoss(createScorer(encodings, shape, weights), data, held);
    return weight > 0 ? loss / weight : 0;
  };
  let best: Weights = { ...start, headBias: baseLevels(data, train) };
  const trainee = createTrainee(ops, shape, best, { rate, decay });
  try {
    const loss: number[] = [];
    const curve = [measure(best)];
    while (loss.length < epochs && loss.length - leastAt(curve) < patience) {
      const epoch = loss.length;
      const tell = (part: number) =>
        hooks.onProgress?.({
          stage: 'teaching',
          done: (epoch + part) / epochs,
          ...(epoch > 0 && { loss: { train: loss[epoch - 1]!, validation: curve[epoch]! } }),
        });
      loss.push(await runEpoch(course, trainee, train, labelGradients(course), tell));
      const weights = await trainee.read();
      curve.push(measure(weights));
      if (leastAt(curve) === loss.length) best = weights;
    }
    const kept = leastAt(curve);
    const stage = { stage: 'labels', rows: train.length, loss, validation: curve, kept } as const;
    return { weights: best, stage };
  } finally {
    trainee.dispose();
  }
}

/** Log-odds of each horizon's labels, with half a row of each kind added. */
function baseLevels({ labels, weight }: PretrainRows, rows: Int32Array): Float32Array {
  return Float32Array.from(labels, (column) => {
    let bad = 0.5;
    let good = 0.5;
    for (const row of rows) {
      const label = column[row]!;
      if (Number.isNaN(label)) continue;
      const own = weight ? weight[row]! : 1;
      bad += own * label;
      good += own * (1 - label);
    }
    return exactLog(bad / good);
  });
}
