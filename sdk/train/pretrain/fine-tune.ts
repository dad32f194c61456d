import { RiskError } from '../../core/errors.js';
import { createTrainee } from './adam.js';
import { labelGradients, runEpoch, type Course } from './epochs.js';
import type { Weights } from './network.js';
import type { FineTuneOptions } from './pretrain-types.js';
import type { Stage } from './pretrain-backbone.js';
import { createScorer } from './score-network.js';
import { dealFolds, leastAt, logLoss, type LossSum } from './validation.js';

/** Fewer rows of either kind say nothing about when to stop. */
const LEAST_OF_A_KIND = 10;

/** Up to so many labels each takes its turn to say when to stop; beyond it a fifth of them does. */
const ALL_TAKE_TURNS = 2000;

const FOLDS = 5;

/** Epochs without a better loss of what was left out. */
const PATIENCE = 4;

/** Small steps, and more of them than a batch as large as the whole would give. */
const BATCH = 64;

/**
 * Goes on training on the labels of one channel and horizon, with small steps and a pull back to
 * where the weights came from. How long is found on rows that were left out: with few labels in five
 * turns, after which all of them are trained on for that long. No epoch at all may be best.
 *
 * @throws RiskError `PLAN_INVALID` when the channel has fewer than ten labels of either kind.
 */
export async function fineTune(
  course: Course,
  { channel, horizon, rate, epochs, anchor }: Required<FineTuneOptions>,
  start: Weights,
): Promise<Stage> {
  const { ops, data, shape, encodings, random, hooks } = course;
  const own = data.channels.indexOf(channel);
  const h = data.horizons.indexOf(horizon);
  const label = data.labels[h]!;
  const rows = Int32Array.from({ length: data.rows }, (_, row) => row).filter(
    (row) => data.channel[row] === own && !Number.isNaN(label[row]!),
  );
  const bad = rows.filter((row) => label[row]! > 0.5).length;
  if (Math.min(bad, rows.length - bad) < LEAST_OF_A_KIND) {
    throw new RiskError(
      'PLAN_INVALID',
      `fine-tuning expected at least ${LEAST_OF_A_KIND} bad and ${LEAST_OF_A_KIND} good rows of its channel`,
      { path: 'fineTune.channel' },
    );
  }
  const turns = rows.length <= ALL_TAKE_TURNS ? FOLDS : 1;
  const folds = dealFolds(rows, label, FOLDS, random).slice(0, turns);
  const small = { ...course, batch: Math.min(course.batch, BATCH) };
  const gradients = labelGradients(small, h);
  const measure = (weights: Weights, held: Int32Array) =>
    logLoss(createScorer(encodings, shape, weights), data, held, h);

  const adapt = () => createTrainee(ops, shape, start, { rate, decay: anchor, anchor: start });
  const tell = (done: number) => hooks.onProgress?.({ stage: 'teaching', done });

  // All folds side by side, an epoch each by turns, until none was better for a while.
  const trainees = folds.map(() => adapt());
  const validation: number[] = [];
  const loss: number[] = [];
  let best = start;
  try {
    const before = folds.map((fold) => measure(start, fold.validation));
    validation.push(meanOf(before));
    while (loss.length < epochs && loss.length - leastAt(validation) < PATIENCE) {
      const sums: LossSum[] = [];
      let epochLoss = 0;
      let weights = start;
      for (const [f, trainee] of trainees.entries()) {
        const { train, validation: held } = folds[f]!;
        const part = (done: number) => tell((loss.length + (f + done) / turns) / (epochs + 1));
        epochLoss += await runEpoch(small, trainee, train, gradients, part);
        weights = await trainee.read();
        sums.push(measure(weights, held));
        await hooks.pause?.();
      }
      loss.push(epochLoss / turns);
      validation.push(meanOf(sums));
      if (leastAt(validation) === loss.length) best = weights;
    }
  } finally {
    for (const trainee of trainees) trainee.dispose();
  }
  const kept = leastAt(validation);
  const weights = turns === 1 ? best : await trainAll();

  /** For as long as was best, on all rows. */
  async function trainAll(): Promise<Weights> {
    const trainee = adapt();
    try {
      for (let epoch = 0; epoch < kept; epoch++) {
        const part = (done: number) => tell((epochs + (epoch + done) / kept) / (epochs + 1));
        await runEpoch(small, trainee, rows, gradients, part);
      }
      return await trainee.read();
    } finally {
      trainee.dispose();
    }
  }

  const stage = { stage: 'fine-tuning', rows: rows.length, loss, validation, kept } as const;
  return { weights, stage };
}

function meanOf(sums: readonly LossSum[]): number {
  const weight = sums.reduce((total, each) => total + each.weight, 0);
  return weight > 0 ? sums.reduce((total, each) => total + each.loss, 0) / weight : 0;
}
