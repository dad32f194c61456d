import type { Regime } from '../model/disclosure.js';
import type { RiskModel } from '../model/model.js';
import type { Follows, RecourseRule } from '../model/recourse.js';
import type { Effect } from './effects.js';
import { REGIME_LOCALE } from './lint-reasons.js';
import { movesOf, protectedByName } from '../core/protected-names.js';
import type { FindingList } from './rules.js';

/** Whether what the law protects is declared, with a basis in the languages that are needed. */
export function lintProtected(
  { features, disclosure }: RiskModel,
  regimes: readonly Regime[],
  list: FindingList,
): void {
  const stated = disclosure?.protected ?? [];
  for (const { feature, attribute, basis } of stated) {
    const path = `disclosure.protected.${features[feature]!.name}`;
    const texts = Object.values(basis ?? {}).filter((text) => text.trim() !== '');
    if (texts.length === 0) {
      list.add('PROTECTED_NO_BASIS', `${path}.basis`, `no basis is stated for using ${attribute}`);
      continue;
    }
    for (const locale of new Set(regimes.map((regime) => REGIME_LOCALE[regime]))) {
      if (basis?.[locale] === undefined) {
        list.add('LOCALE_MISSING', `${path}.basis.${locale}`, `is not there in ${locale}`);
      }
    }
  }
  features.forEach((feature, f) => {
    if (stated.some((entry) => entry.feature === f)) return;
    const found = protectedByName(feature);
    if (!found) return;
    const what = `stands for ${found.attribute} by its name, and is not declared`;
    list.add('PROTECTED_UNDECLARED', `features.${feature.name}`, what);
  });
}

/** Whether applicants are told to change what they can, the way that helps. */
export function lintRecourse(
  { features, recourse, disclosure }: RiskModel,
  regimes: readonly Regime[],
  effects: readonly (Effect | undefined)[],
  list: FindingList,
): void {
  const moving = movable(recourse);
  const leaders = new Set(recourse.flatMap(({ follows }) => (follows ? leadersOf(follows) : [])));
  for (const rule of recourse) {
    const { feature: f, direction } = rule;
    const feature = features[f]!;
    const path = `recourse.${feature.name}`;
    const declared = disclosure?.protected?.find((entry) => entry.feature === f)?.attribute;
    const moves = movesOf(declared) ?? protectedByName(feature)?.moves;
    const free = direction !== 'immutable';
    if (free && moves && !(moves === 'up' && direction === 'up')) {
      const attribute = declared ?? protectedByName(feature)?.attribute;
      list.add('RECOURSE_BY_NATURE', `${path}.direction`, `"${direction}" for ${attribute}`);
    }
    const worse = { up: 'rises', down: 'falls', free: undefined, immutable: undefined }[direction];
    if (worse !== undefined && effects[f] === worse && !leaders.has(f)) {
      list.add('RECOURSE_USELESS', `${path}.direction`, `"${direction}" only ever raises risk`);
    }
    if (rule.follows && !moving.has(f)) {
      list.add('RECOURSE_STILL', `${path}.follows`, 'nothing that it follows may change');
    }
  }
  if (regimes.includes('eu') && recourse.every(({ direction }) => direction === 'immutable')) {
    list.add('RECOURSE_NONE', 'recourse', 'no feature may change');
  }
}

/** Features that may change: by themselves, or after others that may. */
function movable(recourse: readonly RecourseRule[]): ReadonlySet<number> {
  const followers = new Map<number, number[]>();
  for (const { feature, follows } of recourse) {
    for (const leader of follows ? leadersOf(follows) : []) {
      const known = followers.get(leader);
      if (known) known.push(feature);
      else followers.set(leader, [feature]);
    }
  }
  const found = new Set<number>();
  const waiting = recourse.filter((rule) => rule.direction !== 'immutable').map((r) => r.feature);
  for (let f = waiting.pop(); f !== undefined; f = waiting.pop()) {
    if (found.has(f)) continue;
    found.add(f);
    for (const follower of followers.get(f) ?? []) waiting.push(follower);
  }
  return found;
}

function leadersOf(follows: Follows): readonly number[] {
  if (follows.kind === 'ratio') return [follows.numerator, follows.denominator];
  return follows.terms.map(({ feature }) => feature);
}
