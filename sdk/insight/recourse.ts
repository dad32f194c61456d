import { fromFixedPoint } from '../core/fixed-point.js';
import { RiskError } from '../core/errors.js';
import type { Engine } from '../engines/engine.js';
import { startClock } from '../explain/recourse/clock.js';
import { COST_UNIT } from '../explain/recourse/cost.js';
import { buildLattice, costsOf, type Lattice } from '../explain/recourse/lattice.js';
import { resolveRules } from '../explain/recourse/rules.js';
import { search, type SearchResult } from '../explain/recourse/search.js';
import { Shelf } from '../explain/recourse/shelf.js';
import { largestReaching, reachesGoal } from '../explain/recourse/target.js';
import { wholeView, type Pick } from '../explain/recourse/view.js';
import type { RiskModel } from '../model/model.js';
import { pointsOf } from '../model/scale.js';
import { buildScore } from '../scoring/score.js';
import { scoreValues } from './counterfactual.js';
import { MAX_BUDGET_MS, MAX_CHANGES, MAX_PATHS } from './limits.js';
import type { ReachedTarget, Recourse, RecourseOptions } from './questions.js';
import { buildPath, shareOf } from './recourse-path.js';

/** What a search needs of the thread that it runs in. */
export interface SearchHost {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Lets the thread hear what else is asked of it; awaited every 8 ms or so. */
  readonly pause: () => Promise<void>;
  /** Whether nobody waits for the answer any more: then it ends as if time were up. */
  readonly stopped: () => boolean;
}

/** A model with the engine that scores what is found. */
export interface ScoredModel {
  readonly model: RiskModel;
  readonly engine: Engine;
  readonly digest: string;
}

const DEFAULTS = Object.freeze({
  target: 'approved',
  maxChanges: 3,
  count: 3,
  budgetMs: 50,
} as const satisfies RecourseOptions);

/**
 * What would change the outcome: the cheapest changes under the bundle's rules that reach a target,
 * re-scored by the engine.
 *
 * "Optimal" is said of the values that the model can tell apart, by the costs of
 * `explain/recourse/cost`, within `maxChanges`, and only when it is proven.
 *
 * @param values - raw values, one per feature; NaN for missing. Not modified.
 * @throws RiskError `OPTION_INVALID` for options out of range, a target that the bundle cannot
 * express, or unknown features; `EXPLAIN_UNSUPPORTED` for networks, which have no bins.
 */
export async function findRecourse(
  scored: ScoredModel,
  values: Float64Array,
  options: RecourseOptions,
  host: SearchHost,
): Promise<Recourse> {
  const { model, engine, digest } = scored;
  assertBins(model);
  const { target: goal, maxChanges, count, budgetMs } = resolveOptions(options);
  const reaches = reachesGoal(model, goal);
  const bound = largestReaching(reaches);
  const rules = resolveRules(model, options.features);
  const clock = startClock(host.now, budgetMs, host.stopped);

  const margin = scoreValues(scored, values);
  const facts = {
    score: buildScore(model, digest, engine.name, margin),
    target: reachedTarget(model, bound),
  };
  const nothing = { ...facts, paths: [], method: 'none', examined: 0 } as const;
  if (margin <= bound) return { ...nothing, status: 'reached', optimal: false, costBound: 0 };

  const none = { ...nothing, status: 'none', optimal: false, costBound: Infinity } as const;
  const lattice = buildLattice(model, rules, costsOf(model, rules), values, maxChanges);
  try {
    if (lattice.blocks.length === 0) return { ...none, reason: 'nothing-may-change' };
    const result = await runSearch(model, lattice, bound, maxChanges, count, clock, host);
    const toPath = (found: SearchResult['found'][number]) =>
      buildPath(scored, lattice, rules, values, found, bound);
    const { method, examined } = result;
    const outcome = { ...facts, method, examined, costBound: result.costBound / COST_UNIT };
    const paths = result.found.map(toPath);
    if (paths.length > 0) {
      const optimal = result.costBound >= result.found[0]!.cost;
      return { ...outcome, status: 'found', paths, optimal };
    }
    const closest = result.closest && result.closest.margin < margin && toPath(result.closest);
    const rest = { paths: [], optimal: false, ...(closest && { closest }) };
    return result.costBound === Infinity
      ? { ...outcome, ...rest, status: 'none', reason: 'out-of-reach' }
      : { ...outcome, ...rest, status: 'unknown' };
  } finally {
    for (const block of lattice.blocks) for (const column of block.values) column.fill(0);
  }
}

async function runSearch(
  model: RiskModel,
  lattice: Lattice,
  bound: number,
  maxChanges: number,
  count: number,
  clock: ReturnType<typeof startClock>,
  host: SearchHost,
): Promise<SearchResult> {
  const share = (picks: readonly Pick[]) => shareOf(model, lattice, picks) ?? 0;
  const shelf = new Shelf(
    count,
    (picks) => keyOf(lattice, picks),
    (found, known) => share(found.picks) > share(known.picks),
  );
  const view = wholeView(lattice.blocks, lattice.bins);
  const steps = search(model, view, bound, maxChanges, shelf, clock);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await host.pause();
    clock.resume();
  }
}

/** Names the answers that a path changes. */
function keyOf({ blocks }: Lattice, picks: readonly Pick[]): string {
  const changed = picks.flatMap(({ block, option }) => {
    const { drivers, features, values, stay } = blocks[block]!;
    return features.filter(
      (_, k) => k < drivers && !Object.is(values[k]![option], values[k]![stay]),
    );
  });
  return changed.join();
}

/** A margin that reaches a target as callers see it; -2^31 where none does. */
export function reachedTarget(model: RiskModel, bound: number): ReachedTarget {
  const margin = Math.min(Math.max(bound, -(2 ** 31)), 2 ** 31 - 1);
  const { scale, scaleBits } = model;
  const points = scale && pointsOf(scale, fromFixedPoint(margin, scaleBits));
  return { margin, points };
}

/** @throws RiskError `EXPLAIN_UNSUPPORTED` for networks. */
export function assertBins({ body }: RiskModel): void {
  if (body.kind !== 'network') return;
  throw new RiskError('EXPLAIN_UNSUPPORTED', 'a network has no bins to search');
}

function resolveOptions(options: RecourseOptions) {
  const { target, maxChanges, count, budgetMs } = { ...DEFAULTS, ...stated(options) };
  whole('maxChanges', maxChanges, MAX_CHANGES);
  whole('count', count, MAX_PATHS);
  if (!(budgetMs >= 0 && budgetMs <= MAX_BUDGET_MS)) {
    refuse('budgetMs', `0 to ${MAX_BUDGET_MS} milliseconds`);
  }
  return { target, maxChanges, count, budgetMs };
}

/** Options without those that are `undefined`. */
function stated(options: RecourseOptions): RecourseOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function whole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    refuse(name, `a whole number from 1 to ${most}`);
  }
}

function refuse(path: string, expected: string): never {
  throw new RiskError('OPTION_INVALID', `option "${path}" expected ${expected}`, { path });
}
