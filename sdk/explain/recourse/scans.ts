import type { Clock } from './clock.js';
import type { Form, Margins } from './form.js';
import type { Found, Shelf } from './shelf.js';
import { cheapestOf, type View } from './view.js';

/** What scans share: what is looked for, and what was met. */
export interface Scan {
  readonly target: number;
  readonly maxChanges: number;
  readonly shelf: Shelf;
  readonly clock: Clock;
  examined: number;
  closest: Found | undefined;
}

/** Every option of every block alone. */
export function searchSingles(scan: Scan, view: View, form: Form): void {
  form.blocks.forEach((block, b) => {
    for (let o = 0; o < block.size; o++) {
      if (o === block.stay || block.changes[o]! + view.fixedChanges > scan.maxChanges) continue;
      scan.examined++;
      meet(scan, view, form.base + form.single[b]![o]!, [b, o]);
    }
  });
}

/** Every pair of options of two blocks. @returns whether all were looked at. */
export function* searchPairs(scan: Scan, view: View, form: Form): Generator<void, boolean> {
  const { blocks, base, single } = form;
  const { target, shelf, clock } = scan;
  const spare = scan.maxChanges - view.fixedChanges;
  for (let a = 0; a < blocks.length; a++) {
    for (let b = a + 1; b < blocks.length; b++) {
      const [first, second] = [blocks[a]!, blocks[b]!];
      const table = form.pair[a * blocks.length + b];
      const least = cheapestOf(second);
      let limit = shelf.worst - view.fixedCost;
      for (let i = 0; i < first.size; i++) {
        const paid = first.cost[i]!;
        if (i === first.stay || paid + least > limit) continue;
        const alone = base + single[a]![i]!;
        const row = i * second.size;
        let lowest = Infinity;
        let lowestAt = -1;
        for (let j = 0; j < second.size; j++) {
          if (j === second.stay || first.changes[i]! + second.changes[j]! > spare) continue;
          const margin = alone + single[b]![j]! + (table ? table[row + j]! : 0);
          if (margin < lowest) {
            lowest = margin;
            lowestAt = j;
          }
          const cost = paid + second.cost[j]!;
          if (margin > target || cost > limit) continue;
          meet(scan, view, margin, [a, i], [b, j]);
          // A dearer path of the same two blocks is never shown.
          limit = Math.min(limit, cost);
        }
        scan.examined += second.size;
        if (lowestAt >= 0 && lowest > target) meet(scan, view, lowest, [a, i], [b, lowestAt]);
      }
      if (clock.due()) {
        yield;
        if (clock.over()) return false;
      }
    }
  }
  return true;
}

/** Three blocks, ascending, and the least that changes of them cost. */
interface Triple {
  readonly blocks: readonly [number, number, number];
  readonly least: number;
}

/**
 * Every triple of blocks that its bounds do not rule out, those with the cheapest options first.
 *
 * @param decided - told, as the search goes on, what nothing undecided costs less than.
 * @returns whether all were decided.
 */
export function* searchTriples(
  scan: Scan,
  view: View,
  form: Form,
  decided: (least: number) => void,
): Generator<void, boolean> {
  const { shelf } = scan;
  const gains = new ThirdGains(form);
  for (const { blocks, least } of triplesOf(form, view.fixedCost)) {
    if (least >= shelf.best) break;
    decided(least);
    if (!(yield* searchTriple(scan, view, form, gains, blocks))) return false;
  }
  return true;
}

function triplesOf(form: Form, paid: number): Triple[] {
  const { blocks } = form;
  const least = blocks.map(cheapestOf);
  const triples: Triple[] = [];
  for (let a = 0; a < blocks.length; a++) {
    for (let b = a + 1; b < blocks.length; b++) {
      for (let c = b + 1; c < blocks.length; c++) {
        triples.push({ blocks: [a, b, c], least: paid + least[a]! + least[b]! + least[c]! });
      }
    }
  }
  return triples.sort((x, y) => x.least - y.least);
}

