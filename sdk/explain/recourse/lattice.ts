import { binOf } from '../../model/binning.js';
import { follow, followersOfAny, type Follower } from '../../model/follow.js';
import type { RiskModel } from '../../model/model.js';
import { costModel, type CostModel } from './cost.js';
import type { FeatureGroup, ResolvedRules } from './rules.js';
import { everySetting, settingsOf, type Driver, type Setting } from './settings.js';

/**
 * Features that move together, and everything that they can jointly be: the applicant's own answers
 * (`stay`, which costs nothing) and each combination of settings of the drivers, with what follows.
 */
export interface Block {
  /** Features that options set: drivers first, then what follows. */
  readonly features: readonly number[];
  readonly drivers: number;
  readonly size: number;
  readonly stay: number;
  /** u16[size] per feature. */
  readonly bins: readonly Uint16Array[];
  /** f64[size] per feature: raw values. */
  readonly values: readonly Float64Array[];
  /**
   * f64[size]: values of the driver that nothing tells from an option's, both included; for blocks of
   * one numeric driver, else NaN.
   */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Whole units of 1/1024; 0 for `stay` alone. */
  readonly cost: Float64Array;
  /** How many drivers change. */
  readonly changes: Uint8Array;
  /**
   * Options may be missing that cost this much or more; Infinity when none is. Only joint changes of
   * several drivers can be too many, or too finely divided, to list.
   */
  readonly listedBelow: number;
}

/** What an applicant can become. */
export interface Lattice {
  readonly blocks: readonly Block[];
  /** u16[features]: the applicant's own bins. */
  readonly bins: Uint16Array;
}

/** Joint options of one block at most. */
const MAX_OPTIONS = 4096;
/** Values of a driver that joint changes list one by one. */
const MAX_VALUES = 64;

/** Everything that an applicant can become under the rules, block by block. */
export function buildLattice(
  model: RiskModel,
  rules: ResolvedRules,
  costs: ReadonlyMap<number, CostModel>,
  values: Float64Array,
  maxChanges: number,
): Lattice {
  const bins = Uint16Array.from(model.features, (feature, f) => binOf(feature, values[f]!));
  const blocks = rules.groups.flatMap((group) => {
    const block = buildBlock(model, group, costs, values, bins, maxChanges);
    return block.size > 1 ? [block] : [];
  });
  return { blocks, bins };
}

/** Costs of each feature that may change: of a model and its rules, not of an applicant. */
export function costsOf(model: RiskModel, { drivers }: ResolvedRules): Map<number, CostModel> {
  return new Map(
    drivers.map(({ feature, cost = 1 }) => [feature, costModel(model, feature, cost)] as const),
  );
}

/** What one block's drivers are set to; `undefined` for one that stays. */
type Joint = readonly (Setting | undefined)[];

