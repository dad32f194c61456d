import { RiskError } from '../core/errors.js';
import { fromFixedPoint } from '../core/fixed-point.js';
import { partialDependence } from '../explain/partial-dependence.js';
import { defaultAgainst } from '../lowering/game.js';
import { binCount } from '../model/feature.js';
import type { RiskModel } from '../model/model.js';
import type { ReferencePoints } from '../model/network.js';
import { exactPoints } from '../model/scale.js';
import type { AsyncSession } from '../scoring/session.js';
import { gridOf } from './grid.js';
import type { Dependence, DependenceOptions } from './questions.js';
import { featureNamed, stepsOf, type Step } from './steps.js';
import { describeAxis } from './what-if.js';

/**
 * Average scores of the population over every step of one feature or two. Nothing follows from a step
 * here: each is a comparison of groups, not somebody's change.
 *
 * @throws RiskError `OPTION_INVALID`, `EXPLAIN_UNSUPPORTED` without the population asked for.
 */
export async function dependenceOf(
  model: RiskModel,
  session: AsyncSession,
  options: DependenceOptions,
): Promise<Dependence> {
  const chosen = options.features.map((name) => featureNamed(model, name));
  const { body } = model;
  const against = options.against ?? defaultAgainst(model);
  const background = body.kind === 'additive' ? undefined : body.background;
  if (!background && (body.kind === 'network' || against === 'background')) {
    throw new RiskError('EXPLAIN_UNSUPPORTED', 'the bundle carries no background population');
  }
  const axes = chosen.map((f) =>
    body.kind === 'network' ? gridOf(model, f, NaN) : stepsOf(model.features[f]!, NaN),
  );
  const units =
    body.kind === 'network'
      ? await overPoints(model, session, body.background!, chosen, axes)
      : overBins(model, chosen, axes, against);
  const logOdds = units.map((mean) => fromFixedPoint(mean, model.scaleBits));
  const { scale } = model;
  const usesBackground = background && (against === 'background' || body.kind === 'network');
  return {
    population: usesBackground ? background.population : 'training',
    axes: chosen.map((f, a) => describeAxis(model.features[f]!, axes[a]!)),
    logOdds,
    ...(scale && { points: logOdds.map((mean) => exactPoints(scale, mean)) }),
  };
}

/** Steps of the model's own bins: those that nobody can be in are left out. */
function overBins(
  model: RiskModel,
  chosen: readonly number[],
  axes: readonly (readonly Step[])[],
  against: 'training' | 'background',
): Float64Array {
  const all = partialDependence(model, chosen, against);
  const [first, second] = axes;
  const stride = second ? binCount(model.features[chosen[1]!]!) : 1;
  const cells = first!.flatMap(({ bin: a }) =>
    second ? second.map(({ bin: b }) => a * stride + b) : [a],
  );
  return Float64Array.from(cells, (cell) => all[cell]!);
}

/** A network's, by its reference points: each with every step in place of its own. */
async function overPoints(
  { features }: RiskModel,
  session: AsyncSession,
  { values, weight }: ReferencePoints,
  chosen: readonly number[],
  axes: readonly (readonly Step[])[],
): Promise<Float64Array> {
  const stride = axes[1]?.length ?? 1;
  const cells = axes[0]!.length * stride;
  const means = new Float64Array(cells);
  const total = weight.reduce((sum, each) => sum + each, 0);
  for (let point = 0; point < weight.length; point++) {
    const columns = features.map((feature, f) => {
      const column = new Float64Array(cells).fill(values[point * features.length + f]!);
      const axis = chosen.indexOf(f);
      for (let cell = 0; axis >= 0 && cell < cells; cell++) {
        const step = axis === 0 ? Math.floor(cell / stride) : cell % stride;
        column[cell] = axes[axis]![step]!.value;
      }
      return [feature.name, column] as const;
    });
    const { margin } = await session.scoreBatch(Object.fromEntries(columns));
    for (let cell = 0; cell < cells; cell++)
      means[cell]! += (margin[cell]! * weight[point]!) / total;
  }
  return means;
}
