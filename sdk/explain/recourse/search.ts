import type { RiskModel } from '../../model/model.js';
import { buildAdditiveForm } from './additive-form.js';
import type { Clock } from './clock.js';
import { buildForestForm, lowestMargin } from './forest-form.js';
import type { Form } from './form.js';
import { solveKnapsack } from './knapsack.js';
import { TreeMemory } from './reduced-trees.js';
import { searchPairs, searchSingles, searchTriples, type Scan } from './scans.js';
import { Shelf, type Found } from './shelf.js';
import { cheapest, cheapestOf, fix, leastCost, narrow, type View } from './view.js';

/** What a search knows when it ends. */
export interface SearchResult {
  /** Cheapest first; no two change the same features. */
  readonly found: readonly Found[];
  /** Nothing costs less than this; Infinity when proven that nothing reaches the target. */
  readonly costBound: number;
  /** The combination with the lowest margin met, where none reaches the target. */
  readonly closest: Found | undefined;
  readonly method: 'dynamic-programming' | 'exhaustive' | 'branch-and-bound';
  /** Combinations whose margin was looked at. */
  readonly examined: number;
}

/**
 * Looks for the cheapest changes that bring an applicant to a margin of at most `target`.
 *
 * - One block, then two: all of them, by tables of what each pair does together.
 * - A sum of single terms: the knapsack, for any number of changes.
 * - Three: every triple whose bounds do not rule it out. Bounds: its cheapest options, and for each
 *   pair of options the best that any third can add.
 * - Four and more: each option of a block in turn, with the above on what is left.
 *
 * Whatever was ruled out when time is up stays ruled out: that is `costBound`.
 *
 * A generator: it yields where it may be interrupted.
 */
export function* search(
  model: RiskModel,
  view: View,
  target: number,
  maxChanges: number,
  shelf: Shelf,
  clock: Clock,
): Generator<void, SearchResult> {
  const searcher = new Searcher(model, target, maxChanges, shelf, clock);
  yield* searcher.run(view);
  yield* searcher.findMore(view);
  const listed = Math.min(Infinity, ...view.blocks.map(({ listedBelow }) => listedBelow));
  return {
    found: shelf.ranked().slice(0, shelf.count),
    costBound: Math.min(shelf.best, searcher.bound, listed),
    closest: shelf.best < Infinity ? undefined : searcher.scan.closest,
    method: searcher.method,
    examined: searcher.scan.examined,
  };
}

class Searcher {
  readonly scan: Scan;
  /** Nothing that was not looked at costs less. */
  bound = 0;
  method: SearchResult['method'] = 'exhaustive';
  readonly #memory: TreeMemory | undefined;

  constructor(
    readonly model: RiskModel,
    readonly target: number,
    readonly maxChanges: number,
    readonly shelf: Shelf,
    readonly clock: Clock,
  ) {
    this.scan = { target, maxChanges, shelf, clock, examined: 0, closest: undefined };
    this.#memory = model.body.kind === 'forest' ? new TreeMemory(model.body) : undefined;
  }

