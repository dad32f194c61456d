import type { Feature } from './feature.js';
import type { Follows, RecourseRule } from './recourse.js';

/** A feature that follows others, with what it follows. */
export interface Follower {
  readonly feature: number;
  readonly follows: Follows;
  /** Features that it follows directly. */
  readonly leaders: readonly number[];
}

/** The followers among a model's rules, each after all that it follows. */
export function followersOf(rules: readonly RecourseRule[]): Follower[] {
  const waiting = rules.flatMap(({ feature, follows }): Follower[] =>
    follows ? [{ feature, follows, leaders: leadersOf(follows) }] : [],
  );
  const ordered: Follower[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ leaders }) =>
      waiting.every(({ feature }) => !leaders.includes(feature)),
    );
    // A sound model has no circles.
    ordered.push(...waiting.splice(Math.max(next, 0), 1));
  }
  return ordered;
}

function leadersOf(follows: Follows): number[] {
  if (follows.kind === 'ratio') return [follows.numerator, follows.denominator];
  return follows.terms.map(({ feature }) => feature);
}

/** Those of the followers that follow any of some features, directly or in turn. */
export function followersOfAny(
  followers: readonly Follower[],
  features: readonly number[],
): Follower[] {
  const moved = new Set(features);
  return followers.filter(({ feature, leaders }) => {
    const follows = leaders.some((leader) => moved.has(leader));
    if (follows) moved.add(feature);
    return follows;
  });
}

/**
 * Sets what follows from changes. A follower stays as it is where it is missing, where none of those
 * it follows changes, where one of them is or becomes missing, and where a ratio has no value.
 *
 * @param followers - ordered, as {@link followersOf} gives them.
 * @param from - raw values before, one per feature; NaN for missing.
 * @param to - the values after, with the changes in it; followers are overwritten.
 */
export function follow(
  features: readonly Feature[],
  followers: readonly Follower[],
  from: Float64Array,
  to: Float64Array,
): void {
  for (const { feature, follows, leaders } of followers) {
    to[feature] = from[feature]!;
    if (leaders.every((leader) => Object.is(to[leader], from[leader]))) continue;
    // A sum that a missing value is in is missing.
    const known = leaders.reduce(
      (sum, leader) => sum + from[leader]! + to[leader]!,
      from[feature]!,
    );
    const value = Number.isNaN(known) ? NaN : valueAfter(follows, from[feature]!, from, to);
    if (Number.isFinite(value)) to[feature] = limited(features[feature]!, value);
  }
}

function valueAfter(follows: Follows, own: number, from: Float64Array, to: Float64Array): number {
  if (follows.kind === 'ratio') {
    return (follows.factor * to[follows.numerator]!) / to[follows.denominator]!;
  }
  return follows.terms.reduce(
    (value, { feature, factor }) => value + factor * (to[feature]! - from[feature]!),
    own,
  );
}

function limited(feature: Feature, value: number): number {
  if (feature.kind !== 'numeric') return value;
  const { min = -Infinity, max = Infinity } = feature;
  const whole = feature.integer ? Math.round(value) : value;
  return Math.min(Math.max(whole, min), max) + 0;
}
