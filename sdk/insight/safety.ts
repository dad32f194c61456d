import { costModel } from '../explain/recourse/cost.js';
import { roundedValue, settingsOf, type Setting } from '../explain/recourse/settings.js';
import { largestReaching, reachesGoal } from '../explain/recourse/target.js';
import { binOf } from '../model/binning.js';
import { follow, followersOf, followersOfAny, type Follower } from '../model/follow.js';
import type { RiskModel } from '../model/model.js';
import { buildScore } from '../scoring/score.js';
import { scoreValues, scoreVariants } from './counterfactual.js';
import type { Safety, SafetyFact, SafetyOptions } from './questions.js';
import { assertBins, reachedTarget, type ScoredModel, type SearchHost } from './recourse.js';
import { shownValue } from './what-if.js';

/**
 * Which single facts would lose what is reached, if they got worse: for each feature the nearest
 * value at which the target is lost, with what follows from it, all else as it is.
 *
 * Facts may change for the worse whether or not the applicant could change them, so the rules of
 * recourse do not hold here, and immutable numbers (age, a history) are among them. Left out: features
 * that follow others, those that the bundle declares as protected, immutable categories, and answers
 * that are missing.
 *
 * @param values - raw values, one per feature; NaN for missing. Not modified.
 * @throws RiskError `OPTION_INVALID` for a target that the bundle cannot express;
 * `EXPLAIN_UNSUPPORTED` for networks.
 */
export async function findSafety(
  scored: ScoredModel,
  values: Float64Array,
  options: SafetyOptions,
  host: SearchHost,
): Promise<Safety> {
  const { model, engine, digest } = scored;
  assertBins(model);
  const bound = largestReaching(reachesGoal(model, options.target ?? 'approved'));
  const margin = scoreValues(scored, values);
  const score = buildScore(model, digest, engine.name, margin);
  const target = reachedTarget(model, bound);
  if (margin > bound) return { score, target, status: 'below', facts: [] };

  const followers = followersOf(model.recourse);
  const losses: Loss[] = [];
  let slice = host.now();
  for (const f of exposed(model, followers)) {
    const loss = lossOf(scored, followers, f, values, bound);
    if (loss) losses.push(loss);
    if (host.now() - slice <= 8) continue;
    await host.pause();
    if (host.stopped()) break;
    slice = host.now();
  }
  losses.sort((a, b) => a.distance - b.distance || a.room - b.room || a.feature - b.feature);
  const facts = losses.map((loss) => factOf(scored, followers, values, bound, loss));
  return { score, target, status: facts.length > 0 ? 'exposed' : 'safe', facts };
}

/** A value of a feature at which the target is lost. */
interface Loss {
  readonly feature: number;
  readonly nearest: number;
  readonly rounded: number;
  /** By the cost of a change, without the rule's weight. */
  readonly distance: number;
  readonly room: number;
}

/** Features whose fact may get worse. */
function exposed(model: RiskModel, followers: readonly Follower[]): number[] {
  const left = new Set(followers.map(({ feature }) => feature));
  for (const { feature } of model.disclosure?.protected ?? []) left.add(feature);
  for (const { feature, direction } of model.recourse) {
    const fixed = direction === 'immutable' && model.features[feature]!.kind === 'categorical';
    if (fixed) left.add(feature);
  }
  return model.features.map((_, f) => f).filter((f) => !left.has(f));
}

function lossOf(
  scored: ScoredModel,
  followers: readonly Follower[],
  f: number,
  values: Float64Array,
  bound: number,
): Loss | undefined {
  const { model } = scored;
  const feature = model.features[f]!;
  const own = values[f]!;
  if (Number.isNaN(own)) return undefined;
  const moved = followersOfAny(followers, [f]);
  const to = values.slice();
  const set = (value: number): Float64Array => {
    to[f] = value;
    follow(model.features, moved, values, to);
    return to;
  };
  const cost = costModel(model, f, 1);
  const rule = { feature: f, direction: 'free' } as const;
  const followed = (value: number) => {
    set(value);
    return moved.map(({ feature: g }) => binOf(model.features[g]!, to[g]!)).join();
  };
  const settings = settingsOf({ feature, rule, own, cost, ...(moved.length > 0 && { followed }) });
  const features = [f, ...moved.map((follower) => follower.feature)];
  const columns = features.map(() => new Float64Array(settings.length));
  settings.forEach(({ value }, place) => {
    set(value);
    features.forEach((g, k) => (columns[k]![place] = to[g]!));
  });
  const margins = scoreVariants(scored, values, { features, columns });
  to.fill(0);
  const losing = (place: number) => margins[place]! > bound;
  const loss = (places: readonly number[], chosen: number, safe: number): Loss => {
    const { value: nearest, cost: distance, ...range } = settings[chosen]!;
    const rounded = roundedValue(rule, range, nearest, own);
    const room = safe / places.length;
    return { feature: f, nearest, rounded, distance, room };
  };

  if (feature.kind === 'categorical') {
    const places = settings.map((_, place) => place);
    const lost = places.filter(losing);
    if (lost.length === 0) return undefined;
    // No category is nearer than another: the most usual one is told.
    const counts = model.baseline?.histograms[f];
    const usual = (place: number) => counts?.[settings[place]!.bin] ?? 0;
    const chosen = lost.reduce((best, place) => (usual(place) > usual(best) ? place : best));
    return loss(places, chosen, places.length - lost.length);
  }
  const sides = [above(settings, own), below(settings, own)].flatMap((places) => {
    const safe = places.findIndex(losing);
    return safe < 0 ? [] : [loss(places, places[safe]!, safe)];
  });
  return sides.sort((a, b) => a.distance - b.distance || a.room - b.room)[0];
}

/** Places of the settings above a value, nearest first. */
function above(settings: readonly Setting[], own: number): number[] {
  return settings.map((_, place) => place).filter((place) => settings[place]!.value > own);
}

function below(settings: readonly Setting[], own: number): number[] {
  return settings
    .map((_, place) => place)
    .filter((place) => settings[place]!.value < own)
    .reverse();
}

function factOf(
  scored: ScoredModel,
  followers: readonly Follower[],
  values: Float64Array,
  bound: number,
  loss: Loss,
): SafetyFact {
  const { model, engine, digest } = scored;
  const { feature: f, room } = loss;
  const feature = model.features[f]!;
  const moved = followersOfAny(followers, [f]);
  const to = values.slice();
  const score = (value: number): number => {
    to[f] = value;
    follow(model.features, moved, values, to);
    return scoreValues(scored, to);
  };
  let margin = score(loss.rounded);
  // Rounding must not have moved what follows into another bin.
  if (margin <= bound) margin = score(loss.nearest);
  const followed = moved
    .filter(({ feature: g }) => !Object.is(to[g], values[g]))
    .map(({ feature: g }) => ({
      feature: model.features[g]!.name,
      to: shownValue(model.features[g]!, to[g]!),
    }));
  const value = to[f]!;
  to.fill(0);
  return {
    feature: feature.name,
    from: shownValue(feature, values[f]!),
    to: shownValue(feature, value),
    followed,
    room,
    score: buildScore(model, digest, engine.name, margin),
  };
}