function buildBlock(
  model: RiskModel,
  { drivers, followers }: FeatureGroup,
  costs: ReadonlyMap<number, CostModel>,
  values: Float64Array,
  bins: Uint16Array,
  maxChanges: number,
): Block {
  const movable = drivers.map((rule) =>
    driverOf(model, rule, followers, costs.get(rule.feature)!, values),
  );
  if (drivers.length === 1 && followers.length === 0)
    return plainBlock(movable[0]!, drivers[0]!, bins);
  let listedBelow = Infinity;
  const single = movable.map((driver) => {
    const settings = settingsOf(driver);
    if (isMonotone(model, followers, driver.rule.feature)) return settings;
    const every = everySetting(driver, MAX_OPTIONS);
    if (!every) listedBelow = 1;
    return every ?? settings;
  });
  const joints: Joint[] = single.flatMap((settings, d) =>
    settings.map((setting) => movable.map((_, other) => (other === d ? setting : undefined))),
  );
  if (movable.length > 1 && maxChanges > 1) {
    const several = jointSettings(movable, single, maxChanges);
    joints.push(...several.joints);
    listedBelow = Math.min(listedBelow, several.listedBelow);
  }
  const features = [
    ...drivers.map(({ feature }) => feature),
    ...followers.map(({ feature }) => feature),
  ];
  const options = joints.map((joint) =>
    optionOf(model, drivers, followers, features, joint, values),
  );
  const stay = {
    values: features.map((f) => values[f]!),
    bins: features.map((f) => bins[f]!),
    cost: 0,
    changes: 0,
    low: NaN,
    high: NaN,
  };
  const sorted = cheapestOfEach(options, stay);
  // By the first feature's bin, and its value in a bin: then a split of it parts the options in two.
  if (drivers.length === 1) {
    const order = (value: number) => (Number.isNaN(value) ? Infinity : value);
    sorted.sort((a, b) => a.bins[0]! - b.bins[0]! || order(a.values[0]!) - order(b.values[0]!));
  }
  const { length: size } = sorted;
  return {
    features,
    drivers: drivers.length,
    size,
    stay: sorted.indexOf(stay),
    bins: features.map((_, at) => Uint16Array.from(sorted, (option) => option.bins[at]!)),
    values: features.map((_, at) => Float64Array.from(sorted, (option) => option.values[at]!)),
    low: Float64Array.from(sorted, ({ low }) => low),
    high: Float64Array.from(sorted, ({ high }) => high),
    cost: Float64Array.from(sorted, ({ cost }) => cost),
    changes: Uint8Array.from(sorted, ({ changes }) => changes),
    listedBelow,
  };
}

/** The block of a feature that nothing follows: its settings as they are, and staying. */
function plainBlock(driver: Driver, { feature: f }: Driver['rule'], bins: Uint16Array): Block {
  const settings = settingsOf(driver);
  const own = { value: driver.own, bin: bins[f]!, cost: 0, low: NaN, high: NaN };
  // Bins ascend, and the applicant's own is not among them.
  const before = settings.findIndex(({ bin }) => bin > own.bin);
  const stay = before < 0 ? settings.length : before;
  settings.splice(stay, 0, own);
  const { length: size } = settings;
  const changes = new Uint8Array(size).fill(1);
  changes[stay] = 0;
  const column = (read: (setting: Setting) => number) => {
    const out = new Float64Array(size);
    for (let o = 0; o < size; o++) out[o] = read(settings[o]!);
    return out;
  };
  return {
    features: [f],
    drivers: 1,
    size,
    stay,
    bins: [Uint16Array.from(column(({ bin }) => bin))],
    values: [column(({ value }) => value)],
    low: column(({ low }) => low),
    high: column(({ high }) => high),
    cost: column(({ cost }) => cost),
    changes,
    listedBelow: Infinity,
  };
}

/**
 * Whether everything that follows a feature moves one way when it does: then cells can be found by
 * halves. Not so where a follower is moved on two ways, divides by what may pass zero, or is missing
 * when it is zero.
 */
function isMonotone(model: RiskModel, followers: readonly Follower[], driver: number): boolean {
  const moved = followersOfAny(followers, [driver]);
  const moving = new Set([driver, ...moved.map(({ feature }) => feature)]);
  return moved.every(({ feature: f, follows, leaders }) => {
    const feature = model.features[f]!;
    if (feature.kind === 'numeric' && feature.zeroIsMissing) return false;
    if (leaders.filter((leader) => moving.has(leader)).length > 1) return false;
    if (follows.kind === 'shift' || !moving.has(follows.denominator)) return true;
    const divisor = model.features[follows.denominator]!;
    return divisor.kind === 'numeric' && ((divisor.min ?? 0) > 0 || (divisor.max ?? 0) < 0);
  });
}