function* searchTriple(
  scan: Scan,
  view: View,
  form: Form,
  gains: ThirdGains,
  triple: readonly [number, number, number],
): Generator<void, boolean> {
  const { blocks, base, single } = form;
  const { target, shelf, clock } = scan;
  const spare = scan.maxChanges - view.fixedChanges;
  // The largest block is the third: its best is known for each option of the others.
  const [a, b, c] = [...triple].sort((x, y) => blocks[x]!.size - blocks[y]!.size) as [
    number,
    number,
    number,
  ];
  const [first, second, third] = [blocks[a]!, blocks[b]!, blocks[c]!];
  const floor = form.tripleFloor(...triple);
  const [withB, withC, between] = [gains.of(a, b), gains.of(a, c), gains.of(b, c)];
  const [cheapB, cheapC] = [cheapestOf(second), cheapestOf(third)];
  for (let i = 0; i < first.size; i++) {
    const paid = view.fixedCost + first.cost[i]!;
    if (i === first.stay || paid + cheapB + cheapC >= shelf.best) continue;
    const alone = base + single[a]![i]! + floor;
    if (alone + withB.all[i]! + withC.all[i]! + between.leastPair > target) continue;
    for (let j = 0; j < second.size; j++) {
      const both = paid + second.cost[j]!;
      if (j === second.stay || both + cheapC >= shelf.best) continue;
      const two = alone + single[b]![j]! + termAt(form, a, i, b, j);
      const best = Math.max(withC.all[i]! + between.pair[j]!, withC.pair[i]! + between.all[j]!);
      if (two + best > target) continue;
      for (let k = 0; k < third.size; k++) {
        const cost = both + third.cost[k]!;
        if (k === third.stay || cost >= shelf.best) continue;
        if (first.changes[i]! + second.changes[j]! + third.changes[k]! > spare) continue;
        scan.examined++;
        const three = two + single[c]![k]! + termAt(form, a, i, c, k) + termAt(form, b, j, c, k);
        if (three > target) continue;
        const margin = three - floor + tripleAt(form, [a, i], [b, j], [c, k]);
        if (margin <= target) meet(scan, view, margin, [a, i], [b, j], [c, k]);
      }
    }
    if (clock.due()) {
      yield;
      if (clock.over()) return false;
    }
  }
  return true;
}

/** What a second block adds at best, for each option of a first one; kept from triple to triple. */
class ThirdGains {
  readonly #form: Form;
  readonly #known = new Map<number, PairGains>();

  constructor(form: Form) {
    this.#form = form;
  }

  of(a: number, b: number): PairGains {
    const key = a * this.#form.blocks.length + b;
    let gains = this.#known.get(key);
    if (!gains) {
      gains = pairGains(this.#form, a, b);
      this.#known.set(key, gains);
    }
    return gains;
  }
}

interface PairGains {
  /** By option of the first: the least of the second's own effect and the pair's. */
  readonly all: Float64Array;
  /** By option of the first: the least of the pair's effect. */
  readonly pair: Float64Array;
  readonly leastPair: number;
}

function pairGains(form: Form, a: number, b: number): PairGains {
  const { size } = form.blocks[a]!;
  const second = form.blocks[b]!;
  const own = form.single[b]!;
  const all = new Float64Array(size).fill(Infinity);
  const pair = new Float64Array(size).fill(Infinity);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < second.size; j++) {
      if (j === second.stay) continue;
      const term = termAt(form, a, i, b, j);
      pair[i] = Math.min(pair[i]!, term);
      all[i] = Math.min(all[i]!, term + own[j]!);
    }
  }
  return { all, pair, leastPair: pair.reduce((x, y) => Math.min(x, y), Infinity) };
}

function tableOf(form: Form, a: number, b: number): Margins | undefined {
  return form.pair[Math.min(a, b) * form.blocks.length + Math.max(a, b)];
}

function termAt(form: Form, a: number, i: number, b: number, j: number): number {
  const table = tableOf(form, a, b);
  if (!table) return 0;
  return a < b ? table[i * form.blocks[b]!.size + j]! : table[j * form.blocks[a]!.size + i]!;
}

type Place = readonly [block: number, option: number];

function tripleAt(form: Form, ...places: readonly [Place, Place, Place]): number {
  const [x, y, z] = [...places].sort((p, q) => p[0] - q[0]) as [Place, Place, Place];
  return form.triple(x[0], x[1], y[0], y[1], z[0], z[1]);
}

/** Keeps a combination, if it is worth it. */
function meet(scan: Scan, view: View, margin: number, ...places: readonly Place[]): void {
  const reaches = margin <= scan.target;
  if (!reaches && scan.closest && scan.closest.margin <= margin) return;
  let cost = view.fixedCost;
  let changes = view.fixedChanges;
  for (const [b, o] of places) {
    cost += view.blocks[b]!.cost[o]!;
    changes += view.blocks[b]!.changes[o]!;
  }
  const own = places.map(([b, o]) => ({ block: view.places[b]!, option: view.origins[b]![o]! }));
  const picks = [...view.fixed, ...own].sort((x, y) => x.block - y.block);
  const found = { picks, cost, changes, margin };
  if (reaches) scan.shelf.add(found);
  else scan.closest = found;
}