  /** Everything up to `maxChanges`, or until time is up. */
  *run(view: View): Generator<void, void> {
    const { target, maxChanges, shelf } = this;
    const costs = cheapest(view);
    this.bound = leastCost(costs, 1);
    const form = yield* this.#form(view, 1);
    if (!form) return;
    searchSingles(this.scan, view, form);
    this.bound = leastCost(costs, 2);
    if (maxChanges === 1 || view.blocks.length < 2) {
      this.bound = Infinity;
      return;
    }
    if (yield* this.#isHopeless(view)) {
      this.bound = Infinity;
      return;
    }
    if (this.model.body.kind === 'additive' && form.pair.every((table) => !table)) {
      return yield* this.#separable(view, form);
    }
    // What reaches the target alone needs no company.
    const useful = (b: number, o: number) => form.base + form.single[b]![o]! > target;
    const paired = narrow(view, this.#affordable(view, 1, shelf.worst, useful));
    const pairs = yield* this.#form(paired, 2);
    if (!pairs) return;
    if (pairs.floor <= target && !(yield* searchPairs(this.scan, paired, pairs))) return;
    this.bound = leastCost(costs, 3);
    if (maxChanges === 2 || view.blocks.length < 3) {
      this.bound = Infinity;
      return;
    }
    const tripled = narrow(view, this.#affordable(view, 2, shelf.best, useful));
    this.bound = Math.max(this.bound, leastCost(cheapest(tripled), 3));
    if (!(yield* this.#triples(tripled, true))) return;
    this.bound = maxChanges === 3 ? Infinity : leastCost(costs, 4);
    if (maxChanges === 3) return;
    const deeper = narrow(view, this.#affordable(view, 3, shelf.best, useful));
    this.bound = Math.max(this.bound, leastCost(cheapest(deeper), 4));
    if (yield* this.#deep(deeper)) this.bound = Infinity;
  }

  /**
   * Other ways, where fewer were met than wanted: the best without each of the first one's blocks.
   * Nothing is claimed of them.
   */
  *findMore(view: View): Generator<void, void> {
    const { shelf, clock } = this;
    const [first] = shelf.ranked();
    if (!first) return;
    for (const { block } of first.picks) {
      if (shelf.worst < Infinity || clock.over()) return;
      const without = narrow(view, (b) => view.places[b] !== block);
      const other = new Shelf(1, shelf.keyOf, shelf.preferred);
      const searcher = new Searcher(this.model, this.target, this.maxChanges, other, clock);
      yield* searcher.run(without);
      this.scan.examined += searcher.scan.examined;
      for (const found of other.ranked()) shelf.add(found);
    }
  }

  *#form(view: View, order: number): Generator<void, Form | undefined> {
    const { model, target, clock } = this;
    const { body } = model;
    if (body.kind === 'forest') {
      // Single changes are always told apart: the nearest is one of them.
      const least = order === 1 ? Infinity : target;
      return yield* buildForestForm(model, body, this.#memory!, view, order, least, clock);
    }
    if (body.kind === 'additive') return buildAdditiveForm(model, body, view);
    return undefined;
  }

  /** Whether not even the lowest leaves that all changes together reach would do. */
  *#isHopeless(view: View): Generator<void, boolean> {
    const { body } = this.model;
    if (this.shelf.best < Infinity) return false;
    if (body.kind !== 'forest') return false;
    const { model, maxChanges, clock, target } = this;
    return (yield* lowestMargin(model, body, this.#memory!, view, maxChanges, clock)) > target;
  }

  /**
   * Options that leave room under a limit for so many others, and that are useful.
   */
  #affordable(
    view: View,
    others: number,
    limit: number,
    useful: (block: number, option: number) => boolean,
  ): (block: number, option: number) => boolean {
    const each = view.blocks.map(cheapestOf);
    const room = each.map((_, b) => {
      const rest = each.filter((_, other) => other !== b).sort((x, y) => x - y);
      return limit - view.fixedCost - leastCost(rest, others);
    });
    return (b, o) => {
      const { cost, changes } = view.blocks[b]!;
      const fits = changes[o]! + others + view.fixedChanges <= this.maxChanges;
      return fits && cost[o]! <= room[b]! && useful(b, o);
    };
  }

  *#separable(view: View, form: Form): Generator<void, void> {
    const { target, maxChanges, shelf, clock } = this;
    this.method = 'dynamic-programming';
    const solved = yield* solveKnapsack(form, target, maxChanges, Infinity, clock);
    this.scan.examined += solved.examined;
    const { choice } = solved;
    if (choice) {
      const picks = form.blocks.flatMap(({ stay }, b) =>
        choice.options[b] === stay
          ? []
          : [{ block: view.places[b]!, option: view.origins[b]![choice.options[b]!]! }],
      );
      const changes = form.blocks.reduce(
        (sum, block, b) => sum + block.changes[choice.options[b]!]!,
        0,
      );
      shelf.add({ picks, changes, cost: choice.cost, margin: choice.margin });
    }
    if (!solved.over) this.bound = Infinity;
    // Pairs of changes are few: they give others to choose from, and the nearest.
    const useful = (b: number, o: number) => {
      const gain = form.single[b]![o]!;
      return gain < 0 && form.base + gain > target;
    };
    const paired = narrow(view, this.#affordable(view, 1, shelf.worst, useful));
    if (shelf.count === 1 && choice) return;
    const pairs = yield* this.#form(paired, 2);
    if (pairs) yield* searchPairs(this.scan, paired, pairs);
  }

  /** @returns whether every triple was decided. */
  *#triples(view: View, first: boolean): Generator<void, boolean> {
    if (view.blocks.length < 3) return true;
    if (first) this.method = 'branch-and-bound';
    const form = yield* this.#form(view, 3);
    if (!form) return false;
    if (form.floor > this.target) return true;
    return yield* searchTriples(this.scan, view, form, (least) => {
      if (first) this.bound = Math.max(this.bound, least);
    });
  }

  /** Sets of four blocks and more: each option of the first in turn, then what is left. */
  *#deep(view: View): Generator<void, boolean> {
    const { shelf, maxChanges } = this;
    const any = () => true;
    for (let b = 0; b + 3 < view.blocks.length; b++) {
      const block = view.blocks[b]!;
      for (let o = 0; o < block.size; o++) {
        if (o === block.stay || view.fixedChanges + block.changes[o]! + 3 > maxChanges) continue;
        const set = fix(view, b, o);
        if (set.fixedCost + leastCost(cheapest(set), 3) >= shelf.best) continue;
        const left = narrow(set, this.#affordable(set, 2, shelf.best, any));
        if (left.blocks.length < 3) continue;
        if (!(yield* this.#triples(left, false))) return false;
        if (left.fixedChanges + 4 > maxChanges || left.blocks.length < 4) continue;
        if (!(yield* this.#deep(left))) return false;
      }
    }
    return true;
  }
}
