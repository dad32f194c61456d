import type { FeatureInfo, WhatIf, WhatIfAxis } from '../sdk/index.js';

/** A long end that tells little would press the rest together. */
const MOST = 0.6;

/** Whole values so few are places of their own, not a stretch. */
const FEW = 12;

/** One place on a curve's axis that can be chosen: a value, and the step it lies in. */
export interface CurvePlace {
  readonly value: number | string;
  readonly step: number;
}

/** The x axis of a curve: every place in turn, or a stretch of numbers. */
export type CurveScale =
  | { readonly kind: 'places'; readonly places: readonly CurvePlace[] }
  | {
      readonly kind: 'stretch';
      readonly from: number;
      readonly to: number;
      /** Of an arrow key. */
      readonly nudge: number;
      /** Between two figures. */
      readonly tick: number;
    };

/** 1, 2 or 5 times a power of ten, at least `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9))!;
  return factor * power;
}

/** The steps of an axis that hold a value: all but the one for "missing". */
export function givenSteps(axis: Omit<WhatIfAxis, 'current'>): number[] {
  return axis.values.flatMap((value, step) => (value === null ? [] : [step]));
}

/**
 * The part of an axis worth showing: every place, or the stretch around today that tells most.
 *
 * @param values - one per step.
 * @param line - the approval line, in the same unit.
 * @param aim - a value to look at: then the stretch is some times as long as the way there.
 */
export function curveScale(
  axis: WhatIfAxis,
  values: ArrayLike<number>,
  feature: FeatureInfo | undefined,
  today: number | string | null | undefined,
  line: number | undefined,
  aim: number | undefined,
): CurveScale {
  const given = givenSteps(axis);
  if (feature?.kind !== 'numeric') {
    // Codes that nobody worded are not offered, unless it is the applicant's own.
    const offered = given.filter(
      (step) => step === axis.current || isWorded(feature, axis.values[step]!),
    );
    return { kind: 'places', places: offered.map((step) => ({ value: axis.values[step]!, step })) };
  }
  const { min, max, integer, step = 0 } = feature;
  if (integer && min !== undefined && max !== undefined && max - min < FEW) {
    const places = Array.from({ length: max - min + 1 }, (_, i) => min + i);
    return {
      kind: 'places',
      places: places.map((value) => ({ value, step: stepAt(axis, value) })),
    };
  }
  const now = typeof today === 'number' ? today : (axis.from[given[1] ?? 0] ?? 0);
  const [low, high] =
    aim === undefined || aim === now
      ? telling(axis, values, given, now, line)
      : [Math.min(now, aim + 2 * (aim - now)), Math.max(now, aim + 2 * (aim - now))];
  const width = Math.max(high - low, Math.abs(now) * 0.1, step, Number.EPSILON);
  const tick = niceStep(width / 10);
  let from = Math.floor((Math.min(low, now) - width * 0.08) / tick) * tick;
  let to = Math.ceil((Math.max(high, now) + width * 0.08) / tick) * tick;
  if (min !== undefined) from = Math.max(from, min);
  if (max !== undefined) to = Math.min(to, max);
  if (to - from < tick / 2) to = from + tick;
  const span = to - from;
  // Where today is far out, fewer figures have room.
  const shown = niceStep(span / 5);
  const nudge = Math.max(niceStep(span / 50), integer ? 1 : 0, step <= span / 20 ? step : 0);
  return { kind: 'stretch', from, to, nudge, tick: shown };
}

/** Whether a category has a label or wording of its own. */
function isWorded(feature: FeatureInfo | undefined, value: number | string): boolean {
  const category = feature?.categories.find(
    ({ code, label }) => label === value || String(code) === String(value),
  );
  return (
    category === undefined ||
    category.label !== undefined ||
    Object.values(category.text).some((text) => text !== String(category.code))
  );
}

/**
 * The stretch around today in which the curve makes most of its moves, and the nearest place where
 * it crosses the line, unless that is far away.
 */
function telling(
  axis: WhatIfAxis,
  values: ArrayLike<number>,
  given: readonly number[],
  today: number,
  line: number | undefined,
): [number, number] {
  const edges = given.slice(1).map((step, i) => {
    const [before, after] = [values[given[i]!]!, values[step]!];
    const crosses = line !== undefined && before >= line !== after >= line;
    return { at: axis.from[step]!, move: Math.abs(after - before), crosses };
  });
  const near = edges
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => Math.abs(a.at - today) - Math.abs(b.at - today));
  const total = near.reduce((sum, { move }) => sum + move, 0);
  let [low, high] = [today, today];
  let sum = 0;
  for (const { at, move } of near) {
    if (total > 0 && sum >= MOST * total) break;
    sum += move;
    [low, high] = [Math.min(low, at), Math.max(high, at)];
  }
  const crossing = near.find(({ crosses }) => crosses)?.at;
  if (crossing !== undefined && Math.abs(crossing - today) < 3 * (high - low)) {
    [low, high] = [Math.min(low, crossing), Math.max(high, crossing)];
  }
  return [low, high];
}

/** The step in which a number lies; the nearest where it lies in none. */
export function stepAt(axis: Omit<WhatIfAxis, 'current'>, value: number): number {
  let found = 0;
  let nearest = Infinity;
  for (const step of givenSteps(axis)) {
    const [from, to] = [axis.from[step]!, axis.to[step]!];
    const distance = value < from ? from - value : value > to ? value - to : 0;
    // A shared edge belongs to the step that begins there.
    if (distance <= nearest && !(distance === nearest && value < from)) {
      nearest = distance;
      found = step;
    }
  }
  return found;
}

/**
 * What follows from a value between those that were scored: between two neighbours on one straight
 * line it lies on that line; `undefined` where they do not, for then nobody has worked it out.
 *
 * @param followed - one per step.
 */
export function followedAt(
  axis: Omit<WhatIfAxis, 'current'>,
  followed: readonly (number | string | null)[],
  step: number,
  value: number | string,
): number | string | null | undefined {
  const at = (i: number): readonly [number, number] | undefined => {
    const [x, y] = [axis.values[i], followed[i]];
    return typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined;
  };
  if (axis.values[step] === value) return followed[step];
  const [before, here, after] = [at(step - 1), at(step), at(step + 1)];
  if (typeof value !== 'number' || !before || !here || !after) return undefined;
  const slope = (after[1] - before[1]) / (after[0] - before[0]);
  const onLine = before[1] + slope * (here[0] - before[0]);
  if (Math.abs(onLine - here[1]) > 1e-9 * Math.max(1, Math.abs(here[1]))) return undefined;
  return here[1] + slope * (value - here[0]);
}

/** What a curve's values are: points where the model has them, else percent of default. */
export function curveValues(answer: WhatIf): ArrayLike<number> {
  return answer.points ?? answer.probability.map((share) => share * 100);
}
