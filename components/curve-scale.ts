import type { FeatureInfo, WhatIf, WhatIfAxis } from '../sdk/index.js';

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
 * The part of an axis worth showing. A stretch reaches over what makes 96 % of the curve's moves and
 * over where the applicant is: a long flat end tells nothing, and would press the rest together.
 */
export function curveScale(
  axis: WhatIfAxis,
  values: ArrayLike<number>,
  feature: FeatureInfo | undefined,
  today: number | string | null | undefined,
): CurveScale {
  const given = givenSteps(axis);
  if (feature?.kind !== 'numeric') {
    return { kind: 'places', places: given.map((step) => ({ value: axis.values[step]!, step })) };
  }
  const { min, max, integer, step = 0 } = feature;
  if (integer && min !== undefined && max !== undefined && max - min < FEW) {
    const places = Array.from({ length: max - min + 1 }, (_, i) => min + i);
    return {
      kind: 'places',
      places: places.map((value) => ({ value, step: stepAt(axis, value) })),
    };
  }
  const [low, high] = telling(axis, values, given);
  const now = typeof today === 'number' ? today : low;
  const width = Math.max(high - low, Math.abs(now) * 0.1, step, Number.EPSILON);
  const tick = niceStep(width / 4);
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

/** The stretch in which the curve makes all but the outermost 2 % of its moves, at each end. */
function telling(
  axis: WhatIfAxis,
  values: ArrayLike<number>,
  given: readonly number[],
): [number, number] {
  const edges = given.slice(1).map((step, i) => ({
    at: axis.from[step]!,
    move: Math.abs(values[step]! - values[given[i]!]!),
  }));
  const finite = edges.filter(({ at }) => Number.isFinite(at));
  const total = finite.reduce((sum, { move }) => sum + move, 0);
  if (finite.length === 0) return [0, 1];
  if (total === 0) return [finite[0]!.at, finite.at(-1)!.at];
  let sum = 0;
  let low = finite[0]!.at;
  let high = finite.at(-1)!.at;
  let begun = false;
  for (const { at, move } of finite) {
    sum += move;
    if (!begun && sum > 0.02 * total) [low, begun] = [at, true];
    if (sum >= 0.98 * total) {
      high = at;
      break;
    }
  }
  return [low, Math.max(low, high)];
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

/** What a curve's values are: points where the model has them, else percent of default. */
export function curveValues(answer: WhatIf): ArrayLike<number> {
  return answer.points ?? answer.probability.map((share) => share * 100);
}
