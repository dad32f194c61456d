import type { Target } from '../../sdk/insight/questions.js';
import type { Feature } from '../../sdk/model/feature.js';
import { LEAF } from '../../sdk/model/forest.js';
import type { RiskModel } from '../../sdk/model/model.js';
import type { Follows, RecourseRule } from '../../sdk/model/recourse.js';
import { EDGE, type RecourseCase } from './recourse-case.js';

/** What trying everything finds. */
export interface BruteAnswer {
  readonly margin: number;
  readonly reached: boolean;
  /** The least cost in units of 1/1024; Infinity when nothing reaches the target. */
  readonly cost: number;
  /** Whether every cell has a value on the grid: not where several continuous answers move one. */
  readonly complete: boolean;
}

/**
 * The cheapest changes by trying every combination of values on a grid so fine that every bin, and
 * every cell that a follower cuts, has a value on it. Written from the documented rules alone: it
 * shares no code with the search, the engines or the binning.
 */
export function bruteForce({ model, values, options }: RecourseCase): BruteAnswer {
  const target = options.target ?? 'approved';
  const own = [...values];
  const margin = marginOf(model, own);
  const reached = reaches(model, target, margin);
  if (reached) return { margin, reached, cost: 0, complete: true };
  const allowed = new Set(options.features ?? model.features.map(({ name }) => name));
  const drivers = rulesOf(model).filter(
    (rule) =>
      !rule.follows &&
      rule.direction !== 'immutable' &&
      allowed.has(model.features[rule.feature]!.name),
  );
  const choices = drivers.map((rule) => valuesOf(model.features[rule.feature]!, rule, own));
  const parts = partsOf(model, drivers);
  const outcomes = parts.map((part) => outcomesOf(model, own, drivers, choices, part, options));
  let cost = Infinity;
  const row = [...own];
  const visit = (at: number, changes: number, paid: number): void => {
    if (paid >= cost) return;
    if (at === outcomes.length) {
      if (changes > 0 && reaches(model, target, marginOf(model, row))) cost = paid;
      return;
    }
    visit(at + 1, changes, paid);
    for (const outcome of outcomes[at]!) {
      if (changes + outcome.changes > (options.maxChanges ?? 3)) continue;
      for (const [f, value] of outcome.set) row[f] = value;
      visit(at + 1, changes + outcome.changes, paid + outcome.cost);
      for (const [f] of outcome.set) row[f] = own[f]!;
    }
  };
  visit(0, 0, 0);
  const continuous = (d: number) => {
    const feature = model.features[drivers[d]!.feature]!;
    return feature.kind === 'numeric' && !feature.integer;
  };
  // Moved on two ways at once, by two answers or one, a follower may turn back between two values; so
  // does one that is missing when it is zero.
  const turns = model.recourse.some(({ feature: f, follows }) => {
    const feature = model.features[f]!;
    const zero = feature.kind === 'numeric' && feature.zeroIsMissing;
    return follows && (zero || leadersOf(follows).length > 1);
  });
  const complete = parts.every((part) => !part.some(continuous) || (part.length < 2 && !turns));
  return { margin, reached, cost, complete };
}

function rulesOf(model: RiskModel): readonly RecourseRule[] {
  if (model.recourse.length > 0) return model.recourse;
  const guarded = (model.disclosure?.protected ?? []).map(({ feature }) => feature);
  return model.features
    .map((_, feature): RecourseRule => ({ feature, direction: 'free' }))
    .filter(({ feature }) => !guarded.includes(feature));
}

/** Places of drivers that move something together. */
function partsOf(model: RiskModel, drivers: readonly RecourseRule[]): number[][] {
  const parts = model.features.map((_, f) => new Set([f]));
  for (let again = 0; again < model.features.length; again++) {
    for (const { feature, follows } of model.recourse) {
      if (!follows) continue;
      for (const leader of leadersOf(follows)) {
        const union = new Set([...parts[feature]!, ...parts[leader]!]);
        for (const f of union) parts[f] = union;
      }
    }
  }
  const groups = new Map<Set<number>, number[]>();
  drivers.forEach(({ feature }, d) => {
    const part = parts[feature]!;
    groups.set(part, [...(groups.get(part) ?? []), d]);
  });
  return [...groups.values()];
}