function driverOf(
  model: RiskModel,
  rule: Driver['rule'],
  followers: readonly Follower[],
  cost: CostModel,
  values: Float64Array,
): Driver {
  const { feature: f } = rule;
  const moved = followersOfAny(followers, [f]);
  const base = { feature: model.features[f]!, rule, own: values[f]!, cost };
  if (moved.length === 0) return base;
  const to = values.slice();
  return {
    ...base,
    followed(value) {
      to[f] = value;
      follow(model.features, moved, values, to);
      return moved.map(({ feature: g }) => binOf(model.features[g]!, to[g]!)).join();
    },
  };
}

/** Changes of two and more drivers of a block at once. */
function jointSettings(
  movable: readonly Driver[],
  single: readonly (readonly Setting[])[],
  maxChanges: number,
): { joints: Joint[]; listedBelow: number } {
  const every = movable.map((driver) => everySetting(driver, MAX_VALUES));
  // Where a driver's values are too many to list, a cell's ends stand for it.
  const complete = every.every((settings) => settings !== undefined);
  const choices = single.map(
    (settings, d) =>
      every[d] ?? (movable[d]!.rule.step === undefined ? settings.flatMap(endsOf) : settings),
  );
  const joints: { joint: Joint; cost: number }[] = [];
  let listedBelow = Infinity;
  const grow = (from: number, joint: Joint, changes: number, cost: number): void => {
    if (changes > 1) {
      joints.push({ joint, cost });
      if (!complete) listedBelow = Math.min(listedBelow, cost);
    }
    if (changes === maxChanges) return;
    for (let d = from; d < movable.length; d++) {
      for (const setting of choices[d]!) {
        if (joints.length >= 16 * MAX_OPTIONS) {
          listedBelow = 0;
          return;
        }
        grow(d + 1, joint.with(d, setting), changes + 1, cost + setting.cost);
      }
    }
  };
  grow(
    0,
    movable.map(() => undefined),
    0,
    0,
  );
  joints.sort((a, b) => a.cost - b.cost);
  if (joints.length > MAX_OPTIONS) listedBelow = Math.min(listedBelow, joints[MAX_OPTIONS]!.cost);
  return { joints: joints.slice(0, MAX_OPTIONS).map(({ joint }) => joint), listedBelow };
}

function endsOf(setting: Setting): Setting[] {
  const { value, low, high } = setting;
  const ends = [value, low, high].filter((end) => Number.isFinite(end) && Math.abs(end) < 2 ** 49);
  return ends.length === 0
    ? [setting]
    : [...new Set(ends)].map((end) => ({ ...setting, value: end }));
}

interface Option {
  readonly values: readonly number[];
  readonly bins: readonly number[];
  readonly cost: number;
  readonly changes: number;
  readonly low: number;
  readonly high: number;
}

function optionOf(
  model: RiskModel,
  drivers: FeatureGroup['drivers'],
  followers: readonly Follower[],
  features: readonly number[],
  joint: Joint,
  values: Float64Array,
): Option {
  const to = values.slice();
  let cost = 0;
  let changes = 0;
  joint.forEach((setting, d) => {
    if (!setting) return;
    to[drivers[d]!.feature] = setting.value;
    cost += setting.cost;
    changes++;
  });
  follow(model.features, followers, values, to);
  const only = joint.length === 1 ? joint[0] : undefined;
  const option = {
    values: features.map((f) => to[f]!),
    bins: features.map((f) => binOf(model.features[f]!, to[f]!)),
    cost,
    changes,
    low: only?.low ?? NaN,
    high: only?.high ?? NaN,
  };
  to.fill(0);
  return option;
}

/** The cheapest option for each combination of bins and number of changes. */
function cheapestOfEach(options: readonly Option[], stay: Option): Option[] {
  const nowhere = stay.bins.join();
  const best = new Map<string, Option>();
  for (const option of options) {
    const key = option.bins.join();
    if (key === nowhere) continue;
    const counted = `${key} ${option.changes}`;
    const known = best.get(counted);
    if (!known || option.cost < known.cost) best.set(counted, option);
  }
  return [stay, ...best.values()];
}
