import { RiskError } from '../core/errors.js';
import type { Feature } from '../model/feature.js';
import { follow, followersOf, followersOfAny } from '../model/follow.js';
import type { RiskModel } from '../model/model.js';
import { isReproducible } from '../scoring/score.js';
import type { BatchResult, Score } from '../scoring/results.js';
import type { AsyncSession } from '../scoring/session.js';
import { gridOf } from './grid.js';
import type { WhatIf, WhatIfAxis, WhatIfOptions } from './questions.js';
import { featureNamed, stepsFor, type Step } from './steps.js';

/** More cells than this are no picture. */
const MAX_CELLS = 2 ** 18;

/**
 * Scores over every step of one feature or two, and what follows from them, all else as it is. One
 * batch; the same counterfactual as recourse.
 *
 * @param values - the applicant's raw values; NaN for missing.
 * @throws RiskError `OPTION_INVALID` for unknown or following features, or more than 2^18 cells.
 */
export async function whatIf(
  model: RiskModel,
  session: AsyncSession,
  score: Score,
  values: Float64Array,
  options: WhatIfOptions,
): Promise<WhatIf> {
  const { features } = model;
  const followers = followersOf(model.recourse);
  const chosen = options.features.map((name) => featureNamed(model, name));
  const axes = chosen.map((f) =>
    isReproducible(model) ? stepsFor(model, followers, f, values) : gridOf(model, f, values[f]!),
  );
  const cells = axes.reduce((product, steps) => product * steps.length, 1);
  if (cells > MAX_CELLS) {
    throw new RiskError('OPTION_INVALID', `option "features" expected ${MAX_CELLS} cells at most`, {
      path: 'features',
    });
  }
  const moved = followersOfAny(followers, chosen).filter(
    ({ feature }) => !chosen.includes(feature),
  );
  const columns = features.map((_, f) => new Float64Array(cells).fill(values[f]!));
  const to = values.slice();
  const stride = axes[1]?.length ?? 1;
  for (let cell = 0; cell < cells; cell++) {
    const steps = [axes[0]![Math.floor(cell / stride)]!, axes[1]?.[cell % stride]];
    chosen.forEach((f, a) => {
      columns[f]![cell] = to[f] = steps[a]!.value;
    });
    follow(features, moved, values, to);
    for (const { feature: g } of moved) columns[g]![cell] = to[g]!;
  }
  const named = Object.fromEntries(features.map((feature, f) => [feature.name, columns[f]!]));
  const batch = await session.scoreBatch(named);
  const followed = moved.map(({ feature: g }) => ({
    feature: features[g]!.name,
    values: Array.from(columns[g]!, (value) => shownValue(features[g]!, value)),
  }));
  to.fill(0);
  for (const column of columns) column.fill(0);
  return {
    score,
    axes: chosen.map((f, a) => axisOf(features[f]!, axes[a]!, values[f]!)),
    followed,
    ...pick(batch),
  };
}

function pick({ margin, logOdds, probability, points }: BatchResult) {
  return { margin, logOdds, probability, ...(points && { points }) };
}

function axisOf(feature: Feature, steps: readonly Step[], own: number): WhatIfAxis {
  const isHere = ({ low, high, value }: Step) =>
    Object.is(value, own) || (own >= low && own <= high);
  return { ...describeAxis(feature, steps), current: steps.findIndex(isHere) };
}

/** The steps of a feature as callers see them. */
export function describeAxis(
  feature: Feature,
  steps: readonly Step[],
): Omit<WhatIfAxis, 'current'> {
  return {
    feature: feature.name,
    values: steps.map(({ value }) => shownValue(feature, value)),
    from: Float64Array.from(steps, ({ low }) => low),
    to: Float64Array.from(steps, ({ high }) => high),
  };
}

/** A raw value as applicants have it: a category by its label where it has one, null for missing. */
export function shownValue(feature: Feature, value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  if (feature.kind === 'numeric') return value;
  return feature.labels[feature.codes.indexOf(value)] ?? value;
}