function leadersOf(follows: Follows): number[] {
  return follows.kind === 'ratio'
    ? [follows.numerator, follows.denominator]
    : follows.terms.map(({ feature }) => feature);
}

interface Outcome {
  readonly set: readonly (readonly [number, number])[];
  readonly cost: number;
  readonly changes: number;
}

/** Everything that one part can become; of those that no bin tells apart, the cheapest. */
function outcomesOf(
  model: RiskModel,
  own: readonly number[],
  drivers: readonly RecourseRule[],
  choices: readonly (readonly number[])[],
  part: readonly number[],
  { maxChanges = 3 }: RecourseCase['options'],
): Outcome[] {
  const best = new Map<string, Outcome>();
  const to = [...own];
  const visit = (at: number, changes: number, cost: number): void => {
    if (changes > maxChanges) return;
    if (at === part.length) {
      if (changes === 0) return;
      const after = followed(model, own, to);
      const set = after.flatMap((value, f) =>
        Object.is(value, own[f]) ? [] : [[f, value] as const],
      );
      const key = `${changes} ${after.map((value, f) => binAt(model.features[f]!, value)).join()}`;
      const known = best.get(key);
      if (!known || cost < known.cost) best.set(key, { set, cost, changes });
      return;
    }
    visit(at + 1, changes, cost);
    const { feature: f, cost: weight = 1 } = drivers[part[at]!]!;
    for (const value of choices[part[at]!]!) {
      to[f] = value;
      visit(at + 1, changes + 1, cost + costOf(model, f, weight, own[f]!, value));
      to[f] = own[f]!;
    }
  };
  visit(0, 0, 0);
  return [...best.values()];
}

function followed(model: RiskModel, own: readonly number[], to: readonly number[]): number[] {
  const after = [...to];
  // Followers follow earlier features only.
  const rules = [...model.recourse].sort((a, b) => a.feature - b.feature);
  for (const { feature: f, follows } of rules) {
    if (!follows) continue;
    after[f] = own[f]!;
    if (leadersOf(follows).every((g) => Object.is(after[g], own[g])) || Number.isNaN(own[f])) {
      continue;
    }
    // What is missing, before or after, moves nothing.
    if (leadersOf(follows).some((g) => Number.isNaN(own[g]! + after[g]!))) continue;
    let value = own[f]!;
    if (follows.kind === 'ratio') {
      value = (follows.factor * after[follows.numerator]!) / after[follows.denominator]!;
    } else {
      for (const { feature: g, factor } of follows.terms) value += factor * (after[g]! - own[g]!);
    }
    if (!Number.isFinite(value)) continue;
    const feature = model.features[f]!;
    if (feature.kind === 'numeric' && feature.integer) value = Math.round(value);
    after[f] = Math.max(-EDGE, Math.min(EDGE, value)) + 0;
  }
  return after;
}

/** Every value on the grid that a rule allows. */
function valuesOf(feature: Feature, rule: RecourseRule, own: readonly number[]): number[] {
  const now = own[rule.feature]!;
  const bins = rule.bins;
  const splits = feature.kind === 'numeric' ? feature.cuts.length : feature.codes.length;
  const tried: number[] = [];
  if (feature.kind === 'categorical') tried.push(...feature.codes);
  else for (let v = -EDGE; v <= EDGE; v += feature.integer ? 1 : 1 / 16) tried.push(v);
  if (bins?.includes(splits + 1)) {
    if (!(feature.kind === 'numeric' && feature.zeroIsMissing)) tried.push(NaN);
  }
  return tried.filter((value) => {
    const bin = binAt(feature, value);
    if (
      bins ? !bins.includes(bin) : bin > splits || (bin === splits && feature.kind !== 'numeric')
    ) {
      return false;
    }
    if (Object.is(value, now)) return false;
    if (feature.kind === 'categorical' || Number.isNaN(value)) {
      return bin !== binAt(feature, now);
    }
    if (bin === splits + 1 && bin === binAt(feature, now)) return false;
    if (rule.direction === 'up' && value < now) return false;
    if (rule.direction === 'down' && value > now) return false;
    const from = Number.isNaN(now) ? 0 : now;
    return rule.step === undefined || Number.isInteger((value - from) / rule.step);
  });
}

