import { RiskError } from '../../core/errors.js';
import { createTrainee } from './adam.js';
import { labelGradients, runEpoch, type Course } from './epochs.js';
import type { Weights } from './network.js';
import type { FineTuneOptions } from './pretrain-types.js';
import type { Stage } from './pretrain-backbone.js';
import { createScorer } from './score-network.js';
import { dealFolds, leastAt, logLoss } from './validation.js';

/** Fewer rows of either kind say nothing about when to stop. */
const LEAST_OF_A_KIND = 10;

/** Up to so many labels each takes its turn to say when to stop; beyond it a fifth of them does. */
const ALL_TAKE_TURNS = 2000;

const FOLDS = 5;

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

  let run = 0;
  const runs = turns + 1;
  /** Trains for so many epochs; tells the weights after each. */
  const train = async (
    trained: Int32Array,
    count: number,
    onEpoch: (weights: Weights, loss: number) => void,
  ) => {
    const trainee = createTrainee(ops, shape, start, { rate, decay: anchor, anchor: start });
    try {
      for (let epoch = 0; epoch < count; epoch++) {
        const tell = (part: number) => {
          const done = (run + (epoch + part) / count) / runs;
          hooks.onProgress?.({ stage: 'teaching', done });
        };
        const loss = await runEpoch(small, trainee, trained, gradients, tell);
        onEpoch(await trainee.read(), loss);
        await hooks.pause?.();
      }
    } finally {
      trainee.dispose();
    }
    run++;
  };

  const sums = new Float64Array(epochs + 1);
  let weight = 0;
  let lastFold: Weights[] = [];
  let lastLoss: number[] = [];
  for (const fold of folds) {
    const before = measure(start, fold.validation);
    sums[0]! += before.loss;
    weight += before.weight;
    lastFold = [start];
    lastLoss = [];
    await train(fold.train, epochs, (weights, loss) => {
      sums[lastFold.length]! += measure(weights, fold.validation).loss;
      lastFold.push(weights);
      lastLoss.push(loss);
    });
  }
  const validation = Array.from(sums, (sum) => (weight > 0 ? sum / weight : 0));
  const kept = leastAt(validation);
  let weights = lastFold[kept]!;
  let loss = lastLoss;
  if (turns > 1) {
    weights = start;
    loss = [];
    await train(rows, kept, (next, each) => {
      weights = next;
      loss.push(each);
    });
  }
  const stage = { stage: 'fine-tuning', rows: rows.length, loss, validation, kept } as const;
  return { weights, stage };
}
