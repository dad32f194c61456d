import { isBias, WEIGHTS, type Gradient, type Parameters, type WeightName } from './network.js';
import { weightShapes, type NetworkShape, type Weights } from './network.js';
import type { Tensor, TensorOps } from './tensors.js';

/** How far a step goes. */
export interface StepSettings {
  readonly rate: number;
  /** Share of its distance to `anchor`, or to 0, that a weight loses in a step of size 1. */
  readonly decay: number;
  readonly anchor?: Weights;
}

/** Weights that are being trained. */
export interface Trainee {
  readonly weights: () => Parameters;
  /** Steps against a gradient, which is made and dropped within. Gives the loss; dispose of it. */
  step(gradient: (weights: Parameters) => Gradient): Tensor;
  /** The weights as they are now. */
  read(): Promise<Weights>;
  dispose(): void;
}

const FIRST = 0.9;
const SECOND = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba 2015) with the decay apart from the gradient (Loshchilov and Hutter 2019).
 * Weights that a gradient says nothing of stay where they are.
 */
export function createTrainee(
  ops: TensorOps,
  shape: NetworkShape,
  start: Weights,
  { rate, decay, anchor }: StepSettings,
): Trainee {
  const shapes = weightShapes(shape);
  const upload = (weights: Weights) => byName((name) => ops.matrix(weights[name], ...shapes[name]));
  const zeros = () =>
    byName((name) => ops.matrix(new Float32Array(start[name].length), ...shapes[name]));
  const anchors = anchor && upload(anchor);
  let weights = upload(start);
  const mean = zeros();
  const square = zeros();
  let firstPower = 1;
  let secondPower = 1;

  /** Weight, mean and square after the step. */
  const moved = (name: WeightName, slope: Tensor): [Tensor, Tensor, Tensor] => {
    const old = weights[name];
    const nextMean = ops.add(ops.affine(mean[name], FIRST, 0), ops.affine(slope, 1 - FIRST, 0));
    const nextSquare = ops.add(
      ops.affine(square[name], SECOND, 0),
      ops.affine(ops.mul(slope, slope), 1 - SECOND, 0),
    );
    const spread = ops.affine(ops.sqrt(nextSquare), 1 / Math.sqrt(1 - secondPower), EPSILON);
    const way = ops.div(ops.affine(nextMean, rate / (1 - firstPower), 0), spread);
    const target = anchors?.[name];
    if (decay === 0 || (!target && isBias(name))) {
      return [ops.sub(old, way), nextMean, nextSquare];
    }
    const pull = ops.affine(target ? ops.sub(old, target) : old, rate * decay, 0);
    return [ops.sub(ops.sub(old, pull), way), nextMean, nextSquare];
  };

  return {
    weights: () => weights,
    step(gradient) {
      firstPower *= FIRST;
      secondPower *= SECOND;
      const names: WeightName[] = [];
      const [loss, ...next] = ops.tidy(() => {
        const { loss, of } = gradient(weights);
        names.push(...WEIGHTS.filter((name) => of[name]));
        return [loss, ...names.flatMap((name) => moved(name, of[name]!))];
      });
      ops.dispose(names.flatMap((name) => [weights[name], mean[name], square[name]]));
      weights = { ...weights };
      names.forEach((name, i) => {
        weights[name] = next[3 * i]!;
        mean[name] = next[3 * i + 1]!;
        square[name] = next[3 * i + 2]!;
      });
      return loss!;
    },
    async read() {
      const read = await Promise.all(WEIGHTS.map((name) => ops.read(weights[name])));
      return byName((name) => read[WEIGHTS.indexOf(name)]!);
    },
    dispose() {
      for (const kept of [weights, mean, square, anchors ?? {}]) ops.dispose(Object.values(kept));
    },
  };
}

function byName<T>(make: (name: WeightName) => T): Record<WeightName, T> {
  return Object.fromEntries(WEIGHTS.map((name) => [name, make(name)])) as Record<WeightName, T>;
}