function costOf(model: RiskModel, f: number, weight: number, from: number, to: number): number {
  const feature = model.features[f]!;
  const splits = feature.kind === 'numeric' ? feature.cuts.length : feature.codes.length;
  const missing = splits + 1;
  const [a, b] = [binAt(feature, from), binAt(feature, to)];
  const whole = (distance: number) => Math.max(1, Math.round(1024 * weight * distance));
  if (a === missing) return whole(1 / (splits + 1));
  if (feature.kind === 'categorical' || b === missing) return whole(1);
  const counts = [...(model.baseline?.histograms[f]?.slice(0, splits + 1) ?? [])];
  const known = counts.some((n) => n > 0);
  const share = (bin: number) => (known ? counts[bin]! : 1);
  let total = 0;
  for (let bin = 0; bin <= splits; bin++) total += share(bin);
  const middle = (bin: number) => {
    let below = 0;
    for (let other = 0; other < bin; other++) below += share(other);
    return (below + share(bin) / 2) / total;
  };
  return whole(a === b ? share(a) / 2 / total : Math.abs(middle(a) - middle(b)));
}

function binAt(feature: Feature, value: number): number {
  if (feature.kind === 'categorical') {
    if (Number.isNaN(value)) return feature.codes.length + 1;
    const at = feature.codes.indexOf(value);
    return at < 0 ? feature.codes.length : at;
  }
  const { cuts, side, compare } = feature;
  if (Number.isNaN(value)) return cuts.length + 1;
  if (feature.zeroIsMissing && Math.abs(value) < 1e-30) return cuts.length + 1;
  const seen = compare === 'float32' ? Math.fround(value) : value;
  return [...cuts].filter((cut) => (side === 'less' ? seen >= cut : seen > cut)).length;
}

function marginOf({ features, body, intercept }: RiskModel, row: readonly number[]): number {
  const bins = row.map((value, f) => binAt(features[f]!, value));
  let margin = intercept;
  if (body.kind === 'additive') {
    for (const { features: of, table } of body.terms) {
      const second = of[1];
      const first = bins[of[0]!]!;
      if (second === undefined) margin += table[first]!;
      else {
        const other = features[second]!;
        const width = (other.kind === 'numeric' ? other.cuts : other.codes).length + 2;
        margin += table[first * width + bins[second]!]!;
      }
    }
  } else if (body.kind === 'forest') {
    for (const root of body.treeStart.slice(0, -1)) {
      let node = root;
      while (body.feature[node] !== LEAF) {
        const feature = features[body.feature[node]!]!;
        const bin = bins[body.feature[node]!]!;
        const count = feature.kind === 'numeric' ? feature.cuts.length : feature.codes.length;
        const split = body.split[node]!;
        const left =
          bin === count + 1
            ? body.defaultLeft[node] === 1
            : feature.kind === 'numeric'
              ? bin <= split
              : ((body.categorySets.words[body.categorySets.start[split]!]! >> bin) & 1) === 1;
        node = left ? node + 1 : body.right[node]!;
      }
      margin += body.leaf[node]!;
    }
  }
  return margin;
}

function reaches({ scale, scaleBits, calibration }: RiskModel, target: Target, margin: number) {
  const logOdds = margin / 2 ** scaleBits;
  const { offset, factor, min = -Infinity, max = Infinity, bands, cutoffs } = scale!;
  const points = Math.min(max, Math.max(min, Math.round(offset - factor * logOdds)));
  const safer = factor >= 0;
  if (target === 'approved') return safer ? points >= cutoffs!.approve : points <= cutoffs!.approve;
  if (target === 'review') return safer ? points >= cutoffs!.review! : points <= cutoffs!.review!;
  if ('points' in target) return safer ? points >= target.points : points <= target.points;
  if ('probability' in target) {
    const line =
      calibration.kind === 'platt' ? calibration.slope * logOdds + calibration.intercept : logOdds;
    return 1 / (1 + Math.exp(-line)) <= target.probability;
  }
  const ids = bands.map(({ id }) => id);
  let at = 0;
  bands.forEach(({ from }, b) => {
    if (points >= from) at = b;
  });
  return safer ? at >= ids.indexOf(target.band) : at <= ids.indexOf(target.band);
}
