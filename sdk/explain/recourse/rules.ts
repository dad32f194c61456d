import { RiskError, type Issue } from '../../core/errors.js';
import { followersOf, type Follower } from '../../model/follow.js';
import type { RiskModel } from '../../model/model.js';
import type { RecourseRule } from '../../model/recourse.js';

/** What may change, resolved for one question. */
export interface ResolvedRules {
  /** One per feature that the applicant may change, in the model's order. */
  readonly drivers: readonly RecourseRule[];
  /** All followers of the bundle, each after what it follows. */
  readonly followers: readonly Follower[];
  /** Features that move together: each driver is in one, with what follows from it. */
  readonly groups: readonly FeatureGroup[];
}

export interface FeatureGroup {
  /** Of {@link ResolvedRules.drivers}. */
  readonly drivers: readonly RecourseRule[];
  readonly followers: readonly Follower[];
}

/**
 * Which features an applicant may change by themselves.
 *
 * A bundle with rules is taken at its word: what has no rule stays. A bundle without any says
 * nothing, so every feature may change, except those that it declares as protected: nobody is told
 * to become younger.
 *
 * @param only - names of features; the rules hold as well. `undefined`: all.
 * @throws RiskError `OPTION_INVALID` for names that the model does not know.
 */
export function resolveRules(model: RiskModel, only?: readonly string[]): ResolvedRules {
  const wanted = only && indicesOf(model, only);
  const guarded = new Set(model.disclosure?.protected?.map(({ feature }) => feature));
  const rules: readonly RecourseRule[] =
    model.recourse.length > 0
      ? model.recourse
      : model.features.flatMap((_, feature) =>
          guarded.has(feature) ? [] : [{ feature, direction: 'free' as const }],
        );
  const drivers = rules
    .filter((rule) => rule.direction !== 'immutable' && !rule.follows)
    .filter((rule) => !wanted || wanted.has(rule.feature))
    .sort((a, b) => a.feature - b.feature);
  const followers = followersOf(model.recourse);
  return { drivers, followers, groups: groupsOf(drivers, followers) };
}

function indicesOf({ features }: RiskModel, names: readonly string[]): Set<number> {
  const issues: Issue[] = [];
  const found = names.map((name, i) => {
    const f = features.findIndex((feature) => feature.name === name);
    if (f < 0) {
      const path = `features[${i}]`;
      issues.push({ code: 'FEATURE_UNKNOWN', path, expected: 'a feature of the model' });
    }
    return f;
  });
  if (issues.length === 0) return new Set(found);
  const first = issues[0]!;
  throw new RiskError('OPTION_INVALID', `option "${first.path}" expected ${first.expected}`, {
    path: first.path,
    issues,
  });
}

/** Features tied by followers, as connected parts; only parts that somebody can move. */
function groupsOf(
  drivers: readonly RecourseRule[],
  followers: readonly Follower[],
): FeatureGroup[] {
  const parent = new Map<number, number>();
  const root = (f: number): number => {
    const up = parent.get(f) ?? f;
    return up === f ? f : root(up);
  };
  for (const { feature, leaders } of followers) {
    for (const leader of leaders) parent.set(root(leader), root(feature));
  }
  const groups = new Map<number, RecourseRule[]>();
  for (const rule of drivers) {
    const part = groups.get(root(rule.feature));
    if (part) part.push(rule);
    else groups.set(root(rule.feature), [rule]);
  }
  return [...groups].map(([part, members]) => ({
    drivers: members,
    followers: followers.filter(({ feature }) => root(feature) === part),
  }));
}
