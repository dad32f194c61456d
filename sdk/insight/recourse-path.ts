import { RiskError } from '../core/errors.js';
import { COST_UNIT } from '../explain/recourse/cost.js';
import type { Lattice } from '../explain/recourse/lattice.js';
import type { ResolvedRules } from '../explain/recourse/rules.js';
import { roundedValue } from '../explain/recourse/settings.js';
import type { Found } from '../explain/recourse/shelf.js';
import type { Pick } from '../explain/recourse/view.js';
import { binOf } from '../model/binning.js';
import { follow, followersOfAny, type Follower } from '../model/follow.js';
import type { RiskModel } from '../model/model.js';
import { buildScore } from '../scoring/score.js';
import { scoreValues, scoreVariants } from './counterfactual.js';
import type { Plausibility, RecourseChange, RecoursePath } from './questions.js';
import type { ScoredModel } from './recourse.js';
import { shownValue } from './what-if.js';

/**
 * What was found as callers see it, scored again by the engine.
 *
 * @param bound - the largest margin that reaches the target.
 * @throws RiskError `INTERNAL` when the engine does not give the margin that the search found.
 */
export function buildPath(
  scored: ScoredModel,
  lattice: Lattice,
  rules: ResolvedRules,
  values: Float64Array,
  found: Found,
  bound: number,
): RecoursePath {
  const { model, engine, digest } = scored;
  const to = values.slice();
  for (const pick of found.picks) setOption(model, lattice, rules, values, pick, to);
  const margin = scoreValues(scored, to);
  if (margin !== found.margin) throw new RiskError('INTERNAL', 'a path does not score as found');
  const changes: RecourseChange[] = [];
  for (const pick of found.picks) {
    changes.push(...changesOf(scored, lattice, rules.followers, values, to, pick, bound));
  }
  to.fill(0);
  return {
    changes,
    score: buildScore(model, digest, engine.name, margin),
    cost: found.cost / COST_UNIT,
    plausibility: plausibilityOf(shareOf(model, lattice, found.picks)),
  };
}

/** Sets a block to an option, with a value for people where others do as well. */
function setOption(
  model: RiskModel,
  { blocks }: Lattice,
  { drivers: rules, followers }: ResolvedRules,
  values: Float64Array,
  { block, option }: Pick,
  to: Float64Array,
): void {
  const { features, drivers, values: columns, bins, low, high } = blocks[block]!;
  features.forEach((f, k) => (to[f] = columns[k]![option]!));
  const f = features[0]!;
  const rule = rules.find(({ feature }) => feature === f);
  if (drivers > 1 || !rule || !(low[option]! <= high[option]!)) return;
  const range = { low: low[option]!, high: high[option]! };
  to[f] = roundedValue(rule, range, to[f]!, values[f]!);
  follow(model.features, followersOfAny(followers, [f]), values, to);
  // What follows is worked out again; rounding must not have moved it into another bin.
  const kept = features.every((g, k) => binOf(model.features[g]!, to[g]!) === bins[k]![option]);
  if (!kept) features.forEach((g, k) => (to[g] = columns[k]![option]!));
}

/** What one block's option changes: what the applicant does, then what follows. */
function changesOf(
  scored: ScoredModel,
  lattice: Lattice,
  followers: readonly Follower[],
  values: Float64Array,
  to: Float64Array,
  pick: Pick,
  bound: number,
): RecourseChange[] {
  const { model } = scored;
  const { features, drivers } = lattice.blocks[pick.block]!;
  const changed = (f: number) => !Object.is(to[f], values[f]);
  return features.filter(changed).map((f): RecourseChange => {
    const feature = model.features[f]!;
    const own = features.indexOf(f) < drivers;
    const leaders = followers.find((follower) => follower.feature === f)?.leaders ?? [];
    const range = own ? rangeOf(scored, lattice, to, pick, f, bound) : undefined;
    return {
      feature: feature.name,
      from: shownValue(feature, values[f]!),
      to: shownValue(feature, to[f]!),
      low: range?.low,
      high: range?.high,
      follows: own ? undefined : leaders.filter(changed).map((g) => model.features[g]!.name),
    };
  });
}

/**
 * The values that do as well, the other changes staying as they are: neighbouring bins as long as
 * the target is still reached.
 */
function rangeOf(
  scored: ScoredModel,
  lattice: Lattice,
  to: Float64Array,
  { block, option }: Pick,
  f: number,
  bound: number,
): { low: number | undefined; high: number | undefined } | undefined {
  const { features, drivers, values, bins, size, stay, low, high } = lattice.blocks[block]!;
  if (scored.model.features[f]!.kind !== 'numeric' || Number.isNaN(to[f])) return undefined;
  // Of several that change together, only what is shown is known to do.
  if (drivers > 1 || Number.isNaN(low[option])) return { low: to[f], high: to[f] };
  const margins = scoreVariants(scored, to, { features, columns: values });
  const doesAsWell = (o: number, before: number) =>
    o >= 0 &&
    o < size &&
    o !== stay &&
    !Number.isNaN(low[o]) &&
    margins[o]! <= bound &&
    Math.abs(bins[0]![o]! - bins[0]![before]!) <= 1;
  let first = option;
  while (doesAsWell(first - 1, first)) first--;
  let last = option;
  while (doesAsWell(last + 1, last)) last++;
  const shown = to[f]!;
  return { low: shortened(low[first]!, shown), high: shortened(high[last]!, shown) };
}

/** Digits that people read; more of them say nothing. */
const DIGITS = 6;

/** An end of a range in few digits, towards `inside`; `undefined` for an open end. */
function shortened(end: number, inside: number): number | undefined {
  if (!Number.isFinite(end)) return undefined;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(end) || 1)) - DIGITS + 1);
  const inwards = end < inside ? Math.ceil(end / unit) : Math.floor(end / unit);
  const value = Number((inwards * unit).toPrecision(DIGITS)) + 0;
  const between = end < inside ? value >= end && value <= inside : value <= end && value >= inside;
  return between ? value : end;
}

/**
 * The smallest share of the reference population that is in a bin which the picks move to;
 * `undefined` without one.
 */
export function shareOf(
  { baseline }: RiskModel,
  { blocks }: Lattice,
  picks: readonly Pick[],
): number | undefined {
  if (!baseline || baseline.rows === 0) return undefined;
  let share = 1;
  for (const { block, option } of picks) {
    const { features, bins, stay } = blocks[block]!;
    features.forEach((f, k) => {
      const bin = bins[k]![option]!;
      if (bin === bins[k]![stay]) return;
      share = Math.min(share, baseline.histograms[f]![bin]! / baseline.rows);
    });
  }
  return share;
}

function plausibilityOf(share: number | undefined): Plausibility {
  if (share === undefined) return { level: 'unknown', share };
  return { level: share >= 0.01 ? 'seen' : share > 0 ? 'rare' : 'unseen', share };
}
