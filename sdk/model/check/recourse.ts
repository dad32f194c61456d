import { binCount, missingBin, splitCount, type Feature } from '../feature.js';
import type { RiskModel } from '../model.js';
import type { Follows, RecourseRule } from '../recourse.js';
import type { IssueList } from './issues.js';

/** Checks what may be changed about an applicant: one rule a feature, and no circle of followers. */
export function checkRecourse({ recourse, features }: RiskModel, list: IssueList): void {
  const rules = new Map<number, RecourseRule>();
  recourse.forEach((rule, i) => {
    const path = `recourse[${i}]`;
    const feature = features[rule.feature];
    if (!feature) return list.add('FEATURE_RANGE', `${path}.feature`, 'a feature of the model');
    list.check(!rules.has(rule.feature), 'RULE_TWICE', `${path}.feature`, 'each feature once');
    rules.set(rule.feature, rule);
    checkRule(rule, feature, path, list);
    if (rule.follows) checkFollower(rule, rule.follows, features, path, list);
  });
  const circular = endless(rules);
  recourse.forEach((rule, i) => {
    const ends = !circular.has(rule.feature);
    list.check(ends, 'FOLLOWS_CIRCLE', `recourse[${i}].follows`, 'no circle of features');
  });
}

function checkRule(rule: RecourseRule, feature: Feature, path: string, list: IssueList): void {
  const { cost, step, bins } = rule;
  const above = (value: number) => Number.isFinite(value) && value > 0;
  if (cost !== undefined)
    list.check(above(cost), 'COST', `${path}.cost`, 'a finite number above 0');
  if (step !== undefined) {
    const stepped = feature.kind === 'numeric' && above(step);
    list.check(stepped, 'STEP', `${path}.step`, 'a number above 0, of a numeric feature');
  }
  if (!bins) return;
  const named = feature.kind === 'numeric' ? splitCount(feature) + 1 : splitCount(feature);
  const missing = feature.missing === 'allowed' ? missingBin(feature) : NaN;
  list.check(
    bins.length >= 1 &&
      bins.length <= binCount(feature) &&
      bins.every((bin, i) => (i === 0 || bin > bins[i - 1]!) && (bin < named || bin === missing)) &&
      bins.every((bin) => Number.isInteger(bin) && bin >= 0),
    'BINS',
    `${path}.bins`,
    'ascending bins of the feature that can be named, at least one',
  );
}

function checkFollower(
  rule: RecourseRule,
  follows: Follows,
  features: readonly Feature[],
  path: string,
  list: IssueList,
): void {
  const { direction, cost, step, bins } = rule;
  const passive = direction === 'immutable' && cost === undefined && step === undefined && !bins;
  list.check(passive, 'FOLLOWS', path, 'an immutable feature without cost, step and bins');
  const numeric = (f: number) => features[f]?.kind === 'numeric';
  const at = `${path}.follows`;
  const others = followed(follows);
  list.check(
    others.every((f) => numeric(f)) && numeric(rule.feature),
    'FOLLOWS',
    at,
    'numeric features of the model',
  );
  const distinct = others.length >= 1 && new Set(others).size === others.length;
  list.check(distinct, 'FOLLOWS', at, 'at least one feature, each once');
  const factors =
    follows.kind === 'ratio' ? [follows.factor] : follows.terms.map(({ factor }) => factor);
  const effective = factors.every((factor) => Number.isFinite(factor) && factor !== 0);
  list.check(effective, 'FOLLOWS', at, 'finite factors other than 0');
}

/** The features that a rule reads. */
function followed(follows: Follows): number[] {
  if (follows.kind === 'ratio') return [follows.numerator, follows.denominator];
  return follows.terms.map(({ feature }) => feature);
}

/**
 * Followers that no order puts after what they follow: those in a circle, and those that follow one.
 * Takes away, again and again, those that wait for no other; O(rules and terms).
 */
function endless(rules: ReadonlyMap<number, RecourseRule>): ReadonlySet<number> {
  const waiting = new Map<number, number>();
  const followers = new Map<number, number[]>();
  for (const [feature, { follows }] of rules) {
    if (!follows) continue;
    const others = followed(follows).filter((other) => rules.get(other)?.follows);
    waiting.set(feature, others.length);
    for (const other of others) {
      const known = followers.get(other);
      if (known) known.push(feature);
      else followers.set(other, [feature]);
    }
  }
  const free = [...waiting.keys()].filter((feature) => waiting.get(feature) === 0);
  for (let feature = free.pop(); feature !== undefined; feature = free.pop()) {
    waiting.delete(feature);
    for (const follower of followers.get(feature) ?? []) {
      const left = waiting.get(follower)! - 1;
      waiting.set(follower, left);
      if (left === 0) free.push(follower);
    }
  }
  return new Set(waiting.keys());
}
