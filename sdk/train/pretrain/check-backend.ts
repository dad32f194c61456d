import { RiskError } from '../../core/errors.js';
import { createRandom } from '../../core/random.js';
import { createTrainee } from './adam.js';
import { labelGradient, rebuildGradient, startWeights, WEIGHTS } from './network.js';
import type { NetworkShape, Weights } from './network.js';
import { plainTensors } from './plain-tensors.js';
import type { TensorOps } from './tensors.js';

/** Small, with sizes that are no multiples of what kernels work in. */
const SHAPE: NetworkShape = {
  inputs: 37,
  channels: 3,
  embedding: 5,
  hidden: [19, 11],
  horizons: 2,
};
const ROWS = 45;
const STEPS = 3;

/** Larger than float32 makes it, by far, and smaller than any mistake. */
const TOLERANCE = 2e-3;

/**
 * Takes a few steps on a small problem with a back end and in plain float64, and compares. GPU drivers
 * and kernels have been wrong without a word; a wrong one trains a wrong network.
 *
 * @throws RiskError `TRAINING_FAILED` when they differ.
 */
export async function assertBackend(ops: TensorOps): Promise<void> {
  const [found, expected] = await Promise.all([runSteps(ops), runSteps(plainTensors)]);
  let distance = 0;
  for (const name of WEIGHTS) {
    found[name].forEach((value, at) => {
      const off = Math.abs(value - expected[name][at]!);
      // NaN is no distance, and the largest of all.
      if (!(off <= distance)) distance = off;
    });
  }
  if (distance <= TOLERANCE) return;
  throw new RiskError('TRAINING_FAILED', 'its numbers are not those of plain float64 arithmetic');
}

/** Gradients of both kinds by turns. Steps of Adam are as long as its rate, however small a slope. */
async function runSteps(ops: TensorOps): Promise<Weights> {
  const random = createRandom(4);
  const start = startWeights(SHAPE, random);
  const { inputs, channels, horizons, hidden } = SHAPE;
  const draw = (rows: number, columns: number, make: () => number) =>
    Float32Array.from({ length: rows * columns }, make);
  const values = draw(ROWS, inputs, () => random.next() - 0.5);
  const label = draw(ROWS, horizons, () => random.below(2));
  const share = draw(ROWS, horizons, () => random.below(2) / ROWS);
  const truth = draw(ROWS, inputs, () => random.next() - 0.5);
  const cells = draw(ROWS, inputs, () => random.below(2) / (ROWS * inputs));
  const channel = draw(ROWS, channels, () => 0);
  for (let row = 0; row < ROWS; row++) channel[row * channels + random.below(channels)] = 1;
  const masks = hidden.map((units) => draw(ROWS, units, () => random.below(4) && 4 / 3));
  const trainee = createTrainee(ops, SHAPE, start, { rate: 0.01, decay: 0.01 });
  try {
    for (let step = 0; step < STEPS; step++) {
      const loss = trainee.step((weights) => {
        const batch = {
          inputs: ops.matrix(values, ROWS, inputs),
          channel: ops.matrix(channel, ROWS, channels),
          dropout: [
            ops.matrix(masks[0]!, ROWS, hidden[0]),
            ops.matrix(masks[1]!, ROWS, hidden[1]),
          ] as const,
        };
        return step % 2 === 0
          ? labelGradient(ops, weights, batch, {
              label: ops.matrix(label, ROWS, horizons),
              share: ops.matrix(share, ROWS, horizons),
            })
          : rebuildGradient(ops, weights, batch, {
              truth: ops.matrix(truth, ROWS, inputs),
              share: ops.matrix(cells, ROWS, inputs),
            });
      });
      ops.dispose([loss]);
    }
    return await trainee.read();
  } finally {
    trainee.dispose();
  }
}
