import type { Clock } from './clock.js';
import type { Form } from './form.js';

/** Options of a form's blocks, one per block; `stay` for those that do not change. */
export interface Choice {
  readonly options: readonly number[];
  readonly cost: number;
  readonly margin: number;
}

/** A partial choice that no other beats in cost, changes and margin at once. */
interface State {
  readonly cost: number;
  readonly changes: number;
  readonly margin: number;
  readonly previous: State | undefined;
  readonly block: number;
  readonly option: number;
}

/**
 * The cheapest choice of a form without pairs that reaches the target, exactly: a multiple-choice
 * knapsack by dynamic programming over blocks (Sinha and Zoltners 1979), whose states are the partial
 * choices that no other beats. States that cannot reach the target any more, or not more cheaply than
 * `limit`, are dropped.
 *
 * @returns `undefined` when nothing reaches it for less than `limit`; `over` when time was up.
 */
export function* solveKnapsack(
  form: Form,
  target: number,
  maxChanges: number,
  limit: number,
  clock: Clock,
): Generator<void, { choice: Choice | undefined; over: boolean; examined: number }> {
  const { blocks, single } = form;
  // What the blocks from here on can take off at most, by r changes.
  const gains = blocks.map((_, b) => Math.max(0, -lowest(single[b]!)));
  const rest = blocks.map((_, b) => bestOf(gains.slice(b), maxChanges));
  rest.push(bestOf([], maxChanges));
  let states: State[] = [
    { cost: 0, changes: 0, margin: form.base, previous: undefined, block: -1, option: -1 },
  ];
  let best: State | undefined;
  let examined = 0;
  for (let b = 0; b < blocks.length; b++) {
    const { size, stay, cost, changes } = blocks[b]!;
    const grown: State[] = [];
    const least = best?.cost ?? limit;
    for (const state of states) {
      if (reachable(state, target, maxChanges, rest[b + 1]!)) grown.push(state);
      for (let option = 0; option < size; option++) {
        if (option === stay || single[b]![option]! >= 0) continue;
        const next: State = {
          cost: state.cost + cost[option]!,
          changes: state.changes + changes[option]!,
          margin: state.margin + single[b]![option]!,
          previous: state,
          block: b,
          option,
        };
        examined++;
        if (next.changes > maxChanges || next.cost >= least) continue;
        if (next.margin <= target) {
          if (!best || isBefore(next, best)) best = next;
        } else if (reachable(next, target, maxChanges, rest[b + 1]!)) grown.push(next);
      }
    }
    states = unbeaten(grown, best?.cost ?? limit);
    if (clock.due()) {
      yield;
      if (clock.over()) return { choice: best && choiceOf(best, form), over: true, examined };
    }
  }
  return { choice: best && choiceOf(best, form), over: false, examined };
}

function isBefore(a: State, b: State): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.changes < b.changes);
}

function reachable(
  { margin, changes }: State,
  target: number,
  maxChanges: number,
  rest: readonly number[],
): boolean {
  return margin - rest[maxChanges - changes]! <= target;
}

/** The sums of the largest gains, for 0 to `most` of them. */
function bestOf(gains: readonly number[], most: number): number[] {
  const sorted = [...gains].sort((a, b) => b - a);
  const sums = [0];
  for (let r = 0; r < most; r++) sums.push(sums[r]! + (sorted[r] ?? 0));
  return sums;
}

function lowest(margins: ArrayLike<number>): number {
  let least = Infinity;
  for (let o = 0; o < margins.length; o++) least = Math.min(least, margins[o]!);
  return least;
}

/** States that none with fewer or as many changes beats in cost and margin. */
function unbeaten(states: State[], limit: number): State[] {
  states.sort((a, b) => a.cost - b.cost || a.changes - b.changes || a.margin - b.margin);
  const kept: State[] = [];
  // By number of changes: the lowest margin so far, at no higher cost.
  const least: number[] = [];
  for (const state of states) {
    if (state.cost >= limit) break;
    let beaten = false;
    for (let r = 0; r <= state.changes && !beaten; r++) {
      beaten = (least[r] ?? Infinity) <= state.margin;
    }
    if (beaten) continue;
    least[state.changes] = state.margin;
    kept.push(state);
  }
  return kept;
}

function choiceOf(state: State, form: Form): Choice {
  const options = form.blocks.map(({ stay }) => stay);
  for (let at: State | undefined = state; at && at.block >= 0; at = at.previous) {
    options[at.block] = at.option;
  }
  return { options, cost: state.cost, margin: state.margin };
}
